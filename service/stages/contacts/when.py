"""The day of the contact, and the month of the one before it.

In: the passages, the article's day of publication where its outlet is. Out: dates as `ContactClaim` has them, with
their spans. Called by `claim`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from re import Pattern
from zoneinfo import ZoneInfo

from service.language.dates import DateExpression, resolve_date, resolve_month
from service.model.article import Article
from service.model.contact import Channel, ContactStatus
from service.model.verdict import Span
from service.stages.contacts.cues import Cues
from service.stages.contacts.passages import Passage

_FOR_ANNOUNCING = 1.2
_BACKGROUND = 2.0
_OLD = 0.25
_NEVER = 10.0
_TOLD_REACH = 25
_DATELINE = 45
_CLAUSE_REACH = 30
_FAR = 10_000
_PAUSE = re.compile(r"[,;:.，、。]")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The contact before this one, as the text recalls it: `month` is "YYYY-MM", `day` the full date where given."""

    month: str
    day: str | None
    passage: Passage
    span: Span


def find_today(article: Article, zone: str | None = None) -> date:
    """The day of publication: in the outlet's zone, else in `zone`, else in UTC."""
    name = article.tz or zone
    return article.published.astimezone(ZoneInfo(name) if name else UTC).date()


def find_date(
    passages: Sequence[Passage], today: date, status: ContactStatus, channel: Channel, lasting: bool, cues: Cues
) -> tuple[str | None, tuple[Span, ...]]:
    """The date of the main contact; the day of publication where today's news names no day.

    `lasting`: more than one call was refused, so that the news is of a time and not of a day.
    """
    if lasting and status is ContactStatus.REFUSED and channel is not Channel.HOTLINE:
        return f"{today:%Y-%m}", ()
    future = status is ContactStatus.PLANNED and channel is not Channel.HOTLINE
    best: tuple[float, str, Span] | None = None
    told: str | None = None
    for passage in passages:
        taken = since_parts(passage, cues)
        for expression in passage.dates:
            if any(start <= expression.start < end for start, end in taken):
                continue
            found = resolve_date(expression, today, future=future)
            if found is None or not _is_possible(found, today, future):
                continue
            score = _score(passage, expression, status, channel, cues)
            if score < 0 and expression.names_day and passage.is_head:
                told = told or found
            score -= _age(found, today) * _OLD
            if score > 0 and (best is None or score > best[0]):
                best = score, found, passage.part(expression.start, expression.end)
    if best is not None:
        return best[1], (best[2],)
    if told is not None and status is ContactStatus.REFUSED:
        # Told on a day, of an attempt not long before.
        return told, ()
    return _default_date(today, status, channel), ()


def _default_date(today: date, status: ContactStatus, channel: Channel) -> str | None:
    if status is ContactStatus.HELD:
        # A standing line's use is revealed, not told as today's news.
        return None if channel is Channel.HOTLINE else today.isoformat()
    if status in (ContactStatus.REFUSED, ContactStatus.PLANNED) and channel is Channel.HOTLINE:
        # Cut off, or agreed to be opened again, on the day of the news.
        return today.isoformat()
    return None


def _age(found: str, today: date) -> float:
    """0 for a day of this week to 1 for one of three weeks ago or more: news is young."""
    days = (today - date.fromisoformat(found)).days if len(found) == 10 else 0
    return min(max(days - 6, 0), 15) / 15


def _is_possible(found: str, today: date, future: bool) -> bool:
    if len(found) < 10:
        return True
    return future or date.fromisoformat(found) <= today + timedelta(days=1)


