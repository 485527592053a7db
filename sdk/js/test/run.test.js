import assert from "node:assert/strict";
import { test } from "node:test";
import { definePlugin, failure, folder, host, http, json, mail, t } from "../src/index.js";
import * as hub from "../src/test.js";

const base = { settingsSchema: {} };

test("an exception becomes a permanent failure with its message and line", () => {
  const double = new hub.Host().install();
  const broken = definePlugin({ ...base, validate: () => null.length });
  assert.throws(() => hub.validate(broken, hub.submission("{}")), (thrown) => {
    assert.equal(thrown.tag, "permanent");
    assert.match(thrown.val, /^TypeError: .*null.* \(.*run\.test\.js:\d+\)$/);
    return true;
  });
  assert.match(double.log[0], /^error: TypeError/);
});

test("failures keep their kind", () => {
  new hub.Host().install();
  const thrown = (error) => {
    try {
      hub.deliver(definePlugin({ ...base, deliver: () => { throw error; } }), hub.delivery("text/plain", "x"));
    } catch (value) {
      return value;
    }
    return undefined;
  };
  assert.deepEqual(thrown(failure.transient("busy", 99999999)), { tag: "transient", val: { text: "busy", retryAfterSeconds: 86400 } });
  assert.deepEqual(thrown(failure.inDoubt("?")), { tag: "in-doubt", val: "?" });
});

test("settings that do not fit are findings when they are checked, a failure later", () => {
  const plugin = definePlugin({ ...base, settings: t.object({ limit: t.integer() }, { closed: true }), validate() {} });
  assert.deepEqual(hub.told(hub.checkSettings(plugin, { limit: "x", typo: 1 })), ["!SETTINGS /limit", "!SETTINGS /typo"]);
  new hub.Host().settings({}).install();
  assert.throws(() => hub.validate(plugin, hub.submission("{}")), { tag: "permanent" });
});

test("the host is asked, and what it refuses is said", () => {
  const double = new hub.Host().code("urn:x", "1", "eins").attachment("a1", "abc").install();
  assert.deepEqual(host.codeList("urn:x", null, "1"), { tag: "entry", val: "eins" });
  assert.equal(host.codeList("urn:x", null, "2").tag, "no-such-code");
  assert.equal(host.codeList("urn:y", null, "2").tag, "no-such-list");
  assert.equal(Buffer.from(host.readAttachment("a1", 1, 10)).toString(), "bc");
  assert.throws(() => host.readAttachment("a2", 0, 1), { code: "not-found" });
  assert.throws(() => http.get("https://x.example/"), { code: "http-request-denied", reached: "never" });
  folder.write("a/b.txt", "x");
  folder.write("a/b.txt", "x");
  assert.throws(() => folder.write("a/b.txt", "y"), { tag: "permanent" });
  assert.equal(folder.exists("a"), true);
  mail.send({ to: ["a@b.example"], subject: "s", text: "t" });
  assert.equal(double.mails.length, 1);
});

test("a plugin says at once what it lacks", () => {
  assert.throws(() => definePlugin({ validate() {} }), /settingsSchema/);
  assert.throws(() => definePlugin(base), /one or more of/);
  assert.throws(() => definePlugin({ ...base, valdate() {} }), /has no `valdate`/);
  assert.deepEqual(definePlugin({ ...base, document: json(), validate() {}, transform() {} }).worlds, ["validator", "transformer"]);
});
