// HTTP to the outside, for adapters that declare the capability `outbound-http`.

import { hostNow } from "./current.js";
import { errorCase } from "./host.js";

/** A request that got no response. `code` is the case of the contract, `detail` its text if it has one. */
export class HttpError extends Error {
  constructor(code, detail) {
    super(describe(code, detail));
    this.name = "HttpError";
    this.code = code;
    this.detail = detail;
  }
  /**
   * Whether the request may have reached its destination: `not-yet` (nothing arrived, later may be
   * better), `never` (nothing arrived and will not, as things are configured) or `unknown`.
   */
  get reached() {
    return reached(this.code);
  }
}

const NOT_YET = [
  "dns-error", "destination-not-found", "destination-unavailable", "connection-refused", "connection-timeout", "tls-error",
];
const NEVER = ["destination-ip-prohibited", "http-request-denied", "http-request-body-size", "outbound-budget"];

/** See `HttpError.reached`. */
export function reached(code) {
  if (NOT_YET.includes(code)) return "not-yet";
  return NEVER.includes(code) ? "never" : "unknown";
}

const WORDS = {
  "dns-error": (text) => `name resolution failed: ${text}`,
  "destination-not-found": () => "the destination was not found",
  "destination-unavailable": () => "the destination is unavailable",
  "destination-ip-prohibited": () => "the destination's address is not granted",
  "connection-refused": () => "connection refused",
  "connection-terminated": () => "the connection broke",
  "connection-timeout": () => "no connection in time",
  "tls-error": (text) => `TLS: ${text}`,
  "http-request-denied": (text) => `denied: ${text}`,
  "http-request-body-size": () => "the request is too large",
  "http-response-body-size": () => "the response is too large",
  "http-response-timeout": () => "no response in time",
  "http-protocol-error": (text) => `not HTTP: ${text}`,
  "outbound-budget": () => "the calls or bytes of this call are used up",
};

/** An error in words, for a failure's text. */
export function describe(code, detail = "") {
  return WORDS[code]?.(detail) ?? (detail || code);
}

/**
 * Reads `https://host[:port][/path][?query]` into the parts that a request needs; `undefined` if it is
 * anything else: another scheme, user information, a fragment, white space, not ASCII.
 */
export function parseUrl(text) {
  const match = /^(https?):\/\/([A-Za-z0-9.\-:[\]]+)((?:[/?][!-"$-~]*)?)$/.exec(text);
  if (match === null) return undefined;
  const path = match[3].startsWith("/") ? match[3] : `/${match[3]}`;
  return { scheme: match[1], authority: match[2], pathWithQuery: path };
}

/**
 * Sends one request and waits for the whole response: `{ status, headers, body }`. Header values may
 * contain placeholders such as `{{secret:name}}`. `body` is bytes, or `{ attachment: id }`, or left out.
 * Throws `HttpError`.
 */
export function send(method, url, { headers = {}, body, timeoutMs = null } = {}) {
  const target = typeof url === "string" ? parseUrl(url) : url;
  if (target === undefined) throw new TypeError("not a URL of the form https://host[:port][/path][?query]");
  const content =
    body == null ? { tag: "empty" }
    : body.attachment !== undefined ? { tag: "attachment", val: body.attachment }
    : { tag: "bytes", val: body };
  const request = { method, ...target, headers: Object.entries(headers), body: content, timeoutMs };
  const port = hostNow();
  if (!port.sendRequest) throw new HttpError("http-request-denied", "the plugin does not declare outbound-http");
  try {
    const response = port.sendRequest(request);
    return { ...response, header: (name) => header(response, name) };
  } catch (error) {
    const found = errorCase(error);
    throw new HttpError(found.tag, found.val);
  }
}

/** The first header field of this name, upper and lower case alike. */
export function header(response, name) {
  const wanted = name.toLowerCase();
  return response.headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
}

export const get = (url, options) => send("GET", url, options);
export const post = (url, body, options) => send("POST", url, { ...options, body });
