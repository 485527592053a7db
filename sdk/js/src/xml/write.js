// Writing a document, indented by two spaces.

const ESCAPES = { "<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&apos;", '"': "&quot;" };

/** Characters that XML 1.0 cannot hold become U+FFFD. */
function escape(value) {
  const text = String(value);
  if (!needsEscape(text)) return text;
  return text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[<>&'"]/g, (character) => ESCAPES[character]);
}

function needsEscape(text) {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x40 ? code < 0x28 || code === 0x3c || code === 0x3e : code >= 0xfffe) {
      if (code !== 0x20) return true;
    }
  }
  return false;
}

/**
 * Writes elements one after the other; what is open is closed by `finish`. Names are written as they
 * are given, texts escaped.
 */
export class Writer {
  #text = '<?xml version="1.0" encoding="UTF-8"?>\n';
  #open = [];

  /** Opens an element. */
  start(name, attributes = {}) {
    this.#text += `${this.#tag(name, attributes)}>\n`;
    this.#open.push(name);
    return this;
  }
  /** An element with attributes and text only. */
  leaf(name, text, attributes = {}) {
    const start = this.#tag(name, attributes);
    this.#text += text === "" ? `${start}/>\n` : `${start}>${escape(text)}</${name}>\n`;
    return this;
  }
  /** An element with text, if there is one. */
  optional(name, text) {
    return text == null ? this : this.leaf(name, text);
  }
  /** Closes the innermost open element. */
  end() {
    const name = this.#open.pop();
    if (name !== undefined) this.#text += `${"  ".repeat(this.#open.length)}</${name}>\n`;
    return this;
  }
  /** Closes all and gives the document. */
  finish() {
    while (this.#open.length > 0) this.end();
    return this.#text;
  }
  #tag(name, attributes) {
    const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
    return `${"  ".repeat(this.#open.length)}<${name}${pairs.join("")}`;
  }
}
