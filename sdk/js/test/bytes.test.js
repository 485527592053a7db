// What components do with bytes, beside what Node does: their engine has no TextDecoder, but Base64.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as encoding from "../src/encoding.js";
import { utf8 } from "../src/utf8.js";

const fromBase64 = Uint8Array.fromBase64 ?? ((text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0)));
function withBase64(work) {
  const before = [Uint8Array.fromBase64, Uint8Array.prototype.toBase64];
  Uint8Array.fromBase64 = fromBase64;
  Uint8Array.prototype.toBase64 ??= function toBase64() {
    return btoa(String.fromCharCode(...this));
  };
  try {
    return work();
  } finally {
    [Uint8Array.fromBase64, Uint8Array.prototype.toBase64] = before;
  }
}

/** The same numbers below 1 each time. */
let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const below = (end) => Math.floor(random() * end);
function someText() {
  const kinds = [() => 32 + below(95), () => 0x80 + below(128), () => below(0xd000), () => 0x1f600 + below(50)];
  return Array.from({ length: below(40) }, () => String.fromCodePoint(kinds[below(8) % 4]())).join("");
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const orNull = (work) => {
  try {
    return work();
  } catch {
    return null;
  }
};

test("texts and bytes, well-formed and not, as in Node", () => {
  for (let round = 0; round < 3000; round += 1) {
    const text = someText();
    const bytes = new TextEncoder().encode(text);
    // Anywhere in a buffer, as documents come.
    const from = below(5);
    const view = new Uint8Array(bytes.length + 8).subarray(from, from + bytes.length);
    view.set(bytes);
    assert.equal(withBase64(() => utf8.portable.decode(view)), text);
    assert.deepEqual(withBase64(() => utf8.encode(text)), bytes);
    if (view.length === 0) continue;
    view[below(view.length)] = 0x80 + below(128);
    assert.equal(withBase64(() => orNull(() => utf8.portable.decode(view))), orNull(() => decoder.decode(view)));
  }
});

test("old encodings, at once and letter by letter", () => {
  for (let round = 0; round < 3000; round += 1) {
    const text = someText();
    for (const name of ["windows-1252", "iso-8859-15"]) {
      const before = Uint8Array.fromBase64;
      Uint8Array.fromBase64 = undefined;
      const expected = encoding.encodeSimplified(name, text);
      Uint8Array.fromBase64 = before;
      assert.deepEqual(withBase64(() => encoding.encodeSimplified(name, text)), expected);
    }
  }
});
