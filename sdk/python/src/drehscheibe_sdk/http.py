"""HTTP to the outside, for adapters that declare the capability `outbound-http`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ._current import HostError, current

Reached = Literal["not-yet", "never", "unknown"]
_NOT_YET = {
    "dns-error", "destination-not-found", "destination-unavailable", "connection-refused", "connection-timeout",
    "tls-error",
}  # fmt: skip
_NEVER = {"destination-ip-prohibited", "http-request-denied", "http-request-body-size", "outbound-budget"}
_WORDS = {
    "dns-error": "name resolution failed: {}",
    "destination-not-found": "the destination was not found",
    "destination-unavailable": "the destination is unavailable",
    "destination-ip-prohibited": "the destination's address is not granted",
    "connection-refused": "connection refused",
    "connection-terminated": "the connection broke",
    "connection-timeout": "no connection in time",
    "tls-error": "TLS: {}",
    "http-request-denied": "denied: {}",
    "http-request-body-size": "the request is too large",
    "http-response-body-size": "the response is too large",
    "http-response-timeout": "no response in time",
    "http-protocol-error": "not HTTP: {}",
    "outbound-budget": "the calls or bytes of this call are used up",
}


class HttpError(Exception):
    """A request that got no response. `code` is the case of the contract."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(_WORDS.get(code, detail or code).format(detail))
        self.code = code
        self.detail = detail

    @property
    def reached(self) -> Reached:
        """Whether the request may have reached its destination: `not-yet` (nothing arrived, later may be
        better), `never` (nothing arrived and will not, as things are configured) or `unknown`."""
        if self.code in _NOT_YET:
            return "not-yet"
        return "never" if self.code in _NEVER else "unknown"


@dataclass(frozen=True)
class Url:
    """An absolute URL, in the parts that a request needs."""

    scheme: Literal["http", "https"]
    authority: str
    path_with_query: str

    @staticmethod
    def parse(text: str) -> Url | None:
        """Reads `https://host[:port][/path][?query]`; `None` if it is anything else: another scheme, user
        information, a fragment, white space, not ASCII."""
        match = re.fullmatch(r"(https?)://([A-Za-z0-9.\-:\[\]]+)([/?][!-\"$-~]*)?", text)
        if match is None:
            return None
        path = match[3] or ""
        return Url(match[1], match[2], path if path.startswith("/") else f"/{path}")  # type: ignore[arg-type]


@dataclass(frozen=True)
class AttachmentBody:
    """The hub streams the attachment with this id; its bytes do not enter the plugin."""

    id: str


@dataclass(frozen=True)
class Request:
    """One request; header values may contain placeholders such as `{{secret:name}}`."""

    method: str
    url: Url
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes | AttachmentBody | None = None
    timeout_ms: int | None = None


@dataclass(frozen=True)
class Response:
    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header field of this name, upper and lower case alike."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def send(
    method: str,
    url: str | Url,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | AttachmentBody | None = None,
    timeout_ms: int | None = None,
) -> Response:
    """Sends one request and waits for the whole response. Raises `HttpError`."""
    target = Url.parse(url) if isinstance(url, str) else url
    if target is None:
        raise ValueError("not a URL of the form https://host[:port][/path][?query]")
    try:
        return current().send_request(Request(method, target, list((headers or {}).items()), body, timeout_ms))
    except HostError as error:
        raise HttpError(error.code, error.detail) from None
