"""The kinds of values that a config file holds, each with its own check and its own words when it fails.

In: what YAML gave. Out: the value that the model wants. Used as pydantic types by `hotline_file`, `feeds_file` and
`watch_file`. A check raises ValueError with a message that says what is wrong and what would be right.
"""

import difflib
import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, WithJsonSchema

from service.config.languages import LANGUAGES, MISTAKEN
from service.config.source import WrittenFloat, WrittenInt
from service.language.packs import list_languages

_UNITS = {
    1: "s sec secs second seconds",
    60: "m min mins minute minutes",
    3600: "h hour hours",
    86_400: "d day days",
    604_800: "w week weeks",
    31_536_000: "y year years",
}
_UNIT_SECONDS = {word: seconds for seconds, words in _UNITS.items() for word in words.split()}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]+)")
_LONGEST = timedelta(days=365 * 100)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(k|M|G|T)?(i?)B")
_POWERS = {"": 0, "k": 1, "M": 2, "G": 3, "T": 4}
_LOG_PERIOD = re.compile(
    r"(?:\d+(?:\.\d+)?\s*(?:y|years?|months?|w|weeks?|d|days?|h|hours?|min|minutes?|s|sec|seconds?)[\s,]*)+"
)
_LOG_TIME = re.compile(
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?:\s+at\s+\d{1,2}:\d{2})?|\d{1,2}:\d{2}(?::\d{2})?",
    re.IGNORECASE,
)


def suggest(word: str, known: Iterable[str]) -> str:
    """`; did you mean ...?`, or nothing where no known word is near."""
    near = find_nearest(word, known)
    return f"; did you mean `{near}`?" if near else ""


def find_nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like this one, None where none is near."""
    return next(iter(difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)), None)


def show(value: object) -> str:
    """A value as the user wrote it, short, on one line."""
    if isinstance(value, WrittenInt | WrittenFloat):
        value = value.written
    if isinstance(value, list | dict) or value is None:
        return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "nothing"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = "".join(c if c.isprintable() else " " for c in text)
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def as_text(value: object) -> str:
    """Text as written; a number that stands where text is wanted keeps its spelling."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, WrittenInt | WrittenFloat):
        text = value.written
    else:
        hint = "; put it in quotes if it is meant as text" if isinstance(value, bool) else ""
        raise ValueError(f"text is wanted here, not {show(value)}{hint}")  # noqa: TRY004 (pydantic reads ValueError)
    if not text.strip():
        raise ValueError("empty; write some text or remove the key")
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise ValueError("must be one line without control characters")
    return text.strip()


def parse_id(value: object) -> str:
    text = as_text(value)
    if not re.fullmatch(r"\w[\w.:/-]*", text) or len(text) > 100:
        raise ValueError(f"{show(text)} cannot be an id; use letters, digits and `-`, such as `us-dod`")
    return text


def parse_duration(value: object) -> timedelta:
    """Such as "90s", "2m", "1h 30m", "2 days"; a plain 0 is no time at all."""
    if isinstance(value, WrittenInt) and value == 0:
        return timedelta(0)
    if isinstance(value, WrittenInt | WrittenFloat):
        choice = ", ".join(f"`{value.written}{unit}`" for unit in "smhd")
        raise ValueError(f"{show(value)} has no unit; write one of {choice}")  # noqa: TRY004
    text = as_text(value)
    parts = _DURATION.findall(text)
    if not parts or _DURATION.sub("", text).strip(" ,") or any(unit.lower() not in _UNIT_SECONDS for _, unit in parts):
        raise ValueError(f"{show(text)} is no duration; write a number and s, m, h, d or w, such as `90s`, `2m`, `12h`")
    seconds = sum(float(number) * _UNIT_SECONDS[unit.lower()] for number, unit in parts)
    if seconds > _LONGEST.total_seconds():
        raise ValueError(f"{show(text)} is longer than 100 years")
    return timedelta(seconds=seconds)


def parse_positive_duration(value: object) -> timedelta:
    duration = parse_duration(value)
    if duration <= timedelta(0):
        raise ValueError("must be longer than nothing, such as `2m`")
    return duration


def parse_size(value: object) -> int:
    """Bytes: a plain number, or "8 MB" (powers of 1000), "8 MiB" (of 1024)."""
    if isinstance(value, WrittenInt):
        size = float(value)
    else:
        text = as_text(value)
        match = _SIZE.fullmatch(text)
        if not match:
            raise ValueError(f"{show(text)} is no size; write bytes or a size such as `8 MB`")
        size = float(match[1]) * (1024 if match[3] else 1000) ** _POWERS[match[2] or ""]
    if not 1000 <= size <= 1e12:
        raise ValueError(f"{show(value)} is out of range; write a size from `1 kB` to `1 TB`, such as `8 MB`")
    return int(size)


def parse_rotation(value: object) -> str:
    text = as_text(value)
    if not (_SIZE.fullmatch(text) or _LOG_PERIOD.fullmatch(text) or _LOG_TIME.fullmatch(text)) or re.match(
        r"0+(\.0+)?\s*[A-Za-z]", text
    ):
        raise ValueError(
            f"{show(text)} is no rotation; write a size (`50 MB`), a period (`1 week`) or a time (`00:00`)"
        )
    return text


