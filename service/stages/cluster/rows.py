"""The rows that stories, texts and contacts are kept as, from one article to the next.

In and out: small frozen values, of texts, numbers, dates, sets and tuples only, so that a store can keep them as JSON.
Called by the other files of this room and by whoever keeps its shelves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from service.stages.cluster.copies import Signature

Votes = tuple[tuple[str, int], ...]
"""Values with how often each was said, sorted by value."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as far as claims have told it.

    `channels`, `statuses`, `us`, `ru`: what claims say, counted. `days`: full dates that texts state, no two of them
    more than one apart; `doubted`: those that are further from these, and are taken for misread; `supposed`: days that
    only the publication gives, and months ("YYYY-MM"). `written`: a text writes the day out, with its month.
    `first`, `last`: days of publication of its articles.
    `others`: participants whose names each text spells in its own way, the first six of them.
    `recalled`: nobody has told of it as news yet. `told_with`: the id of the contact whose news its articles are,
    though they date it otherwise; "" where they are its own.
    """

    id: str
    first: date
    last: date
    channels: Votes = ()
    statuses: Votes = ()
    us: Votes = ()
    ru: Votes = ()
    days: Votes = ()
    supposed: Votes = ()
    others: frozenset[str] = frozenset()
    recalled: bool = False
    told_with: str = ""
    doubted: Votes = ()
    written: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """A story as far as it is known: a phase of a contact. `first`, `last`: days of publication of its articles.

    Of articles that came a day or more after the contact, counted: `told`: the days on which they have somebody speak;
    `leads`: whose word each is first of all; `voices`: who else speaks in them.
    """

    id: str
    contact: str
    phase: str
    first: date
    last: date
    told: Votes = ()
    leads: Votes = ()
    voices: Votes = ()


@dataclass(frozen=True, slots=True)
class SignedText:
    """A text that copies are compared with, and the story it is in. `sentences`: digests of its longer sentences, in
    order. `text_id`: the article whose text it copies, its own id where none; `origin`: whose text that is."""

    id: str
    signature: Signature
    story: str
    contact: str | None
    published: date
    text_id: str = ""
    origin: str = ""
    sentences: tuple[int, ...] = ()


def add_votes(votes: Votes, values: Iterable[str]) -> Votes:
    """The votes with one more for each value."""
    counted = dict(votes)
    for value in values:
        counted[value] = counted.get(value, 0) + 1
    return tuple(sorted(counted.items()))


def take_leader(votes: Votes) -> str | None:
    """The value said most often, the earliest by alphabet of equals; None where nothing was said."""
    return min(votes, key=lambda vote: (-vote[1], vote[0]))[0] if votes else None
