"""What the publisher asks of readers: a time before which it does not want to be asked again.

Enters: response headers, `ttl`, `skipHours`, `skipDays`, as remembered in the feed's state. Leaves: the earliest
instant. Called by `plan`. None of these holds a feed back for more than a day.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from service.model.entry import ParsedFeed

LONGEST_HOLD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a feed's document asks of its readers: a pause, hours (UTC, 0 to 23) and days (Monday is 0) to leave out."""

    min_interval: timedelta = timedelta(0)
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


def read_freshness(headers: Mapping[str, str]) -> timedelta:
    """How long the answer stays fresh: Cache-Control max-age less Age, else Expires less Date (RFC 9111, 4.2)."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(cache|store)\b", control):
        return timedelta(0)
    if found := re.search(r"(?<![\w-])max-age\s*=\s*\"?(\d{1,12})", control, re.ASCII):
        age = re.fullmatch(r"\s*(\d{1,12})\s*", headers.get("age", ""), re.ASCII)
        return _cap(timedelta(seconds=int(found[1]) - (int(age[1]) if age else 0)) if found else timedelta(0))
    expires, sent = _read_date(headers.get("expires", "")), _read_date(headers.get("date", ""))
    if expires is None or sent is None:
        return timedelta(0)
    return _cap(expires - sent)


def take_wishes(parsed: ParsedFeed) -> Wishes:
    """What a document asks for, capped."""
    return Wishes(_cap(parsed.min_interval or timedelta(0)), parsed.skip_hours, parsed.skip_days)


def write_wishes(wishes: Wishes) -> str | None:
    """A short text for the feed's state: `3600;0,1,2;5,6`, seconds, hours, days; None for no wishes."""
    if wishes == Wishes():
        return None
    lists = (",".join(map(str, sorted(numbers))) for numbers in (wishes.skip_hours, wishes.skip_days))
    return ";".join((str(int(wishes.min_interval.total_seconds())), *lists))


def read_wishes(text: str | None) -> Wishes:
    """The inverse of `write_wishes`; no wishes where the text is of another version."""
    found = re.fullmatch(r"(\d{1,6});([\d,]*);([\d,]*)", text or "", re.ASCII)
    if found is None:
        return Wishes()
    hours, days = (frozenset(int(number) for number in found[group].split(",") if number) for group in (2, 3))
    return Wishes(_cap(timedelta(seconds=int(found[1]))), hours, days)


def skip_closed_hours(due: datetime, wishes: Wishes, now: datetime) -> datetime:
    """The first instant from `due` on that is in no skipped hour and on no skipped day.

    Not later than a day from `now` on their account: a feed that skips everything is asked once a day.
    """
    limit = max(due, now + LONGEST_HOLD)
    while due.hour in wishes.skip_hours or due.weekday() in wishes.skip_days:
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        if due >= limit:
            return limit
    return due


def _cap(span: timedelta) -> timedelta:
    return min(max(span, timedelta(0)), LONGEST_HOLD)


def _read_date(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text[:100])
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
