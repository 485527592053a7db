// The registration as the portal sends it. Almost everything may be missing: the rules say what is.

import { t } from "@drehscheibe/sdk";

const text = () => t.text().or("");
const count = () => t.integer(0, 4294967295);

const Holder = t.object({
  vorname: text(),
  nachname: text(),
  geburtsdatum: t.date().optional(),
  email: t.text().optional(),
  telefon: t.text().optional(),
});

const Address = t.object({
  strasse: text(),
  hausnummer: text(),
  plz: text(),
  ort: text(),
  ags: t.text().optional(),
});

const Dog = t.object({
  name: text(),
  rasse: text(),
  geburtsdatum: t.date().optional(),
  anschaffungsdatum: t.date().optional(),
  chipnummer: t.text().optional(),
  gefaehrlich: t.boolean().or(false),
  assistenzhund: t.boolean().or(false),
  assistenzhund_nachweis: t.text().optional(),
});

export const Registration = t.object({
  halter: Holder.orEmpty(),
  anschrift: Address.orEmpty(),
  hund: Dog.orEmpty(),
  /** Dogs that the household has already. */
  weitere_hunde: count().or(0),
  /** Only if the holder came with the dog from elsewhere. */
  zuzug: t.object({ datum: t.date(), aus_gemeinde: text() }).optional(),
  vorbesitz: t.object({ name: text(), ort: text() }).optional(),
  sepa: t.object({ kontoinhaber: text(), iban: text(), mandat_erteilt: t.boolean().or(false) }).optional(),
});
