// Ways of reading a document. Each has `read(document, findings)`: the content, or `undefined` after
// everything that is wrong went to the findings.

import { reason } from "../findings.js";
import { parse, XmlError } from "../xml/read.js";
import { readJson } from "./json.js";

/** Rule id of findings that the SDK itself makes on documents that cannot be read. */
export const RULE_DOCUMENT = "DOCUMENT";

/**
 * A JSON document of this shape; without one, as parsed.
 *
 * Refused with reason X000: invalid UTF-8, a byte order mark, JSON that is not well-formed, more than
 * 128 levels, an object with the same key twice (each place is named). Refused with reason X001: what
 * the shape does not take, each with its place. No text repeats what stands in the document.
 */
export function json(shape = null) {
  return { read: (document, findings) => readJson(document.body, shape, findings, RULE_DOCUMENT) };
}

/** The document unread: its bytes stand in `input.document.body`. */
export const raw = Object.freeze({ read: () => null });

/** An XML document as a tree of elements; see `xml.parse`. */
export const xmlDocument = Object.freeze({
  read(document, findings) {
    try {
      return parse(document.body);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      findings.error(RULE_DOCUMENT).atXpath("/").reason(reason.NOT_WELL_FORMED).say(error.german, error.message);
      return undefined;
    }
  },
});
