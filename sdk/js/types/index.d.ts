// Types of @drehscheibe/sdk. What each means stands beside its implementation in src/ and in the reference.

export type Severity = "error" | "warning" | "information";
/** A point in time: seconds since 1970 in UTC, and what to add for the wall clock of Europe/Berlin. */
export interface Instant { seconds: number; nanoseconds: number; utcOffsetSeconds: number }
export interface Area { ags: string | null; ars: string | null }
export interface Attachment { id: string; fileName: string; mediaType: string; size: number; sha256: string }
export interface Document { mediaType: string; body: Uint8Array }
export type Location = { tag: "json-pointer"; val: string } | { tag: "xpath"; val: string };
export interface Text { language: string; content: string }
export interface Finding {
  ruleId: string; severity: Severity; location: Location | null; reasonCode: string; texts: Text[];
}
interface Message {
  messageId: string; messageType: string | null; area: Area; caseId: string | null; document: Document;
  attachments: Attachment[];
}
export interface Envelope extends Message { source: string; procedure: string | null; properties: [string, string][] }
export interface RawSubmission extends Message { source: string; procedure: string }
/** A submission whose document was read as `Content`. */
export interface Submission<Content> extends RawSubmission {
  content: Content;
  attachment(id: string | null): Attachment | undefined;
}
export interface Delivery extends Message {
  deliveryId: string; attempt: number; procedure: string; recipient: string; fileName: string | null;
}
export interface Recognition {
  procedure?: string | null; messageType?: string | null; area?: Partial<Area> | null; caseId?: string | null;
}
export interface Output {
  recipient: string; document: Document; fileName: string | null; attachments: string[]; notBefore: Instant | null;
  legalBasis: string | null;
}
export interface Receipt { reference?: string | null; answer?: Document | null }

export declare const reason: {
  readonly NOT_WELL_FORMED: "X000"; readonly SCHEMA: "X001"; readonly BUSINESS_RULE: "X002";
  readonly MISROUTED: "T080"; readonly DUPLICATE: "S100"; readonly VERSION_UNSUPPORTED: "V000";
};
export declare class FindingBuilder {
  at(jsonPointer: string): this;
  atXpath(path: string): this;
  reason(code: string): this;
  say(german: string, english: string): void;
  sayGerman(german: string): void;
}
declare class Collected<T> implements Iterable<T> {
  push(one: T): void;
  toArray(): T[];
  [Symbol.iterator](): Iterator<T>;
}
/**
 * The findings of one call, in the order in which they were made.
 * @example
 * const findings = new Findings();
 * findings.error("HUND-03").at("/hund/rasse").say("Die Rasse fehlt.", "The breed is missing.");
 * findings.hasErrors; // true
 */
export declare class Findings extends Collected<Finding> {
  error(ruleId: string): FindingBuilder;
  warning(ruleId: string): FindingBuilder;
  information(ruleId: string): FindingBuilder;
  readonly hasErrors: boolean;
  readonly isEmpty: boolean;
  readonly length: number;
}
export declare class Outputs extends Collected<Output> {}
export declare class Failure extends Error {
  readonly tag: "rejected" | "transient" | "permanent" | "in-doubt";
  readonly val: unknown;
}
export declare const failure: {
  rejected(findings: Iterable<Finding>): Failure;
  transient(text: string, retryAfterSeconds?: number | null): Failure;
  permanent(text: string): Failure;
  inDoubt(text: string): Failure;
};
export declare function output(
  recipient: string, mediaType: string, body: string | Uint8Array,
  more?: { fileName?: string; attachments?: string[]; notBefore?: Instant; legalBasis?: string },
): Output;

/** How a document is read. */
export interface Reader<Content> { read(document: Document, findings: Findings): Content | undefined }
export declare function json(): Reader<unknown>;
export declare function json<T>(shape: Shape<T>): Reader<T>;
export declare const raw: Reader<null>;
export declare const xmlDocument: Reader<xml.Element>;
export declare const RULE_DOCUMENT: "DOCUMENT";

/** What a JSON value looks like; `Infer` gives the type of what is read. */
export interface Shape<T> {
  read(value: unknown, problems: Problem[]): T;
  or(value: T): Shape<T>;
  optional(): Shape<T | null>;
}
export interface ObjectShape<T> extends Shape<T> { orEmpty(): Shape<T> }
export interface Problem { path: string; german: string; english: string }
export type Infer<S> = S extends Shape<infer T> ? T : never;
/**
 * Makers of shapes.
 * @example
 * const Dog = t.object({ name: t.text(), weight: t.number().or(0), born: t.date().optional() });
 * Dog.read({ name: "Bello" }, []); // { name: "Bello", weight: 0, born: null }
 * const problems = [];
 * Dog.read({ name: 7 }, problems);
 * problems[0].path; // "/name"
 */
