// Encodings that old applications want: `utf-8`, `iso-8859-15` and `windows-1252`.

import { finder, latin1Bytes, utf8 } from "./utf8.js";

/** Names of the encodings. */
export const ENCODINGS = Object.freeze(["utf-8", "iso-8859-15", "windows-1252"]);

/** Characters of 0x80 to 0x9F; a space where there is none. */
const WINDOWS_1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
/** Where it differs from ISO 8859-1. */
const ISO_8859_15 = { "€": 0xa4, "Š": 0xa6, "š": 0xa8, "Ž": 0xb4, "ž": 0xb8, "Œ": 0xbc, "œ": 0xbd, "Ÿ": 0xbe };
const TAKEN = new Set(Object.values(ISO_8859_15));

/** Letters of Latin Extended-A and some others without their marks: `plain:marked…`. */
const SIMPLIFIED =
  "A:ĀĂĄǍ a:āăąǎ C:ĆĈĊČ c:ćĉċč D:ĎĐ d:ďđ E:ĒĔĖĘĚƏ e:ēĕėęěə G:ĜĞĠĢ g:ĝğġģ H:ĤĦ h:ĥħ I:ĨĪĬĮİ i:ĩīĭįı J:Ĵ " +
  "j:ĵ K:Ķ k:ķ L:ĹĻĽĿŁ l:ĺļľŀł N:ŃŅŇ n:ńņň O:ŌŎŐ o:ōŏő OE:Œ oe:œ R:ŔŖŘ r:ŕŗř S:ŚŜŞŠȘ s:śŝşšș SS:ẞ " +
  "T:ŢŤŦȚ t:ţťŧț U:ŨŪŬŮŰŲ u:ũūŭůűų W:Ŵ w:ŵ Y:ŶŸ y:ŷ Z:ŹŻŽ z:źżž EUR:€";
const simplified = new Map([
  ["\u2018", "'"], ["\u2019", "'"], ["\u201c", '"'], ["\u201d", '"'], ["\u201e", '"'], ["\u2013", "-"], ["\u2014", "-"],
]);
for (const entry of SIMPLIFIED.split(" ")) {
  const [plain, marked] = entry.split(":");
  for (const letter of marked) simplified.set(letter, plain);
}

/** The byte of a character, or `undefined`. */
function byte(encoding, character) {
  const code = character.codePointAt(0);
  if (code < 0x80) return code;
  if (encoding === "iso-8859-15") {
    const own = ISO_8859_15[character];
    if (own !== undefined) return own;
    return code >= 0xa0 && code <= 0xff && !TAKEN.has(code) ? code : undefined;
  }
  if (code >= 0xa0 && code <= 0xff) return code;
  const at = code > 0xff ? WINDOWS_1252.indexOf(character) : -1;
  return at < 0 ? undefined : at + 0x80;
}

function known(encoding) {
  if (!ENCODINGS.includes(encoding)) throw new TypeError(`no encoding \`${encoding}\`; there are ${ENCODINGS.join(", ")}`);
}

/** Whether each character has a place in it. */
export function has(encoding, text) {
  known(encoding);
  if (encoding === "utf-8") return true;
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) < 0x80) continue;
    const character = String.fromCodePoint(text.codePointAt(at));
    if (byte(encoding, character) === undefined) return false;
    at += character.length - 1;
  }
  return true;
}

/** The text in this encoding. Throws `RangeError` if it does not have a character. */
export function encode(encoding, text) {
  known(encoding);
  if (encoding === "utf-8") return utf8.encode(text);
  return Uint8Array.from([...text], (character) => {
    const found = byte(encoding, character);
    if (found === undefined) throw new RangeError(`${encoding} has no U+${character.codePointAt(0).toString(16)}`);
    return found;
  });
}

/** Whether an encoding has the same bytes as ISO 8859-1 for these. */
function isSame(encoding, bytes) {
  const next = finder(bytes);
  for (let at = next(0); at < bytes.length; at = next(at + 1)) {
    if (bytes[at] < 0xa0 || (encoding === "iso-8859-15" && TAKEN.has(bytes[at]))) return false;
  }
  return true;
}

/**
 * The text in this encoding; letters that it does not have lose their marks (`ń` becomes `n`), other
 * characters become `?`.
 */
export function encodeSimplified(encoding, text) {
  known(encoding);
  if (encoding === "utf-8") return utf8.encode(text);
  const simple = latin1Bytes(text);
  if (simple !== undefined && isSame(encoding, simple)) return simple;
  const bytes = [];
  const length = text.length;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) {
      bytes.push(code);
      continue;
    }
    if (code >= 0x300 && code <= 0x36f) continue;
    const character = String.fromCodePoint(text.codePointAt(at));
    at += character.length - 1;
    const found = byte(encoding, character);
    if (found !== undefined) bytes.push(found);
    else for (const plain of simplified.get(character) ?? "?") bytes.push(plain.charCodeAt(0));
  }
  return new Uint8Array(bytes);
}
