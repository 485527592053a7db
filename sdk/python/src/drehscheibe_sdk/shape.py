"""Reading JSON values by type hints: dataclasses, `str`, `int`, `float`, `bool`, `date`, `X | None`, `list[X]`,
`dict[str, X]`, `Literal[…]` and enums. All problems are collected, each with its place."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import functools
import types
import typing
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, Union

from .findings import FindingBuilder, reason


class Problem(NamedTuple):
    """What is wrong, and where (JSON Pointer)."""

    path: str
    german: str
    english: str


Problems = list[Problem]
#: Gives the content and adds what is wrong.
Shape = Callable[[Any, Problems], Any]


def complain(builder: FindingBuilder, problem: Problem) -> None:
    """Adds a problem to the finding that is being written."""
    builder.at(problem.path).reason(reason.SCHEMA).say(problem.german, problem.english)


def escape_part(part: object) -> str:
    """One part of a JSON Pointer, `~` and `/` escaped."""
    return str(part).replace("~", "~0").replace("/", "~1")


def _wrong(problems: Problems, german: str, english: str) -> None:
    problems.append(
        Problem(
            "",
            f"Der Wert hat nicht die vorgesehene Form (erwartet: {german}).",
            f"The value does not have the expected form (expected: {english}).",
        )
    )


def _below(part: object, problems: Problems, start: int) -> None:
    for at in range(start, len(problems)):
        problem = problems[at]
        problems[at] = problem._replace(path=f"/{escape_part(part)}{problem.path}")


def _simple(test: Callable[[Any], bool], german: str, english: str) -> Shape:
    def read(value: Any, problems: Problems) -> Any:
        return value if test(value) else _wrong(problems, german, english)

    return read


def _date(value: Any, problems: Problems) -> Any:
    if isinstance(value, str) and len(value) == 10 and value.isascii() and value[4] == value[7] == "-":
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    return _wrong(problems, "JJJJ-MM-TT", "JJJJ-MM-TT")


def natural(low: int = 0, high: int = 4_294_967_295) -> Any:
    """For type hints: `Annotated[int, natural()]` is a whole number within these limits."""
    return _simple(
        lambda value: type(value) is int and low <= value <= high, "eine ganze Zahl ab 0", "a whole number from 0"
    )


_SIMPLE: dict[Any, Shape] = {
    str: _simple(lambda value: isinstance(value, str), "ein Text", "a text"),
    bool: _simple(lambda value: isinstance(value, bool), "true oder false", "true or false"),
    int: _simple(lambda value: type(value) is int, "eine ganze Zahl", "a whole number"),
    float: _simple(lambda value: type(value) in (int, float), "eine Zahl", "a number"),
    datetime.date: _date,
    Any: lambda value, _: value,
    dict: _simple(lambda value: isinstance(value, dict), "ein Objekt", "an object"),
    list: _simple(lambda value: isinstance(value, list), "eine Liste", "a list"),
}


@functools.cache
def shape_of(kind: Any, closed: bool = False) -> Shape:
    """How values of this type are read. `closed`: objects take no other names."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        own = next((extra for extra in arguments[1:] if callable(extra)), None)
        return own or shape_of(arguments[0], closed)
    if origin in (Union, types.UnionType):
        inner = [shape_of(argument, closed) for argument in arguments if argument is not type(None)]
        if len(inner) != 1 or len(arguments) != 2:
            raise TypeError(f"{kind}: of unions only `X | None` can be read")
        return lambda value, problems: None if value is None else inner[0](value, problems)
    if origin is Literal:
        return _one_of({value: value for value in arguments})
    if origin is list:
        return _list(shape_of(arguments[0], closed))
    if origin is dict:
        return _map(shape_of(arguments[1], closed))
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _one_of({member.value: member for member in kind})
    if dataclasses.is_dataclass(kind):
        return _object(kind, closed)
    if isinstance(kind, type) and issubclass(kind, datetime.date) and not issubclass(kind, datetime.datetime):
        return _date  # in a component `date` is one whose `today` is the receipt time
    raise TypeError(f"{kind} cannot be read from JSON")


def _one_of(values: dict[Any, Any]) -> Shape:
    names = ", ".join(f"`{value}`" for value in values)

    def read(value: Any, problems: Problems) -> Any:
        if isinstance(value, (str, int)) and value in values:
            return values[value]
        return _wrong(problems, f"eines von {names}", f"one of {names}")

    return read


def _list(item: Shape) -> Shape:
    def read(value: Any, problems: Problems) -> Any:
        if not isinstance(value, list):
            return _wrong(problems, "eine Liste", "a list")
        return [_at(index, item, entry, problems) for index, entry in enumerate(value)]

    return read


def _map(item: Shape) -> Shape:
    def read(value: Any, problems: Problems) -> Any:
        if not isinstance(value, dict):
            return _wrong(problems, "ein Objekt", "an object")
        return {name: _at(name, item, entry, problems) for name, entry in value.items()}

    return read


def _at(part: object, shape: Shape, value: Any, problems: Problems) -> Any:
    before = len(problems)
    content = shape(value, problems)
    if len(problems) > before:
        _below(part, problems, before)
    return content


def _object(kind: Any, closed: bool) -> Shape:
    hints = typing.get_type_hints(kind, include_extras=True)
    fields = []
    for field in dataclasses.fields(kind):
        needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        fields.append((field.name, shape_of(hints[field.name], closed), needed))
    names = {name for name, _, _ in fields}

    def read(value: Any, problems: Problems) -> Any:
        if not isinstance(value, dict):
            return _wrong(problems, "ein Objekt", "an object")
        start = len(problems)
        contents = {}
        for name, shape, needed in fields:
            if name in value:
                before = len(problems)
                contents[name] = shape(value[name], problems)
                if len(problems) > before:
                    _below(name, problems, before)
            elif needed:
                problems.append(Problem("", f"Das Feld `{name}` fehlt.", f"The field `{name}` is missing."))
        if closed:
            for name in value:
                if name not in names:
                    path = f"/{escape_part(name)}"
                    text = ("Dieses Feld ist nicht vorgesehen.", "This field is not provided for.")
                    problems.append(Problem(path, *text))
        return None if len(problems) > start else kind(**contents)

    return read
