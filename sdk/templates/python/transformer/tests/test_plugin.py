import unittest

from drehscheibe_sdk import test

from @MODULE@ import plugin


class File(unittest.TestCase):
    def test_a_line_of_headings_and_one_of_values(self) -> None:
        test.Host().install()
        [output] = test.transform(plugin, test.submission({"bezeichnung": "Fest", "datum": "2026-03-30"}))
        self.assertEqual(output.document.body, b"Bezeichnung;Datum\r\nFest;30.03.2026\r\n")
