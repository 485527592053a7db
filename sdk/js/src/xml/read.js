// A small tree of a document. No document type, no entities but the five of XML, nothing fetched.

import { utf8, Utf8Error } from "../utf8.js";

/** Elements, one within the other. */
export const MAX_DEPTH = 128;

const WORDS = {
  "not-utf8": ["Die Nachricht ist kein gültiges UTF-8.", "The document is not valid UTF-8."],
  "document-type": ["Eine Dokumenttypdeklaration (DOCTYPE) ist nicht erlaubt.", "A document type declaration is not allowed."],
  entity: ["Eigene Entitäten sind nicht erlaubt.", "Entities of one's own are not allowed."],
  "too-deep": ["Die Nachricht ist zu tief verschachtelt.", "The document is nested too deep."],
  encoding: ["Die Nachricht muss in UTF-8 kodiert sein.", "The document must be encoded in UTF-8."],
};

/** Why it is not taken; `code` is one of the above or `not-well-formed`. */
export class XmlError extends Error {
  constructor(code, at = 0) {
    const words = WORDS[code] ?? [
      `Die Nachricht ist kein wohlgeformtes XML (bei Zeichen ${at}).`,
      `The document is not well-formed XML (at character ${at}).`,
    ];
    super(words[1]);
    this.code = code;
    this.german = words[0];
  }
}

/** An element with all that it holds. */
export class Element {
  constructor(name, namespace, attributes, path) {
    /** Without prefix. */
    this.name = name;
    /** `null` if it has none. */
    this.namespace = namespace;
    /** By name as written, prefix included; namespace declarations left out. */
    this.attributes = attributes;
    /** All text directly in it, trimmed. */
    this.text = "";
    this.children = [];
    /** XPath 1.0 location path with positions, by local names. */
    this.path = path;
  }
  /** The first child of this local name. */
  child(name) {
    return this.children.find((child) => child.name === name);
  }
  /** All children of this local name. */
  all(name) {
    return this.children.filter((child) => child.name === name);
  }
  /** Down a path of local names, each time the first: `find("hund/name")`. */
  find(path) {
    return path.split("/").reduce((element, name) => element?.child(name), this);
  }
  /** The text of what `find` finds, if it is not empty. */
  textAt(path) {
    return this.find(path)?.text || undefined;
  }
  /** An attribute by its name as written. */
  attribute(name) {
    return this.attributes.get(name);
  }
}

const NAME = "[:A-Z_a-z\\u00c0-\\u{effff}][-:.0-9A-Z_a-z\\u00b7-\\u{effff}]*";
const START = new RegExp(`<(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^<"]*"|'[^<']*'))*)\\s*(/?)>`, "uy");
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^<"]*)"|'([^<']*)')`, "gu");
const END = new RegExp(`</(${NAME})\\s*>`, "uy");
const FIVE = { lt: "<", gt: ">", amp: "&", apos: "'", quot: '"' };
// eslint-disable-next-line no-control-regex
const FOREIGN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

function expand(text, at) {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(x[0-9a-fA-F]+|[0-9]+)|([^;&\s]+))?(;?)/g, (_, number, name, end) => {
    if (end === "" || (number === undefined && name === undefined)) throw new XmlError("not-well-formed", at);
    if (name !== undefined) {
      if (!Object.hasOwn(FIVE, name)) throw new XmlError("entity", at);
      return FIVE[name];
    }
    const code = number.startsWith("x") ? parseInt(number.slice(1), 16) : parseInt(number, 10);
    const sound = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    const character = sound ? String.fromCodePoint(code) : "\u0000";
    if (FOREIGN.test(character)) throw new XmlError("not-well-formed", at);
    return character;
  });
}

