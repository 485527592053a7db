import unittest
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from drehscheibe_sdk import Findings, Json, Plugin, Submission, test


@dataclass
class Dog:
    name: str
    weights: list[int] = field(default_factory=list)
    born: date | None = None
    kind: Literal["small", "large"] = "small"


def plugin_of(reader: Json) -> Plugin:
    class Checker(Plugin):
        settings_schema = "{}"
        document = reader

        def validate(self, input: Submission[Any], settings: Any, findings: Findings) -> None:
            pass

    return Checker()


def told(kind: Any, body: str | bytes) -> list[str]:
    test.Host().install()
    found = test.validate(plugin_of(Json(kind)), test.submission(body))
    return [f"{one.reason_code} {one.location[1] if one.location else '-'}" for one in found]


class Documents(unittest.TestCase):
    def test_wrong_types_are_named_with_their_place_and_without_their_value(self) -> None:
        self.assertEqual(told(Dog, '{"name":"Bello","weights":[1,"secret"]}'), ["X001 /weights/1"])
        self.assertEqual(told(Dog, "{}"), ["X001 "])
        self.assertEqual(told(Dog, '{"name":1,"weights":{},"kind":"huge"}'), ["X001 /name", "X001 /weights", "X001 /kind"])
        self.assertEqual(told(Dog, "[]"), ["X001 "])
        for wrong in ("2026-02-29", "2026-1-01", "20260302", "2026-W10-1", "٢026-01-01", 3, True):
            body = f'{{"name":"a","born":{wrong if isinstance(wrong, int) and wrong is not True else repr(str(wrong))}}}'
            self.assertEqual(told(Dog, body.replace("'", '"')), ["X001 /born"], wrong)

    def test_garbage_is_not_well_formed(self) -> None:
        for body in ("", "{", "{} {}", "\ufeff{}", "[1,]", "nul", "01", '{"a" 1}', "[NaN]", "[Infinity]"):
            self.assertEqual(told(None, body), ["X000 "], body)
        self.assertEqual(told(None, b"{\xff}"), ["X000 "])

    def test_every_key_that_stands_twice_is_named(self) -> None:
        body = '{"name":"a","x":{"k":1,"\\u006b":2},"l":[{},{"a":1,"b":2,"a":3}],"name":"b"}'
        self.assertEqual(told(None, body), ["X000 /x/k", "X000 /l/1/a", "X000 /name"])

    def test_ten_thousand_levels_are_refused(self) -> None:
        self.assertEqual(told(None, "[" * 10_000), ["X000 "])
        self.assertEqual(told(None, '["' + "[" * 10_000 + '"]'), [])
