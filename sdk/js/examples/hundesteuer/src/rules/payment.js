// The direct-debit mandate.

import { iban } from "@drehscheibe/sdk";
import { isExempt } from "../tax.js";
import { characters, required } from "./common.js";

export function checkPayment(input, settings, findings) {
  const { sepa } = input.content;
  if (sepa === null) {
    if (settings.sepa_mandat_pflicht && !isExempt(input.content, settings)) {
      findings
        .error("HUND-20")
        .at("/sepa")
        .say(
          "Die Gemeinde verlangt ein SEPA-Lastschriftmandat.",
          "The municipality demands a SEPA direct-debit mandate.",
        );
    }
    return;
  }
  required(sepa.kontoinhaber, "/sepa/kontoinhaber", "Der Kontoinhaber", findings);
  characters(sepa.kontoinhaber, "/sepa/kontoinhaber", "text", findings);
  try {
    if (!iban.parse(sepa.iban).isSepa) {
      findings
        .error("HUND-22")
        .at("/sepa/iban")
        .say(
          "Von Konten dieses Landes kann nicht per SEPA-Lastschrift eingezogen werden.",
          "Accounts of this country cannot be debited by SEPA.",
        );
    }
  } catch (error) {
    if (!(error instanceof iban.InvalidIban)) throw error;
    findings.error("HUND-21").at("/sepa/iban").say(error.german, error.message);
  }
  if (!sepa.mandat_erteilt) {
    findings
      .error("HUND-23")
      .at("/sepa/mandat_erteilt")
      .say(
        "Bankdaten sind angegeben, aber das Lastschriftmandat ist nicht erteilt.",
        "Bank details are given, but the mandate is not.",
      );
  }
}
