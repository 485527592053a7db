// What a plugin is made of.

const PARTS = ["settingsSchema", "settings", "checkSettings", "document", "validate", "transform", "recognise", "deliver"];
const WORLDS = { validate: "validator", transform: "transformer", recognise: "recogniser", deliver: "adapter" };

/**
 * Checks the parts of a plugin and gives them back; the default export of a plugin's module.
 *
 * - `settingsSchema`: JSON Schema (2020-12) of the settings, titles and descriptions in German; an
 *   object or JSON text of at most 256 KiB.
 * - `settings`: a shape (`t.object({…})`) by which they are read; without it, they come as parsed.
 * - `checkSettings(settings, findings)`: what the schema cannot say.
 * - `document`: how a submission's document is read: `json(shape)`, `xmlDocument` or `raw` (default).
 * - `validate(input, settings, findings)`, `transform(input, settings, outputs)`,
 *   `recognise(envelope, settings)`, `deliver(delivery, settings)`: one or more of them.
 */
export function definePlugin(parts) {
  for (const name of Object.keys(parts)) {
    if (!PARTS.includes(name)) throw new TypeError(`a plugin has no \`${name}\`; it has ${PARTS.join(", ")}`);
  }
  if (parts.settingsSchema === undefined) throw new TypeError("a plugin needs `settingsSchema`");
  const worlds = Object.keys(WORLDS).filter((name) => parts[name] !== undefined);
  if (worlds.length === 0) throw new TypeError(`a plugin needs one or more of ${Object.keys(WORLDS).join(", ")}`);
  return Object.freeze({ ...parts, worlds: worlds.map((name) => WORLDS[name]) });
}
