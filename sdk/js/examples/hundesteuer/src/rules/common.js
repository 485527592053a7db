import { din91379 } from "@drehscheibe/sdk";

/** HUND-01: a field that must be filled. `name` with its article, as in "Der Nachname". */
export function required(value, at, name, findings) {
  if (value.trim() === "") {
    findings.error("HUND-01").at(at).say(`${name} fehlt. Bitte ergänzen.`, `A required field is empty: ${at}`);
  }
}

/** HUND-02: characters that no register can hold. */
export function characters(value, at, kind, findings) {
  const foreign = din91379.firstForeign(value, kind);
  if (foreign === undefined) return;
  const code = foreign.character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  findings
    .error("HUND-02")
    .at(at)
    .say(
      `Ein Zeichen (U+${code}) ist nach DIN 91379 hier nicht erlaubt. Bitte anders schreiben.`,
      `A character (U+${code}) is not allowed here by DIN 91379.`,
    );
}
