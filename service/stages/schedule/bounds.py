"""What the publisher asks of readers: a time before which it does not want to be asked again.

Enters: response headers, `ttl`, `skipHours`, `skipDays`, as remembered in the feed's state. Leaves: the earliest
instant. Called by `plan`. None of these holds a feed back for more than a day.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_HOLD = timedelta(days=1)


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


def skip_closed_hours(due: datetime, skip_hours: frozenset[int], skip_days: frozenset[int], now: datetime) -> datetime:
    """The first instant from `due` on that is in no skipped hour (UTC, 0 to 23) and on no skipped day (0 is Monday).

    Not later than a day from `now` on their account: a feed that skips everything is asked once a day.
    """
    limit = max(due, now + LONGEST_HOLD)
    while due.hour in skip_hours or due.weekday() in skip_days:
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
