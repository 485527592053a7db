// Why a rule gave no result: thrown, and turned into the contract's failure at the border.

/** Thrown by a plugin; `tag` and `val` are the case of the contract. */
export class Failure extends Error {
  constructor(tag, val, text) {
    super(text);
    this.name = "Failure";
    this.tag = tag;
    this.val = val;
  }
}

/** Makers of failures: `throw failure.permanent("…")`. */
export const failure = Object.freeze({
  /** The document cannot be processed, for these reasons. */
  rejected: (findings) => new Failure("rejected", [...findings], "rejected"),
  /** It may work later: the hub tries again. An adapter may say after how many seconds (at most 86,400). */
  transient: (text, retryAfterSeconds = null) =>
    new Failure("transient", { text, retryAfterSeconds: retryAfterSeconds && Math.min(retryAfterSeconds, 86400) }, text),
  /** It will never work: the message is parked for a person to look at. */
  permanent: (text) => new Failure("permanent", text, text),
  /** Adapters only: nobody knows whether the target has taken it. */
  inDoubt: (text) => new Failure("in-doubt", text, text),
});

/** The contract's `failure` of whatever was thrown. */
export function toFailure(error) {
  if (!(error instanceof Failure)) return { tag: "permanent", val: describe(error) };
  if (error.tag === "transient") return { tag: "transient", val: error.val.text };
  if (error.tag === "in-doubt") return { tag: "permanent", val: error.val };
  return { tag: error.tag, val: error.val };
}

/** The contract's `delivery-failure` of whatever was thrown. */
export function toDeliveryFailure(error) {
  if (error instanceof Failure) return { tag: error.tag, val: error.val };
  return { tag: "permanent", val: describe(error) };
}

/**
 * An exception in words: its message and where it was thrown. Line numbers of a bundle are those of
 * the sources, if `plugin build` left its map.
 */
export function describe(error) {
  if (!(error instanceof Error)) return `the plugin threw ${JSON.stringify(error) ?? String(error)}`;
  const place = thrownAt(error.stack);
  return `${error.name}: ${error.message}${place === null ? "" : ` (${place})`}`;
}

/** `src/rules.js:12` of the innermost frame that is not the SDK's. */
export function thrownAt(stack) {
  const map = globalThis.__drehscheibeLines;
  let first = null;
  for (const frame of String(stack ?? "").split("\n")) {
    const match = /([^\s()]+?):(\d+)(?::\d+)?\)?\s*$/.exec(frame);
    if (match === null) continue;
    const place = map === undefined ? `${match[1]}:${match[2]}` : original(map, Number(match[2]));
    if (place === null) continue;
    first ??= place;
    if (!/drehscheibe-sdk|@drehscheibe|sdk\/js\/src/.test(place)) return place;
  }
  return first;
}

/** The map is a list of `[first line of the bundle, source, first line of the source]`. */
function original(map, line) {
  let found = null;
  for (const part of map) {
    if (part[0] > line) break;
    found = part;
  }
  return found === null ? null : `${found[1]}:${found[2] + line - found[0]}`;
}
