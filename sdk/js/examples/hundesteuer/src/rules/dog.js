// The dog.

import { date } from "@drehscheibe/sdk";
import { cameOn, dutyBegins } from "../tax.js";
import { characters, required } from "./common.js";

const PROOF_TYPES = ["application/pdf", "image/jpeg", "image/png"];

export function checkDog(input, settings, findings) {
  const { hund } = input.content;
  required(hund.name, "/hund/name", "Der Name des Hundes", findings);
  required(hund.rasse, "/hund/rasse", "Die Rasse", findings);
  characters(hund.name, "/hund/name", "text", findings);
  characters(hund.rasse, "/hund/rasse", "text", findings);
  chip(hund, findings);
  dates(input.content, findings);
  deadline(input.content, settings, findings);
  danger(hund, settings, findings);
  assistance(input, settings, findings);
}

function chip(hund, findings) {
  const number = hund.chipnummer?.trim() ?? "";
  if (number === "") {
    findings
      .error("HUND-10")
      .at("/hund/chipnummer")
      .say(
        "Die Chipnummer fehlt. Sie steht im Heimtierausweis.",
        "The chip number is missing. It stands in the pet passport.",
      );
  } else if (!/^\d{15}$/.test(number)) {
    findings
      .error("HUND-11")
      .at("/hund/chipnummer")
      .say(
        "Die Chipnummer hat nicht 15 Ziffern (ISO 11784).",
        "The chip number does not have 15 digits (ISO 11784).",
      );
  }
}

function dates({ hund, zuzug }, findings) {
  const today = date.today();
  const day = (value, at, name) => {
    if (value === null) required("", at, name, findings);
    else if (value > today) {
      findings.error("HUND-12").at(at).say(`${name} liegt in der Zukunft.`, "The date lies in the future.");
    }
  };
  day(hund.geburtsdatum, "/hund/geburtsdatum", "Das Geburtsdatum des Hundes");
  day(hund.anschaffungsdatum, "/hund/anschaffungsdatum", "Das Anschaffungsdatum");
  if (zuzug !== null) day(zuzug.datum, "/zuzug/datum", "Das Datum des Zuzugs");
  if (hund.geburtsdatum !== null && hund.anschaffungsdatum !== null && hund.anschaffungsdatum < hund.geburtsdatum) {
    findings
      .error("HUND-13")
      .at("/hund/anschaffungsdatum")
      .say(
        "Der Hund wurde vor seiner Geburt angeschafft. Eines der beiden Daten ist falsch.",
        "The dog was acquired before its birth.",
      );
  }
}

function deadline(registration, settings, findings) {
  const begins = dutyBegins(registration, settings);
  if (begins === undefined) return;
  const today = date.today();
  if (begins > today && cameOn(registration) <= today) {
    findings
      .information("HUND-14")
      .at("/hund/geburtsdatum")
      .say(
        `Der Hund ist noch nicht steuerpflichtig; er wird es am ${date.german(begins)}.`,
        `The dog is not liable to tax yet; it will be on ${begins}.`,
      );
    return;
  }
  if (settings.frist_tage === null) return;
  const lastDay = date.addDays(begins, settings.frist_tage);
  if (lastDay !== undefined && today > lastDay) {
    findings
      .warning("HUND-15")
      .at("/hund/anschaffungsdatum")
      .say(
        `Die Anmeldung kommt ${date.daysBetween(lastDay, today)} Tage nach Ablauf der Frist ` +
          `(letzter Tag: ${date.german(lastDay)}).`,
        `The registration is late: the last day was ${lastDay}.`,
      );
  }
}

function danger(hund, settings, findings) {
  const breed = hund.rasse.trim().toLowerCase();
  if (settings.gefaehrliche_rassen.some((known) => known.trim().toLowerCase() === breed) && !hund.gefaehrlich) {
    findings
      .warning("HUND-16")
      .at("/hund/gefaehrlich")
      .say(
        "Bei dieser Rasse wird die Gefährlichkeit vermutet; der Hund ist aber nicht als gefährlich angemeldet.",
        "This breed is presumed dangerous, but the dog is not registered as dangerous.",
      );
  }
}

function assistance(input, settings, findings) {
  const { hund } = input.content;
  if (!hund.assistenzhund) return;
  if (!settings.assistenzhund_befreit) {
    findings
      .information("HUND-17")
      .at("/hund/assistenzhund")
      .say("Die Satzung befreit Assistenzhunde nicht von der Steuer.", "The statute does not exempt assistance dogs.");
    return;
  }
  const proof = input.attachment(hund.assistenzhund_nachweis);
  if (proof === undefined) {
    findings
      .error("HUND-18")
      .at("/hund/assistenzhund_nachweis")
      .say(
        "Für die Befreiung fehlt der Nachweis, dass der Hund ein Assistenzhund ist. Bitte als Anlage beifügen.",
        "The proof that the dog is an assistance dog is missing.",
      );
  } else if (!PROOF_TYPES.includes(proof.mediaType)) {
    findings
      .error("HUND-19")
      .at("/hund/assistenzhund_nachweis")
      .say("Der Nachweis muss eine PDF-, JPEG- oder PNG-Datei sein.", "The proof must be a PDF, JPEG or PNG file.");
  }
}
