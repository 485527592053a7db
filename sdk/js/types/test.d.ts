// Types of @drehscheibe/sdk/test.

import type {
  Attachment, Delivery, Envelope, Finding, Instant, Output, Plugin, RawSubmission, Receipt, Recognition,
} from "./index.js";

interface Case { tag: string; val?: unknown }
interface Request {
  method: string; scheme: string; authority: string; pathWithQuery: string; headers: [string, string][]; body: Case;
}

export declare class Host {
  readonly requests: Request[];
  readonly files: Map<string, Uint8Array | { attachment: string }>;
  readonly writes: string[];
  readonly mails: { to: string[]; subject: string; text: string; parts: unknown[] }[];
  readonly log: string[];
  settings(settings: object | string): this;
  now(text: string): this;
  code(urn: string, code: string, designation: string): this;
  attachment(id: string, bytes: string | Uint8Array): this;
  http(answer: (request: Request) => { status: number; headers?: [string, string][]; body?: Uint8Array }): this;
  folderFails(error: Case): this;
  mailFails(error: Case): this;
  install(): this;
}
export declare function instant(text: string): Instant;
export declare function submission(document: string | Uint8Array | object, more?: Partial<RawSubmission>): RawSubmission;
export declare function delivery(mediaType: string, body: string | Uint8Array, more?: Partial<Delivery>): Delivery;
export declare function attachment(id: string, fileName: string, mediaType: string, size: number): Attachment;
export declare function validate(plugin: Plugin, of: RawSubmission): Finding[];
export declare function transform(plugin: Plugin, of: RawSubmission): Output[];
export declare function recognise(plugin: Plugin, envelope: Partial<Envelope>): Required<Recognition>;
export declare function deliver(plugin: Plugin, of: Delivery): Required<Receipt>;
export declare function checkSettings(plugin: Plugin, settings: object | string): Finding[];
export declare function told(findings: Finding[]): string[];
