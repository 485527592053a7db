"""The inside of a component: the hub's functions become the host, and what Python has for time and output
leads to them. `drehscheibe plugin build` writes the entry module that uses this; `wit_world` exists only there."""

from __future__ import annotations

import _strptime  # type: ignore[import-not-found]  # noqa: F401  # `datetime.strptime` loads it when it is first used
import datetime
import io
import sys
import time
from collections.abc import Callable
from typing import Any, TypeVar

from componentize_py_types import Err  # type: ignore[import-not-found]
from wit_world.imports import host as hub  # type: ignore[import-not-found]
from wit_world.imports import types as wit

from . import image, run
from ._current import HostError, Lookup, current, install
from .contract import Area, Attachment, Delivery, Document, Envelope, Finding, Instant, Output, Submission
from .failure import Failure
from .http import AttachmentBody, Request, Response
from .plugin import Plugin

try:
    from wit_world.imports import outbound_http
except ImportError:
    outbound_http = None
try:
    from wit_world.imports import drop_folder
except ImportError:
    drop_folder = None
try:
    from wit_world.imports import mail as hub_mail
except ImportError:
    hub_mail = None

Answer = TypeVar("Answer")

_SEVERITIES = {
    "error": wit.Severity.ERROR,
    "warning": wit.Severity.WARNING,
    "information": wit.Severity.INFORMATION,
}


def _code(value: Any) -> HostError:
    """A case of a variant or enum, named as in the contract."""
    if hasattr(value, "name"):
        return HostError(value.name.lower().replace("_", "-"))
    camel = type(value).__name__.rpartition("_")[2]
    words = "".join(f"-{c.lower()}" if c.isupper() else c for c in camel).lstrip("-")
    return HostError(words, str(getattr(value, "value", "")))


def _ask(work: Callable[[], Answer]) -> Answer:
    try:
        return work()
    except Err as error:
        raise _code(error.value) from None


class _Hub:
    """The host of a component."""

    def settings(self) -> str:
        return str(hub.settings())

    #: The same at each call, and an instance lives for one call of the hub.
    _now: Instant | None = None

    def now(self) -> Instant:
        if self._now is None:
            now = hub.now()
            self._now = Instant(now.seconds, now.nanoseconds, now.utc_offset_seconds)
        return self._now

    def log(self, level: str, text: str) -> None:
        if _running:
            hub.log(getattr(hub.Level, level.upper()), text)

    def code_list(self, urn: str, version: str | None, code: str) -> Lookup:
        found = hub.code_list(urn, version, code)
        kind = _code(found).code
        return ("entry", str(found.value)) if kind == "entry" else (kind, None)  # type: ignore[return-value]

    def read_attachment(self, id: str, offset: int, length: int) -> bytes:
        return _ask(lambda: bytes(hub.read_attachment(id, offset, length)))

    def send_request(self, request: Request) -> Response:
        if outbound_http is None:
            raise HostError("http-request-denied", "the plugin does not declare outbound-http")
        scheme = getattr(outbound_http.Scheme, request.url.scheme.upper())
        body: Any
        if request.body is None:
            body = outbound_http.Body_Empty()
        elif isinstance(request.body, AttachmentBody):
            body = outbound_http.Body_Attachment(request.body.id)
        else:
            body = outbound_http.Body_Bytes(request.body)
        sent = outbound_http.Request(
            request.method, scheme, request.url.authority, request.url.path_with_query, request.headers, body,
            request.timeout_ms,
        )  # fmt: skip
        response = _ask(lambda: outbound_http.send(sent))
        return Response(response.status, response.headers, response.body)

    def write_file(self, path: str, data: bytes) -> None:
        self._folder(lambda: drop_folder.write(path, drop_folder.Content_Bytes(data)))

    def copy_attachment(self, path: str, id: str) -> None:
        self._folder(lambda: drop_folder.write(path, drop_folder.Content_Attachment(id)))

    def file_exists(self, path: str) -> bool:
        return self._folder(lambda: bool(drop_folder.exists(path)))

    def _folder(self, work: Callable[[], Answer]) -> Answer:
        if drop_folder is None:
            raise HostError("not-granted")
        return _ask(work)

    def send_mail(self, message: Any) -> None:
        if hub_mail is None:
            raise HostError("not-granted")
        parts = [hub_mail.Part(part.file_name, part.media_type, _content(part.content)) for part in message.parts]
        _ask(lambda: hub_mail.send(hub_mail.Message(message.to, message.subject, message.text, parts)))


