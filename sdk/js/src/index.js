// Write a Drehscheibe plugin as plain functions over typed data. README.md begins with an example.

export { definePlugin } from "./plugin.js";
export { Findings, FindingBuilder, reason } from "./findings.js";
export { Failure, failure } from "./failure.js";
export { Outputs, output } from "./outputs.js";
export { json, raw, xmlDocument, RULE_DOCUMENT } from "./document/index.js";
export { t } from "./document/shape.js";
export { utf8 } from "./utf8.js";
export * as host from "./host.js";
export * as http from "./http.js";
export * as folder from "./folder.js";
export * as mail from "./mail.js";
export * as iban from "./iban.js";
export * as area from "./area.js";
export * as date from "./date.js";
export * as din91379 from "./din91379.js";
export * as xml from "./xml/index.js";
export * as csv from "./csv.js";
export * as encoding from "./encoding.js";
export * as pattern from "./pattern.js";
