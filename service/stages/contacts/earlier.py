"""The contacts before the main one, as the text looks back at them.

In: the passages, the day of the main contact, who took part in it. Out: `Earlier`s, the latest first. Called by
`claim`. Two ways of looking back are read: a date beside words like "last spoke" or "first since", and a sentence of
its own that dates a contact of the same two before the main one ("They also spoke on Friday").
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.language.dates import DateExpression
from service.language.days import resolve_date, resolve_month
from service.model.verdict import Span
from service.stages.contacts.anchors import Anchors, read_anchors
from service.stages.contacts.cues import DATE, SIDE_MARK, Cues, other_side
from service.stages.contacts.passages import Passage
from service.stages.contacts.today import Today

_QUOTE = re.compile('["“”„«「『]')
_NEAR = 60
_BEFORE_REACH = 25
_AFTER_REACH = 3
_LIST_REACH = 22
_STOPS = ".;。；؛" + DATE


@dataclass(frozen=True, slots=True)
class Earlier:
    """A contact before the main one: `month` is "YYYY-MM", `day` the full date where the text gives it.

    `same`: it is told of the same two people or offices. `stated`: words like "last spoke" or "first since" say so.
    """

    month: str
    day: str | None
    passage: Passage
    span: Span
    same: bool
    stated: bool = True

    @property
    def date(self) -> str:
        return self.day or self.month


@dataclass(frozen=True, slots=True)
class Pair:
    """The people of the main contact: their names, with those of others who held their offices; their rank if known."""

    names: Collection[str]
    rank: int | None


def find_earlier(
    passages: Sequence[Passage], today: Today, contact_date: str | None, held: bool, pair: Pair, cues: Cues
) -> tuple[Earlier, ...]:
    """The contacts before the main one that the passages date, the latest first, one a date.

    `held`: the main contact took place. Of one that did not, whatever is told as held is another, earlier one.
    """
    limit = date.fromisoformat(contact_date) if contact_date and len(contact_date) == 10 else today.day
    # Of a contact of a month only: what is dated in that month may be that contact.
    first = contact_date + "-01" if contact_date and len(contact_date) == 7 else limit.isoformat()
    found: dict[str, Earlier] = {}
    named: str | None = None
    years = _find_years(passages, cues)
    for passage in passages:
        if not passage.dates or passage.abroad:
            continue
        before, named = named, _find_last_day(passage, today) or named
        anchors = read_anchors(passage, cues)
        same = not _tells_of_others(passage, pair, cues)
        same = same and (passage.finds(*cues.chiefs) or not _tells_of_diplomats(passage, cues))
        loose = _looks_back(passage, held, cues) or anchors.follows_contact or _is_apart(passage, contact_date, cues)
        loose = loose and bool(pair.names)
        loose = loose and _tells_of_both(passage, pair, cues) and not _tells_of_diplomats(passage, cues)
        main = {e for e in passage.dates if today.resolve(e, passage) == contact_date}
        for expression, start, end in _find_dates(passage, anchors, main, loose, cues):
            if pair.names and passage.finds(cues.lines) and anchors.opening(expression) <= _NEAR:
                # "set up a line on March 1": no contact of these people.
                continue
            # "It could be as soon as Tuesday", of a call planned for a Tuesday: that is the call itself.
            if not held and limit.isoformat() == contact_date and expression.weekday == limit.weekday():
                continue
            if expression.month in years and expression.year is expression.years is expression.day is None:
                # The headline leaves out the year.
                expression = replace(expression, year=years[expression.month])
            month, day = _resolve(expression, passage, today, limit, before)
            if month is not None and (day or month) != contact_date and month + "-01" < first:
                stated = end - start < len(passage.text)
                earlier = Earlier(month, day, passage, passage.part(start, end), same, stated)
                found.setdefault(earlier.date, earlier)
    return tuple(sorted(found.values(), key=lambda earlier: earlier.date, reverse=True))


def _find_years(passages: Sequence[Passage], cues: Cues) -> dict[int | None, int]:
    """The months since when there was no contact that the text gives with their years; month -> year."""
    years: dict[int | None, int] = {}
    for passage in passages:
        dated = [e for e in passage.dates if e.month is not None and e.year is not None]
        since = read_anchors(passage, cues).since if dated else ()
        years |= {e.month: e.year for e in dated if e.year and any(a <= e.start and e.end <= b for a, b in since)}
    return years


def _find_dates(
    passage: Passage, anchors: Anchors, main: Collection[DateExpression], loose: bool, cues: Cues
) -> Iterator[tuple[DateExpression, int, int]]:
    """The dates of earlier contacts, each with the stretch that shows it.

    `main`: the dates of the main contact. `loose`: any other that is dated may be one before it.
    """
    taken: list[DateExpression] = []
    for start, end in anchors.since:
        # "since February's attack", "since the war began in": another beginning is meant than a contact.
        if _dates_other(anchors.clause(start, end), cues):
            continue
        inside = [e for e in passage.dates if start <= e.start and e.end <= end]
        if inside and inside[-1] not in taken:
            taken.append(inside[-1])
            yield inside[-1], start, end
    if passage.zone == "title" or passage.foreign or not loose:
        return
    others = [expression for expression in passage.dates if expression not in taken and expression not in main]
    nearest = anchors.find_dated_contact(others, _NEAR)
    if nearest is not None:
        for expression in others:
            if expression is nearest or _is_listed_beside(passage, nearest, expression, cues):
                yield expression, 0, len(passage.text)


def _is_listed_beside(passage: Passage, first: DateExpression, second: DateExpression, cues: Cues) -> bool:
    """Whether two days are told in one breath: "twice before, on May 13 and then on October 21"."""
    gap = passage.marked[min(first.end, second.end) : max(first.start, second.start)]
    apart = len(gap) > _LIST_REACH or any(mark in gap for mark in _STOPS) or not second.names_day
    return not apart and cues.joins is not None and cues.joins.search(gap) is not None


def _dates_other(clause: str, cues: Cues) -> bool:
    """Whether a clause dates something else than a contact: "since the war began", but not "since the days before"."""
    for match in cues.not_since.finditer(clause) if cues.not_since else ():
        # Where the verb ends the clause, so does "before": "the invasion began six days before".
        reach = len(clause) if cues.verb_last else match.end() + _AFTER_REACH
        around = clause[max(0, match.start() - _BEFORE_REACH) : reach]
        if not (cues.before and cues.before.search(around)):
            return True
    return False


def _looks_back(passage: Passage, held: bool, cues: Cues) -> bool:
    """Whether a dated contact in the passage may be one before the main contact."""
    if passage.finds(cues.looks_back):
        return True
    return not held and passage.finds(cues.held) and not passage.finds(cues.refused, cues.planned, cues.possible)


def _is_apart(passage: Passage, contact_date: str | None, cues: Cues) -> bool:
    """Whether the body tells of a contact of two, told apart from the main one, of which the day is known."""
    if passage.zone != "body" or passage.order == 0 or contact_date is None or len(contact_date) < 10:
        return False
    other = next((mark for side, mark in SIDE_MARK.items() if passage.people(other_side(side))), None)
    # Of a date with its year, `chronicle` reads what is told.
    dated = any(expression.year for expression in passage.dates)
    if dated or not passage.contact or passage.finds(cues.third, cues.refused, cues.planned, cues.possible):
        return False
    return passage.names_both_sides or (other is not None and other in passage.marked)


def _tells_of_both(passage: Passage, pair: Pair, cues: Cues) -> bool:
    """Whether a passage may be about both: who is named there is not one of them alone, without the other side.

    Who is quoted says "we". Of one and who held his office before him something is told that both did: "his first talk
    with Belousov; with Shoigu he talked in March".
    """
    if len({mention.name for mention in passage.mentions} & set(pair.names)) > 1:
        return True
    sides = {mention.side for mention in passage.mentions}
    if len(sides) != 1 or _QUOTE.search(passage.text):
        return True
    other = other_side(sides.pop())
    return SIDE_MARK[other] in passage.marked or passage.finds(cues.counterpart)


def _tells_of_diplomats(passage: Passage, cues: Cues) -> bool:
    """Whether a passage that names neither of the two has others who meet: "diplomats met on July 28"."""
    return not passage.mentions and passage.finds(cues.diplomacy)


def _tells_of_others(passage: Passage, pair: Pair, cues: Cues) -> bool:
    """Whether a passage is about another pair: by the names in it, or by their rank ("the ministers")."""
    named = {mention.name for mention in passage.mentions}
    if named and not named & set(pair.names) and pair.names:
        return True
    if named or pair.rank is None:
        return False
    ranks = [rank for rank, pattern in enumerate(cues.chiefs) if pattern and pattern.search(passage.folded)]
    return bool(ranks) and pair.rank not in ranks


def _find_last_day(passage: Passage, today: Today) -> str | None:
    """The day that a passage names last by itself, from which "later that day" in the next one counts."""
    days = [today.resolve(e, passage) for e in passage.dates if e.names_day and not e.from_other]
    return days[-1] if days else None


def _resolve(
    expression: DateExpression, passage: Passage, today: Today, limit: date, named: str | None
) -> tuple[str | None, str | None]:
    """Month and day of an earlier contact; (None, None) where it is none, or not earlier. `named`: the day that the
    passages before named last."""
    counted = (expression.weekday, expression.offset, expression.months, expression.years)
    if any(part is not None for part in counted):
        # "last month" counts from the day of the text, whatever contact it is before.
        day = today.resolve(expression, passage, named=named)
        month = resolve_month(expression, today.day)
    else:
        day = resolve_date(expression, limit)
        month = resolve_month(expression, limit, before=limit)
    if expression.names_day and day:
        month = day[:7]
    full = day if day and len(day) == 10 else None
    if expression.from_other and not full:
        # "the same day", of no day that is known.
        return None, None
    if month is None or month > limit.isoformat()[:7] or (full and full >= limit.isoformat()):
        return None, None
    return month, full