def _content(content: bytes | AttachmentBody) -> Any:
    if isinstance(content, AttachmentBody):
        return hub_mail.PartContent_Attachment(content.id)
    return hub_mail.PartContent_Bytes(content)


#: Whether the hub, or the warming-up, is calling.
_running = False
#: Calls after which the interpreter has adapted itself to the code.
_ROUNDS = 24


class _Lines(io.TextIOBase):
    """Standard output and error: whole lines go to the log."""

    def __init__(self, level: str) -> None:
        self._level = level
        self._rest = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if _running and line:
                current().log(self._level, line)
        return len(text)


def _seconds() -> float:
    if not _running:
        raise RuntimeError("there is no time while a plugin is built: only inside its functions")
    now = current().now()
    return now.seconds + now.nanoseconds / 1e9


class _Alike(type):
    """What the plain class has made is an instance of the routed one, too."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[1])


class _Datetime(datetime.datetime, metaclass=_Alike):
    """`datetime.now()` is the receipt time; without a zone, on the wall clock of Europe/Berlin."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]
        now = current().now()
        utc = datetime.timezone.utc
        at = cls(1970, 1, 1, tzinfo=utc) + datetime.timedelta(seconds=now.seconds, microseconds=now.nanoseconds // 1000)
        if tz is not None:
            return at.astimezone(tz)
        return (at + datetime.timedelta(seconds=now.utc_offset_seconds)).replace(tzinfo=None)

    @classmethod
    def today(cls) -> datetime.datetime:  # type: ignore[override]
        return cls.now()

    @classmethod
    def utcnow(cls) -> datetime.datetime:  # type: ignore[override]
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)


class _Date(datetime.date, metaclass=_Alike):
    """`date.today()` is the day of receipt in Europe/Berlin."""

    @classmethod
    def today(cls) -> datetime.date:  # type: ignore[override]
        return _Datetime.now().date()


class _NoLateImports:
    """A component has no files: what was not imported when it was built cannot be imported later."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if _running:
            raise ModuleNotFoundError(f"{name} was not imported when the component was built; import it at the top")


def connect() -> None:
    """Makes the functions of the contract the host. To be called before the plugin's module is loaded."""
    install(_Hub())
    sys.meta_path.insert(0, _NoLateImports)
    sys.stdout, sys.stderr = _Lines("info"), _Lines("warn")
    time.time = _seconds
    time.time_ns = lambda: int(_seconds() * 1_000_000_000)
    time.monotonic = time.perf_counter = lambda: 0.0
    datetime.datetime = _Datetime  # type: ignore[misc]
    datetime.date = _Date  # type: ignore[misc]


def _attachments(of: Any) -> list[Attachment]:
    return [Attachment(one.id, one.file_name, one.media_type, one.size, one.sha256) for one in of]


def _submission(of: Any) -> Submission[Any]:
    return Submission(
        of.message_id, of.source, of.procedure, of.message_type, Area(of.area.ags, of.area.ars), of.case_id,
        Document(of.document.media_type, of.document.body), _attachments(of.attachments),
    )  # fmt: skip


def _given(of: Any) -> tuple[Any, Any, list[Any]]:
    """Area, document and attachments, as the contract has them."""
    attachments = [wit.Attachment(one.id, one.file_name, one.media_type, one.size, one.sha256) for one in of.attachments]
    return wit.Area(of.area.ags, of.area.ars), wit.Document(of.document.media_type, of.document.body), attachments


def _submitted(of: Submission[Any]) -> Any:
    area, document, attachments = _given(of)
    return wit.Submission(
        of.message_id, of.source, of.procedure, of.message_type, area, of.case_id, document, attachments
    )  # fmt: skip


def _enveloped(of: Envelope) -> Any:
    area, document, attachments = _given(of)
    properties = list(of.properties.items())
    return wit.Envelope(
        of.message_id, of.source, of.procedure, of.message_type, area, of.case_id, properties, document, attachments
    )  # fmt: skip


def _delivered(of: Delivery) -> Any:
    area, document, attachments = _given(of)
    return wit.Delivery(
        of.delivery_id, of.message_id, of.attempt, of.procedure, of.message_type, area, of.case_id, of.recipient,
        document, of.file_name, attachments,
    )  # fmt: skip


def _finding(of: Finding) -> Any:
    location = None
    if of.location is not None:
        kind = wit.Location_JsonPointer if of.location[0] == "json-pointer" else wit.Location_Xpath
        location = kind(of.location[1])
    texts = [wit.Text(text.language, text.content) for text in of.texts]
    return wit.Finding(of.rule_id, _SEVERITIES[of.severity], location, of.reason_code, texts)


