// The file for the tax application.

import { area, csv, date, failure, iban, output, xml } from "@drehscheibe/sdk";
import { isExempt, taxBegins, yearlyCents } from "./tax.js";

/** Makes the one output. */
export function makeOutput(input, settings) {
  const values = fields(input, settings);
  const { hund } = input.content;
  const more = {
    fileName: `hundesteuer-${input.messageId}.${settings.format}`,
    attachments: [hund.assistenzhund_nachweis].filter((id) => id !== null && input.attachment(id) !== undefined),
  };
  if (settings.format === "xml") return output("default", "application/xml", writeXml(values), more);
  const table = new csv.Table(";").row(values.map(([name]) => name)).row(values.map(([, value]) => value));
  const encoding = settings.zeichensatz;
  return output("default", `text/csv; charset=${encoding}`, table.encode(encoding), more);
}

function writeXml(values) {
  const writer = new xml.Writer().start("Hundesteueranmeldung", { xmlns: "urn:drehscheibe:hundesteuer:0.1" });
  for (const [name, value] of values) {
    if (value !== "") writer.leaf(name, value);
  }
  return writer.finish();
}

/** Name and value of each field, in the order in which the application reads them. */
function fields(input, settings) {
  const { halter, anschrift, hund, weitere_hunde, zuzug, vorbesitz, sepa } = input.content;
  const text = (value) => value?.trim() ?? "";
  const flag = (value) => (value ? "J" : "N");
  const cents = yearlyCents(input.content, settings);
  return [
    ["Vorgang", input.messageId],
    ["Eingang", date.today()],
    ["AGS", area.ags(input.area) ?? ""],
    ["Nachname", text(halter.nachname)],
    ["Vorname", text(halter.vorname)],
    ["Geburtsdatum", halter.geburtsdatum ?? ""],
    ["Strasse", text(anschrift.strasse)],
    ["Hausnummer", text(anschrift.hausnummer)],
    ["PLZ", anschrift.plz],
    ["Ort", text(anschrift.ort)],
    ["EMail", halter.email ?? ""],
    ["Telefon", halter.telefon ?? ""],
    ["Hundename", text(hund.name)],
    ["Rasse", text(hund.rasse)],
    ["Wurfdatum", hund.geburtsdatum ?? ""],
    ["Anschaffung", hund.anschaffungsdatum ?? ""],
    ["Chipnummer", text(hund.chipnummer)],
    ["Gefaehrlich", flag(hund.gefaehrlich)],
    ["Assistenzhund", flag(hund.assistenzhund)],
    ["HundNr", String(Math.min(weitere_hunde + 1, 4294967295))],
    ["Zuzug", zuzug?.datum ?? ""],
    ["ZuzugAus", text(zuzug?.aus_gemeinde)],
    ["Vorbesitzer", text(vorbesitz?.name)],
    ["VorbesitzerOrt", text(vorbesitz?.ort)],
    ["Steuerbeginn", taxBegins(input.content, settings) ?? ""],
    ["Befreit", flag(isExempt(input.content, settings))],
    ["Jahressteuer", cents === null ? "" : euros(cents)],
    ["Kontoinhaber", text(sepa?.kontoinhaber)],
    ["IBAN", sepa === null ? "" : account(sepa.iban)],
    ["Mandatsdatum", sepa === null ? "" : date.today()],
  ];
}

function account(text) {
  try {
    return iban.parse(text).compact;
  } catch {
    throw failure.permanent("the IBAN was not validated before");
  }
}

/** `80,00` */
const euros = (cents) => `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, "0")}`;
