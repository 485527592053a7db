"""Writing CSV as old applications want it: their separator, their encoding, lines ended by CR LF."""

from collections.abc import Iterable

from .encoding import Encoding, encode_simplified


class Table:
    """Rows of fields; quoted where RFC 4180 demands it. `;` is what German spreadsheets expect.

    >>> Table(";").row(["Name", "Betrag"]).row(["Müller; Söhne", "80,00"]).encode("windows-1252")
    b'Name;Betrag\\r\\n"M\\xfcller; S\\xf6hne";80,00\\r\\n'
    """

    def __init__(self, separator: str = ";") -> None:
        self._separator = separator
        self._text: list[str] = []

    def row(self, fields: Iterable[object]) -> "Table":
        """Adds a row. Control characters become spaces, line breaks too: few applications read them."""
        self._text.append(self._separator.join(self._field(str(field)) for field in fields) + "\r\n")
        return self

    def _field(self, field: str) -> str:
        quoted = self._separator in field or '"' in field or field[:1] == " " or field[-1:] == " "
        if not field.isprintable():
            field = "".join(" " if c < " " or "\x7f" <= c <= "\x9f" else c for c in field)
        return '"' + field.replace('"', '""') + '"' if quoted else field

    def encode(self, encoding: Encoding) -> bytes:
        """The whole table; letters that the encoding does not have lose their marks."""
        return encode_simplified(encoding, str(self))

    def __str__(self) -> str:
        return "".join(self._text)
