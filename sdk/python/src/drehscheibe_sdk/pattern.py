"""Texts with placeholders in settings: file names, subjects, paths."""

import re
from collections.abc import Mapping

from . import dates
from .area import ags
from .contract import Delivery

#: The placeholders of `of_delivery`.
OF_DELIVERY = ("delivery-id", "message-id", "procedure", "recipient", "case-id", "ags", "date", "ext", "file-name")
_PLACEHOLDER = re.compile(r"\{([^}]*)(\}?)")
_EXTENSIONS = {
    "application/json": "json", "application/xml": "xml", "text/xml": "xml", "application/pdf": "pdf",
    "text/csv": "csv", "text/plain": "txt",
}  # fmt: skip


def of_delivery(delivery: Delivery) -> dict[str, str]:
    """Values of a delivery for `expand`. `date` is the day of receipt in Europe/Berlin, `ext` the usual
    extension of the document, `file-name` its name without extension. What is not known is `-`."""
    stem = re.sub(r"\.[^.]*$", "", delivery.file_name or "")
    return {
        "delivery-id": delivery.delivery_id,
        "message-id": delivery.message_id,
        "procedure": delivery.procedure,
        "recipient": delivery.recipient,
        "case-id": delivery.case_id or "-",
        "ags": ags(delivery.area) or "-",
        "date": dates.today().isoformat(),
        "ext": extension(delivery),
        "file-name": stem or "-",
    }


def expand(pattern: str, values: Mapping[str, str]) -> str | None:
    """Puts values in place of `{name}`; `None` if a placeholder has no value or a brace is not closed."""
    if any(not end or name not in values for name, end in _PLACEHOLDER.findall(pattern)):
        return None
    return _PLACEHOLDER.sub(lambda match: values[match[1]], pattern)


def unknown(pattern: str) -> list[str]:
    """The placeholders in a pattern that `of_delivery` has no value for; an open brace counts, too."""
    return [name for name, end in _PLACEHOLDER.findall(pattern) if not end or name not in OF_DELIVERY]


def extension(delivery: Delivery) -> str:
    """The usual extension of a delivery's document, without the dot: of its file name, else of its media type."""
    of_name = re.search(r"\.([a-zA-Z0-9]{1,8})$", delivery.file_name or "")
    return of_name[1] if of_name else extension_of(delivery.document.media_type)


def extension_of(media_type: str) -> str:
    """The usual extension of a media type, without the dot; `bin` if there is none."""
    essence = media_type.split(";")[0].strip()
    if essence in _EXTENSIONS:
        return _EXTENSIONS[essence]
    return "json" if essence.endswith("+json") else "xml" if essence.endswith("+xml") else "bin"