def _score(passage: Passage, expression: DateExpression, status: ContactStatus, channel: Channel, cues: Cues) -> float:
    """How likely a date is that of the contact: by its passage, and by what it stands next to."""
    if not passage.contact and not passage.is_head:
        return 0.0
    if _is_dateline(passage):
        return 0.0
    score = passage.weight - (1.5 if passage.foreign else 0.0)
    if passage.recalled:
        score -= 3.0
    if not passage.is_head and not passage.mentions:
        score -= 0.5
    if not expression.names_day:
        score -= 2.0
    contact = _distance(cues.contact, passage.marked, expression)
    if _dates_the_telling(passage, expression, contact, status, cues):
        # The day on which somebody told of it is the day of a contact at most where it was held, or cut off that day.
        told_late = (status is ContactStatus.PLANNED and channel is not Channel.HOTLINE) or (
            status is ContactStatus.REFUSED and channel is Channel.PHONE
        )
        score -= _NEVER if told_late else _FOR_ANNOUNCING
    if channel is not Channel.HOTLINE and _distance(cues.not_since, passage.marked, expression) < contact:
        score -= _BACKGROUND
    if contact == _FAR:
        score -= 1.0
    score += max(0.0, 0.5 - contact / 100)
    if status is not ContactStatus.HELD and not passage.is_head and not _tells_status(passage, status, cues):
        score -= _BACKGROUND
    return score


def _is_dateline(passage: Passage) -> bool:
    """ "MOSCOW, March 16." at the beginning of the body."""
    return passage.zone == "body" and passage.order == 0 and not passage.contact and len(passage.text) <= _DATELINE


def _tells_status(passage: Passage, status: ContactStatus, cues: Cues) -> bool:
    pattern = cues.refused if status is ContactStatus.REFUSED else cues.planned
    return bool(pattern and pattern.search(passage.marked))


def _dates_the_telling(
    passage: Passage, expression: DateExpression, contact: int, status: ContactStatus, cues: Cues
) -> bool:
    """Whether a date belongs to a word like "said" within its clause, and not to the contact: "said on Tuesday"."""
    for match in cues.announces.finditer(passage.marked) if cues.announces else ():
        first, last = min(match.end(), expression.end), max(match.start(), expression.start)
        between = passage.marked[first:last]
        if cues.verb_last and status is ContactStatus.REFUSED and match.start() >= expression.end:
            return True
        if len(between) < min(contact, _TOLD_REACH) and not set(between) & set(",;:，、"):
            return True
    return False


def _distance(pattern: Pattern[str] | None, text: str, expression: DateExpression) -> int:
    if pattern is None:
        return _FAR
    gaps = [max(expression.start - match.end(), match.start() - expression.end, 0) for match in pattern.finditer(text)]
    return min(gaps, default=_FAR)


def since_parts(passage: Passage, cues: Cues) -> list[tuple[int, int]]:
    """Where the passage speaks of the contact before this one."""
    if not passage.dates:
        return []
    patterns = [cues.since]
    if cues.first and cues.first.search(passage.folded):
        patterns.append(cues.since_bare)
    return sorted(match.span() for pattern in patterns if pattern for match in pattern.finditer(passage.marked))


def find_earlier(passages: Sequence[Passage], today: date, contact_date: str | None, cues: Cues) -> tuple[Earlier, ...]:
    """The contacts before the main one that the passages date, in reading order."""
    limit = date.fromisoformat(contact_date) if contact_date and len(contact_date) == 10 else today
    found: list[Earlier] = []
    for passage in passages:
        for start, end in since_parts(passage, cues):
            # "since February's attack", "since the war began in": another beginning is meant than a contact.
            if cues.not_since and cues.not_since.search(_clause(passage.marked, start, end)):
                continue
            expressions = [e for e in passage.dates if start <= e.start and e.end <= end]
            if not expressions:
                continue
            expression = expressions[-1]
            day = resolve_date(expression, limit if expression.weekday is None else today)
            month = resolve_month(expression, limit, before=limit)
            if expression.names_day and day:
                month = day[:7]
            full = day if day and len(day) == 10 else None
            if month is None or month > limit.isoformat()[:7] or (full and full >= limit.isoformat()):
                continue
            found.append(Earlier(month, full, passage, passage.part(start, end)))
    return tuple(found)


def _clause(text: str, start: int, end: int) -> str:
    """A match with what stands close to it up to the next comma."""
    before = _PAUSE.split(text[max(0, start - _CLAUSE_REACH) : start])[-1]
    return before + text[start:end] + _PAUSE.split(text[end : end + _CLAUSE_REACH])[0]
