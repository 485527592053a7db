"""Mail through the operator's relay, for adapters that declare `mail`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ._current import HostError, current
from .failure import Failure, in_doubt, permanent, transient
from .http import AttachmentBody

_FAILURES: dict[str, Callable[[str], Failure]] = {
    "not-granted": lambda _: permanent("the activation grants no mail"),
    "recipient-denied": lambda who: permanent(f"no grant covers {who}"),
    "invalid": lambda why: permanent(f"not a valid mail: {why}"),
    "unavailable": lambda why: transient(f"the relay has not taken it: {why}"),
    "refused": lambda why: permanent(f"the relay refuses it: {why}"),
    "unknown": lambda why: in_doubt(f"the connection broke after sending: {why}"),
}


@dataclass(frozen=True)
class Part:
    file_name: str
    media_type: str
    content: bytes | AttachmentBody


@dataclass(frozen=True)
class Message:
    to: list[str]
    subject: str
    text: str
    parts: list[Part] = field(default_factory=list)


def send(message: Message) -> None:
    """Hands one mail to the relay. Its `Message-ID` is derived from the delivery id. Raises the failure
    that fits."""
    try:
        current().send_mail(message)
    except HostError as error:
        raise _FAILURES.get(error.code, permanent)(error.detail) from None
