// Texts with placeholders in settings: file names, subjects, paths.

import { ags } from "./area.js";
import { today } from "./date.js";

/** The placeholders of `ofDelivery`. */
export const OF_DELIVERY = Object.freeze([
  "delivery-id", "message-id", "procedure", "recipient", "case-id", "ags", "date", "ext", "file-name",
]);

/**
 * Values of a delivery for `expand`. `date` is the day of receipt in Europe/Berlin, `ext` the usual
 * extension of the document, `file-name` its name without extension. What is not known is `-`.
 */
export function ofDelivery(delivery) {
  return {
    "delivery-id": delivery.deliveryId,
    "message-id": delivery.messageId,
    procedure: delivery.procedure,
    recipient: delivery.recipient,
    "case-id": delivery.caseId || "-",
    ags: ags(delivery.area) || "-",
    date: today(),
    ext: extension(delivery),
    "file-name": delivery.fileName?.replace(/\.[^.]*$/, "") || "-",
  };
}

/** Puts values in place of `{name}`; `undefined` if a placeholder has no value or a brace is not closed. */
export function expand(pattern, values) {
  let missing = false;
  const text = pattern.replace(/\{([^}]*)(\}?)/g, (_, name, end) => {
    if (end === "" || !Object.hasOwn(values, name)) missing = true;
    return values[name];
  });
  return missing ? undefined : text;
}

/** The placeholders in a pattern that `ofDelivery` has no value for; an open brace counts, too. */
export function unknown(pattern) {
  const found = [];
  for (const [, name, end] of pattern.matchAll(/\{([^}]*)(\}?)/g)) {
    if (end === "" || !OF_DELIVERY.includes(name)) found.push(name);
  }
  return found;
}

/** The usual extension of a delivery's document, without the dot: of its file name, else of its media type. */
export function extension(delivery) {
  const ofName = /\.([a-zA-Z0-9]{1,8})$/.exec(delivery.fileName ?? "");
  return ofName === null ? extensionOf(delivery.document.mediaType) : ofName[1];
}

const EXTENSIONS = {
  "application/json": "json", "application/xml": "xml", "text/xml": "xml", "application/pdf": "pdf",
  "text/csv": "csv", "text/plain": "txt",
};

/** The usual extension of a media type, without the dot; `bin` if there is none. */
export function extensionOf(mediaType) {
  const essence = mediaType.split(";")[0].trim();
  if (Object.hasOwn(EXTENSIONS, essence)) return EXTENSIONS[essence];
  if (essence.endsWith("+json")) return "json";
  return essence.endsWith("+xml") ? "xml" : "bin";
}
