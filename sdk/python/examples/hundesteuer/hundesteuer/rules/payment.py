"""The direct-debit mandate."""

from drehscheibe_sdk import Findings, Submission
from drehscheibe_sdk.iban import Iban, InvalidIban

from .. import tax
from ..document import Registration
from ..settings import Settings
from .common import characters, required


def check(input: Submission[Registration], settings: Settings, findings: Findings) -> None:
    sepa = input.content.sepa
    if sepa is None:
        if settings.sepa_mandat_pflicht and not tax.is_exempt(input.content, settings):
            findings.error("HUND-20").at("/sepa").say(
                "Die Gemeinde verlangt ein SEPA-Lastschriftmandat.",
                "The municipality demands a SEPA direct-debit mandate.",
            )
        return
    required(sepa.kontoinhaber, "/sepa/kontoinhaber", "Der Kontoinhaber", findings)
    characters(sepa.kontoinhaber, "/sepa/kontoinhaber", "text", findings)
    try:
        if not Iban.parse(sepa.iban).is_sepa:
            findings.error("HUND-22").at("/sepa/iban").say(
                "Von Konten dieses Landes kann nicht per SEPA-Lastschrift eingezogen werden.",
                "Accounts of this country cannot be debited by SEPA.",
            )
    except InvalidIban as error:
        findings.error("HUND-21").at("/sepa/iban").say(error.german, str(error))
    if not sepa.mandat_erteilt:
        findings.error("HUND-23").at("/sepa/mandat_erteilt").say(
            "Bankdaten sind angegeben, aber das Lastschriftmandat ist nicht erteilt.",
            "Bank details are given, but the mandate is not.",
        )
