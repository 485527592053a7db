import assert from "node:assert/strict";
import { test } from "node:test";
import * as hub from "@drehscheibe/sdk/test";
import plugin from "../src/plugin.js";

test("a line of headings and one of values", () => {
  new hub.Host().install();
  const [output] = hub.transform(plugin, hub.submission({ bezeichnung: "Fest", datum: "2026-03-30" }));
  assert.equal(Buffer.from(output.document.body).toString(), "Bezeichnung;Datum\r\nFest;30.03.2026\r\n");
});
