// Writing CSV as old applications want it: their separator, their encoding, lines ended by CR LF.

import { encodeSimplified } from "./encoding.js";

/** Rows of fields; quoted where RFC 4180 demands it. `;` is what German spreadsheets expect. */
export class Table {
  #separator;
  #text = "";

  constructor(separator = ";") {
    this.#separator = separator;
  }
  /** Adds a row. Control characters become spaces, line breaks too: few applications read them. */
  row(fields) {
    const texts = [...fields].map(String);
    const plain = !isSpecial(texts.join(""));
    this.#text += `${texts.map((field) => this.#field(field, plain)).join(this.#separator)}\r\n`;
    return this;
  }
  #field(field, plain) {
    const edges = field.startsWith(" ") || field.endsWith(" ");
    if (plain && !edges && !field.includes(this.#separator)) return field;
    // eslint-disable-next-line no-control-regex
    const text = field.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
    const quoted = edges || field.includes(this.#separator) || field.includes('"');
    return quoted ? `"${text.replaceAll('"', '""')}"` : text;
  }
  /** The whole table; letters that the encoding does not have lose their marks. */
  encode(encoding) {
    return encodeSimplified(encoding, this.#text);
  }
  toString() {
    return this.#text;
  }
}

/** Whether a quotation mark or control character occurs. */
function isSpecial(text) {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x22 || (code >= 0x7f && code <= 0x9f)) return true;
  }
  return false;
}
