// One directory into which an adapter may write, for adapters that declare `drop-folder`.

import { hostNow } from "./current.js";
import { failure } from "./failure.js";
import { errorCase } from "./host.js";
import { utf8 } from "./utf8.js";

const FAILURES = {
  "not-granted": () => failure.permanent("the activation grants no folder"),
  "not-permitted": (why) => failure.permanent(`the path is not permitted: ${why}`),
  exist: () => failure.permanent("a file of this name exists with other content"),
  "insufficient-space": () => failure.transient("no space left in the folder"),
  io: (why) => failure.transient(`the folder cannot be written: ${why}`),
};

/** No room and errors of the file system may pass; the rest needs a person. */
function ask(work) {
  const port = hostNow();
  if (!port.writeFile) throw FAILURES["not-granted"]();
  try {
    return work(port);
  } catch (error) {
    const { tag, val } = errorCase(error);
    throw FAILURES[tag]?.(val) ?? failure.permanent(tag);
  }
}

/**
 * Writes one file atomically; `content` is text or bytes. Missing directories are made. The same
 * bytes under the same name again succeed and change nothing. Throws the failure that fits.
 */
export function write(path, content) {
  const bytes = typeof content === "string" ? utf8.encode(content) : content;
  ask((port) => port.writeFile(path, { tag: "bytes", val: bytes }));
}

/** Copies an attachment of the delivery; its bytes do not enter the plugin. */
export function writeAttachment(path, id) {
  ask((port) => port.writeFile(path, { tag: "attachment", val: id }));
}

/** Whether a file or directory of this name exists. */
export function exists(path) {
  return ask((port) => port.fileExists(path));
}

/**
 * Makes one part of a path of any text: what is not a letter, a digit, `-` or `_`, or a dot within,
 * becomes `_`; at most 100 characters; never empty and never a dotted name. Two texts can become one:
 * add an id where that matters.
 */
export function safeName(text) {
  const name = [...text].slice(0, 100).map((c) => (/[\p{L}\p{N}_.-]/u.test(c) ? c : "_")).join("");
  return name.replace(/^\./, "_").replace(/\.$/, "_") || "_";
}
