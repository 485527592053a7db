import assert from "node:assert/strict";
import { test } from "node:test";
import * as hub from "@drehscheibe/sdk/test";
import plugin from "../src/plugin.js";

test("a busy application is asked again", () => {
  const settings = { url: "https://fachverfahren.example/annahme" };
  const host = new hub.Host().settings(settings).http(() => ({ status: 503 })).install();
  assert.throws(() => hub.deliver(plugin, hub.delivery("application/json", "{}")), { tag: "transient" });
  assert.equal(host.requests.length, 1);
});
