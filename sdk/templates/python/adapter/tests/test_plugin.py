import unittest

from drehscheibe_sdk import Document, Failure, http, test

from @MODULE@ import plugin


class Service(unittest.TestCase):
    def test_a_busy_application_is_asked_again(self) -> None:
        host = test.Host().settings_are({"url": "https://fachverfahren.example/annahme"})
        host.http(lambda _: http.Response(503)).install()
        with self.assertRaises(Failure) as raised:
            test.deliver(plugin, test.delivery(Document("application/json", b"{}")))
        self.assertEqual(raised.exception.tag, "transient")
        self.assertEqual(len(host.requests), 1)
