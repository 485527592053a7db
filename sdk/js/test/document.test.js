import assert from "node:assert/strict";
import { test } from "node:test";
import { definePlugin, json, t, utf8 } from "../src/index.js";
import { firstError } from "../src/document/well_formed.js";
import * as hub from "../src/test.js";

const plugin = (document, validate = () => {}) => definePlugin({ settingsSchema: {}, document, validate });
const told = (shape, body) => {
  new hub.Host().install();
  const found = hub.validate(plugin(json(shape)), hub.submission(body));
  return found.map((one) => `${one.reasonCode} ${one.location.val}`);
};
const Dog = t.object({ name: t.text(), weights: t.list(t.integer(0)).or([]) });

test("wrong types are named with their place and without their value", () => {
  assert.deepEqual(told(Dog, '{"name":"Bello","weights":[1,"secret"]}'), ["X001 /weights/1"]);
  assert.deepEqual(told(Dog, "{}"), ["X001 "]);
  assert.deepEqual(told(Dog, '{"name":1,"weights":{}}'), ["X001 /name", "X001 /weights"]);
  assert.deepEqual(told(Dog, "[]"), ["X001 "]);
});

test("garbage is not well-formed", () => {
  for (const body of ["", "{", "{} {}", "\ufeff{}", "[1,]", '{"name":"\\ud8"}', "nul", "01", '{"a" 1}', "[NaN]"]) {
    assert.deepEqual(told(null, body), ["X000 "], body);
  }
  assert.deepEqual(told(null, new Uint8Array([0x7b, 0xff, 0x7d])), ["X000 "]);
});

test("every key that stands twice is named", () => {
  const body = '{"name":"a","x":{"k":1,"\\u006b":2},"l":[{},{"a":1,"b":2,"a":3}],"name":"b"}';
  assert.deepEqual(told(null, body), ["X000 /x/k", "X000 /l/1/a", "X000 /name"]);
  assert.deepEqual(told(null, '{"a":":\\":\\\\","b":[":"]}'), []);
});

test("ten thousand levels are refused", () => {
  assert.deepEqual(told(null, "[".repeat(10000)), ["X000 "]);
  const nested = (levels) => "[".repeat(levels) + "]".repeat(levels);
  assert.deepEqual([told(null, nested(128)), told(null, nested(129))], [[], ["X000 "]]);
  // Many brackets, none of them deep, and some that are only text.
  assert.deepEqual(told(null, JSON.stringify(Array.from({ length: 200 }, () => ({ a: ['\\"[[[[{{'] })))), []);
});

test("the place of an error is named by line and column", () => {
  assert.deepEqual(firstError('{\n  "a": 1,\n  b\n}'), { line: 3, column: 3 });
  assert.deepEqual(firstError('{"a": tru}'), { line: 1, column: 7 });
});

test("UTF-8 is read strictly, as the platform reads it", () => {
  const native = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let round = 0; round < 20000; round += 1) {
    const bytes = Uint8Array.from({ length: 1 + (round % 6) }, (_, at) => (round * 7919 * (at + 3) + at * 131) % 256);
    let expected = null;
    try {
      expected = native.decode(bytes);
    } catch {
      expected = null;
    }
    let actual = null;
    try {
      actual = utf8.portable.decode(bytes);
    } catch {
      actual = null;
    }
    assert.equal(actual, expected, [...bytes].join());
  }
  for (const text of ["Größe", "🐶x", "a\ud800b", "", "ſ€𝔄"]) {
    assert.deepEqual(utf8.encode(text), new TextEncoder().encode(text));
  }
});
