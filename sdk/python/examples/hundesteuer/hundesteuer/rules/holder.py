"""Who holds the dog, and where."""

import re

from drehscheibe_sdk import Findings, Submission, area, dates, encoding, reason

from ..document import Registration
from ..settings import Settings
from .common import characters, required


def check(input: Submission[Registration], settings: Settings, findings: Findings) -> None:
    halter, anschrift = input.content.halter, input.content.anschrift
    required(halter.nachname, "/halter/nachname", "Der Nachname", findings)
    required(halter.vorname, "/halter/vorname", "Der Vorname", findings)
    required(anschrift.strasse, "/anschrift/strasse", "Die Straße", findings)
    required(anschrift.hausnummer, "/anschrift/hausnummer", "Die Hausnummer", findings)
    required(anschrift.ort, "/anschrift/ort", "Der Ort", findings)
    characters(halter.nachname, "/halter/nachname", "name", findings)
    characters(halter.vorname, "/halter/vorname", "name", findings)
    characters(anschrift.strasse, "/anschrift/strasse", "text", findings)
    characters(anschrift.ort, "/anschrift/ort", "text", findings)

    if not re.fullmatch("[0-9]{5}", anschrift.plz):
        findings.error("HUND-03").at("/anschrift/plz").say(
            "Die Postleitzahl hat nicht fünf Ziffern.", "The postal code does not have five digits."
        )
    ours = area.ags(input.area)
    if anschrift.ags is not None and ours is not None and anschrift.ags != ours:
        findings.error("HUND-04").at("/anschrift/ags").reason(reason.MISROUTED).say(
            "Die Anschrift liegt in einer anderen Gemeinde. Bitte den Hund dort anmelden.",
            "The address lies in another municipality.",
        )
    if halter.geburtsdatum is not None and halter.geburtsdatum > dates.today():
        findings.error("HUND-05").at("/halter/geburtsdatum").say(
            "Das Geburtsdatum liegt in der Zukunft.", "The date of birth lies in the future."
        )
    for value, at in ((halter.nachname, "/halter/nachname"), (halter.vorname, "/halter/vorname")):
        if not encoding.has(settings.zeichensatz, value):
            findings.information("HUND-06").at(at).say(
                "Das Steuerverfahren kennt nicht alle Buchstaben dieses Namens; sie werden ohne Zusätze übergeben.",
                "The tax application does not know all letters of this name; they are passed without marks.",
            )
