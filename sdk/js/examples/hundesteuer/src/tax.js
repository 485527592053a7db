// When the duty begins, and what a year costs.

import { date } from "@drehscheibe/sdk";

/** The day on which the dog came into the municipality's household: acquired, or moved in with it. */
export const cameOn = ({ zuzug, hund }) => zuzug?.datum ?? hund.anschaffungsdatum;

/** The day on which the duty to register begins: the dog is there and old enough. */
export function dutyBegins(registration, settings) {
  const came = cameOn(registration);
  const born = registration.hund.geburtsdatum;
  if (came === null || born === null) return undefined;
  const oldEnough = date.addMonths(born, settings.mindestalter_monate);
  if (oldEnough === undefined) return undefined;
  return came > oldEnough ? came : oldEnough;
}

/** The first day for which tax is due. */
export function taxBegins(registration, settings) {
  const begins = dutyBegins(registration, settings);
  if (begins === undefined) return undefined;
  const month = `${begins.slice(0, 8)}01`;
  return settings.steuerbeginn === "monat" ? month : date.addMonths(month, 1);
}

/** Whether the municipality frees the dog from tax. */
export const isExempt = ({ hund }, settings) => hund.assistenzhund && settings.assistenzhund_befreit;

/** Cents a year for this dog; null if the settings have no rate for it. */
export function yearlyCents(registration, settings) {
  if (isExempt(registration, settings)) return 0;
  const rates = settings.saetze_cent;
  if (rates === null) return null;
  const others = registration.weitere_hunde;
  if (registration.hund.gefaehrlich) {
    return others === 0 ? rates.gefaehrlicher_hund : (rates.weiterer_gefaehrlicher_hund ?? rates.gefaehrlicher_hund);
  }
  if (others === 0) return rates.erster_hund;
  return others === 1 ? rates.zweiter_hund : (rates.weiterer_hund ?? rates.zweiter_hund);
}
