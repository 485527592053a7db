"""Hands documents to a line-of-business application by HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drehscheibe_sdk import Delivery, Document, Findings, Plugin, Receipt, http, in_doubt, permanent, test, transient

# Read when the component is built; a plugin has no files.
SCHEMA = (Path(__file__).parent.parent / "settings.schema.json").read_text("utf-8")


@dataclass
class Settings:
    """What a municipality sets; `settings.schema.json` describes it."""

    url: str


class @TYPE@(Plugin):
    settings_schema = SCHEMA
    settings = Settings

    def check_settings(self, settings: Settings, findings: Findings) -> None:
        if http.Url.parse(settings.url) is None:
            findings.error("WEB-01").at("/url").say("Das ist keine Adresse.", "This is not a URL.")

    def deliver(self, delivery: Delivery, settings: Settings) -> Receipt:
        response = send(delivery, settings.url)
        status = response.status
        if 200 <= status < 300:
            return Receipt(response.header("location"))
        if status in (408, 429) or status >= 500:
            raise transient(f"answered with {status}")
        raise permanent(f"answered with {status}")

    def warm_up(self) -> Iterator[Delivery]:
        # Tried out while the component is built, so that a call has less to do.
        host = test.Host().settings_are({"url": "https://fachverfahren.example/annahme"})
        host.http(lambda _: http.Response(201)).install()
        yield test.delivery(Document("application/json", b"{}"))


def send(delivery: Delivery, url: str) -> http.Response:
    headers = {
        "Content-Type": delivery.document.media_type,
        # The same for each attempt: the application can recognise a repetition.
        "Idempotency-Key": delivery.delivery_id,
        # The hub puts the secret in, only toward the granted address.
        "Authorization": "Bearer {{secret:zugang}}",
    }
    try:
        return http.send("POST", url, headers=headers, body=delivery.document.body)
    except http.HttpError as error:
        kinds = {"not-yet": transient, "never": permanent, "unknown": in_doubt}
        raise kinds[error.reached](str(error)) from error


plugin = @TYPE@()
