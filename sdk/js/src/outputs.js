// What a transformer makes.

import { utf8 } from "./utf8.js";

/** The outputs of one call. */
export class Outputs {
  #all = [];

  push(output) {
    this.#all.push(output);
  }
  [Symbol.iterator]() {
    return this.#all[Symbol.iterator]();
  }
  toArray() {
    return [...this.#all];
  }
}

/**
 * An output for a recipient. `body` is text (becomes UTF-8) or bytes. Further: `fileName` (no
 * directory part, at most 128 characters), `attachments` (ids that go along), `notBefore` (an
 * instant), `legalBasis` (the rule that allows this output, for the journal).
 */
export function output(recipient, mediaType, body, more = {}) {
  return {
    recipient,
    document: document(mediaType, body),
    fileName: more.fileName ?? null,
    attachments: more.attachments ?? [],
    notBefore: more.notBefore ?? null,
    legalBasis: more.legalBasis ?? null,
  };
}

/** A document of this media type; text becomes UTF-8. */
export function document(mediaType, body) {
  return { mediaType, body: typeof body === "string" ? utf8.encode(body) : body };
}