def parse_retention(value: object) -> str:
    text = as_text(value)
    if not _LOG_PERIOD.fullmatch(text):
        raise ValueError(f"{show(text)} is no retention; write a period such as `90 days` or `1 year`")
    return text


def parse_time_zone(value: object) -> str:
    text = as_text(value)
    try:
        ZoneInfo(text)
    except (OSError, ValueError, LookupError):
        hint = {"MSK": "Europe/Moscow", "KST": "Asia/Seoul", "JST": "Asia/Tokyo"}.get(text.upper())
        end = f"; did you mean `{hint}`?" if hint else _suggest_zone(text)
        raise ValueError(f"{show(text)} is no time zone; write an IANA name such as `Europe/Moscow`{end}") from None
    return text


def _suggest_zone(text: str) -> str:
    near = difflib.get_close_matches(text, available_timezones(), n=1, cutoff=0.7)
    cities = [zone for zone in sorted(available_timezones()) if zone.lower().endswith("/" + text.lower())]
    best = near or cities
    return f"; did you mean `{best[0]}`?" if best else ""


def parse_language(value: object) -> str:
    """An ISO 639-1 code; a region or script behind it ("en-US", "zh-Hant") is allowed and kept."""
    text = as_text(value)
    base = re.split("[-_]", text)[0].lower()
    if base in LANGUAGES and re.fullmatch(r"[A-Za-z]{2}(?:[-_][A-Za-z0-9]{2,8})*", text):
        return "-".join([base, *re.split("[-_]", text)[1:]])
    hint = MISTAKEN.get(base)
    end = f"; did you mean `{hint}`?" if hint else ""
    raise ValueError(f"{show(text)} is no language; write its two letters, such as `en`, `ru` or `zh`{end}")


def parse_base_language(value: object) -> str:
    """A language without region or script."""
    return parse_language(value).partition("-")[0]


def parse_term_language(value: object) -> str:
    """A language that is read in articles: one with a pack, written without script, since terms of all scripts stand
    under one key."""
    text = parse_language(value)
    base = text.partition("-")[0]
    known = ", ".join(list_languages())
    if base not in list_languages():
        raise ValueError(f"there is no language pack for {show(text)}: nothing would be found in it; known: {known}")
    if text != base:
        raise ValueError(f"{show(text)} is kept apart by no article; put these under `{base}`, in whatever script")
    return base


def is_side(text: str) -> bool:
    """Whether a text can be the id of a side."""
    return re.fullmatch(r"[a-z][a-z0-9-]{0,39}", text) is not None


def parse_side(value: object) -> str:
    text = as_text(value)
    if not is_side(text):
        raise ValueError(f"{show(text)} cannot be a side; write small letters, such as `us` or `cn`")
    return text


def parse_day(value: object) -> date:
    text = as_text(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{show(text)} is not a day of the calendar") from None
    raise ValueError(f"{show(text)} is no full date; write year, month and day, such as `2021-01-22`")


def parse_number(value: object) -> float:
    if isinstance(value, WrittenInt | WrittenFloat) and abs(value) < 1e9:
        return float(value)
    raise ValueError(f"a number is wanted here, such as `10`, not {show(value)}")


def _schema(description: str, **more: object) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": description, **more})


Text = Annotated[str, BeforeValidator(as_text), WithJsonSchema({"type": "string", "minLength": 1})]
Id = Annotated[str, BeforeValidator(parse_id), _schema("Letters, digits and -")]
Duration = Annotated[timedelta, BeforeValidator(parse_duration), _schema("A duration: 90s, 2m, 12h, 2d")]
Interval = Annotated[timedelta, BeforeValidator(parse_positive_duration), _schema("A duration: 90s, 2m, 12h, 2d")]
Size = Annotated[
    int,
    BeforeValidator(parse_size),
    WithJsonSchema({"type": ["integer", "string"], "description": "8 MB, 8 MiB or bytes"}),
]
Rotation = Annotated[str, BeforeValidator(parse_rotation), _schema("50 MB, 1 week or 00:00")]
Retention = Annotated[str, BeforeValidator(parse_retention), _schema("A period: 90 days, 1 year")]
TimeZone = Annotated[str, BeforeValidator(parse_time_zone), _schema("An IANA name: Europe/Moscow")]
Language = Annotated[str, BeforeValidator(parse_language), _schema("Two letters: en, ru; or with script: zh-Hant")]
BaseLanguage = Annotated[str, BeforeValidator(parse_base_language), _schema("Two letters: en, ru")]
TermLanguage = Annotated[str, BeforeValidator(parse_term_language), _schema("Two letters: en, ru")]
SideId = Annotated[
    str,
    BeforeValidator(parse_side),
    _schema("`us`, `ru`, or a side that watch.yaml declares under `sides`", pattern="^[a-z][a-z0-9-]{0,39}$"),
]
Day = Annotated[date, BeforeValidator(parse_day), _schema("A day: 2021-01-22", format="date")]
Number = Annotated[float, BeforeValidator(parse_number), WithJsonSchema({"type": "number"})]
