"""The dog."""

import re
from datetime import date

from drehscheibe_sdk import Findings, Submission, dates

from .. import tax
from ..document import Dog, Registration
from ..settings import Settings
from .common import characters, required

PROOF_TYPES = ("application/pdf", "image/jpeg", "image/png")


def check(input: Submission[Registration], settings: Settings, findings: Findings) -> None:
    hund = input.content.hund
    required(hund.name, "/hund/name", "Der Name des Hundes", findings)
    required(hund.rasse, "/hund/rasse", "Die Rasse", findings)
    characters(hund.name, "/hund/name", "text", findings)
    characters(hund.rasse, "/hund/rasse", "text", findings)
    chip(hund, findings)
    check_dates(input.content, findings)
    deadline(input.content, settings, findings)
    danger(hund, settings, findings)
    assistance(input, settings, findings)


def chip(hund: Dog, findings: Findings) -> None:
    number = (hund.chipnummer or "").strip()
    if not number:
        findings.error("HUND-10").at("/hund/chipnummer").say(
            "Die Chipnummer fehlt. Sie steht im Heimtierausweis.",
            "The chip number is missing. It stands in the pet passport.",
        )
    elif not re.fullmatch("[0-9]{15}", number):
        findings.error("HUND-11").at("/hund/chipnummer").say(
            "Die Chipnummer hat nicht 15 Ziffern (ISO 11784).", "The chip number does not have 15 digits (ISO 11784)."
        )


def check_dates(registration: Registration, findings: Findings) -> None:
    hund, zuzug = registration.hund, registration.zuzug
    today = dates.today()

    def day(value: date | None, at: str, name: str) -> None:
        if value is None:
            required("", at, name, findings)
        elif value > today:
            findings.error("HUND-12").at(at).say(f"{name} liegt in der Zukunft.", "The date lies in the future.")

    day(hund.geburtsdatum, "/hund/geburtsdatum", "Das Geburtsdatum des Hundes")
    day(hund.anschaffungsdatum, "/hund/anschaffungsdatum", "Das Anschaffungsdatum")
    if zuzug is not None:
        day(zuzug.datum, "/zuzug/datum", "Das Datum des Zuzugs")
    born, acquired = hund.geburtsdatum, hund.anschaffungsdatum
    if born is not None and acquired is not None and acquired < born:
        findings.error("HUND-13").at("/hund/anschaffungsdatum").say(
            "Der Hund wurde vor seiner Geburt angeschafft. Eines der beiden Daten ist falsch.",
            "The dog was acquired before its birth.",
        )


def deadline(registration: Registration, settings: Settings, findings: Findings) -> None:
    begins, came = tax.duty_begins(registration, settings), tax.came_on(registration)
    if begins is None or came is None:
        return
    today = dates.today()
    if begins > today and came <= today:
        findings.information("HUND-14").at("/hund/geburtsdatum").say(
            f"Der Hund ist noch nicht steuerpflichtig; er wird es am {dates.german(begins)}.",
            f"The dog is not liable to tax yet; it will be on {begins}.",
        )
        return
    last_day = None if settings.frist_tage is None else dates.add_days(begins, settings.frist_tage)
    if last_day is not None and today > last_day:
        late = dates.days_between(last_day, today)
        findings.warning("HUND-15").at("/hund/anschaffungsdatum").say(
            f"Die Anmeldung kommt {late} Tage nach Ablauf der Frist (letzter Tag: {dates.german(last_day)}).",
            f"The registration is late: the last day was {last_day}.",
        )


def danger(hund: Dog, settings: Settings, findings: Findings) -> None:
    breed = hund.rasse.strip().lower()
    presumed = any(known.strip().lower() == breed for known in settings.gefaehrliche_rassen)
    if presumed and not hund.gefaehrlich:
        findings.warning("HUND-16").at("/hund/gefaehrlich").say(
            "Bei dieser Rasse wird die Gefährlichkeit vermutet; der Hund ist aber nicht als gefährlich angemeldet.",
            "This breed is presumed dangerous, but the dog is not registered as dangerous.",
        )


def assistance(input: Submission[Registration], settings: Settings, findings: Findings) -> None:
    hund = input.content.hund
    if not hund.assistenzhund:
        return
    if not settings.assistenzhund_befreit:
        findings.information("HUND-17").at("/hund/assistenzhund").say(
            "Die Satzung befreit Assistenzhunde nicht von der Steuer.", "The statute does not exempt assistance dogs."
        )
        return
    proof = input.attachment(hund.assistenzhund_nachweis)
    if proof is None:
        findings.error("HUND-18").at("/hund/assistenzhund_nachweis").say(
            "Für die Befreiung fehlt der Nachweis, dass der Hund ein Assistenzhund ist. Bitte als Anlage beifügen.",
            "The proof that the dog is an assistance dog is missing.",
        )
    elif proof.media_type not in PROOF_TYPES:
        findings.error("HUND-19").at("/hund/assistenzhund_nachweis").say(
            "Der Nachweis muss eine PDF-, JPEG- oder PNG-Datei sein.", "The proof must be a PDF, JPEG or PNG file."
        )
