"""Dates in running text: found by the patterns of a language pack.

In: a folded text (see `service.language.phrases`) and the `contacts: dates:` section of a pack. Out: `DateExpression`s,
which `service.language.days` turns into "YYYY-MM-DD" or "YYYY-MM". Called by `service.stages`. No language is known
here: month and weekday names, words like "yesterday" and the orders in which the parts stand are the pack's.

Slots of an order: `{d}` day, `{d1}` a word for the first, `{m}` month by name, `{ma}` short for one beside a day,
`{M}` month by number, `{y}` year, `{w}` weekday, `{o}` a word for a day counted from today, `{ly}` `{ty}` last and this
year, `{zy}` the year that the text named last, `{lm}` `{tm}` `{nm}` last, this and next month, `{p}` `{n}` `{t}` words
for the past, the next and this one, `{wk}` a word for a week or a part of it, `{c}` a number of days ago or, with `{b}`
("earlier"), before another day that the text names, `{q}` a word for a day counted from such a day ("the day before");
every pack with such words finds them.

`days_to_other` are words for a day counted from one that is named behind them, in the same clause, by what happened on
it: "a day after a plane was lost on Tuesday" is one expression. Where another day is that of a word of saying, they
count from that: "said on Wednesday, a day after the call".

`ranges` are what may stand between the first and the last of some days ("7 to 8 March"), `pairs` what stands between
two days and means no others ("7 and 8 March"): a range is the day it begins on, and so is a pair of days in a row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from service.language.packs import load_pack, load_spelling
from service.language.phrases import compile_phrases, phrase_pattern

_COUNTED_REACH = 90
_TOLD_REACH = 60
_PART_END = re.compile(r"(?<![A-Z])\.(?=\s|$)|[,;!?。，、،]")
_SENTENCE_END = re.compile(r"(?<![A-Z])\.(?=\s|$)|[;!?。]")
# What ends the clause, and the marks that `passages` puts in the place of persons.
_CLAUSE_END = re.compile(r"(?<![A-Z])\.(?=\s|$)|[,;:!?。，、،\"“”«»\ue001\ue002]")
_BESIDE = re.compile(r"[\s,(]{0,3}(?:(?:the|de[mnr]|le|el|il|dnia) |ال)?")


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A date as the text words it: characters `start` to `end`. Everything that is not said is None.

    `weekday`: Monday is 0. `offset`: days from the day of publication. `years`, `months`: shifts from its year and
    month ("last year" is -1). `turn`: -1 for "last Tuesday", 0 for "this Tuesday", 1 for "next Tuesday".
    `weeks`: a week, no day.
    `from_other`: `offset` counts from another day of the text, if it names one before. `same_year`: the year is that of
    another date of the text ("June of that year"); where that is found, it stands in `year`. `shift`: days from the
    day that all the rest says: "a day after Tuesday's crash".
    """

    start: int
    end: int
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    offset: int | None = None
    years: int | None = None
    months: int | None = None
    weeks: int | None = None
    turn: int | None = None
    from_other: bool = False
    same_year: bool = False
    shift: int = 0

    @property
    def is_bare_weekday(self) -> bool:
        """Whether it is the name of a weekday and nothing else: "on Tuesday", "this Tuesday"."""
        said = (self.day, self.month, self.offset, self.turn or None, self.weeks)
        return self.weekday is not None and all(part is None for part in said)

    @property
    def is_ahead(self) -> bool:
        """Whether it is a day to come by its words: "tomorrow", "next Tuesday"."""
        return self.turn == 1 or (not self.from_other and (self.offset or 0) > 0)

    @property
    def names_day(self) -> bool:
        """Whether a day is meant, not only a month or a week."""
        return self.day is not None or self.weekday is not None or self.offset is not None


