"""International bank account numbers (ISO 13616), checked in full: country, length, characters and check
digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

#: Country and length of those that take part in SEPA.
_SEPA = (
    "DE22 AD24 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 "
    "IS26 IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28 PT25 RO24 RS22 SE24 SI19 SK24 "
    "SM27 VA22"
)
#: The same of the others.
_OTHERS = (
    "AE23 AZ28 BA20 BH22 BI27 BR29 BY28 CR22 DJ27 DO28 EG29 FK18 FO18 GE22 GL18 GT28 IL23 IQ23 JO30 KW30 "
    "KZ20 LB28 LC32 LY25 MN20 MR27 MU30 NI28 OM23 PK24 PS29 QA29 RU33 SA24 SC31 SD18 SO23 ST25 SV28 TL23 "
    "TN24 TR26 UA29 VG24 XK20 YE30"
)
_sepa = {entry[:2]: int(entry[2:]) for entry in _SEPA.split()}
_lengths = {entry[:2]: int(entry[2:]) for entry in _OTHERS.split()} | _sepa

_ENGLISH = {
    "characters": "the IBAN has characters other than letters and digits",
    "country": "the IBAN begins with an unknown country code",
    "length": "the IBAN does not have the length of its country ({})",
    "check-digits": "the check digits of the IBAN are wrong",
}
_GERMAN = {
    "characters": "Die IBAN enthält andere Zeichen als Buchstaben und Ziffern.",
    "country": "Die IBAN beginnt mit einem unbekannten Länderkürzel.",
    "length": "Die IBAN hat nicht die Länge ihres Landes ({} Zeichen).",
    "check-digits": "Die Prüfziffer der IBAN stimmt nicht; vermutlich ein Tippfehler.",
}


class InvalidIban(ValueError):
    """Why a text is not an IBAN. Never repeats it."""

    def __init__(self, code: Literal["characters", "country", "length", "check-digits"], expected: int = 0) -> None:
        super().__init__(_ENGLISH[code].format(expected))
        self.code = code
        #: For people.
        self.german = _GERMAN[code].format(expected)


@dataclass(frozen=True)
class Iban:
    """A valid number, without spaces, in upper case.

    >>> str(Iban.parse("DE89370400440532013000"))
    'DE89 3704 0044 0532 0130 00'
    """

    compact: str

    @staticmethod
    def parse(text: str) -> Iban:
        """Reads an IBAN, with or without spaces. Raises `InvalidIban`."""
        compact = text.replace(" ", "").upper()
        if not re.fullmatch("[A-Za-z0-9 ]+", text) or not compact:
            raise InvalidIban("characters")
        length = _lengths.get(compact[:2])
        if length is None:
            raise InvalidIban("country")
        if len(compact) != length:
            raise InvalidIban("length", length)
        digits = compact[2:] if compact.startswith("DE") else compact[2:4]
        # Letters count as 10 to 35 (ISO 7064).
        number = "".join(str(int(character, 36)) for character in compact[4:] + compact[:4])
        if not digits.isdigit() or int(number) % 97 != 1:
            raise InvalidIban("check-digits")
        return Iban(compact)

    @property
    def country(self) -> str:
        """Two letters."""
        return self.compact[:2]

    @property
    def is_sepa(self) -> bool:
        """Whether the country takes part in SEPA, so that a direct-debit mandate is possible."""
        return self.country in _sepa

    @property
    def masked(self) -> str:
        """Shows the country and the last four characters only."""
        return f"{self.country}…{self.compact[-4:]}"

    def __str__(self) -> str:
        """In groups of four, as on paper."""
        return " ".join(self.compact[at : at + 4] for at in range(0, len(self.compact), 4))
