"""Recognises registrations of events by their form."""

from dataclasses import dataclass
from pathlib import Path

from drehscheibe_sdk import Envelope, Plugin, Recognition

# Read when the component is built; a plugin has no files.
SCHEMA = (Path(__file__).parent.parent / "settings.schema.json").read_text("utf-8")


@dataclass
class Settings:
    """What an operator sets; `settings.schema.json` describes it."""

    formular: str = "veranstaltung-an"


class @TYPE@(Plugin):
    settings_schema = SCHEMA
    settings = Settings

    def recognise(self, envelope: Envelope, settings: Settings) -> Recognition:
        if envelope.properties.get("form") != settings.formular:
            return Recognition()
        return Recognition(procedure="veranstaltung", message_type="anmeldung")


plugin = @TYPE@()
