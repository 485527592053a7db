"""A host for unit tests: what a plugin asks the hub, a test says beforehand.

>>> from drehscheibe_sdk import host, test
>>> double = test.Host().attachment("a1", b"abc").install()
>>> host.read_attachment("a1", 1, 10)
b'bc'
>>> host.info("seen")
>>> double.log_lines
['info: seen']
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from . import run
from ._current import HostError, Lookup, install
from .contract import Area, Attachment, Delivery, Document, Envelope, Finding, Instant, Output, Receipt, Recognition
from .contract import Submission
from .http import AttachmentBody, Request, Response
from .mail import Message
from .plugin import Plugin

_MESSAGE = "01890000-0000-7000-8000-000000000001"
_AREA = Area("99000001", "990000000001")


def instant(text: str) -> Instant:
    """`2026-03-02T08:00:00+01:00` as an instant."""
    at = datetime.fromisoformat(text)
    offset = at.utcoffset()
    if offset is None:
        raise ValueError(f"`{text}` is not a time with an offset")
    seconds = (at.replace(tzinfo=None) - offset - datetime(1970, 1, 1)) // timedelta(seconds=1)
    return Instant(seconds, 0, int(offset.total_seconds()))


class Host:
    """What the hub would say, and what it was asked. `install` makes it the host; a later one replaces it.

    Empty settings, received on 2026-01-15 at 09:00 in Berlin, nothing granted.
    """

    def __init__(self) -> None:
        self._settings = "{}"
        self._now = instant("2026-01-15T09:00:00+01:00")
        self._codes: dict[tuple[str, str], str] = {}
        self._attachments: dict[str, bytes] = {}
        self._http: Callable[[Request], Response] | None = None
        self._folder_error: HostError | None = None
        self._mail_error: HostError | None = None
        #: Requests sent.
        self.requests: list[Request] = []
        #: Files by path.
        self.files: dict[str, bytes | AttachmentBody] = {}
        #: Paths in the order in which they were written.
        self.writes: list[str] = []
        #: Mails sent.
        self.mails: list[Message] = []
        #: Log lines, as `info: text`.
        self.log_lines: list[str] = []

    def settings_are(self, settings: str | dict[str, Any]) -> Host:
        """The settings: a dict or JSON text."""
        self._settings = settings if isinstance(settings, str) else json.dumps(settings)
        return self

    def now_is(self, text: str) -> Host:
        """The receipt time, as `2026-03-02T08:00:00+01:00`."""
        self._now = instant(text)
        return self

    def code(self, urn: str, code: str, designation: str) -> Host:
        """An entry of a code list."""
        self._codes[urn, code] = designation
        return self

    def attachment(self, id: str, content: bytes) -> Host:
        """The bytes of an attachment."""
        self._attachments[id] = content
        return self

    def http(self, answer: Callable[[Request], Response]) -> Host:
        """Answers requests; raises `HostError(code)` to fail. Without it, each is denied."""
        self._http = answer
        return self

    def folder_fails(self, code: str, detail: str = "") -> Host:
        """Lets each write fail."""
        self._folder_error = HostError(code, detail)
        return self

    def mail_fails(self, code: str, detail: str = "") -> Host:
        """Lets each mail fail."""
        self._mail_error = HostError(code, detail)
        return self

    def install(self) -> Host:
        """Makes it the host."""
        install(self)
        return self

    # What the SDK asks:

    def settings(self) -> str:
        return self._settings

    def now(self) -> Instant:
        return self._now

    def log(self, level: str, text: str) -> None:
        self.log_lines.append(f"{level}: {text}")

    def code_list(self, urn: str, _version: str | None, code: str) -> Lookup:
        entry = self._codes.get((urn, code))
        if entry is not None:
            return "entry", entry
        return ("no-such-code" if any(known == urn for known, _ in self._codes) else "no-such-list"), None

    def read_attachment(self, id: str, offset: int, length: int) -> bytes:
        if id not in self._attachments:
            raise HostError("not-found")
        return self._attachments[id][offset : offset + length]

    def send_request(self, request: Request) -> Response:
        self.requests.append(request)
        if self._http is None:
            raise HostError("http-request-denied", "no grant")
        return self._http(request)

    def write_file(self, path: str, data: bytes | AttachmentBody) -> None:
        if self._folder_error is not None:
            raise self._folder_error
        if self.files.get(path, data) != data:
            raise HostError("exist")
        self.files[path] = data
        self.writes.append(path)

    def copy_attachment(self, path: str, id: str) -> None:
        self.write_file(path, AttachmentBody(id))

    def file_exists(self, path: str) -> bool:
        return any(file == path or file.startswith(f"{path}/") for file in self.files)

    def send_mail(self, message: Message) -> None:
        if self._mail_error is not None:
            raise self._mail_error
        self.mails.append(message)


def submission(
    document: bytes | str | dict[str, Any], attachments: Iterable[Attachment] = (), **more: Any
) -> Submission[Any]:
    """A submission with this JSON or XML document and made-up everything else."""
    text = json.dumps(document) if isinstance(document, dict) else document
    body = text.encode() if isinstance(text, str) else text
    media_type = "application/xml" if body.startswith(b"<") else "application/json"
    fields: dict[str, Any] = {"source": "portal", "procedure": "test", "message_type": None, "case_id": None}
    fields |= {"message_id": _MESSAGE, "area": _AREA, "document": Document(media_type, body)}
    return Submission(**fields | {"attachments": list(attachments)} | more)


def delivery(document: Document, attachments: Iterable[Attachment] = (), **more: Any) -> Delivery:
    """A first delivery of this document and made-up everything else."""
    fields: dict[str, Any] = {"delivery_id": f"{_MESSAGE}.1", "message_id": _MESSAGE, "attempt": 1, "area": _AREA}
    fields |= {"procedure": "test", "message_type": None, "case_id": None, "recipient": "default", "file_name": None}
    return Delivery(**fields | {"document": document, "attachments": list(attachments)} | more)


def attachment(id: str, file_name: str, media_type: str, size: int) -> Attachment:
    """An attachment's record."""
    return Attachment(id, file_name, media_type, size, "0" * 64)


def validate(plugin: Plugin, of: Submission[Any]) -> list[Finding]:
    """Calls a validator as the hub would. Raises `Failure`."""
    return run.validate(plugin, of)


def transform(plugin: Plugin, of: Submission[Any]) -> list[Output]:
    """Calls a transformer as the hub would."""
    return run.transform(plugin, of)


def recognise(plugin: Plugin, of: Envelope) -> Recognition:
    """Calls a recogniser as the hub would."""
    return run.recognise(plugin, of)


def deliver(plugin: Plugin, of: Delivery) -> Receipt:
    """Calls an adapter as the hub would."""
    return run.deliver(plugin, of)


def check_settings(plugin: Plugin, settings: str | dict[str, Any]) -> list[Finding]:
    """Calls `check-settings` as the hub would."""
    return run.check_settings(plugin, settings if isinstance(settings, str) else json.dumps(settings))


def told(findings: Iterable[Finding]) -> list[str]:
    """Rule id and place of each finding, `!` before errors: short to compare in tests."""
    mark = {"error": "!"}
    return [f"{mark.get(one.severity, '')}{one.rule_id} {one.location[1] if one.location else '-'}" for one in findings]
