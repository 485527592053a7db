"""What the hub offers every plugin: the receipt time, code lists, attachments, log lines."""

from typing import Literal

from ._current import HostError, Lookup, current
from .contract import Instant

Level = Literal["debug", "info", "warn", "error"]


def settings() -> str:
    """The settings of the activation as JSON text. Plugins get them read; this is for the rest."""
    return current().settings()


def now() -> Instant:
    """The time at which the hub first received the message; the same at each call."""
    return current().now()


def log(level: Level, text: str) -> None:
    """Writes a line to the trace of this call. No personal data."""
    current().log(level, str(text))


def debug(text: str) -> None:
    """A line for those who develop the plugin."""
    log("debug", text)


def info(text: str) -> None:
    """A line for those who run the hub."""
    log("info", text)


def warn(text: str) -> None:
    """A line about something that should be looked at."""
    log("warn", text)


def code_list(urn: str, version: str | None, code: str) -> Lookup:
    """Looks a code up in a code list of the XRepository; without a version, the one the hub holds.

    `("entry", designation)`, `("no-such-code", None)` or `("no-such-list", None)`.
    """
    return current().code_list(urn, version, code)


class AttachmentError(Exception):
    """The attachment could not be read; `code` is `not-found`, `budget` or `unavailable`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the attachment cannot be read: {code}")
        self.code = code


def read_attachment(id: str, offset: int, length: int) -> bytes:
    """Reads up to `length` bytes of an attachment from `offset`; fewer at its end, none behind it."""
    try:
        return current().read_attachment(id, offset, length)
    except HostError as error:
        raise AttachmentError(error.code) from None
