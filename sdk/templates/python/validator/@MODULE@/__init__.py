"""Checks whether an event is registered in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from drehscheibe_sdk import Findings, Json, Plugin, Submission, dates, test

# Read when the component is built; a plugin has no files.
SCHEMA = (Path(__file__).parent.parent / "settings.schema.json").read_text("utf-8")


@dataclass
class Settings:
    """What a municipality sets; `settings.schema.json` describes it."""

    frist_tage: int


@dataclass
class Registration:
    """The document as the portal sends it."""

    datum: date
    bezeichnung: str = ""


class @TYPE@(Plugin):
    settings_schema = SCHEMA
    settings = Settings
    document = Json(Registration)

    def validate(self, input: Submission[Registration], settings: Settings, findings: Findings) -> None:
        days = dates.days_between(dates.today(), input.content.datum)
        if days < settings.frist_tage:
            findings.error("FRIST-01").at("/datum").say(
                f"Die Veranstaltung muss {settings.frist_tage} Tage vorher angemeldet werden.",
                f"The event must be registered {settings.frist_tage} days before.",
            )

    def warm_up(self) -> Iterator[Submission[Any]]:
        # Tried out while the component is built, so that a call has less to do.
        test.Host().settings_are({"frist_tage": 14}).install()
        yield test.submission({"datum": "2026-03-30", "bezeichnung": "Fest"})
        yield test.submission({"datum": "2026-01-16"})


plugin = @TYPE@()
