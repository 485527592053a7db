// What a JSON parser lets pass: the same key twice, and any depth.

import { reason } from "../findings.js";

/** Levels of arrays and objects, one within the other. */
export const MAX_DEPTH = 128;

const QUOTE = 34;
const COMMA = 44;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Goes once over the text. Text that is not JSON is tolerated: the parser will say so. `false` if
 * something was found.
 */
export function checkStructure(text, findings, rule) {
  const levels = [];
  let level = null;
  let sound = true;
  const length = text.length;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const start = at + 1;
      at = endOfString(text, start);
      if (level !== null && level.expectsKey) {
        level.expectsKey = false;
        const key = unescaped(text.slice(start, at));
        const twice = level.keys.has(key);
        level.keys.add(key);
        level.last = key;
        if (twice) {
          sound = false;
          findings
            .error(rule)
            .at(place(levels))
            .reason(reason.NOT_WELL_FORMED)
            .say(
              "Dieses Feld steht mehrfach in demselben Objekt.",
              "This field stands more than once in the same object.",
            );
        }
      }
    } else if (code === COMMA) {
      if (level === null) continue;
      if (level.keys === null) level.index += 1;
      else level.expectsKey = true;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (levels.length === MAX_DEPTH) {
        findings
          .error(rule)
          .at("")
          .reason(reason.NOT_WELL_FORMED)
          .say(
            `Die Nachricht ist tiefer als ${MAX_DEPTH} Ebenen verschachtelt.`,
            `The document is nested more than ${MAX_DEPTH} levels deep.`,
          );
        return false;
      }
      const isObject = code === OPEN_OBJECT;
      level = { keys: isObject ? new Set() : null, expectsKey: isObject, last: "", index: 0 };
      levels.push(level);
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      levels.pop();
      level = levels.length === 0 ? null : levels[levels.length - 1];
    }
  }
  return sound;
}

/** Position of the closing quote, or the end. */
function endOfString(text, from) {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH && at - 1 - slashes >= from) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

function unescaped(raw) {
  if (!raw.includes("\\")) return raw;
  try {
    return JSON.parse(`"${raw}"`);
  } catch {
    return raw;
  }
}

const place = (levels) =>
  levels.map((level) => `/${level.keys === null ? level.index : escapePart(level.last)}`).join("");

/** One part of a JSON Pointer, `~` and `/` escaped. */
export function escapePart(part) {
  return String(part).replaceAll("~", "~0").replaceAll("/", "~1");
}
