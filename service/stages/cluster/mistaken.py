"""Which contact's news an article tells that states another day than the others: a day of the background, or of the
next time, was taken for that of the contact.

In: a claim as read, and rows. Out: whether the one was misread for the other. Called by `contacts` where a claim agrees
with no row.
What tells of something fresh is believed: a day on which, or on the day after which, the article came out. Two fresh
days are two contacts and two stories. Where texts write out two days that are more than one apart, with their months,
it is two contacts, too, and only the story may be one.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from service.stages.cluster.agreement import ReadClaim, count_claims, is_same_time, weigh_others
from service.stages.cluster.rows import ContactRow, Votes, add_votes, take_leader
from service.stages.cluster.telling import Words
from service.stages.cluster.voices import PARTIES, PRESS

_ENOUGH = 1.5
_DAY = timedelta(days=1)
_SAME_NEWS_DAYS = timedelta(days=2)
_ESTABLISHED = 3
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Naming:
    """The days that an article names besides that of a claim. `recalled`: those of the contacts that it looks back at:
    what it tells is another one."""

    words: Words
    recalled: frozenset[str] = frozenset()

    def names(self, day: date) -> bool:
        """Whether the article names the day, or its month alone, and does not look back at it."""
        said = {day.isoformat(), f"{day:%Y-%m}"}
        return bool(said & self.words.days) and not any(is_same_time(one, day.isoformat()) for one in self.recalled)

    def tells_comment(self, day: date) -> bool:
        """Whether the article is what somebody said on that day who was no party to the contact."""
        telling = self.words.telling
        return telling.day == day and telling.opened and bool(telling.leads) and not telling.leads & {*PARTIES, PRESS}


def is_told_with(read: ReadClaim, row: ContactRow, naming: Naming | None = None) -> bool:
    """Whether the claim, whose day is not fresh, is of the row's news all the same: papers are telling that now."""
    day = _find_day(read)
    if day is None or _is_fresh(day, read.published) or not _is_alike(read, row):
        return False
    reach = _DAY if count_claims(row) < _ESTABLISHED else _SAME_NEWS_DAYS
    if not row.first - _DAY <= read.published <= row.last + reach:
        return False
    if naming is not None and row.days and naming.names(_find_own(row)):
        return True
    # Of what is told for long, a later day may be another contact; so may any where neither day is fresh.
    return _was_fresh(row) and (day > read.published or all(day < other for other in _list_days(row)))


def is_misread(read: ReadClaim, row: ContactRow, naming: Naming | None = None) -> bool:
    """Whether the claim is of the row for all that speaks for its day being misread: the same two people and channel,
    at a time when papers tell of that, and one of the days is not fresh.

    The day on which somebody spoke of a contact is the one that is taken for its own most often. A day after the row
    came out may be that of another contact: then the article must name the row's own, too.
    """
    day = _find_day(read)
    if day is None or not row.days or not _is_alike(read, row) or not _is_same_pair(read, row):
        return False
    fresh = _is_fresh(day, read.published)
    if fresh and naming is not None and _is_day_of_telling(day, read, row, naming):
        return True
    if (read.written and row.written) or read.claim.status not in dict(row.statuses):
        return False
    return _is_of_that_day(day, read, row) if fresh else is_told_with(read, row, naming)


def _is_of_that_day(day: date, read: ReadClaim, row: ContactRow) -> bool:
    """Whether the row, whose day is not fresh, came out on the very day that the claim states, or later."""
    return day <= row.first and read.published <= row.last + _DAY and not _was_fresh(row)


def _is_day_of_telling(day: date, read: ReadClaim, row: ContactRow, naming: Naming) -> bool:
    """Whether the fresh day is that on which somebody spoke of the row's contact: the article names that day as well,
    and the contact came out late, or is commented by others than its parties."""
    own = _find_own(row)
    if own >= day or not naming.names(own):
        return False
    late = not _was_fresh(row) and row.first - _DAY <= read.published <= row.last + _WEEK
    return late or naming.tells_comment(day)


def _is_same_pair(read: ReadClaim, row: ContactRow) -> bool:
    return bool(read.us & dict(row.us).keys()) and bool(read.ru & dict(row.ru).keys())


def sort_days(row: ContactRow, read: ReadClaim) -> tuple[Votes, Votes]:
    """The days of the row and those that are doubted, with what the claim adds.

    The days that most state are the row's; of as many the fresh ones, since those of the background never are.
    """
    if not read.stated or read.claim.date is None:
        return row.days, row.doubted
    stated = read.claim.date
    if all(_is_near(stated, day) for day, _ in row.days):
        return add_votes(row.days, [stated]), row.doubted
    doubted = add_votes(row.doubted, [stated])
    leader = take_leader(doubted) or stated
    theirs, ours = dict(doubted)[leader], max(count for _, count in row.days)
    fresher = _is_fresh(date.fromisoformat(leader), read.published) and not _was_fresh(row)
    if theirs < ours or (theirs == ours and not fresher):
        return row.days, doubted
    near = tuple(vote for vote in doubted if _is_near(vote[0], leader))
    return near, tuple(sorted((*row.days, *(vote for vote in doubted if vote not in near))))


def _is_near(one: str, other: str) -> bool:
    return abs(date.fromisoformat(one) - date.fromisoformat(other)) <= _DAY


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


def _find_own(row: ContactRow) -> date:
    """The day that most texts state, of a row that has any."""
    return date.fromisoformat(take_leader(row.days) or "")


def _list_days(row: ContactRow) -> list[date]:
    return [date.fromisoformat(day) for day, _ in row.days]


def _was_fresh(row: ContactRow) -> bool:
    return any(_is_fresh(day, row.first) for day in _list_days(row))


def _is_fresh(day: date, published: date) -> bool:
    return abs(published - day) <= _DAY
