// Checks whether an event is registered in time.

import { date, definePlugin, json, t } from "@drehscheibe/sdk";
import schema from "../settings.schema.json" with { type: "json" };

// The document as the portal sends it.
const Registration = t.object({ bezeichnung: t.text().or(""), datum: t.date() });

export default definePlugin({
  settingsSchema: schema,
  settings: t.object({ frist_tage: t.integer() }),
  document: json(Registration),
  validate(input, settings, findings) {
    const days = date.daysBetween(date.today(), input.content.datum);
    if (days < settings.frist_tage) {
      findings
        .error("FRIST-01")
        .at("/datum")
        .say(
          `Die Veranstaltung muss ${settings.frist_tage} Tage vorher angemeldet werden.`,
          `The event must be registered ${settings.frist_tage} days before.`,
        );
    }
  },
});
