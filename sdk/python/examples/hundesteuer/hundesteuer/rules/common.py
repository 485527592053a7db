"""What several rules need."""

from drehscheibe_sdk import Findings, din91379


def required(value: str, at: str, name: str, findings: Findings) -> None:
    """HUND-01: a field that must be filled. `name` with its article, as in "Der Nachname"."""
    if not value.strip():
        findings.error("HUND-01").at(at).say(f"{name} fehlt. Bitte ergänzen.", f"A required field is empty: {at}")


def characters(value: str, at: str, kind: din91379.Kind, findings: Findings) -> None:
    """HUND-02: characters that no register can hold."""
    foreign = din91379.first_foreign(value, kind)
    if foreign is not None:
        code = f"{ord(foreign[1]):04X}"
        findings.error("HUND-02").at(at).say(
            f"Ein Zeichen (U+{code}) ist nach DIN 91379 hier nicht erlaubt. Bitte anders schreiben.",
            f"A character (U+{code}) is not allowed here by DIN 91379.",
        )
