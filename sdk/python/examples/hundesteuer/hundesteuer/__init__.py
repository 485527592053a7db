"""Dog tax: checks a registration from the portal and makes the file for the tax application.
The same rule as plugins/hundesteuer, which is written in Rust."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drehscheibe_sdk import Findings, Json, Outputs, Plugin, Submission

from .document import Registration
from .example import examples
from .output import make_output
from .rules import dog, holder, payment
from .settings import Settings, check

# Read when the component is built; a plugin has no files.
SCHEMA = (Path(__file__).parent / "settings.schema.json").read_text("utf-8")


class Hundesteuer(Plugin):
    settings_schema = SCHEMA
    settings = Settings
    document = Json(Registration)

    def check_settings(self, settings: Settings, findings: Findings) -> None:
        check(settings, findings)

    def validate(self, input: Submission[Registration], settings: Settings, findings: Findings) -> None:
        holder.check(input, settings, findings)
        dog.check(input, settings, findings)
        payment.check(input, settings, findings)

    def transform(self, input: Submission[Registration], settings: Any, outputs: Outputs) -> None:
        outputs.push(make_output(input, settings))

    def warm_up(self) -> Iterator[Submission[Any]]:
        return examples()


plugin = Hundesteuer()
