"""How well a claim agrees with a contact: slot by slot, so that one slot read wrongly does not decide.

In: a claim as read in its article, and a row. Out: an `Agreement`: weights for and against, and what rules the row out.
Called by `contacts`. Every slot is compared with what all claims of the row say of it, and the weights are added up; a
claim fits where they reach `ENOUGH`.
Two claims whose texts state days more than one apart are not one contact, unless one was misread (see `mistaken`); nor
are calls of one day between different people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from service.model.contact import Channel, ContactClaim, ContactStatus
from service.stages.cluster.rows import ContactRow, Votes
from service.stages.ledger.people import is_same_name

WINDOW = timedelta(days=7)
ENOUGH = 2.45
_ENOUGH_RECALLED = 1.5
_ENOUGH_OF_PAIR = 1.8
_SAME_TIME = 0.8
_BY_PERSON = (Channel.PHONE, Channel.VIDEO, Channel.MEETING, Channel.VISIT)
_NEVER = 99
_SAME_NEWS_DAYS = 2
_SAME_WEEK_DAYS = 4


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim with what its article adds. `us`, `ru`: its participants as far as names are comparable; `named`:
    everybody whom the article names; `published`: its day; `stated`: the text itself gives the full date; `written`: it
    writes that out, with the month; `others`: its participants whose names each text spells in its own way."""

    claim: ContactClaim
    us: frozenset[str]
    ru: frozenset[str]
    named: frozenset[str]
    published: date
    stated: bool
    others: frozenset[str] = frozenset()
    written: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was compared, and how much each counts; `opposed` says what rules the row out, "" if nothing does. `needed`:
    the sum from which on the claim fits."""

    weights: tuple[tuple[str, float], ...] = ()
    opposed: str = ""
    needed: float = ENOUGH

    @property
    def score(self) -> float:
        return sum(weight for _, weight in self.weights)

    @property
    def fits(self) -> bool:
        return not self.opposed and self.score >= self.needed


def compare_claim(read: ReadClaim, row: ContactRow) -> Agreement:
    """The agreement of a claim with a row."""
    opposed = _find_opposition(read, row)
    if opposed:
        return Agreement(opposed=opposed)
    # Of what is only looked back at texts say little more than when it was, and that has been found to agree.
    needed = _ENOUGH_RECALLED if read.claim.recalled else ENOUGH
    weights = (("date", _weigh_date(read, row)), *weigh_others(read, row))
    if not read.claim.recalled and _is_same_pair(dict(weights)):
        needed = _ENOUGH_OF_PAIR
    return Agreement(weights, needed=needed)


def _is_same_pair(weights: Mapping[str, float]) -> bool:
    """Whether it is the same two people at the same time: then what they did may be misread, and how it went."""
    return weights["people"] + weights["names"] >= 2 and weights["date"] >= _SAME_TIME


def weigh_others(read: ReadClaim, row: ContactRow) -> tuple[tuple[str, float], ...]:
    """What speaks for the row and against it besides the date; -9 for other people."""
    if _are_others(read, row):
        return (("people", -9.0),)
    return (
        ("people", _weigh_people(read, row)),
        ("names", _weigh_names(read, row)),
        ("channel", _weigh_channel(read, row)),
        ("status", _weigh_status(read, row)),
    )


def _find_opposition(read: ReadClaim, row: ContactRow) -> str:
    if read.stated and any(abs(_gap(read.claim.date, day)) > 1 for day, _ in row.days):
        return "days"
    if read.claim.recalled and not _recalls(read, row):
        return "not recalled"
    if _is_bare(read, row):
        return "nothing to know it by"
    return "people" if _are_others(read, row) else ""


def _is_bare(read: ReadClaim, row: ContactRow) -> bool:
    """Whether neither tells who took part nor on which day. Two such texts may be of two contacts, and of two alerts
    too many none is lost; a standing line is known without people."""
    told = (read.us, read.ru, read.others, row.us, row.ru, row.others)
    return not read.stated and not row.days and not any(told) and read.claim.channel is not Channel.HOTLINE


def _are_others(read: ReadClaim, row: ContactRow) -> bool:
    """Whether other people took part. One side may be misread, where the article names whom the row has instead."""
    sides = ((read.us, _settled(row.us, row)), (read.ru, _settled(row.ru, row)))
    apart = [known for mine, known in sides if mine and known and not mine & known]
    agreed = any(mine & known for mine, known in sides)
    return bool(apart) and (not agreed or any(not known & read.named for known in apart))


def _recalls(read: ReadClaim, row: ContactRow) -> bool:
    """What is only looked back at is known by its date: the day, or the month."""
    return any(is_same_time(read.claim.date, day) for day, _ in (*row.days, *row.supposed))


def is_same_time(one: str | None, other: str) -> bool:
    """Whether two dates may be of one contact: days at most one apart, or, where one is a month, of one month."""
    if one is None:
        return False
    return abs(_gap(one, other)) <= 1 if len(one) == len(other) == 10 else one[:7] == other[:7]


def _weigh_date(read: ReadClaim, row: ContactRow) -> float:
    """2 for the same day, less the further apart; what a text does not state counts by when it was published."""
    known = [day for day, _ in row.days] or [day for day, _ in row.supposed]
    best = max((_closeness(read.claim.date, day) for day in known), default=0.0)
    if best > 1 or read.claim.recalled or (read.stated and row.days):
        return best
    return max(best, _weigh_publication(read, row)) if best > 0 else _weigh_publication(read, row)


def _weigh_publication(read: ReadClaim, row: ContactRow) -> float:
    """What days of publication say where one of the two states no day."""
    if read.stated and row.supposed:
        # Papers tell the news on its day or the next: a day long before was not meant by those that name none.
        gap = min((_gap(day, read.claim.date) for day, _ in row.supposed if len(day) == 10), key=abs, default=0)
        return 0.8 if abs(gap) <= _SAME_NEWS_DAYS else -0.5
    away = max((row.first - read.published).days, (read.published - row.last).days, 0)
    if away <= _SAME_NEWS_DAYS:
        return 0.8
    # Told as the news of its day, long after the row's: another contact. Told without a day: rather the same.
    supposed = read.claim.date is not None and len(read.claim.date) == 10
    if supposed or away > WINDOW.days:
        return -0.5
    return 0.8 if away <= _SAME_WEEK_DAYS else 0.4


def _closeness(one: str | None, other: str) -> float:
    if one is None:
        return 0.0
    if len(one) < 10 or len(other) < 10:
        return 0.6 if one[:7] == other[:7] else 0.0
    gap = abs(_gap(one, other))
    return 2.0 if gap == 0 else 1.0 if gap == 1 else 0.0


def _gap(one: str | None, other: str | None) -> int:
    if one is None or other is None or len(one) < 10 or len(other) < 10:
        return _NEVER
    return (date.fromisoformat(one) - date.fromisoformat(other)).days


def _weigh_people(read: ReadClaim, row: ContactRow) -> float:
    """1 a side on which they agree; less where the article only names whom the row has. Nobody on either: 1 in all."""
    sides = ((read.us, _settled(row.us, row)), (read.ru, _settled(row.ru, row)))
    if not any(known for _, known in sides) and not (read.us or read.ru):
        return 1.0
    score = 0.0
    for mine, known in sides:
        if mine & known:
            score += 1.0
        elif mine and known:
            score -= 0.5
        elif known & read.named:
            score += 0.4
    if not any(known for _, known in sides) or not (read.us or read.ru):
        score += 0.5
    return score


_is_same_name = lru_cache(maxsize=65536)(is_same_name)


def _weigh_names(read: ReadClaim, row: ContactRow) -> float:
    """1 where a name is one of the row's in another spelling; names that differ say nothing, as scripts do."""
    return 1.0 if any(_is_same_name(mine, known) for mine in read.others for known in row.others) else 0.0


def _settled(votes: Votes, row: ContactRow) -> frozenset[str]:
    """The values that at least every third claim of the row has: the others are taken for misread."""
    return frozenset(value for value, count in votes if count * 3 >= count_claims(row))


def count_claims(row: ContactRow) -> int:
    """How many claims the row has been folded from."""
    return sum(count for _, count in row.channels)


def _weigh_channel(read: ReadClaim, row: ContactRow) -> float:
    channels = _values(row.channels)
    if read.claim.channel in channels:
        return 0.5
    return -0.2 if _kind(read.claim.channel) in {_kind(Channel(channel)) for channel in channels} else -0.7


def _kind(channel: Channel) -> str:
    return "person" if channel in _BY_PERSON else channel


def _weigh_status(read: ReadClaim, row: ContactRow) -> float:
    statuses = _values(row.statuses)
    if read.claim.status in statuses:
        return 0.2
    opposed = {ContactStatus.HELD, ContactStatus.REFUSED} <= {read.claim.status, *statuses}
    return -0.7 if opposed else 0.0


def _values(votes: Votes | Iterable[tuple[str, int]]) -> frozenset[str]:
    return frozenset(value for value, _ in votes)
