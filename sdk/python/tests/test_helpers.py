import ast
import doctest
import importlib
import re
import unittest
from datetime import date
from pathlib import Path
from typing import Any

from drehscheibe_sdk import Document, area, csv, dates, din91379, encoding, folder, http, iban, pattern, test, xml


def code(text: str) -> str:
    try:
        iban.Iban.parse(text)
    except iban.InvalidIban as error:
        return error.code
    return "fine"


def xml_code(source: str) -> str:
    try:
        return xml.parse(source.encode()).path
    except xml.XmlError as error:
        return error.code


class Helpers(unittest.TestCase):
    def test_the_examples_of_the_documentation(self) -> None:
        for name in ("area", "csv", "din91379", "encoding", "findings", "folder", "iban", "test"):
            results = doctest.testmod(importlib.import_module(f"drehscheibe_sdk.{name}"))
            self.assertGreater(results.attempted, 0, name)
            self.assertEqual(results.failed, 0, name)

    def test_the_examples_of_the_readme(self) -> None:
        text = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
        known: dict[str, Any] = {}
        first, second = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[:2]
        exec(first, known)
        *lines, last = second.strip().splitlines()
        exec("\n".join(lines), known)
        call, expected = last.split("  # ")
        self.assertEqual(eval(call, known), ast.literal_eval(expected))

    def test_days(self) -> None:
        self.assertEqual(dates.add_months(date(2025, 11, 30), 3), date(2026, 2, 28))
        self.assertIsNone(dates.add_months(date(9999, 12, 1), 1))
        self.assertIsNone(dates.add_days(date(9999, 12, 31), 1))
        self.assertEqual(dates.parse_german("2.3.2026"), date(2026, 3, 2))
        for wrong in ("", "31.02.2026", "1.1.26", "+1.1.2026", "١.1.2026"):
            self.assertIsNone(dates.parse_german(wrong), wrong)
        self.assertEqual(dates.age_in_years(date(2008, 3, 2), date(2026, 3, 1)), 17)
        for text in ("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", "2026-10-25T00:00:00+02:00"):
            self.assertEqual(dates.iso(dates.from_local(date.fromisoformat(text[:10]))), text)
            self.assertEqual(test.instant(text), dates.from_local(date.fromisoformat(text[:10])))

    def test_accounts_are_checked_in_full(self) -> None:
        wrong = {"": "characters", "DE89-3704": "characters", "US89370400440532013000": "country"}
        wrong |= {"DE8937040044053201300": "length", "DE88370400440532013000": "check-digits"}
        wrong |= {"DEA9370400440532013000": "check-digits", "at611904300234573201": "fine"}
        self.assertEqual({text: code(text) for text in wrong}, wrong)

    def test_characters(self) -> None:
        self.assertIsNone(din91379.first_foreign("Zoë D\u2019Ambrosio-Şahin", "name"))
        self.assertIsNone(din91379.first_foreign("K\u031b", "name"))
        self.assertEqual(din91379.first_foreign("a+b", "name"), (1, "+"))
        self.assertEqual(encoding.encode_simplified("windows-1252", "Dvořák 🐶 C\u0306 €"), b"Dvor\xe1k ? C \x80")
        self.assertEqual(encoding.encode_simplified("iso-8859-15", "ÄßŒŽ€"), b"\xc4\xdf\xbc\xb4\xa4")
        self.assertFalse(encoding.has("iso-8859-15", "¤"))
        table = csv.Table(";").row(["a;b", 'say "x"', "line\r\nbreak", " x", ""])
        self.assertEqual(str(table), '"a;b";"say ""x""";line  break;" x";\r\n')

    def test_xml(self) -> None:
        writer = xml.Writer().start("a", {"x": "\"<&>'"}).leaf("b", "1 < 2 & \0").leaf("c", "").optional("d", None)
        root = xml.parse(writer.finish().encode())
        self.assertEqual((root.attribute("x"), root.text_at("b"), len(root.children)), ("\"<&>'", "1 < 2 & \ufffd", 2))
        self.assertEqual(xml_code('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), "document-type")
        self.assertEqual(xml_code("<a>&x;</a>"), "entity")
        self.assertEqual(xml_code("<a>" * 200), "too-deep")
        self.assertEqual(xml_code('<?xml version="1.0" encoding="latin1"?><a/>'), "encoding")
        for wrong in ("", "<a>", "<a></b>", "<a/><b/>", "x<a/>", "<a b='1' b='2'/>", "<p:a/>", "<a>&#0;</a>"):
            self.assertEqual(xml_code(wrong), "not-well-formed", wrong)
        named = xml.parse(b'<p:a xmlns:p="urn:x"><b/><b>x<![CDATA[<y>]]></b></p:a>')
        self.assertEqual((named.namespace, named.all("b")[1].path, named.all("b")[1].text), ("urn:x", "/a[1]/b[2]", "x<y>"))

    def test_names_urls_keys_and_placeholders(self) -> None:
        self.assertEqual(folder.safe_name(".."), "__")
        self.assertEqual(http.Url.parse("https://host?x"), http.Url("https", "host", "/?x"))
        for wrong in ("", "ftp://host", "https://", "https://u:p@host/", "https://host/a b", "https://host/#x"):
            self.assertIsNone(http.Url.parse(wrong), wrong)
        self.assertEqual(area.ags_of_ars("146285229270"), "14628270")
        test.Host().install()
        values = pattern.of_delivery(test.delivery(Document("application/xml", b"<a/>")))
        self.assertEqual((pattern.expand("{procedure}.{ext}", values), pattern.unknown("{ext} {typo}")), ("test.xml", ["typo"]))
