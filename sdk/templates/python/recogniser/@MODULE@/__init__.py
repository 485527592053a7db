"""Recognises registrations of events by their form."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drehscheibe_sdk import Area, Document, Envelope, Plugin, Recognition, test

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

    def warm_up(self) -> Iterator[Envelope]:
        # Tried out while the component is built, so that a call has less to do.
        test.Host().install()
        document = Document("application/json", b"{}")
        yield Envelope("m", "portal", None, None, Area(), None, {"form": "veranstaltung-an"}, document, [])


plugin = @TYPE@()
