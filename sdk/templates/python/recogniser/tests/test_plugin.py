import unittest

from drehscheibe_sdk import Area, Document, Envelope, test

from @MODULE@ import plugin


class Form(unittest.TestCase):
    def test_the_form_is_recognised(self) -> None:
        test.Host().install()

        def found(form: str) -> str | None:
            document = Document("application/json", b"{}")
            of = Envelope("m", "portal", None, None, Area(), None, {"form": form}, document, [])
            return test.recognise(plugin, of).procedure

        self.assertEqual(found("veranstaltung-an"), "veranstaltung")
        self.assertIsNone(found("hund-an"))
