"""Ways of reading a document."""

from __future__ import annotations

import json as _json
from typing import Any, Protocol

from .contract import Document
from .findings import Findings, reason
from .shape import complain, escape_part, shape_of
from .xml import Element, XmlError, parse

#: Rule id of findings that the SDK itself makes on documents that cannot be read.
RULE_DOCUMENT = "DOCUMENT"
#: Levels of arrays and objects, one within the other.
MAX_DEPTH = 128


class Unreadable(Exception):
    """What is wrong went to the findings."""


class Reader(Protocol):
    """A way of reading a document."""

    def read(self, document: Document, findings: Findings) -> Any:
        """The content; raises `Unreadable` after everything that is wrong went to the findings."""


class Raw:
    """The document unread: its bytes stand in `input.document.body`."""

    def read(self, document: Document, findings: Findings) -> None:
        return None


class Xml:
    """An XML document as a tree of elements; see `xml.parse`."""

    def read(self, document: Document, findings: Findings) -> Element:
        try:
            return parse(document.body)
        except XmlError as error:
            builder = findings.error(RULE_DOCUMENT).at_xpath("/").reason(reason.NOT_WELL_FORMED)
            builder.say(error.german, str(error))
            raise Unreadable from None


class Json:
    """A JSON document read as a dataclass (or any type of `shape`); without one, as parsed.

    Refused with reason X000: invalid UTF-8, a byte order mark, JSON that is not well-formed, more than
    128 levels, an object with the same key twice (each place is named). Refused with reason X001: what
    the type does not take, each with its place. No text repeats what stands in the document.
    """

    def __init__(self, kind: Any = None) -> None:
        self._shape = None if kind is None else shape_of(kind)

    def read(self, document: Document, findings: Findings) -> Any:
        def refuse(german: str, english: str, at: str = "") -> None:
            findings.error(RULE_DOCUMENT).at(at).reason(reason.NOT_WELL_FORMED).say(german, english)

        try:
            text = document.body.decode()
        except UnicodeDecodeError as error:
            refuse(
                f"Die Nachricht ist kein gültiges UTF-8 (ab Byte {error.start}).",
                f"The document is not valid UTF-8 (from byte {error.start}).",
            )
            raise Unreadable from None
        if _too_deep(text):
            refuse(
                f"Die Nachricht ist tiefer als {MAX_DEPTH} Ebenen verschachtelt.",
                f"The document is nested more than {MAX_DEPTH} levels deep.",
            )
            raise Unreadable
        twice: list[str] = []
        try:
            value = _json.loads(text, object_pairs_hook=_Pairs.maker(twice), parse_constant=_no_constant)
        except ValueError as error:
            line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
            refuse(
                f"Die Nachricht ist kein wohlgeformtes JSON (Zeile {line}, Spalte {column}).",
                f"The document is not well-formed JSON (line {line}, column {column}).",
            )
            raise Unreadable from None
        if twice:
            for path in _places(_json.loads(text, object_pairs_hook=_Object)):
                refuse(
                    "Dieses Feld steht mehrfach in demselben Objekt.",
                    "This field stands more than once in the same object.",
                    path,
                )
            raise Unreadable
        if self._shape is None:
            return value
        problems: list[Any] = []
        content = self._shape(value, problems)
        for problem in problems:
            complain(findings.error(RULE_DOCUMENT), problem)
        if problems:
            raise Unreadable
        return content


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _too_deep(text: str) -> bool:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    inside = escaped = False
    for character in text:
        if inside:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                inside = False
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif character in "]}":
            depth -= 1
    return False


class _Pairs:
    @staticmethod
    def maker(twice: list[str]) -> Any:
        def make(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            made = dict(pairs)
            if len(made) != len(pairs):
                twice.append("")
            return made

        return make


class _Object(list[Any]):
    """The pairs of an object, as opposed to a list of values."""


def _places(value: Any, path: str = "") -> list[str]:
    found: list[str] = []
    if isinstance(value, _Object):
        seen: set[str] = set()
        for name, inner in value:
            at = f"{path}/{escape_part(name)}"
            if name in seen:
                found.append(at)
            seen.add(name)
            found += _places(inner, at)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _places(inner, f"{path}/{index}")
    return found