class DateFinder:
    """Finds date expressions by the `dates` section of one pack; raises KeyError or re.error for a bad section."""

    def __init__(self, section: Mapping[str, Any], *, spaced: bool = True, prefix: str = "") -> None:
        self._spaced, self._prefix = spaced, prefix
        words: dict[str, Sequence[str]] = section.get("words", {})
        self._months = [self._whole(names) for names in section["months"]]
        # "gen", "mar": only a day beside them makes them months.
        short = section.get("month_abbreviations", [])
        self._short = [self._whole(names) for names in short]
        self._weekdays = [self._whole(names) for names in section["weekdays"]]
        self._offsets = [(int(days), self._whole(names)) for days, names in section.get("days", {}).items()]
        others = section.get("days_from_other", {})
        self._others = [(int(days), self._whole(names)) for days, names in others.items()]
        behind = section.get("days_to_other", {})
        self._counted = [
            (int(days), pattern)
            for days, names in behind.items()
            if (pattern := compile_phrases(names, spaced=spaced, prefix=prefix))
        ]
        self._weeks = [(int(weeks), self._whole(names)) for weeks, names in section.get("weeks", {}).items()]
        # "上周三", "last Wednesday": not the last such day but that of the last week. The turns that are read so.
        self._turns_of_weeks = section.get("turn_is_week", ())
        self._counts = {str(word): int(count) for word, count in section.get("counts", {}).items()}
        number = rf"\d{{1,2}}|{'|'.join(map(re.escape, self._counts))}" if self._counts else r"\d{1,2}"
        days = section.get("days", {})
        weeks = section.get("weeks", {})
        self._ranges = self._first_day(section.get("ranges", ()))
        self._pairs = self._first_day(section.get("pairs", ()))
        slots = {
            "d": r"(?P<d>(?<!\d)(?:3[01]|[12]\d|0?[1-9]))(?![\d:])(?:er\b|º|°)?",
            "M": r"(?P<M>(?<!\d)(?:1[0-2]|0?[1-9]))",
            "y": r"(?P<y>(?<!\d)(?:19|20)\d\d(?!\d))",
            "c": rf"(?P<c>{number})",
            "m": self._group("m", [name for names in section["months"] for name in names]),
            "ma": self._group("ma", [name for names in short for name in names]),
            "w": self._group("w", [name for names in section["weekdays"] for name in names]),
            "o": self._group("o", [name for names in days.values() for name in names]),
            "q": self._group("q", [name for names in others.values() for name in names]),
            "wk": self._group("wk", [name for names in weeks.values() for name in names]),
        }
        for name in ("d1", "ly", "ty", "zy", "lm", "tm", "nm", "p", "n", "t", "b"):
            slots[name] = self._group(name, words.get(name, ()))
        self._orders = [
            pattern
            for order in (*section["orders"], *(["{q}"] if others else []))
            if (pattern := compile_phrases([order], spaced=spaced, prefix=prefix, slots=slots))
        ]

    def _parts(self, names: Sequence[str]) -> str:
        # Longest first: "январе" must not stop at "янв".
        ordered = sorted(names, key=len, reverse=True)
        return "|".join(phrase_pattern(name, spaced=False, prefix="", slots={}) for name in ordered) or r"(?!)"

    def _group(self, name: str, names: Sequence[str]) -> str:
        group = f"(?P<{name}>{self._parts(names)})"
        return rf"(?<!\w){self._prefix}{group}(?!\w)" if self._spaced else group

    def _whole(self, names: Sequence[str]) -> re.Pattern[str]:
        return re.compile(self._parts(names), re.IGNORECASE)

    def _first_day(self, links: Sequence[str]) -> re.Pattern[str] | None:
        """The first day of some, with what leads to the last; None where the pack has no word for it."""
        if not links:
            return None
        joined = self._parts(links)
        return re.compile(rf"(?<![\d.:/-])(?<![a-zа-я])(3[01]|[12]\d|0?[1-9])\s*(?:{joined})\s*(?=\d)", re.IGNORECASE)

    def find(
        self, text: str, year: int | None = None, contact: re.Pattern[str] | None = None
    ) -> tuple[DateExpression, ...]:
        """All date expressions of a folded text, in order, none overlapping; the longest reading wins. `year`: the one
        named before the text, which "that year" is. `contact`: what a day is not counted from, but dated by."""
        found: list[DateExpression] = []
        for order in self._orders:
            found += [self._read(match) for match in order.finditer(text) if match.end() > match.start()]
        found.sort(key=lambda expression: (expression.start - expression.end, expression.start))
        kept: list[DateExpression] = []
        for expression in found:
            if all(expression.end <= other.start or other.end <= expression.start for other in kept):
                kept.append(expression)
        kept = self._join_ranges(text, sorted(kept, key=lambda expression: expression.start))
        return self._join_counted(text, _join_neighbours(text, _share_years(kept, year)), contact)

    def _join_counted(
        self, text: str, found: tuple[DateExpression, ...], contact: re.Pattern[str] | None
    ) -> tuple[DateExpression, ...]:
        """The expressions, a day that another is counted from made one with it: "a day after Tuesday's crash"."""
        for days, pattern in self._counted:
            for match in pattern.finditer(text) if found else ():
                other = next((e for e in found if e.start >= match.end()), None)
                if days > 0 and _counts_to_telling(text, match, other, contact):
                    told = DateExpression(match.start(), match.end(), offset=-days, from_other=True, shift=-days)
                    found = tuple(sorted((*found, told), key=lambda expression: expression.start))
                    continue
                if other is None or not other.names_day or other.from_other or other.shift:
                    continue
                gap = text[match.end() : other.start]
                if len(gap) > _COUNTED_REACH or _CLAUSE_END.search(gap):
                    continue
                if contact and contact.search(gap) and not _tells_contact(text, match, contact):
                    continue
                whole = replace(other, start=match.start(), shift=days)
                apart = (e for e in found if e.end <= whole.start or e.start >= whole.end)
                found = tuple(sorted((*apart, whole), key=lambda expression: expression.start))
        return found

    def _join_ranges(self, text: str, found: Sequence[DateExpression]) -> list[DateExpression]:
        """The expressions, some days made the one they begin on: "7 to 8 March"."""
        joined = list(found)
        for links, farthest in ((self._ranges, 31), (self._pairs, 1)):
            for match in links.finditer(text) if links else ():
                first = int(match[1])
                last = next((e for e in joined if e.start == match.end()), None)
                if last is None or last.day is None or not 0 < last.day - first <= farthest:
                    continue
                # "3月7日至8日", "3月7、8日": the month stands by the first.
                own = next((e for e in joined if _leads(e, first, match.start(), text)), None)
                month, year = (own.month, own.year) if own and own.month else (last.month, last.year)
                start = own.start if own else match.start()
                whole = replace(last, start=start, day=first, month=month, year=year)
                joined = [e for e in joined if e.end <= start or e.start > last.start]
                joined = sorted([*joined, whole], key=lambda expression: expression.start)
        return joined

    def _read(self, match: re.Match[str]) -> DateExpression:
        said = {name: value for name, value in match.groupdict().items() if value}
        month = self._read_month(said)
        offset = self._shift(self._others, match, "q") if "q" in said else self._shift(self._offsets, match, "o")
        if "c" in said:
            offset = -self._counts.get(said["c"].lower(), 0) or -int(said["c"])
        weekday = self._index(self._weekdays, said.get("w"), 0)
        weeks = self._shift(self._weeks, match, "wk")
        turn = -1 if "p" in said else 1 if "n" in said else 0 if "t" in said else None
        if weekday is not None and turn in self._turns_of_weeks:
            weeks, turn = turn, None
        return DateExpression(
            match.start(),
            match.end(),
            day=int(said["d"]) if "d" in said else 1 if "d1" in said else None,
            month=month,
            year=int(said["y"]) if "y" in said else None,
            weekday=weekday,
            offset=offset,
            years=-1 if "ly" in said else 0 if "ty" in said else None,
            months=-1 if "lm" in said else 0 if "tm" in said else 1 if "nm" in said else None,
            weeks=weeks,
            turn=turn,
            from_other="q" in said or "b" in said,
            same_year="zy" in said,
        )

    def _read_month(self, said: Mapping[str, str]) -> int | None:
        if "M" in said:
            return int(said["M"])
        return self._index(self._months, said.get("m"), 1) or self._index(self._short, said.get("ma"), 1)

    @staticmethod
    def _index(patterns: Sequence[re.Pattern[str]], word: str | None, first: int) -> int | None:
        if word is None:
            return None
        return next((i for i, pattern in enumerate(patterns, first) if pattern.fullmatch(word)), None)

    @staticmethod
    def _shift(patterns: Sequence[tuple[int, re.Pattern[str]]], match: re.Match[str], slot: str) -> int | None:
        """The shift of the word in a slot, read where it stands: a name may look at what is before it."""
        if slot not in match.re.groupindex or match[slot] is None:
            return None
        at = match.span(slot)
        return next((shift for shift, pattern in patterns if pattern.fullmatch(match.string, *at)), None)


