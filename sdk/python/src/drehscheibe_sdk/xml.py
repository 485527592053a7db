"""Reading and writing XML, without entities and without anything fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from xml.parsers import expat

#: Elements, one within the other.
MAX_DEPTH = 128
_WORDS = {
    "not-utf8": ("Die Nachricht ist kein gültiges UTF-8.", "The document is not valid UTF-8."),
    "document-type": (
        "Eine Dokumenttypdeklaration (DOCTYPE) ist nicht erlaubt.",
        "A document type declaration is not allowed.",
    ),
    "entity": ("Eigene Entitäten sind nicht erlaubt.", "Entities of one's own are not allowed."),
    "too-deep": ("Die Nachricht ist zu tief verschachtelt.", "The document is nested too deep."),
    "encoding": ("Die Nachricht muss in UTF-8 kodiert sein.", "The document must be encoded in UTF-8."),
}


class XmlError(Exception):
    """Why it is not taken; `code` is one of the above or `not-well-formed`."""

    def __init__(self, code: str, at: int = 0) -> None:
        german, english = _WORDS.get(code) or (
            f"Die Nachricht ist kein wohlgeformtes XML (bei Byte {at}).",
            f"The document is not well-formed XML (at byte {at}).",
        )
        super().__init__(english)
        self.code = code
        self.german = german


@dataclass
class Element:
    """An element with all that it holds."""

    #: Without prefix.
    name: str
    namespace: str | None = None
    #: By name, `{namespace}name` if it has one; namespace declarations left out.
    attributes: dict[str, str] = field(default_factory=dict)
    #: All text directly in it, trimmed.
    text: str = ""
    children: list[Element] = field(default_factory=list)
    #: XPath 1.0 location path with positions, by local names.
    path: str = ""

    def child(self, name: str) -> Element | None:
        """The first child of this local name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        """All children of this local name."""
        return [child for child in self.children if child.name == name]

    def find(self, path: str) -> Element | None:
        """Down a path of local names, each time the first: `find("hund/name")`."""
        start: Element | None = self
        return reduce(lambda element, name: element and element.child(name), path.split("/"), start)

    def text_at(self, path: str) -> str | None:
        """The text of what `find` finds, if it is not empty."""
        found = self.find(path)
        return (found.text or None) if found else None

    def attribute(self, name: str) -> str | None:
        return self.attributes.get(name)


def parse(source: bytes) -> Element:
    """Reads a whole document into a tree and gives its root. Raises `XmlError`."""
    try:
        source.decode()
    except UnicodeDecodeError:
        raise XmlError("not-utf8") from None
    open_elements: list[Element] = []
    roots: list[Element] = []
    parser = expat.ParserCreate("utf-8", "}")
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(open_elements) == MAX_DEPTH:
            raise XmlError("too-deep")
        namespace, _, name = tag.rpartition("}")
        parent = open_elements[-1] if open_elements else None
        position = len(parent.all(name)) + 1 if parent else 1
        path = f"{parent.path if parent else ''}/{name}[{position}]"
        named = {(f"{{{key}" if "}" in key else key): value for key, value in attributes.items()}
        element = Element(name, namespace or None, named, path=path)
        (parent.children if parent else roots).append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        element = open_elements.pop()
        element.text = element.text.strip()

    def text(data: str) -> None:
        if open_elements:
            open_elements[-1].text += data

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise XmlError("encoding")

    def document_type(*_: object) -> None:
        raise XmlError("document-type")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.XmlDeclHandler = declaration
    parser.StartDoctypeDeclHandler = document_type
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        unknown = error.code == expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
        raise XmlError("entity" if unknown else "not-well-formed", parser.ErrorByteIndex) from None
    return roots[0]


_ESCAPES = str.maketrans(
    {"<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&apos;", '"': "&quot;", "\ufffe": "\ufffd", "\uffff": "\ufffd"}
    | {chr(code): "\ufffd" for code in range(32) if chr(code) not in "\t\n\r"}
)


class Writer:
    """Writes elements one after the other, indented by two spaces; what is open is closed by `finish`.

    Names are written as they are given, texts escaped. Characters that XML 1.0 cannot hold become U+FFFD.
    """

    def __init__(self) -> None:
        self._text = ['<?xml version="1.0" encoding="UTF-8"?>\n']
        self._open: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str] | None = None) -> Writer:
        """Opens an element."""
        self._text.append(f"{self._tag(name, attributes)}>\n")
        self._open.append(name)
        return self

    def leaf(self, name: str, text: str, attributes: Mapping[str, str] | None = None) -> Writer:
        """An element with attributes and text only."""
        tag = self._tag(name, attributes)
        self._text.append(f"{tag}>{text.translate(_ESCAPES)}</{name}>\n" if text else f"{tag}/>\n")
        return self

    def optional(self, name: str, text: str | None) -> Writer:
        """An element with text, if there is one."""
        return self if text is None else self.leaf(name, text)

    def end(self) -> Writer:
        """Closes the innermost open element."""
        if self._open:
            name = self._open.pop()
            self._text.append(f"{'  ' * len(self._open)}</{name}>\n")
        return self

    def finish(self) -> str:
        """Closes all and gives the document."""
        while self._open:
            self.end()
        return "".join(self._text)

    def _tag(self, name: str, attributes: Mapping[str, str] | None) -> str:
        pairs = "".join(f' {key}="{value.translate(_ESCAPES)}"' for key, value in (attributes or {}).items())
        return f"{'  ' * len(self._open)}<{name}{pairs}"
