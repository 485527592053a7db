// Recognises registrations of events by their form.

import { definePlugin, t } from "@drehscheibe/sdk";
import schema from "../settings.schema.json" with { type: "json" };

export default definePlugin({
  settingsSchema: schema,
  settings: t.object({ formular: t.text().or("veranstaltung-an") }),
  recognise(envelope, settings) {
    const ours = envelope.properties.some(([name, value]) => name === "form" && value === settings.formular);
    return ours ? { procedure: "veranstaltung", messageType: "anmeldung" } : {};
  },
});