export declare const t: {
  text(): Shape<string>;
  boolean(): Shape<boolean>;
  number(): Shape<number>;
  integer(low?: number, high?: number): Shape<number>;
  /** A day as `2026-03-02`. */
  date(): Shape<string>;
  oneOf<const V extends readonly (string | number)[]>(...values: V): Shape<V[number]>;
  list<T>(item: Shape<T>): Shape<T[]>;
  object<F extends Record<string, Shape<any>>>(
    fields: F, options?: { closed?: boolean },
  ): ObjectShape<{ [K in keyof F]: Infer<F[K]> }>;
  any(): Shape<any>;
};

export interface PluginParts<Settings, Content> {
  settingsSchema: object | string;
  settings?: Shape<Settings>;
  checkSettings?(settings: Settings, findings: Findings): void;
  document?: Reader<Content>;
  validate?(input: Submission<Content>, settings: Settings, findings: Findings): void;
  transform?(input: Submission<Content>, settings: Settings, outputs: Outputs): void;
  recognise?(envelope: Envelope, settings: Settings): Recognition | null | undefined;
  deliver?(delivery: Delivery, settings: Settings): Receipt | null | undefined | void;
}
export type Plugin = Readonly<PluginParts<any, any>> & {
  readonly worlds: ("validator" | "transformer" | "recogniser" | "adapter")[];
};
export declare function definePlugin<Settings = any, Content = null>(parts: PluginParts<Settings, Content>): Plugin;

/**
 * Text and its bytes, strictly; what is not UTF-8 throws.
 * @example
 * utf8.decode(utf8.encode("Änne")); // "Änne"
 */
export declare const utf8: { encode(text: string): Uint8Array; decode(bytes: Uint8Array): string };

