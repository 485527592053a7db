// Collecting what a rule has to say.

/** Reason codes of the XGewerbeordnung rejection list. */
export const reason = Object.freeze({
  /** Not well-formed. */
  NOT_WELL_FORMED: "X000",
  /** Does not follow the schema. */
  SCHEMA: "X001",
  /** Violates a business rule. */
  BUSINESS_RULE: "X002",
  /** Misrouted: not for us. */
  MISROUTED: "T080",
  /** Submitted before. */
  DUPLICATE: "S100",
  /** Version of the message not supported. */
  VERSION_UNSUPPORTED: "V000",
});

/** The findings of one call, in the order in which they were made. */
export class Findings {
  #all = [];

  /** Begins a finding that makes the hub reject the message. */
  error(ruleId) {
    return new FindingBuilder(this, "error", ruleId);
  }
  /** Begins a finding that travels with the message. */
  warning(ruleId) {
    return new FindingBuilder(this, "warning", ruleId);
  }
  /** Begins a remark that travels with the message. */
  information(ruleId) {
    return new FindingBuilder(this, "information", ruleId);
  }
  /** Whether one of them is an error. */
  get hasErrors() {
    return this.#all.some((finding) => finding.severity === "error");
  }
  get isEmpty() {
    return this.#all.length === 0;
  }
  get length() {
    return this.#all.length;
  }
  /** Adds a finding made elsewhere. */
  push(finding) {
    this.#all.push(finding);
  }
  [Symbol.iterator]() {
    return this.#all[Symbol.iterator]();
  }
  toArray() {
    return [...this.#all];
  }
}

/** A finding that is being written; `say` or `sayGerman` ends it. */
export class FindingBuilder {
  #findings;
  #finding;

  constructor(findings, severity, ruleId) {
    this.#findings = findings;
    this.#finding = { ruleId, severity, location: null, reasonCode: reason.BUSINESS_RULE, texts: [] };
  }
  /** Where it is: a JSON Pointer (RFC 6901); the empty text is the whole document. */
  at(jsonPointer) {
    this.#finding.location = { tag: "json-pointer", val: jsonPointer };
    return this;
  }
  /** Where it is: an XPath 1.0 location path in which every step carries its position. */
  atXpath(path) {
    this.#finding.location = { tag: "xpath", val: path };
    return this;
  }
  /** Reason code; without it `reason.BUSINESS_RULE`. */
  reason(code) {
    this.#finding.reasonCode = code;
    return this;
  }
  /** Ends the finding with its texts in German and English. They must not repeat personal data. */
  say(german, english) {
    this.#finding.texts = [
      { language: "de", content: german },
      { language: "en", content: english },
    ];
    this.#findings.push(this.#finding);
  }
  /** Ends the finding with a German text only. */
  sayGerman(german) {
    this.#finding.texts = [{ language: "de", content: german }];
    this.#findings.push(this.#finding);
  }
}
