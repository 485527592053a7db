import unittest
from dataclasses import dataclass
from typing import Any

from drehscheibe_sdk import Delivery, Document, Failure, Findings, Plugin, Receipt, Submission, folder, host, http, mail, test
from drehscheibe_sdk import in_doubt, transient


@dataclass
class Settings:
    limit: int


class Broken(Plugin):
    settings_schema = "{}"

    def validate(self, input: Submission[Any], settings: Any, findings: Findings) -> None:
        settings["missing"]


class Typed(Plugin):
    settings_schema = "{}"
    settings = Settings

    def validate(self, input: Submission[Any], settings: Any, findings: Findings) -> None:
        pass


class Busy(Plugin):
    settings_schema = "{}"
    error = transient("busy", 99_999_999)

    def deliver(self, delivery: Delivery, settings: Any) -> Receipt:
        raise self.error


class Running(unittest.TestCase):
    def test_an_exception_becomes_a_permanent_failure_with_its_message_and_line(self) -> None:
        double = test.Host().install()
        with self.assertRaises(Failure) as raised:
            test.validate(Broken(), test.submission("{}"))
        self.assertEqual(raised.exception.tag, "permanent")
        self.assertRegex(raised.exception.text, r"^KeyError: 'missing' \(tests/test_run\.py:\d+\)$")
        self.assertTrue(double.log_lines[0].startswith("error: KeyError"))

    def test_failures_keep_their_kind(self) -> None:
        test.Host().install()
        plugin = Busy()
        for error in (transient("busy", 99_999_999), in_doubt("?")):
            plugin.error = error
            with self.assertRaises(Failure) as raised:
                test.deliver(plugin, test.delivery(Document("text/plain", b"x")))
            self.assertIs(raised.exception, error)
        self.assertEqual(transient("busy", 99_999_999).retry_after_seconds, 86_400)

    def test_settings_that_do_not_fit_are_findings_when_they_are_checked_a_failure_later(self) -> None:
        told = test.told(test.check_settings(Typed(), {"limit": "x", "typo": 1}))
        self.assertEqual(told, ["!SETTINGS /limit", "!SETTINGS /typo"])
        test.Host().install()
        with self.assertRaises(Failure):
            test.validate(Typed(), test.submission("{}"))
        self.assertEqual(Typed().worlds, ["validator"])

    def test_the_host_is_asked_and_what_it_refuses_is_said(self) -> None:
        double = test.Host().code("urn:x", "1", "eins").install()
        self.assertEqual(host.code_list("urn:x", None, "1"), ("entry", "eins"))
        self.assertEqual(host.code_list("urn:x", None, "2")[0], "no-such-code")
        self.assertEqual(host.code_list("urn:y", None, "2")[0], "no-such-list")
        with self.assertRaises(host.AttachmentError):
            host.read_attachment("a2", 0, 1)
        with self.assertRaises(http.HttpError) as raised:
            http.send("GET", "https://x.example/")
        self.assertEqual(raised.exception.reached, "never")
        folder.write("a/b.txt", "x")
        folder.write("a/b.txt", "x")
        with self.assertRaises(Failure):
            folder.write("a/b.txt", "y")
        self.assertTrue(folder.exists("a"))
        mail.send(mail.Message(["a@b.example"], "s", "t"))
        self.assertEqual(len(double.mails), 1)
