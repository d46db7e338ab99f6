"""Which contact's news an article tells that states another day than the others: a day of the background, or of the
next time, was taken for that of the contact.

In: a claim as read, and rows. Out: whether the one was misread for the other. Called by `contacts` where a claim opens
a row. Two contacts they stay, as their days are more than one apart; only the story is one.
What tells of something fresh is believed: a day on which, or on the day after which, the article came out. Two fresh
days are two contacts and two stories.
"""

from datetime import date, timedelta

from service.stages.cluster.agreement import ReadClaim, count_claims, weigh_others
from service.stages.cluster.rows import ContactRow

_ENOUGH = 1.5
_DAY = timedelta(days=1)
_SAME_NEWS_DAYS = timedelta(days=2)
_ESTABLISHED = 3


def is_told_with(read: ReadClaim, row: ContactRow) -> bool:
    """Whether the claim, whose day is not fresh, is of the row's news all the same: papers are telling that now."""
    day = _find_day(read)
    if day is None or _is_fresh(day, read.published) or not _is_alike(read, row):
        return False
    reach = _DAY if count_claims(row) < _ESTABLISHED else _SAME_NEWS_DAYS
    if not row.first - _DAY <= read.published <= row.last + reach:
        return False
    # Of what is told for long, a later day may be another contact; so may any where neither day is fresh.
    return _was_fresh(row) and (day > read.published or all(day < other for other in _list_days(row)))


def is_mistaken(row: ContactRow, read: ReadClaim) -> bool:
    """Whether it is the row that has the wrong day: one that is not fresh, from the first article or two of the news
    that the claim tells with a fresh one."""
    day = _find_day(read)
    if day is None or not _is_fresh(day, read.published) or row.told_with or count_claims(row) >= _ESTABLISHED:
        return False
    beside = row.first - _DAY <= read.published <= row.last + _DAY
    return beside and not _was_fresh(row) and bool(row.days) and _is_alike(read, row)


def _is_alike(read: ReadClaim, row: ContactRow) -> bool:
    """Whether the two agree in all but the day."""
    weights = dict(weigh_others(read, row))
    same = read.claim.channel in dict(row.channels) and not read.claim.recalled and not row.recalled
    return same and weights["people"] >= 1 and sum(weights.values()) >= _ENOUGH


def _find_day(read: ReadClaim) -> date | None:
    """The day that the text states."""
    return date.fromisoformat(read.claim.date) if read.stated and read.claim.date else None


def _list_days(row: ContactRow) -> list[date]:
    return [date.fromisoformat(day) for day, _ in row.days]


def _was_fresh(row: ContactRow) -> bool:
    return any(_is_fresh(day, row.first) for day in _list_days(row))


def _is_fresh(day: date, published: date) -> bool:
    return abs(published - day) <= _DAY
