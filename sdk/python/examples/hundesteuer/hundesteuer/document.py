"""The registration as the portal sends it. Almost everything may be missing: the rules say what is."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from drehscheibe_sdk.shape import natural


@dataclass
class Holder:
    vorname: str = ""
    nachname: str = ""
    geburtsdatum: date | None = None
    email: str | None = None
    telefon: str | None = None


@dataclass
class Address:
    strasse: str = ""
    hausnummer: str = ""
    plz: str = ""
    ort: str = ""
    #: Key of the municipality, if the portal knows it.
    ags: str | None = None


@dataclass
class Dog:
    name: str = ""
    rasse: str = ""
    geburtsdatum: date | None = None
    anschaffungsdatum: date | None = None
    #: 15 digits (ISO 11784).
    chipnummer: str | None = None
    gefaehrlich: bool = False
    assistenzhund: bool = False
    #: Id of the attachment that proves it.
    assistenzhund_nachweis: str | None = None


@dataclass
class MoveIn:
    datum: date
    aus_gemeinde: str = ""


@dataclass
class PreviousHolder:
    name: str = ""
    ort: str = ""


@dataclass
class Mandate:
    kontoinhaber: str = ""
    iban: str = ""
    mandat_erteilt: bool = False


@dataclass
class Registration:
    halter: Holder = field(default_factory=Holder)
    anschrift: Address = field(default_factory=Address)
    hund: Dog = field(default_factory=Dog)
    #: Dogs that the household has already.
    weitere_hunde: Annotated[int, natural()] = 0
    #: Only if the holder came with the dog from elsewhere.
    zuzug: MoveIn | None = None
    #: From whom the dog comes.
    vorbesitz: PreviousHolder | None = None
    sepa: Mandate | None = None