export declare namespace host {
  type Level = "debug" | "info" | "warn" | "error";
  type Lookup = { tag: "entry"; val: string } | { tag: "no-such-code" } | { tag: "no-such-list" };
  class AttachmentError extends Error { readonly code: "not-found" | "budget" | "unavailable" }
  function settings(): string;
  function now(): Instant;
  function log(level: Level, text: string): void;
  function debug(text: string): void;
  function info(text: string): void;
  function warn(text: string): void;
  function codeList(urn: string, version: string | null, code: string): Lookup;
  function readAttachment(id: string, offset: number, length: number): Uint8Array;
}
export declare namespace http {
  interface Url { scheme: "http" | "https"; authority: string; pathWithQuery: string }
  interface Response {
    status: number; headers: [string, string][]; body: Uint8Array;
    header(name: string): string | undefined;
  }
  type Body = Uint8Array | { attachment: string };
  interface Options { headers?: Record<string, string>; body?: Body; timeoutMs?: number }
  class HttpError extends Error {
    readonly code: string;
    readonly detail?: string;
    readonly reached: "not-yet" | "never" | "unknown";
  }
  /**
   * The parts of an address; `undefined` if it is none.
   * @example
   * http.parseUrl("https://example.org/a?b=c").pathWithQuery; // "/a?b=c"
   * http.parseUrl("nonsense"); // undefined
   */
  function parseUrl(text: string): Url | undefined;
  function send(method: string, url: string | Url, options?: Options): Response;
  function get(url: string | Url, options?: Options): Response;
  function post(url: string | Url, body: Body, options?: Options): Response;
}
export declare namespace folder {
  function write(path: string, content: string | Uint8Array): void;
  function writeAttachment(path: string, id: string): void;
  function exists(path: string): boolean;
  /**
   * One part of a path, of any text.
   * @example
   * folder.safeName("../../etc/passwd"); // "_._.._etc_passwd"
   */
  function safeName(text: string): string;
}
export declare namespace mail {
  interface Part { fileName: string; mediaType: string; content: http.Body }
  function send(message: { to: string[]; subject: string; text: string; parts?: Part[] }): void;
}
export declare namespace iban {
  class InvalidIban extends Error {
    readonly code: "characters" | "country" | "length" | "check-digits";
    readonly german: string;
  }
  class Iban {
    readonly compact: string;
    readonly country: string;
    readonly isSepa: boolean;
    readonly masked: string;
    toString(): string;
  }
  /**
   * Reads an IBAN, with or without spaces, and checks country, length and check digits.
   * @example
   * iban.parse("DE89 3704 0044 0532 0130 00").compact; // "DE89370400440532013000"
   * iban.parse("DE89370400440532013000").masked; // "DE…3000"
   * iban.parse("DE89370400440532013000").isSepa; // true
   */
  function parse(text: string): Iban;
}
export declare namespace area {
  /**
   * Whether a text is an AGS: eight digits.
   * @example
   * area.isAgs("14628270"); // true
   */
  function isAgs(text: string): boolean;
  function isArs(text: string): boolean;
  /**
   * The AGS in an ARS.
   * @example
   * area.agsOfArs("146285229270"); // "14628270"
   */
  function agsOfArs(ars: string): string | undefined;
  function ags(area: Area): string | undefined;
}
export declare namespace date {
  function of(year: number, month: number, day: number): string | undefined;
  function isDate(text: string): boolean;
  function parts(date: string): [number, number, number];
  function daysInMonth(year: number, month: number): number;
  function dayNumber(date: string): number;
  function fromDayNumber(number: number): string | undefined;
  /**
   * 1 for Monday to 7 for Sunday.
   * @example
   * date.weekday("2026-03-02"); // 1
   */
  function weekday(date: string): number;
  function german(date: string): string;
  /**
   * Reads a day as German forms write it.
   * @example
   * date.parseGerman("2.3.2026"); // "2026-03-02"
   * date.german("2026-03-02"); // "02.03.2026"
   */
  function parseGerman(text: string): string | undefined;
  /**
   * The same day so many months later, or the last of that month (BGB § 188 paragraph 3).
   * @example
   * date.addMonths("2025-11-30", 3); // "2026-02-28"
   * date.addDays("2026-02-28", 1); // "2026-03-01"
   * date.daysBetween("2026-03-02", "2026-03-30"); // 28
   */
  function addMonths(date: string, months: number): string | undefined;
  function addDays(date: string, days: number): string | undefined;
  function daysBetween(from: string, to: string): number;
  /**
   * Whole years, as BGB § 187 paragraph 2 counts them.
   * @example
   * date.ageInYears("2008-03-02", "2026-03-01"); // 17
   */
  function ageInYears(born: string, on: string): number;
  function local(instant: Instant): { date: string; hour: number; minute: number; second: number };
  function today(): string;
  function fromLocal(date: string): Instant;
  function iso(instant: Instant): string;
}
export declare namespace din91379 {
  /**
   * The first character that DIN 91379 does not allow, with its position.
   * @example
   * din91379.firstForeign("Bello 🐶", "text"); // { at: 6, character: "🐶" }
   * din91379.isAllowed("Łukasz Ðặng", "name"); // true
   */
  function firstForeign(text: string, kind: "name" | "text"): { at: number; character: string } | undefined;
  function isAllowed(text: string, kind: "name" | "text"): boolean;
}
export declare namespace encoding {
  type Encoding = "utf-8" | "iso-8859-15" | "windows-1252";
  const ENCODINGS: readonly ["utf-8", "iso-8859-15", "windows-1252"];
  function has(encoding: Encoding, text: string): boolean;
  function encode(encoding: Encoding, text: string): Uint8Array;
  /**
   * Letters that the encoding does not have lose their marks.
   * @example
   * String.fromCharCode(...encoding.encodeSimplified("windows-1252", "Łódź")); // "Lódz"
   * encoding.has("windows-1252", "Łódź"); // false
   */
  function encodeSimplified(encoding: Encoding, text: string): Uint8Array;
}
export declare namespace csv {
  /**
   * Lines of fields, quoted where they must be.
   * @example
   * new csv.Table(";").row(["Name", "Betrag"]).row(["Müller; Söhne", "80,00"]).toString(); // "Name;Betrag\r\n\"Müller; Söhne\";80,00\r\n"
   */
  class Table {
    constructor(separator?: string);
    row(fields: Iterable<unknown>): this;
    encode(encoding: encoding.Encoding): Uint8Array;
    toString(): string;
  }
}
export declare namespace xml {
  const MAX_DEPTH: 128;
  class XmlError extends Error { readonly code: string; readonly german: string }
  class Element {
    readonly name: string;
    readonly namespace: string | null;
    readonly attributes: Map<string, string>;
    readonly text: string;
    readonly children: Element[];
    readonly path: string;
    child(name: string): Element | undefined;
    all(name: string): Element[];
    find(path: string): Element | undefined;
    textAt(path: string): string | undefined;
    attribute(name: string): string | undefined;
  }
  /**
   * Writes a document, escaped where it must be.
   * @example
   * new xml.Writer().start("hund").leaf("name", "B & C").end().finish().split("\n")[2]; // "  <name>B &amp; C</name>"
   */
  class Writer {
    start(name: string, attributes?: Record<string, string>): this;
    leaf(name: string, text: string, attributes?: Record<string, string>): this;
    optional(name: string, text: string | null | undefined): this;
    end(): this;
    finish(): string;
  }
  /**
   * The root element; no entities but the five, no DTD. Throws `XmlError`.
   * @example
   * const root = xml.parse("<hund xmlns='urn:x'><name>Bello</name></hund>");
   * root.textAt("name"); // "Bello"
   * root.namespace; // "urn:x"
   */
  function parse(source: string | Uint8Array): Element;
}
export declare namespace pattern {
  const OF_DELIVERY: readonly string[];
  function ofDelivery(delivery: Delivery): Record<string, string>;
  /**
   * Puts values in place of `{name}`; `undefined` if one has none.
   * @example
   * pattern.expand("{date}/{case-id}.xml", { date: "2026-03-02", "case-id": "7" }); // "2026-03-02/7.xml"
   * pattern.expand("{nothing}", {}); // undefined
   */
  function expand(pattern: string, values: Record<string, string>): string | undefined;
  function unknown(pattern: string): string[];
  function extension(delivery: Delivery): string;
  /**
   * The usual extension of a media type.
   * @example
   * pattern.extensionOf("application/pdf"); // "pdf"
   */
  function extensionOf(mediaType: string): string;
}
