// International bank account numbers (ISO 13616), checked in full: country, length, characters and
// check digits.

/** Country and length of those that take part in SEPA. */
const SEPA =
  "DE22 AD24 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 " +
  "IS26 IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28 PT25 RO24 RS22 SE24 SI19 SK24 " +
  "SM27 VA22";
/** The same of the others. */
const OTHERS =
  "AE23 AZ28 BA20 BH22 BI27 BR29 BY28 CR22 DJ27 DO28 EG29 FK18 FO18 GE22 GL18 GT28 IL23 IQ23 JO30 KW30 " +
  "KZ20 LB28 LC32 LY25 MN20 MR27 MU30 NI28 OM23 PK24 PS29 QA29 RU33 SA24 SC31 SD18 SO23 ST25 SV28 TL23 " +
  "TN24 TR26 UA29 VG24 XK20 YE30";

const lengths = (list) => new Map(list.split(" ").map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]));
const sepa = lengths(SEPA);
const others = lengths(OTHERS);

const ENGLISH = {
  characters: () => "the IBAN has characters other than letters and digits",
  country: () => "the IBAN begins with an unknown country code",
  length: (expected) => `the IBAN does not have the length of its country (${expected})`,
  "check-digits": () => "the check digits of the IBAN are wrong",
};
const GERMAN = {
  characters: () => "Die IBAN enthält andere Zeichen als Buchstaben und Ziffern.",
  country: () => "Die IBAN beginnt mit einem unbekannten Länderkürzel.",
  length: (expected) => `Die IBAN hat nicht die Länge ihres Landes (${expected} Zeichen).`,
  "check-digits": () => "Die Prüfziffer der IBAN stimmt nicht; vermutlich ein Tippfehler.",
};

/** Why a text is not an IBAN: `characters`, `country`, `length` or `check-digits`. Never repeats it. */
export class InvalidIban extends Error {
  constructor(code, expected) {
    super(ENGLISH[code](expected));
    this.code = code;
    /** For people. */
    this.german = GERMAN[code](expected);
  }
}

/** A valid number, without spaces, in upper case. */
export class Iban {
  #text;

  constructor(text) {
    this.#text = text;
  }
  /** Without spaces. */
  get compact() {
    return this.#text;
  }
  /** Two letters. */
  get country() {
    return this.#text.slice(0, 2);
  }
  /** Whether the country takes part in SEPA, so that a direct-debit mandate is possible. */
  get isSepa() {
    return sepa.has(this.country);
  }
  /** Shows the country and the last four characters only. */
  get masked() {
    return `${this.country}…${this.#text.slice(-4)}`;
  }
  /** In groups of four, as on paper. */
  toString() {
    return this.#text.replace(/(.{4})(?=.)/g, "$1 ");
  }
}

/** Reads an IBAN, with or without spaces. Throws `InvalidIban`. */
export function parse(text) {
  const compact = text.replaceAll(" ", "").toUpperCase();
  if (!/^[A-Za-z0-9 ]+$/.test(text) || compact === "") throw new InvalidIban("characters");
  const country = compact.slice(0, 2);
  const length = sepa.get(country) ?? others.get(country);
  if (length === undefined) throw new InvalidIban("country");
  if (compact.length !== length) throw new InvalidIban("length", length);
  const form = country === "DE" ? /^..\d+$/ : /^..\d\d/;
  if (!form.test(compact) || modulo97(compact.slice(4) + compact.slice(0, 4)) !== 1) {
    throw new InvalidIban("check-digits");
  }
  return new Iban(compact);
}

/** Letters count as 10 to 35 (ISO 7064). */
function modulo97(text) {
  const digits = text.replace(/[A-Z]/g, (letter) => parseInt(letter, 36));
  let rest = 0;
  // With the two digits of the rest before them these are whole numbers without loss.
  for (let at = 0; at < digits.length; at += 12) rest = Number(rest + digits.slice(at, at + 12)) % 97;
  return rest;
}