@lru_cache(maxsize=64)
def load_finder(lang: str) -> DateFinder:
    """The finder of a language's pack. KeyError where it has no dates."""
    spaced, prefix = load_spelling(lang)
    return DateFinder(load_pack(lang).raw["contacts"]["dates"], spaced=spaced, prefix=prefix)


def _leads(expression: DateExpression, day: int, at: int, text: str) -> bool:
    """Whether it is the day that is written at a place, or a month without a day right before it."""
    if expression.day is not None:
        return expression.day == day and expression.start <= at < expression.end
    return expression.month is not None and expression.end <= at and not text[expression.end : at].strip()


def _counts_to_telling(
    text: str, match: re.Match[str], other: DateExpression | None, contact: re.Pattern[str] | None
) -> bool:
    """Whether what was on another day is the contact, and what is told of this one no contact: "said on Wednesday, a
    day after they talked"."""
    if contact is None:
        return False
    end = _PART_END.search(text, match.end())
    behind = text[match.end() : end.start() if end else len(text)][:_COUNTED_REACH]
    if other is not None and other.start < match.end() + len(behind):
        return False
    before = text[max(0, match.start() - _TOLD_REACH) : match.start()]
    begins = max((stop.end() for stop in _SENTENCE_END.finditer(before)), default=0)
    return contact.search(behind) is not None and begins < len(before) and contact.search(before[begins:]) is None


