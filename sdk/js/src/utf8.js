// UTF-8, strictly. The engine in components has no TextDecoder.

const native = typeof TextDecoder === "undefined" ? null : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** One character for each byte. An interpreter runs this: two of the engine's own steps instead of one for each byte. */
function latin1(bytes) {
  if (typeof bytes.toBase64 === "function") return atob(bytes.toBase64());
  const parts = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    parts.push(String.fromCharCode.apply(null, bytes.subarray(at, at + 8192)));
  }
  return parts.join("");
}

/** One byte for each character up to U+00FF; `undefined` if there are others, or if the engine cannot do it at once. */
export function latin1Bytes(text) {
  if (typeof Uint8Array.fromBase64 !== "function") return undefined;
  try {
    return Uint8Array.fromBase64(btoa(text));
  } catch {
    return undefined;
  }
}

/** Code point of the sequence of `more + 1` bytes at a position, or -1 if it is not UTF-8. */
function codePoint(bytes, at, more) {
  const first = bytes[at];
  if (first < 0xc2 || first > 0xf4 || at + more >= bytes.length) return -1;
  const second = bytes[at + 1];
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return -1;
  let code = first & (0x3f >> more);
  for (let next = 1; next <= more; next += 1) {
    const byte = bytes[at + next];
    if ((byte & 0xc0) !== 0x80) return -1;
    code = (code << 6) | (byte & 0x3f);
  }
  return code;
}

/** `next(from)`: position of the first byte beyond ASCII from there on, or the length. */
export function finder(bytes) {
  const end = bytes.length;
  const shift = (4 - (bytes.byteOffset % 4)) % 4;
  // Sixteen bytes at a time, where they may be read as whole words.
  const words = shift < end ? new Uint32Array(bytes.buffer, bytes.byteOffset + shift, (end - shift) >> 2) : [];
  const last = words.length - 3;
  return (from) => {
    let at = from;
    while (at < end) {
      if ((at - shift) % 4 === 0) {
        let word = (at - shift) >> 2;
        while (word < last && ((words[word] | words[word + 1] | words[word + 2] | words[word + 3]) & 0x80808080) === 0) {
          word += 4;
        }
        at = word * 4 + shift;
        if (at >= end) break;
      }
      if (bytes[at] >= 0x80) return at;
      at += 1;
    }
    return end;
  };
}

// What lies between characters beyond ASCII is cut out of a text with one character for each byte.
function decode(bytes) {
  const text = latin1(bytes);
  const next = finder(bytes);
  let at = next(0);
  if (at >= bytes.length) return text;
  const parts = [];
  let start = 0;
  while (at < bytes.length) {
    if (at > start) parts.push(text.slice(start, at));
    const first = bytes[at];
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    const code = codePoint(bytes, at, more);
    if (code < 0) throw new Utf8Error(at);
    parts.push(String.fromCodePoint(code));
    start = at + more + 1;
    at = next(start);
  }
  if (start < text.length) parts.push(text.slice(start));
  return parts.join("");
}

function encode(text) {
  const simple = latin1Bytes(text);
  if (simple !== undefined && finder(simple)(0) === simple.length) return simple;
  let bytes = new Uint8Array(text.length);
  let used = 0;
  const length = text.length;
  for (let index = 0; index < length; index += 1) {
    let code = text.charCodeAt(index);
    if (code < 0x80) {
      bytes[used++] = code;
      continue;
    }
    if (bytes.length === length) {
      // At most three bytes for each of the rest.
      const larger = new Uint8Array(used + (length - index) * 3);
      larger.set(bytes.subarray(0, used));
      bytes = larger;
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      const next = text.charCodeAt(index + 1);
      if (code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
        index += 1;
      } else {
        code = 0xfffd;
      }
    }
    if (code < 0x800) {
      bytes[used++] = 0xc0 | (code >> 6);
    } else {
      if (code < 0x10000) {
        bytes[used++] = 0xe0 | (code >> 12);
      } else {
        bytes[used++] = 0xf0 | (code >> 18);
        bytes[used++] = 0x80 | ((code >> 12) & 0x3f);
      }
      bytes[used++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[used++] = 0x80 | (code & 0x3f);
  }
  return used === bytes.length ? bytes : bytes.slice(0, used);
}

/** Bytes that are not UTF-8; `at` is the position of the first one. */
export class Utf8Error extends Error {
  constructor(at) {
    super(`not UTF-8 from byte ${at}`);
    this.at = at;
  }
}

export const utf8 = Object.freeze({
  /** The bytes of a text; a half surrogate pair becomes U+FFFD. */
  encode,
  /** The text of bytes. Throws `Utf8Error`. A byte order mark stays. */
  decode(bytes) {
    const source = bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes);
    if (native === null) return decode(source);
    try {
      return native.decode(source);
    } catch {
      return decode(source);
    }
  },
  /** The parts that components use, for tests. */
  portable: { decode },
});
