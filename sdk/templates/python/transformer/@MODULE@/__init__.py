"""Makes the file for the line-of-business application."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from drehscheibe_sdk import Json, Outputs, Plugin, Submission, dates, test
from drehscheibe_sdk.csv import Table
from drehscheibe_sdk.encoding import Encoding

# Read when the component is built; a plugin has no files.
SCHEMA = (Path(__file__).parent.parent / "settings.schema.json").read_text("utf-8")


@dataclass
class Settings:
    """What a municipality sets; `settings.schema.json` describes it."""

    zeichensatz: Encoding = "utf-8"


@dataclass
class Registration:
    """The document as the portal sends it."""

    bezeichnung: str
    datum: date


class @TYPE@(Plugin):
    settings_schema = SCHEMA
    settings = Settings
    document = Json(Registration)

    def transform(self, input: Submission[Registration], settings: Settings, outputs: Outputs) -> None:
        content = input.content
        table = Table(";").row(["Bezeichnung", "Datum"]).row([content.bezeichnung, dates.german(content.datum)])
        outputs.add(
            "default",
            f"text/csv; charset={settings.zeichensatz}",
            table.encode(settings.zeichensatz),
            file_name=f"veranstaltung-{input.message_id}.csv",
        )

    def warm_up(self) -> Iterator[Submission[Any]]:
        # Tried out while the component is built, so that a call has less to do.
        test.Host().install()
        yield test.submission({"bezeichnung": "Fest", "datum": "2026-03-30"})


plugin = @TYPE@()
