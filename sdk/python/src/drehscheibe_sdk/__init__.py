"""Write a Drehscheibe plugin as plain functions over typed data. README.md begins with an example."""

from . import area, csv, dates, din91379, encoding, folder, host, http, iban, mail, pattern, xml
from .contract import (
    Area,
    Attachment,
    Delivery,
    Document,
    Envelope,
    Finding,
    Instant,
    Output,
    Receipt,
    Recognition,
    Submission,
    Text,
)
from .document import RULE_DOCUMENT, Json, Raw, Xml
from .failure import Failure, in_doubt, permanent, rejected, transient
from .findings import FindingBuilder, Findings, reason
from .outputs import Outputs
from .plugin import Plugin

__all__ = [
    "RULE_DOCUMENT", "Area", "Attachment", "Delivery", "Document", "Envelope", "Failure", "Finding",
    "FindingBuilder", "Findings", "Instant", "Json", "Output", "Outputs", "Plugin", "Raw", "Receipt",
    "Recognition", "Submission", "Text", "Xml", "area", "csv", "dates", "din91379", "encoding", "folder",
    "host", "http", "iban", "in_doubt", "mail", "pattern", "permanent", "reason", "rejected", "transient", "xml",
]  # fmt: skip
