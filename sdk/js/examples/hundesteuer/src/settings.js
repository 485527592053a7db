// What differs from municipality to municipality; settings.schema.json describes each in German.

import { encoding, t } from "@drehscheibe/sdk";

const cents = () => t.integer(0, 4294967295);

const Rates = t.object(
  {
    erster_hund: cents(),
    zweiter_hund: cents(),
    weiterer_hund: cents().optional(),
    gefaehrlicher_hund: cents().optional(),
    weiterer_gefaehrlicher_hund: cents().optional(),
  },
  { closed: true },
);

export const Settings = t.object(
  {
    frist_tage: t.integer().optional(),
    mindestalter_monate: t.integer().or(0),
    saetze_cent: Rates.optional(),
    steuerbeginn: t.oneOf("monat", "folgemonat").or("folgemonat"),
    assistenzhund_befreit: t.boolean().or(false),
    sepa_mandat_pflicht: t.boolean().or(false),
    gefaehrliche_rassen: t.list(t.text()).or([]),
    format: t.oneOf("csv", "xml").or("csv"),
    zeichensatz: t.oneOf(...encoding.ENCODINGS).or("utf-8"),
  },
  { closed: true },
);

export function checkSettings(settings, findings) {
  if (settings.format === "xml" && settings.zeichensatz !== "utf-8") {
    findings
      .error("EINST-01")
      .at("/zeichensatz")
      .say("XML wird nur in UTF-8 geschrieben. Bitte den Zeichensatz utf-8 wählen.", "XML is written in UTF-8 only.");
  }
  const rates = settings.saetze_cent;
  if (rates === null) return;
  if (rates.zweiter_hund < rates.erster_hund) {
    findings
      .warning("EINST-02")
      .at("/saetze_cent/zweiter_hund")
      .say(
        "Der zweite Hund ist billiger als der erste. Ist das so gewollt?",
        "The second dog costs less than the first. Is that intended?",
      );
  }
  if (rates.weiterer_gefaehrlicher_hund !== null && rates.gefaehrlicher_hund === null) {
    findings
      .error("EINST-03")
      .at("/saetze_cent/gefaehrlicher_hund")
      .say(
        "Für den ersten gefährlichen Hund fehlt der Steuersatz.",
        "The rate for the first dangerous dog is missing.",
      );
  }
}
