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
  let value = parseSound(body, text);
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
 * look is needed. Counting on the bytes is much faster in an interpreter than going over the text.
 */
function parseSound(bytes, text) {
  const keys = countColons(bytes);
  if (keys < 0) return undefined;
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return keys === countKeys(value) ? value : undefined;
}

/** Colons outside of strings: as many as there are keys, if it is JSON. -1 if it is too deep. */
function countColons(bytes) {
  const length = bytes.length;
  let colons = 0;
  let depth = 0;
  let at = 0;
  while (at < length) {
    const byte = bytes[at];
    at += 1;
    if (byte === 0x22) {
      let end = bytes.indexOf(0x22, at);
      while (end > 0 && bytes[end - 1] === 0x5c && isEscaped(bytes, end)) end = bytes.indexOf(0x22, end + 1);
      if (end < 0) return -1;
      at = end + 1;
    } else if (byte > 0x39) {
      if (byte === 0x3a) colons += 1;
      else if (byte === 0x7b || byte === 0x5b) {
        depth += 1;
        if (depth > MAX_DEPTH) return -1;
      } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    }
  }
  return colons;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(bytes, at) {
  let slashes = 0;
  while (bytes[at - 1 - slashes] === 0x5c) slashes += 1;
  return slashes % 2 === 1;
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
