"""The file for the tax application."""

from drehscheibe_sdk import Document, Output, Submission, area, dates, permanent
from drehscheibe_sdk.csv import Table
from drehscheibe_sdk.iban import Iban, InvalidIban
from drehscheibe_sdk.xml import Writer

from . import tax
from .document import Registration
from .settings import Settings

Fields = list[tuple[str, str]]


def make_output(input: Submission[Registration], settings: Settings) -> Output:
    """Makes the one output."""
    values = fields(input, settings)
    if settings.format == "xml":
        document = Document("application/xml", write_xml(values).encode())
    else:
        table = Table(";").row(name for name, _ in values).row(value for _, value in values)
        media_type = f"text/csv; charset={settings.zeichensatz}"
        document = Document(media_type, table.encode(settings.zeichensatz))
    proof = input.attachment(input.content.hund.assistenzhund_nachweis)
    file_name = f"hundesteuer-{input.message_id}.{settings.format}"
    return Output("default", document, file_name, [] if proof is None else [proof.id])


def write_xml(values: Fields) -> str:
    """One element for each field that has a value."""
    writer = Writer().start("Hundesteueranmeldung", {"xmlns": "urn:drehscheibe:hundesteuer:0.1"})
    for name, value in values:
        if value:
            writer.leaf(name, value)
    return writer.finish()


def fields(input: Submission[Registration], settings: Settings) -> Fields:
    """Name and value of each field, in the order in which the application reads them."""
    content = input.content
    halter, anschrift, hund, sepa = content.halter, content.anschrift, content.hund, content.sepa
    cents = tax.yearly_cents(content, settings)
    return [
        ("Vorgang", input.message_id),
        ("Eingang", str(dates.today())),
        ("AGS", area.ags(input.area) or ""),
        ("Nachname", halter.nachname.strip()),
        ("Vorname", halter.vorname.strip()),
        ("Geburtsdatum", str(halter.geburtsdatum or "")),
        ("Strasse", anschrift.strasse.strip()),
        ("Hausnummer", anschrift.hausnummer.strip()),
        ("PLZ", anschrift.plz),
        ("Ort", anschrift.ort.strip()),
        ("EMail", halter.email or ""),
        ("Telefon", halter.telefon or ""),
        ("Hundename", hund.name.strip()),
        ("Rasse", hund.rasse.strip()),
        ("Wurfdatum", str(hund.geburtsdatum or "")),
        ("Anschaffung", str(hund.anschaffungsdatum or "")),
        ("Chipnummer", (hund.chipnummer or "").strip()),
        ("Gefaehrlich", flag(hund.gefaehrlich)),
        ("Assistenzhund", flag(hund.assistenzhund)),
        ("HundNr", str(min(content.weitere_hunde + 1, 4_294_967_295))),
        ("Zuzug", str(content.zuzug.datum) if content.zuzug else ""),
        ("ZuzugAus", content.zuzug.aus_gemeinde.strip() if content.zuzug else ""),
        ("Vorbesitzer", content.vorbesitz.name.strip() if content.vorbesitz else ""),
        ("VorbesitzerOrt", content.vorbesitz.ort.strip() if content.vorbesitz else ""),
        ("Steuerbeginn", str(tax.tax_begins(content, settings) or "")),
        ("Befreit", flag(tax.is_exempt(content, settings))),
        ("Jahressteuer", "" if cents is None else f"{cents // 100},{cents % 100:02}"),
        ("Kontoinhaber", sepa.kontoinhaber.strip() if sepa else ""),
        ("IBAN", account(sepa.iban) if sepa else ""),
        ("Mandatsdatum", str(dates.today()) if sepa else ""),
    ]


def account(text: str) -> str:
    try:
        return Iban.parse(text).compact
    except InvalidIban:
        raise permanent("the IBAN was not validated before") from None


def flag(value: bool) -> str:
    return "J" if value else "N"
