import assert from "node:assert/strict";
import { test } from "node:test";
import * as hub from "@drehscheibe/sdk/test";
import plugin from "../src/plugin.js";

test("the form is recognised", () => {
  new hub.Host().install();
  const found = (form) => hub.recognise(plugin, { properties: [["form", form]] });
  assert.equal(found("veranstaltung-an").procedure, "veranstaltung");
  assert.equal(found("hund-an").procedure, null);
});
