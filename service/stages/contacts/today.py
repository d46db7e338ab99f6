"""From which day a text counts: its dateline, else its day of publication where the outlet is.

In: an article, its passages, the cues of its language. Out: `Today`, which resolves the dates of the text. Called by
`claim`, `when` and `earlier`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from service.language.dates import DateExpression
from service.language.days import resolve_date
from service.model.article import Article
from service.stages.contacts.cues import DATE, RU_PERSON, US_PERSON, Cues
from service.stages.contacts.passages import Passage, is_place_line
from service.stages.contacts.stretches import find_quoted

_DATELINE = re.compile(rf"[^.;:{US_PERSON}{RU_PERSON}{DATE}]{{2,45}}({DATE}+)\s*(?:[.)/(:—-]|[电電](?![话話]))")
# Before the place or the agency: "21 Jan 2018 - MOSCOW (Reuters) -", "Aug. 9, 2017 (EIRNS) -".
_DATED_FIRST = re.compile(
    rf"({DATE}+)\s*(?:[–—-]+\s*[^.;:{US_PERSON}{RU_PERSON}{DATE}]{{2,40}}|\([^)]{{2,20}}\)\s*)[:–—-]"
)
# "MOSCOW, 14 Oct. The minister": the full stop of a month cut short ends the line as well.
_DATED_SHORT = re.compile(rf"[^.;:{US_PERSON}{RU_PERSON}{DATE}]{{2,40}}[,(]\s*({DATE}+)(?=\s)")
# Behind a place that is a sentence of its own: "MOSCOW. July 30 (Interfax) -".
_DATED = re.compile(rf"({DATE}+)\s*[.)/(:—-]")
_QUOTE = re.compile('["“”„«「『‘]')
_DATELINE_REACH = timedelta(days=2)
_EVENING = 20
_RECENT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Today:
    """`day`: what "today" and weekdays count from. `told`: the day of the news where no day is named."""

    day: date
    told: date
    late: bool = False
    dateline: int | None = None

    def is_dateline(self, passage: Passage, expression: DateExpression) -> bool:
        return passage.zone == "body" and passage.start + expression.start == self.dateline

    def resolve(
        self,
        expression: DateExpression,
        passage: Passage,
        *,
        future: bool = False,
        named: str | None = None,
        said: str | None = None,
    ) -> str | None:
        """The date meant, "YYYY-MM-DD", "YYYY-MM" or None; one that counts from another date counts from that.

        `named`: the day that the passages before named last; `said`: that on which somebody spoke in the one before.
        """
        day = self.day
        if expression.from_other:
            before = _find_named_before(expression, passage)
            other = resolve_date(before, self.day) if before else None
            if other is None and (expression.offset != -1 or self._is_recent(named)):
                # "the day before" may well count from today; "the same day" hardly.
                other = named
                if other is None:
                    return None
            day = date.fromisoformat(other) if other else self.day
        if expression.offset == 0 and not expression.from_other:
            day = self._find_quoted_day(expression, passage, said) or day
        if expression.offset is not None and expression.offset < -1 and not expression.from_other:
            day = self._find_told_day(expression, passage) or day
        found = resolve_date(expression, day, future=future)
        if self.late and not future and expression.is_bare_weekday and found == f"{self.day - timedelta(days=6)}":
            # Late in the day by UTC it is already the next day elsewhere.
            return f"{self.day + timedelta(days=1)}"
        return found

    def _find_told_day(self, expression: DateExpression, passage: Passage) -> date | None:
        """The day of the news that the passage named before: "said on Thursday that two days ago"."""
        before = _find_named_before(expression, passage)
        day = self._resolve_day(before) if before else None
        return day if day and timedelta() <= self.day - day <= _DATELINE_REACH else None

    def _is_recent(self, named: str | None) -> bool:
        """Whether the news may have been told on a day: from one of background "the day before" does not count."""
        return named is not None and len(named) == 10 and self.day - date.fromisoformat(named) <= _RECENT

    def _find_quoted_day(self, expression: DateExpression, passage: Passage, said: str | None) -> date | None:
        """The day on which somebody said "today": the passage dates the quotation before or behind, or it goes on with
        what was said on a day that the one before named."""
        before = _find_named_before(expression, passage)
        if before is not None:
            quoted = _QUOTE.search(passage.text, before.end, expression.start)
            return self._resolve_day(before) if quoted else None
        if not _QUOTE.search(passage.text, 0, expression.start):
            return None
        end = next((end for start, end in find_quoted(passage.text) if start <= expression.start < end), None)
        behind = [e for e in passage.dates if e.names_day and not e.from_other and end is not None and e.start >= end]
        day = self._resolve_day(behind[0]) if behind else None
        if day is None and said is not None and self._is_recent(said):
            day = date.fromisoformat(said)
        return day if day and day <= self.day and self._is_recent(f"{day}") else None

    def _resolve_day(self, expression: DateExpression) -> date | None:
        """The full day that is meant; None where it is none."""
        found = resolve_date(expression, self.day)
        return date.fromisoformat(found) if found and len(found) == 10 else None


def _find_named_before(expression: DateExpression, passage: Passage) -> DateExpression | None:
    """The day that the passage names last before, by itself and not counted from another."""
    before = [e for e in passage.dates if e.end <= expression.start and e.names_day and not e.from_other]
    return before[-1] if before else None


def find_published_day(article: Article, zone: str | None = None) -> date:
    """The day of publication: in the outlet's zone, else in `zone`, else in UTC."""
    return _local(article, zone).date()


def find_today(article: Article, passages: Sequence[Passage], cues: Cues) -> Today:
    """The day that the text counts from."""
    told = find_published_day(article)
    local = _local(article, cues.zone)
    late = not article.tz and local.hour >= _EVENING
    opening = [passage for passage in passages if passage.zone == "body" and passage.order == 0]
    dated = [passage for passage in opening if passage.dates]
    # A page's own stamp may stand before the line of the agency.
    first = next((passage for passage in dated if _DATELINE.match(passage.marked)), dated[0] if dated else None)
    line = (_DATELINE.match(first.marked) or _DATED_FIRST.match(first.marked)) if first else None
    if first is not None and line is None and is_place_line(opening[0]):
        line = _DATED.match(first.marked)
    if first is not None and line is None and first.text[: first.dates[0].end].endswith("."):
        line = _DATED_SHORT.match(first.marked)
    if first is not None and line is not None:
        expression = first.dates[0]
        found = (
            resolve_date(expression, told) if expression.day is not None and expression.start == line.start(1) else None
        )
        if found and len(found) == 10:
            day = date.fromisoformat(found)
            if -_DATELINE_REACH <= day - told <= timedelta(days=1):
                return Today(day, day, dateline=first.start + expression.start)
    return Today(local.date(), told, late=late)


def _local(article: Article, zone: str | None) -> datetime:
    name = article.tz or zone
    return article.published.astimezone(ZoneInfo(name) if name else UTC)
