import unittest

from drehscheibe_sdk import test

from @MODULE@ import plugin


class Deadline(unittest.TestCase):
    def test_an_event_needs_its_time(self) -> None:
        test.Host().settings_are({"frist_tage": 14}).now_is("2026-03-02T09:15:00+01:00").install()

        def told(day: str) -> list[str]:
            return test.told(test.validate(plugin, test.submission({"datum": day})))

        self.assertEqual(told("2026-03-16"), [])
        self.assertEqual(told("2026-03-15"), ["!FRIST-01 /datum"])
