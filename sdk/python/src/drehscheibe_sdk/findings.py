"""Collecting what a rule has to say."""

from collections.abc import Iterator

from .contract import Finding, Severity, Text


class reason:
    """Reason codes of the XGewerbeordnung rejection list."""

    #: Not well-formed.
    NOT_WELL_FORMED = "X000"
    #: Does not follow the schema.
    SCHEMA = "X001"
    #: Violates a business rule.
    BUSINESS_RULE = "X002"
    #: Misrouted: not for us.
    MISROUTED = "T080"
    #: Submitted before.
    DUPLICATE = "S100"
    #: Version of the message not supported.
    VERSION_UNSUPPORTED = "V000"


class Findings:
    """The findings of one call, in the order in which they were made.

    >>> findings = Findings()
    >>> findings.error("HUND-03").at("/hund/rasse").say("Die Rasse fehlt.", "The breed is missing.")
    >>> findings.has_errors
    True
    """

    def __init__(self) -> None:
        self._all: list[Finding] = []

    def error(self, rule_id: str) -> "FindingBuilder":
        """Begins a finding that makes the hub reject the message."""
        return FindingBuilder(self, "error", rule_id)

    def warning(self, rule_id: str) -> "FindingBuilder":
        """Begins a finding that travels with the message."""
        return FindingBuilder(self, "warning", rule_id)

    def information(self, rule_id: str) -> "FindingBuilder":
        """Begins a remark that travels with the message."""
        return FindingBuilder(self, "information", rule_id)

    @property
    def has_errors(self) -> bool:
        """Whether one of them is an error."""
        return any(finding.severity == "error" for finding in self._all)

    def push(self, finding: Finding) -> None:
        """Adds a finding made elsewhere."""
        self._all.append(finding)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


class FindingBuilder:
    """A finding that is being written; `say` or `say_german` ends it."""

    def __init__(self, findings: Findings, severity: Severity, rule_id: str) -> None:
        self._findings = findings
        self._finding = Finding(rule_id, severity)

    def at(self, json_pointer: str) -> "FindingBuilder":
        """Where it is: a JSON Pointer (RFC 6901); the empty text is the whole document."""
        self._finding.location = ("json-pointer", json_pointer)
        return self

    def at_xpath(self, path: str) -> "FindingBuilder":
        """Where it is: an XPath 1.0 location path in which every step carries its position."""
        self._finding.location = ("xpath", path)
        return self

    def reason(self, code: str) -> "FindingBuilder":
        """Reason code; without it `reason.BUSINESS_RULE`."""
        self._finding.reason_code = code
        return self

    def say(self, german: str, english: str) -> None:
        """Ends the finding with its texts in German and English. They must not repeat personal data."""
        self._finding.texts = [Text("de", german), Text("en", english)]
        self._findings.push(self._finding)

    def say_german(self, german: str) -> None:
        """Ends the finding with a German text only."""
        self._finding.texts = [Text("de", german)]
        self._findings.push(self._finding)
