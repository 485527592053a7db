// A host for unit tests: what a plugin asks the hub, a test says beforehand.

import { install } from "./current.js";
import { isDate, dayNumber } from "./date.js";
import * as run from "./run.js";
import { utf8 } from "./utf8.js";

/** `2026-03-02T08:00:00+01:00` as an instant. */
export function instant(text) {
  const match = /^(.{10})T(\d\d):(\d\d):(\d\d)(?:Z|([+-])(\d\d):(\d\d))$/.exec(text);
  if (match === null || !isDate(match[1])) throw new TypeError(`\`${text}\` is not a time with an offset`);
  const [, date, hour, minute, second, sign, offsetHours = 0, offsetMinutes = 0] = match;
  const utcOffsetSeconds = (sign === "-" ? -1 : 1) * (Number(offsetHours) * 3600 + Number(offsetMinutes) * 60);
  const ofDay = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return { seconds: dayNumber(date) * 86400 + ofDay - utcOffsetSeconds, nanoseconds: 0, utcOffsetSeconds };
}

const bytesOf = (value) => (typeof value === "string" ? utf8.encode(value) : value);
const same = (one, other) => JSON.stringify(one, spread) === JSON.stringify(other, spread);
const spread = (_, value) => (value instanceof Uint8Array ? [...value] : value);

/**
 * What the hub would say, and what it was asked. `install` makes it the host; a later one replaces it.
 * Empty settings, received on 2026-01-15 at 09:00 in Berlin, nothing granted.
 */
export class Host {
  #settings = "{}";
  #now = instant("2026-01-15T09:00:00+01:00");
  #codes = new Map();
  #attachments = new Map();
  #http = null;
  #folderError = null;
  #mailError = null;

  /** Requests sent. */
  requests = [];
  /** Files by path: bytes, or `{ attachment: id }`. */
  files = new Map();
  /** Paths in the order in which they were written. */
  writes = [];
  /** Mails sent. */
  mails = [];
  /** Log lines, as `info: text`. */
  log = [];

  /** The settings: an object or JSON text. */
  settings(settings) {
    this.#settings = typeof settings === "string" ? settings : JSON.stringify(settings);
    return this;
  }
  /** The receipt time, as `2026-03-02T08:00:00+01:00`. */
  now(text) {
    this.#now = instant(text);
    return this;
  }
  /** An entry of a code list. */
  code(urn, code, designation) {
    this.#codes.set(`${urn} ${code}`, designation);
    return this;
  }
  /** The bytes of an attachment. */
  attachment(id, bytes) {
    this.#attachments.set(id, bytesOf(bytes));
    return this;
  }
  /** Answers requests: gives a response or throws `{ tag, val }`. Without it, each is denied. */
  http(answer) {
    this.#http = answer;
    return this;
  }
  /** Lets each write fail with this case, for example `{ tag: "io", val: "…" }`. */
  folderFails(error) {
    this.#folderError = error;
    return this;
  }
  /** Lets each mail fail with this case. */
  mailFails(error) {
    this.#mailError = error;
    return this;
  }
  /** Makes it the host. */
  install() {
    install({
      settings: () => this.#settings,
      now: () => this.#now,
      log: (level, text) => this.log.push(`${level}: ${text}`),
      codeList: (urn, _version, code) => this.#codeList(urn, code),
      readAttachment: (id, offset, length) => {
        const bytes = this.#attachments.get(id);
        if (bytes === undefined) throw "not-found";
        return bytes.slice(offset, offset + length);
      },
      sendRequest: (request) => {
        this.requests.push(request);
        if (this.#http === null) throw { tag: "http-request-denied", val: "no grant" };
        return { headers: [], body: new Uint8Array(), ...this.#http(request) };
      },
      writeFile: (path, content) => this.#write(path, content),
      fileExists: (path) => [...this.files.keys()].some((file) => file === path || file.startsWith(`${path}/`)),
      sendMail: (message) => {
        if (this.#mailError !== null) throw this.#mailError;
        this.mails.push(message);
      },
    });
    return this;
  }
  #codeList(urn, code) {
    const entry = this.#codes.get(`${urn} ${code}`);
    if (entry !== undefined) return { tag: "entry", val: entry };
    const known = [...this.#codes.keys()].some((key) => key.startsWith(`${urn} `));
    return { tag: known ? "no-such-code" : "no-such-list" };
  }
  #write(path, content) {
    if (this.#folderError !== null) throw this.#folderError;
    const value = content.tag === "bytes" ? content.val : { attachment: content.val };
    if (this.files.has(path) && !same(this.files.get(path), value)) throw { tag: "exist" };
    this.files.set(path, value);
    this.writes.push(path);
  }
}

const AREA = { ags: "99000001", ars: "990000000001" };
const MESSAGE = "01890000-0000-7000-8000-000000000001";

/** A submission with this JSON or XML document (text, bytes, or an object to be written as JSON). */
export function submission(document, more = {}) {
  const plain = typeof document === "object" && !(document instanceof Uint8Array);
  const body = bytesOf(plain ? JSON.stringify(document) : document);
  const mediaType = body[0] === 0x3c ? "application/xml" : "application/json";
  return {
    messageId: MESSAGE, source: "portal", procedure: "test", messageType: null, area: AREA, caseId: null,
    document: { mediaType, body }, attachments: [], ...more,
  };
}

/** A first delivery of this document and made-up everything else. */
export function delivery(mediaType, body, more = {}) {
  return {
    deliveryId: `${MESSAGE}.1`, messageId: MESSAGE, attempt: 1, procedure: "test", messageType: null, area: AREA,
    caseId: null, recipient: "default", document: { mediaType, body: bytesOf(body) }, fileName: null, attachments: [],
    ...more,
  };
}

/** An attachment's record. */
export function attachment(id, fileName, mediaType, size) {
  return { id, fileName, mediaType, size, sha256: "0".repeat(64) };
}

/** Calls a validator as the hub would. Throws the contract's failure, `{ tag, val }`. */
export const validate = (plugin, of) => run.validate(plugin, of);
/** Calls a transformer as the hub would. */
export const transform = (plugin, of) => run.transform(plugin, of);
/** Calls a recogniser as the hub would. */
export const recognise = (plugin, envelope) => run.recognise(plugin, envelope);
/** Calls an adapter as the hub would. */
export const deliver = (plugin, of) => run.deliver(plugin, of);
/** Calls `check-settings` as the hub would. */
export const checkSettings = (plugin, settings) =>
  run.checkSettings(plugin, typeof settings === "string" ? settings : JSON.stringify(settings));

/** Rule id and place of each finding, `!` before errors: short to compare in tests. */
export function told(findings) {
  return findings.map((found) => `${found.severity === "error" ? "!" : ""}${found.ruleId} ${found.location?.val ?? "-"}`);
}