def _document(of: Document) -> Any:
    return wit.Document(of.media_type, of.body)


def _output(of: Output) -> Any:
    at = of.not_before
    not_before = None if at is None else wit.Instant(at.seconds, at.nanoseconds, at.utc_offset_seconds)
    return wit.Output(
        of.recipient, _document(of.document), of.file_name, of.attachments, not_before, of.legal_basis
    )  # fmt: skip


def _failure(error: Failure) -> Err:
    if error.tag == "rejected":
        return Err(wit.Failure_Rejected([_finding(finding) for finding in error.findings]))
    return Err((wit.Failure_Transient if error.tag == "transient" else wit.Failure_Permanent)(error.text))


def _delivery_failure(error: Failure) -> Err:
    if error.tag == "rejected":
        return Err(wit.DeliveryFailure_Rejected([_finding(finding) for finding in error.findings]))
    if error.tag == "transient":
        return Err(wit.DeliveryFailure_Transient(wit.TransientFailure(error.text, error.retry_after_seconds)))
    kind = wit.DeliveryFailure_InDoubt if error.tag == "in-doubt" else wit.DeliveryFailure_Permanent
    return Err(kind(error.text))


def _call(work: Callable[[], Any], convert: Callable[[Failure], Err] = _failure) -> Any:
    global _running
    _running = True
    try:
        return work()
    except Failure as error:
        raise convert(error) from None


def exports_of(plugin: Plugin) -> dict[str, type[Any]]:
    """The classes that a component exports, by name."""

    class Configuration:
        def settings_schema(self) -> str:
            return plugin.schema_text()

        def check_settings(self, settings: str) -> Any:
            return _call(lambda: [_finding(finding) for finding in run.check_settings(plugin, settings)])

    class Validation:
        def validate(self, submission: Any) -> Any:
            return _call(lambda: [_finding(found) for found in run.validate(plugin, _submission(submission))])

    class Transformation:
        def transform(self, submission: Any) -> Any:
            return _call(lambda: [_output(output) for output in run.transform(plugin, _submission(submission))])

    class Recognition:
        def recognise(self, of: Any) -> Any:
            envelope = Envelope(
                of.message_id, of.source, of.procedure, of.message_type, Area(of.area.ags, of.area.ars), of.case_id,
                dict(of.properties), Document(of.document.media_type, of.document.body), _attachments(of.attachments),
            )  # fmt: skip
            found = _call(lambda: run.recognise(plugin, envelope))
            area = None if found.area is None else wit.Area(found.area.ags, found.area.ars)
            return wit.Recognition(found.procedure, found.message_type, area, found.case_id)

    class Delivering:
        def deliver(self, of: Any) -> Any:
            delivery = Delivery(
                of.delivery_id, of.message_id, of.attempt, of.procedure, of.message_type,
                Area(of.area.ags, of.area.ars), of.case_id, of.recipient,
                Document(of.document.media_type, of.document.body), of.file_name, _attachments(of.attachments),
            )  # fmt: skip
            receipt = _call(lambda: run.deliver(plugin, delivery), _delivery_failure)
            return wit.Receipt(receipt.reference, None if receipt.answer is None else _document(receipt.answer))

    classes = (Configuration, Validation, Transformation, Recognition, Delivering)
    exports: dict[str, type[Any]] = {made.__name__: made for made in classes}
    _warm_up(plugin, exports)
    image.settle()
    return exports


def _warm_up(plugin: Plugin, exports: dict[str, type[Any]]) -> None:
    """Calls the exports on the plugin's own examples, as the hub would."""
    global _running
    hub_itself = current()
    for _ in range(_ROUNDS):
        for example in plugin.warm_up():
            try:
                _try_out(plugin, exports, example)
            except Err as error:
                if not isinstance(error.value, (wit.Failure_Rejected, wit.DeliveryFailure_Rejected)):
                    raise
    _running = False
    install(hub_itself)


def _try_out(plugin: Plugin, exports: dict[str, type[Any]], example: Submission[Any] | Envelope | Delivery) -> None:
    if isinstance(example, Delivery):
        exports["Delivering"]().deliver(_delivered(example))
    elif isinstance(example, Envelope):
        exports["Recognition"]().recognise(_enveloped(example))
    else:
        found = exports["Validation"]().validate(_submitted(example)) if "validator" in plugin.worlds else []
        if "transformer" in plugin.worlds and all(one.severity != wit.Severity.ERROR for one in found):
            exports["Transformation"]().transform(_submitted(example))