function element(tag, written, at, parent, scope) {
  const attributes = new Map();
  const names = new Map(scope);
  for (const [, name, double, single] of written.matchAll(ATTRIBUTE)) {
    const value = expand(double ?? single, at);
    if (name === "xmlns") names.set("", value || null);
    else if (name.startsWith("xmlns:")) names.set(name.slice(6), value);
    else if (attributes.has(name)) throw new XmlError("not-well-formed", at);
    else attributes.set(name, value);
  }
  const colon = tag.indexOf(":");
  const prefix = colon < 0 ? "" : tag.slice(0, colon);
  if (!names.has(prefix)) throw new XmlError("not-well-formed", at);
  const local = tag.slice(colon + 1);
  const position = parent === undefined ? 1 : parent.all(local).length + 1;
  const made = new Element(local, names.get(prefix), attributes, `${parent?.path ?? ""}/${local}[${position}]`);
  return [made, names];
}

/** Reads a whole document (bytes or text) into a tree and gives its root. Throws `XmlError`. */
export function parse(source) {
  let text = source;
  if (typeof source !== "string") {
    try {
      text = utf8.decode(source);
    } catch (error) {
      throw error instanceof Utf8Error ? new XmlError("not-utf8") : error;
    }
  }
  if (text.startsWith("\ufeff")) text = text.slice(1);
  text = text.replace(/\r\n?/g, "\n");
  const foreign = FOREIGN.exec(text);
  if (foreign !== null) throw new XmlError("not-well-formed", foreign.index);
  let at = 0;
  let root;
  const open = [];
  const scopes = [new Map([["", null], ["xml", "http://www.w3.org/XML/1998/namespace"]])];
  const broken = () => new XmlError("not-well-formed", at);
  const skipTo = (end) => {
    const found = text.indexOf(end, at);
    if (found < 0) throw broken();
    const inside = text.slice(at, found);
    at = found + end.length;
    return inside;
  };
  const add = (content) => {
    const inner = open[open.length - 1];
    if (inner !== undefined) inner.element.text += content;
    else if (content.trim() !== "") throw broken();
  };
  while (at < text.length) {
    const next = text.indexOf("<", at);
    if (next !== at) {
      const content = text.slice(at, next < 0 ? text.length : next);
      if (content.includes("]]>")) throw broken();
      add(open.length === 0 ? content : expand(content, at));
      at = next < 0 ? text.length : next;
    } else if (text.startsWith("<?", at)) {
      const declaration = at === 0 && /^<\?xml\s/.test(text);
      if (!declaration && /^<\?xml[\s?]/i.test(text.slice(at, at + 6))) throw broken();
      const inside = skipTo("?>");
      const encoding = declaration ? /\sencoding\s*=\s*["']([^"']*)["']/.exec(inside) : null;
      if (encoding !== null && encoding[1].toLowerCase() !== "utf-8") throw new XmlError("encoding");
    } else if (text.startsWith("<!--", at)) {
      at += 4;
      if (skipTo("-->").includes("--")) throw broken();
    } else if (text.startsWith("<![CDATA[", at)) {
      if (open.length === 0) throw broken();
      at += 9;
      open[open.length - 1].element.text += skipTo("]]>");
    } else if (/^<!DOCTYPE/i.test(text.slice(at, at + 9))) {
      throw new XmlError("document-type");
    } else if (text.startsWith("</", at)) {
      END.lastIndex = at;
      const match = END.exec(text);
      const inner = open.pop();
      if (match === null || inner === undefined || inner.tag !== match[1]) throw broken();
      scopes.pop();
      close(inner.element);
      at += match[0].length;
    } else {
      START.lastIndex = at;
      const match = START.exec(text);
      if (match === null || (open.length === 0 && root !== undefined)) throw broken();
      if (open.length === MAX_DEPTH) throw new XmlError("too-deep");
      const parent = open[open.length - 1]?.element;
      const [made, names] = element(match[1], match[2], at, parent, scopes[scopes.length - 1]);
      if (parent === undefined) root = made;
      else parent.children.push(made);
      at += match[0].length;
      if (match[3] === "") {
        open.push({ tag: match[1], element: made });
        scopes.push(names);
      }
    }
  }
  if (root === undefined || open.length > 0) throw broken();
  return root;
}

function close(element) {
  element.text = element.text.trim();
}
