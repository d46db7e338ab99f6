"""Which contact a claim is about: the row of the ledger that it belongs to.

In: claims with their articles, in order of publication. Out: a contact id each. Called by `index`, before
stories are assigned. A claim joins the row that agrees with it best, or opens one of its own.
Two claims whose texts state full days more than one apart are never one contact, nor are calls of one day between
different people.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b

from service.model.article import Article
from service.model.contact import Channel, ContactClaim, ContactStatus
from service.stages.cluster.shelf import MemoryShelf, Shelf

WINDOW = timedelta(days=7)
_UNSURE = 0.3
_BY_PERSON = (Channel.PHONE, Channel.VIDEO, Channel.MEETING, Channel.VISIT)


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as far as claims have told it. `days`: full dates that texts state; `supposed`: days that only the
    publication gives, or months ("YYYY-MM"); `first`, `last`: days of publication of its articles."""

    id: str
    channel: Channel
    status: ContactStatus
    us: frozenset[str]
    ru: frozenset[str]
    days: frozenset[str]
    supposed: frozenset[str]
    first: date
    last: date


class ContactFolder:
    """Assigns claims to contacts. Deterministic: the same claims in the same order give the same ids."""

    def __init__(self, shelf: Shelf[ContactRow] | None = None) -> None:
        self._shelf: Shelf[ContactRow] = shelf if shelf is not None else MemoryShelf()

    def assign(self, claim: ContactClaim, article: Article, known: Collection[str]) -> str:
        """The id of the contact that the claim is about; the row is kept, with what the claim adds.

        `known`: the names that are spelled alike in every text, those of mentions; others are not compared.
        """
        claim = replace(
            claim,
            us=tuple(name for name in claim.us if name in known),
            ru=tuple(name for name in claim.ru if name in known),
        )
        published = article.published.date()
        rows = self._shelf.find(_tokens(claim, published))
        scored = [(score, row) for row in rows if (score := _agreement(claim, published, row)) > 0]
        if scored:
            best = max(scored, key=lambda pair: (pair[0], pair[1].first, pair[1].id))[1]
            row = _merge(best, claim, published)
        else:
            row = _open(claim, article, published)
        self._shelf.put(row, _tokens(claim, published))
        return row.id


def states_day(claim: ContactClaim) -> bool:
    """Whether the text itself gives a full date, not only its publication."""
    return claim.date is not None and len(claim.date) == 10 and any(slot == "date" for slot, _ in claim.evidence)


def _open(claim: ContactClaim, article: Article, published: date) -> ContactRow:
    key = "|".join([claim.date or "", claim.channel, *sorted(claim.us), *sorted(claim.ru), article.id])
    row_id = "c" + blake2b(key.encode(), digest_size=6).hexdigest()
    empty = ContactRow(
        row_id,
        claim.channel,
        claim.status,
        frozenset(),
        frozenset(),
        frozenset(),
        frozenset(),
        published,
        published,
    )
    return _merge(empty, claim, published)


def _merge(row: ContactRow, claim: ContactClaim, published: date) -> ContactRow:
    stated = {claim.date} if claim.date and states_day(claim) else set()
    supposed = {claim.date} if claim.date and not stated else set()
    return replace(
        row,
        us=row.us | set(claim.us),
        ru=row.ru | set(claim.ru),
        days=row.days | stated,
        supposed=row.supposed | supposed,
        status=claim.status if row.status is ContactStatus.PLANNED else row.status,
        first=min(row.first, published) if not claim.recalled else row.first,
        last=max(row.last, published) if not claim.recalled else row.last,
    )


def _tokens(claim: ContactClaim, published: date) -> list[str]:
    """Where a claim looks and is put: its people and its kind, in the months that it may belong to."""
    months = {claim.date[:7]} if claim.date else {f"{published - WINDOW:%Y-%m}", f"{published:%Y-%m}"}
    if claim.date and len(claim.date) == 10:
        day = date.fromisoformat(claim.date)
        months |= {f"{day - WINDOW:%Y-%m}", f"{day + WINDOW:%Y-%m}"}
    kinds = [*(f"person:{name}" for name in (*claim.us, *claim.ru)), f"channel:{_kind(claim.channel)}"]
    return [f"{kind}:{month}" for month in sorted(months) for kind in kinds]


def _kind(channel: Channel) -> str:
    return "person" if channel in _BY_PERSON else channel


def _agreement(claim: ContactClaim, published: date, row: ContactRow) -> float:
    """How well a claim fits a row; 0 where it cannot be the same contact."""
    when = _agreement_of_dates(claim, published, row)
    who = _agreement_of_people(claim, row)
    if when == 0 or who == 0 or _kind(claim.channel) != _kind(row.channel):
        return 0.0
    opposed = {claim.status, row.status} == {ContactStatus.HELD, ContactStatus.REFUSED}
    if opposed and not claim.recalled and (who < 2 or (states_day(claim) and row.days)):
        return 0.0
    return when + who + (0.5 if claim.channel is row.channel else 0.0)


def _agreement_of_dates(claim: ContactClaim, published: date, row: ContactRow) -> float:
    known = row.days or row.supposed
    near = row.first - WINDOW <= published <= row.last + WINDOW
    if claim.date is None or not known:
        return 0.5 if near and not claim.recalled else 0.0
    best = max(_closeness(claim.date, day) for day in known)
    if best > 0:
        return best
    if claim.recalled or not near or (states_day(claim) and row.days):
        return 0.0
    # One of them only took the day of publication for granted: the event may lie some days before it.
    gap = min((abs(_gap(claim.date, day)) for day in known), default=99)
    return 0.4 if gap <= 3 else 0.0


def _closeness(one: str, other: str) -> float:
    if len(one) < 10 or len(other) < 10:
        return 0.6 if one[:7] == other[:7] else 0.0
    gap = abs(_gap(one, other))
    return 2.0 if gap == 0 else 1.0 if gap == 1 else 0.0


def _gap(one: str, other: str) -> int:
    if len(one) < 10 or len(other) < 10:
        return 99
    return (date.fromisoformat(one) - date.fromisoformat(other)).days


def _agreement_of_people(claim: ContactClaim, row: ContactRow) -> float:
    score = 0.0
    for mine, theirs in ((frozenset(claim.us), row.us), (frozenset(claim.ru), row.ru)):
        if mine and theirs and not mine & theirs:
            return 0.0
        score += 1.0 if mine & theirs else 0.0
    unnamed = not (claim.us or claim.ru) or not (row.us or row.ru)
    return score or (_UNSURE if unnamed else 0.0)
