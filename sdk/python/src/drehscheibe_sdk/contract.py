"""The nouns of the contract, as `wit/types.wit` documents them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

Severity = Literal["error", "warning", "information"]
Content = TypeVar("Content")


@dataclass(frozen=True)
class Instant:
    """A point in time: seconds since 1970 in UTC, and what to add for the wall clock of Europe/Berlin."""

    seconds: int
    nanoseconds: int = 0
    utc_offset_seconds: int = 3600


@dataclass(frozen=True)
class Area:
    """Where the message claims to belong: AGS (8 digits) and ARS (12 digits); either may be missing."""

    ags: str | None = None
    ars: str | None = None


@dataclass(frozen=True)
class Attachment:
    """What an attachment is, without its bytes."""

    id: str
    file_name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Document:
    """A document: the bytes and what they are."""

    media_type: str
    body: bytes


@dataclass(frozen=True)
class Envelope:
    """What the hub knows of a message before it is recognised."""

    message_id: str
    source: str
    procedure: str | None
    message_type: str | None
    area: Area
    case_id: str | None
    properties: dict[str, str]
    document: Document
    attachments: list[Attachment]


@dataclass(frozen=True)
class Recognition:
    """What a recogniser found out. A field left out means "as the envelope says"."""

    procedure: str | None = None
    message_type: str | None = None
    area: Area | None = None
    case_id: str | None = None


@dataclass(frozen=True)
class Submission(Generic[Content]):
    """A submission whose document was read as `Content`."""

    message_id: str
    source: str
    procedure: str
    message_type: str | None
    area: Area
    case_id: str | None
    #: The document as it came, byte for byte.
    document: Document
    attachments: list[Attachment]
    #: The document as it was read.
    content: Content = None  # type: ignore[assignment]

    def attachment(self, id: str | None) -> Attachment | None:
        """The attachment with this id."""
        return next((attachment for attachment in self.attachments if attachment.id == id), None)


@dataclass(frozen=True)
class Text:
    """A text in one language (BCP 47)."""

    language: str
    content: str


@dataclass
class Finding:
    """One thing a rule has to say about a document."""

    rule_id: str
    severity: Severity
    #: `("json-pointer", "/hund/rasse")` or `("xpath", "/a[1]")`.
    location: tuple[Literal["json-pointer", "xpath"], str] | None = None
    reason_code: str = "X002"
    texts: list[Text] = field(default_factory=list)

    def text(self, language: str) -> str | None:
        """The text in this language."""
        return next((text.content for text in self.texts if text.language == language), None)


@dataclass(frozen=True)
class Output:
    """One document for one recipient."""

    recipient: str
    document: Document
    #: For targets that need one: no directory part, at most 128 characters.
    file_name: str | None = None
    #: Ids of the attachments that go along.
    attachments: list[str] = field(default_factory=list)
    #: The hub delivers no earlier than this.
    not_before: Instant | None = None
    #: The rule that allows this output, for the journal.
    legal_basis: str | None = None


@dataclass(frozen=True)
class Delivery:
    """One attempt to hand one output to one target."""

    delivery_id: str
    message_id: str
    attempt: int
    procedure: str
    message_type: str | None
    area: Area
    case_id: str | None
    recipient: str
    document: Document
    file_name: str | None
    attachments: list[Attachment]


@dataclass(frozen=True)
class Receipt:
    """The target has taken the delivery."""

    #: The target's own reference, at most 256 characters.
    reference: str | None = None
    #: An answer of the target for the sender of the message.
    answer: Document | None = None
