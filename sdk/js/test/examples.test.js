// The examples of the documentation, run as they are printed: in README.md and beside the types.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as sdk from "../src/index.js";
import * as hub from "../src/test.js";

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");

/** Runs lines of JavaScript; where one ends in `// value`, that is what it must give. */
function run(lines, known) {
  let checked = 0;
  const code = lines.map((line) => {
    const found = /^(.*); \/\/ (.+)$/.exec(line);
    if (found === null) return line;
    checked += 1;
    return `same(${found[1]}, ${found[2]});`;
  });
  const names = Object.keys(known);
  const same = (found, expected) => assert.deepEqual(found, expected, lines.join("\n"));
  const result = new Function(...names, "same", code.join("\n"))(...Object.values(known), same);
  return { checked, result };
}

test("the examples beside the types", () => {
  const comments = read("types/index.d.ts").matchAll(/@example\n((?: *\* .*\n)+)/g);
  let checked = 0;
  for (const [, lines] of comments) {
    checked += run(lines.trimEnd().split("\n").map((line) => line.replace(/^ *\* /, "")), sdk).checked;
  }
  assert.ok(checked > 25, `${checked} values are checked`);
});

test("the example of README.md", () => {
  const [plugin, use] = [...read("README.md").matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);
  const withoutImports = (code) => code.replace(/^import .*\n/gm, "");
  const made = run(withoutImports(plugin).replace("export default", "return").split("\n"), sdk).result;
  assert.equal(run(withoutImports(use).split("\n"), { ...sdk, hub, plugin: made }).checked, 1);
});
