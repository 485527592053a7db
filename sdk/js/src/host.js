// What the hub offers every plugin: the receipt time, code lists, attachments, log lines.

import { hostNow } from "./current.js";

/** The settings of the activation as JSON text. Plugins get them read; this is for the rest. */
export function settings() {
  return hostNow().settings();
}

/** The time at which the hub first received the message; the same at each call. */
export function now() {
  return hostNow().now();
}

/** Writes a line to the trace of this call. No personal data. */
export function log(level, text) {
  hostNow().log(level, String(text));
}

/** A line for those who develop the plugin. */
export const debug = (text) => log("debug", text);
/** A line for those who run the hub. */
export const info = (text) => log("info", text);
/** A line about something that should be looked at. */
export const warn = (text) => log("warn", text);

/**
 * Looks a code up in a code list of the XRepository; without a version, the one the hub holds.
 * `{ tag: "entry", val: "…" }`, `{ tag: "no-such-code" }` or `{ tag: "no-such-list" }`.
 */
export function codeList(urn, version, code) {
  return hostNow().codeList(urn, version ?? null, code);
}

/** The attachment could not be read; `code` is `not-found`, `budget` or `unavailable`. */
export class AttachmentError extends Error {
  constructor(code) {
    super(`the attachment cannot be read: ${code}`);
    this.code = code;
  }
}

/** Reads up to `length` bytes of an attachment from `offset`; fewer at its end, none behind it. */
export function readAttachment(id, offset, length) {
  try {
    return hostNow().readAttachment(id, offset, length);
  } catch (error) {
    throw new AttachmentError(errorCase(error).tag);
  }
}

/** The case of the contract that a host function threw: `{ tag, val }`. */
export function errorCase(error) {
  const value = error?.payload ?? error?.cause ?? error;
  if (typeof value === "string") return { tag: value };
  if (typeof value?.tag === "string") return value;
  if (value instanceof Error) return { tag: value.message };
  return { tag: String(value) };
}
