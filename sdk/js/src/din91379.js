// The characters of DIN 91379: what names and texts in German registers may consist of.
//
// Some letters are a base letter and combining marks; the norm allows certain of these sequences
// only. Text must be in normal form C, as the norm demands.

/** Data type A, names of natural persons: ranges of code points. */
const IN_NAMES =
  "20 27 2c-2e 41-5a 60-7a 7e a8 b4 b7 c0-d6 d8-f6 f8-17e 187-188 18f 197 1a0-1a1 1af-1b0 1b7 1cd-1dc " +
  "1de-1df 1e2-1f0 1f4-1f5 1f8-1ff 212-213 218-21b 21e-21f 227-233 259 268 292 2b9-2ba 2be-2bf 2c8 2cc " +
  "1e02-1e03 1e06-1e07 1e0a-1e11 1e17 1e1c-1e2b 1e2f-1e37 1e3a-1e3b 1e40-1e49 1e52-1e5b 1e5e-1e63 " +
  "1e6a-1e6f 1e80-1e87 1e8c-1e97 1e9e 1ea0-1ef9 2019 2021";
/** What data type C, texts with line breaks, has besides. */
const ONLY_IN_TEXTS =
  "9-a d 21-26 28-2b 2f-40 5b-5f 7b-7d a0-a7 a9-ac ae-b3 b5-b6 b8-bf d7 f7 20ac";
/** Combining marks and the letters that they may follow; longer ones first. */
const SEQUENCES = [
  ["\u031b\u0304", "Ss"],
  ["\u0325\u0304", "LRlr"],
  ["\u0328\u0306", "Cc"],
  ["\u035fH", "K"],
  ["\u035fh", "Kk"],
  ["\u0300", "CFGKMPSTZcfgkmpstz"],
  ["\u0301", "Jj\u00ff\u012a\u012b"],
  ["\u0302", "DKLMNdklmn"],
  ["\u0304", "CFHKNPSTZcfhknpstz\u00db\u00fb\u1e32\u1e33\u1e62\u1e63\u1e6c\u1e6d\u1ee4\u1ee5"],
  ["\u0306", "CMNRZcmnrz\u00c7\u00e7"],
  ["\u0307", "KUku"],
  ["\u0308", "CTZcz\u1ea0\u1ea1\u1ecc\u1ecd\u1ee4\u1ee5"],
  ["\u030b", "Aa"],
  ["\u030c", "J"],
  ["\u030d", "\u0113\u014d"],
  ["\u0310", "Mm"],
  ["\u0315", "CKPTckpt\u010c\u010d"],
  ["\u031b", "KTkt"],
  ["\u0323", "CPcp\u010c\u010d"],
  ["\u0325", "LRlr"],
  ["\u0326", "CHKLNchkln\u017d\u017e"],
  ["\u0327", "Zz\u017d\u017e"],
  ["\u0331", "HSs"],
];

const ranges = (text) => text.split(" ").map((range) => range.split("-").map((end) => parseInt(end, 16)));
const pattern = (text) =>
  ranges(text).map(([first, last = first]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join("");
const allowed = {
  name: new RegExp(`[${pattern(IN_NAMES)}]`, "u"),
  text: new RegExp(`[${pattern(IN_NAMES)}${pattern(ONLY_IN_TEXTS)}]`, "u"),
};
/** A whole text of single characters that none of the sequences concerns. */
const plain = {
  name: new RegExp(`^[${pattern(IN_NAMES)}]*$`, "u"),
  text: new RegExp(`^[${pattern(IN_NAMES)}${pattern(ONLY_IN_TEXTS)}]*$`, "u"),
};

/**
 * The first character that the norm does not allow there, as `{ at, character }` with its position in
 * the text, or `undefined`. `kind` is `name` or `text`.
 */
export function firstForeign(text, kind) {
  if (isSimple(text) || plain[kind].test(text)) return undefined;
  let at = 0;
  while (at < text.length) {
    const first = String.fromCodePoint(text.codePointAt(at));
    const rest = text.slice(at + first.length);
    const marked = rest.charCodeAt(0) >= 0x300 && rest.charCodeAt(0) <= 0x36f;
    const marks = marked && SEQUENCES.find(([marks, letters]) => letters.includes(first) && rest.startsWith(marks));
    if (marks) at += marks[0].length;
    else if (!allowed[kind].test(first)) return { at, character: first };
    at += first.length;
  }
  return undefined;
}

/** Whether there are only Latin letters, spaces and hyphens: true of most texts, and quickly found out. */
function isSimple(text) {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x20 || code === 0x2d)) {
      return false;
    }
  }
  return true;
}

/** Whether all characters are allowed. */
export function isAllowed(text, kind) {
  return firstForeign(text, kind) === undefined;
}