def _tells_contact(text: str, match: re.Match[str], contact: re.Pattern[str]) -> bool:
    """Whether a contact is told right before, in the same clause: "spoke two days after their call on Friday"."""
    before = text[max(0, match.start() - _COUNTED_REACH) : match.start()]
    begins = max((stop.end() for stop in _PART_END.finditer(before)), default=0)
    return contact.search(before[begins:]) is not None


def _share_years(found: Sequence[DateExpression], year: int | None) -> list[DateExpression]:
    """The expressions, "that year" made the year that was named before. `year`: the one named before all of them."""
    shared: list[DateExpression] = []
    for expression in found:
        year = expression.year or year
        shared.append(replace(expression, year=year) if expression.same_year else expression)
    return shared


def _join_neighbours(text: str, found: Sequence[DateExpression]) -> tuple[DateExpression, ...]:
    """The expressions, a weekday with the day it stands beside made one: "Tuesday, June 25", "heute, Dienstag"."""
    joined: list[DateExpression] = []
    for expression in found:
        before = joined[-1] if joined else None
        if before is not None and _BESIDE.fullmatch(text, before.end, expression.start):
            fuller = _fuller(before, expression)
            if fuller is not None:
                joined[-1] = replace(fuller, start=before.start, end=expression.end)
                continue
        joined.append(expression)
    return tuple(joined)


def _fuller(first: DateExpression, second: DateExpression) -> DateExpression | None:
    """Of a bare weekday and another way to name its day the other; the weekday beside "накануне"; None for others."""
    weekday, other = (first, second) if first.is_bare_weekday else (second, first)
    if not weekday.is_bare_weekday or other.is_bare_weekday or (other.day is None and other.offset is None):
        return None
    return weekday if other.from_other else other
