// Mail through the operator's relay, for adapters that declare `mail`.

import { hostNow } from "./current.js";
import { failure } from "./failure.js";
import { errorCase } from "./host.js";

const FAILURES = {
  "not-granted": () => failure.permanent("the activation grants no mail"),
  "recipient-denied": (who) => failure.permanent(`no grant covers ${who}`),
  invalid: (why) => failure.permanent(`not a valid mail: ${why}`),
  unavailable: (why) => failure.transient(`the relay has not taken it: ${why}`),
  refused: (why) => failure.permanent(`the relay refuses it: ${why}`),
  unknown: (why) => failure.inDoubt(`the connection broke after sending: ${why}`),
};

/**
 * Hands one mail to the relay. Its `Message-ID` is derived from the delivery id. Each part is
 * `{ fileName, mediaType, content }` with bytes or `{ attachment: id }` as content. Throws the failure
 * that fits.
 */
export function send({ to, subject, text, parts = [] }) {
  const port = hostNow();
  if (!port.sendMail) throw FAILURES["not-granted"]();
  const content = (of) => (of.attachment === undefined ? { tag: "bytes", val: of } : { tag: "attachment", val: of.attachment });
  try {
    port.sendMail({ to, subject, text, parts: parts.map((part) => ({ ...part, content: content(part.content) })) });
  } catch (error) {
    const { tag, val } = errorCase(error);
    throw FAILURES[tag]?.(val) ?? failure.permanent(tag);
  }
}
