import assert from "node:assert/strict";
import { test } from "node:test";
import * as hub from "@drehscheibe/sdk/test";
import plugin from "../src/plugin.js";

test("an event needs its time", () => {
  new hub.Host().settings({ frist_tage: 14 }).now("2026-03-02T09:15:00+01:00").install();
  const told = (datum) => hub.told(hub.validate(plugin, hub.submission({ datum })));
  assert.deepEqual(told("2026-03-16"), []);
  assert.deepEqual(told("2026-03-15"), ["!FRIST-01 /datum"]);
});
