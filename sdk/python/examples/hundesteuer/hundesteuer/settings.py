"""What differs from municipality to municipality; settings.schema.json describes each in German."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from drehscheibe_sdk import Findings
from drehscheibe_sdk.encoding import Encoding
from drehscheibe_sdk.shape import natural

Cents = Annotated[int, natural()]


@dataclass
class Rates:
    """Cents a year."""

    erster_hund: Cents
    zweiter_hund: Cents
    #: Third dog and each more; without it as the second.
    weiterer_hund: Cents | None = None
    gefaehrlicher_hund: Cents | None = None
    weiterer_gefaehrlicher_hund: Cents | None = None


@dataclass
class Settings:
    frist_tage: int | None = None
    mindestalter_monate: int = 0
    saetze_cent: Rates | None = None
    steuerbeginn: Literal["monat", "folgemonat"] = "folgemonat"
    assistenzhund_befreit: bool = False
    sepa_mandat_pflicht: bool = False
    gefaehrliche_rassen: list[str] = field(default_factory=list)
    format: Literal["csv", "xml"] = "csv"
    zeichensatz: Encoding = "utf-8"


def check(settings: Settings, findings: Findings) -> None:
    if settings.format == "xml" and settings.zeichensatz != "utf-8":
        findings.error("EINST-01").at("/zeichensatz").say(
            "XML wird nur in UTF-8 geschrieben. Bitte den Zeichensatz utf-8 wählen.",
            "XML is written in UTF-8 only.",
        )
    rates = settings.saetze_cent
    if rates is None:
        return
    if rates.zweiter_hund < rates.erster_hund:
        findings.warning("EINST-02").at("/saetze_cent/zweiter_hund").say(
            "Der zweite Hund ist billiger als der erste. Ist das so gewollt?",
            "The second dog costs less than the first. Is that intended?",
        )
    if rates.weiterer_gefaehrlicher_hund is not None and rates.gefaehrlicher_hund is None:
        findings.error("EINST-03").at("/saetze_cent/gefaehrlicher_hund").say(
            "Für den ersten gefährlichen Hund fehlt der Steuersatz.",
            "The rate for the first dangerous dog is missing.",
        )
