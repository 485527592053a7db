"""From the contract's functions to a plugin's: settings read, document read, result made, exceptions turned
into failures. Components reach these through `component`, unit tests through `test`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any, TypeVar

from . import host
from .contract import Delivery, Envelope, Finding, Output, Receipt, Recognition, Submission
from .document import Unreadable
from .failure import as_failure, describe, permanent, rejected
from .findings import Findings, reason
from .outputs import Outputs
from .plugin import Plugin
from .shape import Problem, complain

#: Rule id of findings that the SDK itself makes on settings.
RULE_SETTINGS = "SETTINGS"
Result = TypeVar("Result")


class _SettingsError(Exception):
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("the settings do not fit the plugin: " + "; ".join(problem.english for problem in problems))
        self.problems = problems


def _read_settings(plugin: Plugin, text: str) -> Any:
    value = json.loads(text)
    shape = plugin.settings_shape()
    if shape is None:
        return value
    problems: list[Problem] = []
    settings = shape(value, problems)
    if problems:
        raise _SettingsError(problems)
    return settings


def _settings(plugin: Plugin) -> Any:
    try:
        return _read_settings(plugin, host.settings())
    except _SettingsError as error:
        raise permanent(str(error)) from None


def _guarded(work: Callable[[], Result]) -> Result:
    """Raises a `Failure`; what was not raised as one goes to the log."""
    try:
        return work()
    except Exception as error:
        found = as_failure(error)
        if found is error:
            raise
        host.log("error", found.text)
        raise found from error


def check_settings(plugin: Plugin, text: str) -> list[Finding]:
    """`configuration.check-settings`."""
    findings = Findings()
    try:
        plugin.check_settings(_read_settings(plugin, text), findings)
    except _SettingsError as error:
        for problem in error.problems:
            complain(findings.error(RULE_SETTINGS), problem)
    except Exception as error:
        words = describe(error)
        host.log("error", words)
        builder = findings.error(RULE_SETTINGS).at("").reason(reason.SCHEMA)
        builder.say(
            f"Die Einstellungen passen nicht zum Plugin: {words}", f"The settings do not fit the plugin: {words}"
        )
    return list(findings)


def validate(plugin: Plugin, submission: Submission[Any]) -> list[Finding]:
    """`validation.validate`."""

    def work() -> list[Finding]:
        findings = Findings()
        try:
            content = plugin.document.read(submission.document, findings)
        except Unreadable:
            return list(findings)
        plugin.validate(dataclasses.replace(submission, content=content), _settings(plugin), findings)
        return list(findings)

    return _guarded(work)


def transform(plugin: Plugin, submission: Submission[Any]) -> list[Output]:
    """`transformation.transform`."""

    def work() -> list[Output]:
        findings = Findings()
        try:
            content = plugin.document.read(submission.document, findings)
        except Unreadable:
            raise rejected(findings) from None
        outputs = Outputs()
        plugin.transform(dataclasses.replace(submission, content=content), _settings(plugin), outputs)
        return list(outputs)

    return _guarded(work)


def recognise(plugin: Plugin, envelope: Envelope) -> Recognition:
    """`recognition.recognise`."""
    return _guarded(lambda: plugin.recognise(envelope, _settings(plugin)) or Recognition())


def deliver(plugin: Plugin, delivery: Delivery) -> Receipt:
    """`delivering.deliver`."""
    return _guarded(lambda: plugin.deliver(delivery, _settings(plugin)) or Receipt())
