// The inside of a component: the hub's functions become the host, and what JavaScript has for time and
// output leads to them. `drehscheibe plugin build` writes the entry module that uses this.

import { install } from "./current.js";
import * as run from "./run.js";

/** Whether the hub is calling; the module itself is loaded once, when the component is built. */
let running = false;

/** Makes the functions of the contract the host. */
export function connect(imports) {
  const { http, folder, mail } = imports;
  let now;
  const host = {
    settings: () => during("settings") ?? imports.host.settings(),
    // The same at each call, and an instance lives for one call of the hub.
    now: () => during("time") ?? (now ??= imports.host.now()),
    log: (level, text) => running && imports.host.log(level, text),
    codeList: (...query) => during("code lists") ?? imports.host.codeList(...query),
    readAttachment: (...query) => during("attachments") ?? imports.host.readAttachment(...query),
  };
  install({
    settings: () => host.settings(),
    now: () => host.now(),
    log: (level, text) => host.log(level, text),
    codeList: (urn, version, code) => host.codeList(urn, version, code),
    readAttachment: (id, offset, length) => host.readAttachment(id, offset, length),
    sendRequest: http && ((request) => http.send(request)),
    writeFile: folder && ((path, content) => folder.write(path, content)),
    fileExists: folder && ((path) => folder.exists(path)),
    sendMail: mail && ((message) => mail.send(message)),
  });
  routeGlobals(host);
}

function during(what) {
  if (!running) throw new Error(`there are no ${what} while a plugin is built: only inside its functions`);
  return undefined;
}

const called = (work) => (value) => {
  running = true;
  return work(value);
};

/** The exports of a component, by the contract's interfaces. */
export function exportsOf(plugin) {
  return {
    configuration: {
      settingsSchema: called(() => run.settingsSchema(plugin)),
      checkSettings: called((settings) => run.checkSettings(plugin, settings)),
    },
    recognition: { recognise: called((envelope) => run.recognise(plugin, envelope)) },
    validation: { validate: called((submission) => run.validate(plugin, submission)) },
    transformation: { transform: called((submission) => run.transform(plugin, submission)) },
    delivering: { deliver: called((delivery) => run.deliver(plugin, delivery)) },
  };
}

function routeGlobals(host) {
  const line = (level) => (...values) => host.log(level, values.map(show).join(" "));
  globalThis.console = {
    log: line("info"),
    info: line("info"),
    debug: line("debug"),
    trace: line("debug"),
    warn: line("warn"),
    error: line("error"),
    assert: (condition, ...values) => condition || line("error")("assertion failed", ...values),
  };
  const milliseconds = () => {
    const now = host.now();
    return Number(now.seconds) * 1000 + Math.floor(now.nanoseconds / 1e6);
  };
  const Native = globalThis.Date;
  const Routed = function Date(...parts) {
    if (new.target === undefined) return new Native(milliseconds()).toString();
    const target = new.target === Routed ? Native : new.target;
    return Reflect.construct(Native, parts.length === 0 ? [milliseconds()] : parts, target);
  };
  Routed.prototype = Native.prototype;
  Native.prototype.constructor = Routed;
  Routed.UTC = Native.UTC;
  Routed.parse = Native.parse;
  Routed.now = milliseconds;
  globalThis.Date = Routed;
  Object.defineProperty(globalThis, "performance", { value: { now: () => 0, timeOrigin: 0 }, configurable: true });
  Math.random = () => {
    throw new Error("Math.random: a rule must give the same result each time, so there are no random numbers");
  };
}

function show(value) {
  if (typeof value === "string") return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
