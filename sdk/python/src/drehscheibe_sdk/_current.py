"""The host that answers at the moment: the hub's in a component, a test's elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from .contract import Instant
    from .http import AttachmentBody, Request, Response
    from .mail import Message

#: What a code list says: the kind of answer, and the designation of an entry.
Lookup = tuple[Literal["entry", "no-such-code", "no-such-list"], str | None]


class Answers(Protocol):
    """What the SDK asks a host."""

    def settings(self) -> str: ...
    def now(self) -> Instant: ...
    def log(self, level: str, text: str, /) -> None: ...
    def code_list(self, urn: str, version: str | None, code: str, /) -> Lookup: ...
    def read_attachment(self, id: str, offset: int, length: int, /) -> bytes: ...
    def send_request(self, request: Request, /) -> Response: ...
    def write_file(self, path: str, data: bytes, /) -> None: ...
    def copy_attachment(self, path: str, id: str, /) -> None: ...
    def file_exists(self, path: str, /) -> bool: ...
    def send_mail(self, message: Message, /) -> None: ...


_host: Answers | None = None


def install(host: Answers) -> None:
    """Makes `host` the one that answers."""
    global _host
    _host = host


def current() -> Answers:
    """The host, or an error that says what to do."""
    if _host is None:
        raise RuntimeError("no host: in a unit test call `test.Host().install()` of drehscheibe_sdk first")
    return _host


class HostError(Exception):
    """A case of the contract that a host function gave instead of a result."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
