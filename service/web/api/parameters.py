"""Parameters of the API: what may stand behind the question mark, how it is read, and how the document tells it.

Enter: an `Ask` and the parameters of an operation. Leave: their values by name. Called by `operations`. What cannot be
read, and what no parameter is called, is refused with a sentence that says what is possible: a filter that is
misspelt must not pass for one that was applied.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from service.errors import RequestError
from service.web.site import Ask

Schema = dict[str, Any]
Values = Mapping[str, Any]

LONGEST_TEXT = 200
LONGEST_ID = 64
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Beyond these nothing is stored; within them days can be added and taken away."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `read` turns its text into a value and raises ValueError with what is wanted. `default`: the value
    where it is not given. `several`: it may be given more than once, and its value is a tuple."""

    name: str
    about: str
    schema: Schema
    read: Callable[[str], Any]
    default: Any = None
    several: bool = False


@dataclass(frozen=True, slots=True)
class PathParameter:
    """A part of the path."""

    name: str
    about: str
    schema: Schema = field(default_factory=lambda: {"type": "string", "minLength": 1, "maxLength": LONGEST_ID})


def read_parameters(ask: Ask, parameters: Sequence[Parameter]) -> Values:
    """The values of all parameters. Raises RequestError 400 for the first that is wrong."""
    known = {parameter.name: parameter for parameter in parameters}
    for name in ask.query:
        if name not in known:
            offered = ", ".join(known) or "none"
            raise RequestError(400, f"there is no parameter {name[:40]!r} here; those there are: {offered}")
    return {name: _read(parameter, ask.query.get(name, ())) for name, parameter in known.items()}


def _read(parameter: Parameter, given: Sequence[str]) -> Any:
    if len(given) > 1 and not parameter.several:
        raise RequestError(400, f"{parameter.name}: given {len(given)} times; once is wanted")
    try:
        values = tuple(parameter.read(text) for text in given)
    except ValueError as error:
        raise RequestError(400, f"{parameter.name}: {error}") from error
    if parameter.several:
        return values
    return values[0] if values else parameter.default


def text(name: str, about: str, *, default: str | None = None) -> Parameter:
    """Any text of at most 200 characters."""

    def read(given: str) -> str:
        if len(given) > LONGEST_TEXT:
            raise ValueError(f"at most {LONGEST_TEXT} characters are wanted")
        return given

    return Parameter(name, about, {"type": "string", "maxLength": LONGEST_TEXT}, read, default)


def word(name: str, about: str) -> Parameter:
    """A text that is not empty: an id, a name."""

    def read(given: str) -> str:
        if not 0 < len(given) <= LONGEST_TEXT:
            raise ValueError(f"1 to {LONGEST_TEXT} characters are wanted")
        return given

    return Parameter(name, about, {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}, read)


def number(name: str, about: str, *, least: int, most: int, default: int | None = None) -> Parameter:
    """A whole number within bounds."""

    def read(given: str) -> int:
        value = int(given) if re.fullmatch(r"\d{1,18}", given, re.ASCII) else -1
        if not least <= value <= most:
            raise ValueError(f"a whole number from {least:,} to {most:,} is wanted")
        return value

    schema: Schema = {"type": "integer", "minimum": least, "maximum": most}
    return Parameter(name, about, schema | ({"default": default} if default is not None else {}), read, default)


def choice(name: str, about: str, words: type[StrEnum], *, several: bool = False, default: Any = None) -> Parameter:
    """One word of a few, or several of them: the parameter once for each."""

    def read(given: str) -> StrEnum:
        try:
            return words(given)
        except ValueError:
            raise ValueError(f"one of {', '.join(words)} is wanted") from None

    one: Schema = {"type": "string", "enum": [item.value for item in words]}
    if default is not None:
        one["default"] = default.value
    return Parameter(name, about, {"type": "array", "items": one} if several else one, read, default, several)


def day(name: str, about: str) -> Parameter:
    """A day. One before 1900 or after 2100 counts as the first or last of these years."""

    def read(given: str) -> date:
        try:
            return parse_day(given)
        except ValueError:
            raise ValueError("a day such as 2026-03-10 is wanted") from None

    return Parameter(name, about, {"type": "string", "format": "date", "example": "2026-03-10"}, read)


def parse_day(text: str) -> date:
    """The day of "2026-03-10", within `FIRST_DAY` and `LAST_DAY`. Raises ValueError for any other way to write one."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return min(max(date.fromisoformat(text), FIRST_DAY), LAST_DAY)


def truth(name: str, about: str) -> Parameter:
    """true or false; neither: both."""

    def read(given: str) -> bool:
        if given not in {"true", "false"}:
            raise ValueError("true or false is wanted")
        return given == "true"

    return Parameter(name, about, {"type": "boolean"}, read)


def limit(default: int = 50, most: int = 200) -> Parameter:
    """How many items a page has."""
    return number("limit", "How many items at most", least=1, most=most, default=default)


CURSOR = word("cursor", "The `next` of the page before this one; it stays good while items come in")
