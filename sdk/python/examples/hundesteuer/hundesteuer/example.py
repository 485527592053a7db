"""A registration and the settings of a municipality: what the plugin is tried out on while it is built."""

from collections.abc import Iterator
from typing import Any

from drehscheibe_sdk import Submission, test

SETTINGS = {
    "frist_tage": 28,
    "saetze_cent": {"erster_hund": 8000, "zweiter_hund": 13000, "gefaehrlicher_hund": 36000},
    "assistenzhund_befreit": True,
    "gefaehrliche_rassen": ["Bullterrier", "Pitbull Terrier"],
    "format": "csv",
    "zeichensatz": "windows-1252",
}

REGISTRATION = {
    "halter": {"vorname": "Änne", "nachname": "Beispiel", "geburtsdatum": "1990-01-31", "email": "a@example.org"},
    "anschrift": {"strasse": "Am Markt", "hausnummer": "1", "plz": "99999", "ort": "Testhausen", "ags": "99000001"},
    "hund": {
        "name": "Rex",
        "rasse": "Mischling",
        "geburtsdatum": "2024-05-01",
        "anschaffungsdatum": "2026-02-20",
        "chipnummer": "276000000000001",
        "gefaehrlich": False,
    },
    "weitere_hunde": 1,
    "zuzug": {"datum": "2026-02-25", "aus_gemeinde": "Anderswo"},
    "sepa": {"kontoinhaber": "Änne Beispiel", "iban": "DE02120300000000202051", "mandat_erteilt": True},
}


def examples() -> Iterator[Submission[Any]]:
    """A registration that passes and one in which nearly everything is missing."""
    for format in ("csv", "xml"):
        encoding = "windows-1252" if format == "csv" else "utf-8"
        settings = SETTINGS | {"format": format, "zeichensatz": encoding}
        test.Host().settings_are(settings).now_is("2026-03-02T09:15:00+01:00").install()
        yield test.submission(REGISTRATION)
        yield test.submission({"hund": {"chipnummer": "1"}, "sepa": {"iban": "DE00"}})
