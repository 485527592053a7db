// From the contract's functions to a plugin's: settings read, document read, result made, exceptions
// turned into failures. Components reach these through component.js, unit tests through test.js.

import { raw } from "./document/index.js";
import { describe, failure, toDeliveryFailure, toFailure } from "./failure.js";
import { Findings, reason } from "./findings.js";
import * as host from "./host.js";
import { Outputs } from "./outputs.js";
import { complaint } from "./document/shape.js";

/** Rule id of findings that the SDK itself makes on settings. */
export const RULE_SETTINGS = "SETTINGS";

function readSettings(plugin, text) {
  const value = JSON.parse(text);
  if (plugin.settings === undefined) return value;
  const problems = [];
  const settings = plugin.settings.read(value, problems);
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

class SettingsError extends Error {
  constructor(problems) {
    super(`the settings do not fit the plugin: ${problems.map((problem) => problem.english).join("; ")}`);
    this.problems = problems;
  }
}

const settingsOf = (plugin) => {
  try {
    return readSettings(plugin, host.settings());
  } catch (error) {
    throw failure.permanent(error instanceof SettingsError ? error.message : describe(error));
  }
};

/** `configuration.settings-schema`. */
export function settingsSchema(plugin) {
  return typeof plugin.settingsSchema === "string" ? plugin.settingsSchema : JSON.stringify(plugin.settingsSchema);
}

/** `configuration.check-settings`. */
export function checkSettings(plugin, text) {
  const findings = new Findings();
  try {
    const settings = readSettings(plugin, text);
    plugin.checkSettings?.(settings, findings);
  } catch (error) {
    if (error instanceof SettingsError) {
      for (const problem of error.problems) complaint(findings.error(RULE_SETTINGS), problem);
    } else {
      const text = describe(error);
      host.log("error", text);
      findings
        .error(RULE_SETTINGS)
        .at("")
        .reason(reason.SCHEMA)
        .say(`Die Einstellungen passen nicht zum Plugin: ${text}`, `The settings do not fit the plugin: ${text}`);
    }
  }
  return findings.toArray();
}

const input = (submission, content) => ({
  ...submission,
  content,
  /** The attachment with this id. */
  attachment: (id) => submission.attachments.find((attachment) => attachment.id === id),
});

/** Throws the contract's value, after its text went to the log. */
function guarded(work, convert) {
  try {
    return work();
  } catch (error) {
    const value = convert(error);
    if (!(error instanceof Error) || error.name !== "Failure") host.log("error", describe(error));
    throw value;
  }
}

/** `validation.validate`. */
export function validate(plugin, submission) {
  return guarded(() => {
    const findings = new Findings();
    const content = (plugin.document ?? raw).read(submission.document, findings);
    if (content !== undefined) plugin.validate(input(submission, content), settingsOf(plugin), findings);
    return findings.toArray();
  }, toFailure);
}

/** `transformation.transform`. */
export function transform(plugin, submission) {
  return guarded(() => {
    const findings = new Findings();
    const content = (plugin.document ?? raw).read(submission.document, findings);
    if (content === undefined || findings.hasErrors) throw failure.rejected(findings);
    const outputs = new Outputs();
    plugin.transform(input(submission, content), settingsOf(plugin), outputs);
    return outputs.toArray();
  }, toFailure);
}

/** `recognition.recognise`. */
export function recognise(plugin, envelope) {
  return guarded(() => {
    const found = plugin.recognise(envelope, settingsOf(plugin)) ?? {};
    const area = found.area == null ? null : { ags: found.area.ags ?? null, ars: found.area.ars ?? null };
    const { procedure = null, messageType = null, caseId = null } = found;
    return { procedure, messageType, area, caseId };
  }, toFailure);
}

/** `delivering.deliver`. */
export function deliver(plugin, delivery) {
  return guarded(() => {
    const receipt = plugin.deliver(delivery, settingsOf(plugin)) ?? {};
    return { reference: receipt.reference ?? null, answer: receipt.answer ?? null };
  }, toDeliveryFailure);
}
