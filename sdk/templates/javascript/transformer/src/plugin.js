// Makes the file for the line-of-business application.

import { csv, date, definePlugin, encoding, json, output, t } from "@drehscheibe/sdk";
import schema from "../settings.schema.json" with { type: "json" };

// The document as the portal sends it.
const Registration = t.object({ bezeichnung: t.text(), datum: t.date() });

export default definePlugin({
  settingsSchema: schema,
  settings: t.object({ zeichensatz: t.oneOf(...encoding.ENCODINGS).or("utf-8") }),
  document: json(Registration),
  transform(input, settings, outputs) {
    const { bezeichnung, datum } = input.content;
    const table = new csv.Table(";").row(["Bezeichnung", "Datum"]).row([bezeichnung, date.german(datum)]);
    const mediaType = `text/csv; charset=${settings.zeichensatz}`;
    const fileName = `veranstaltung-${input.messageId}.csv`;
    outputs.push(output("default", mediaType, table.encode(settings.zeichensatz), { fileName }));
  },
});
