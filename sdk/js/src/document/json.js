// JSON documents.

import { reason } from "../findings.js";
import { utf8, Utf8Error } from "../utf8.js";
import { complaint } from "./shape.js";
import { checkStructure, MAX_DEPTH } from "./structure.js";
import { firstError } from "./well_formed.js";

export function readJson(body, shape, findings, rule) {
  let text;
  try {
    text = utf8.decode(body);
  } catch (error) {
    if (!(error instanceof Utf8Error)) throw error;
    findings
      .error(rule)
      .at("")
      .reason(reason.NOT_WELL_FORMED)
      .say(
        `Die Nachricht ist kein gültiges UTF-8 (ab Byte ${error.at}).`,
        `The document is not valid UTF-8 (from byte ${error.at}).`,
      );
    return undefined;
  }
  let value = parseSound(text);
  if (value === undefined) {
    if (!checkStructure(text, findings, rule)) return undefined;
    try {
      value = JSON.parse(text);
    } catch {
      const { line, column } = firstError(text);
      findings
        .error(rule)
        .at("")
        .reason(reason.NOT_WELL_FORMED)
        .say(
          `Die Nachricht ist kein wohlgeformtes JSON (Zeile ${line}, Spalte ${column}).`,
          `The document is not well-formed JSON (line ${line}, column ${column}).`,
        );
      return undefined;
    }
  }
  if (shape === null) return value;
  const problems = [];
  const content = shape.read(value, problems);
  for (const problem of problems) complaint(findings.error(rule), problem);
  return problems.length === 0 ? content : undefined;
}

/**
 * The value of a text that certainly has no key twice and not too many levels; `undefined` if a closer
 * look is needed. In an interpreter the engine's own functions are much faster than going over the text.
 */
function parseSound(text) {
  // The engine's parser goes down as far as the text does. Most documents have fewer brackets than levels allowed.
  const few = text.split("{").length + text.split("[").length <= MAX_DEPTH;
  let value;
  if (few) {
    value = parsed(text);
    if (value === undefined) return undefined;
    // Each key has a colon, and in many documents nothing else has one.
    if (text.split(":").length - 1 === countKeys(value)) return value;
  }
  // Without escaped quotes there lies either a string between two quotes or what stands between strings.
  const plain = text.includes("\\") ? text.replace(/\\[^]/g, "") : text;
  const pieces = plain.split('"');
  if (!few && isTooDeep(pieces)) return undefined;
  value ??= parsed(text);
  return value !== undefined && countColons(pieces) === countKeys(value) ? value : undefined;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTooDeep(pieces) {
  let depth = 0;
  for (let at = 0; at < pieces.length; at += 2) {
    const piece = pieces[at];
    for (let index = 0; index < piece.length; index += 1) {
      const code = piece.charCodeAt(index);
      if (code === 0x7b || code === 0x5b) {
        depth += 1;
        if (depth > MAX_DEPTH) return true;
      } else if (code === 0x7d || code === 0x5d) depth -= 1;
    }
  }
  return false;
}

/** Colons between strings, of which each key has one, right behind it. */
function countColons(pieces) {
  let colons = 0;
  for (let at = 2; at < pieces.length; at += 2) {
    if (pieces[at].includes(":")) colons += 1;
  }
  return colons;
}

function countKeys(value) {
  if (typeof value !== "object" || value === null) return 0;
  const isList = Array.isArray(value);
  const values = isList ? value : Object.values(value);
  let keys = isList ? 0 : values.length;
  for (let at = 0; at < values.length; at += 1) {
    if (typeof values[at] === "object") keys += countKeys(values[at]);
  }
  return keys;
}
