"""Which contact a claim is about: the row of the ledger that it belongs to.

In: claims with their articles, in order of publication. Out: a contact id each, with the reason. Called by `index`,
before stories are assigned. A claim joins the row that agrees with it best (see `agreement`), or opens one of its own.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from hashlib import blake2b

from service.model.article import Article
from service.model.contact import ContactClaim
from service.stages.cluster.agreement import Agreement, ReadClaim, compare_claim, count_claims
from service.stages.cluster.mistaken import Naming, is_misread, is_mistaken, is_told_with, sort_days
from service.stages.cluster.rows import ContactRow, add_votes
from service.stages.cluster.shelf import MemoryShelf, Shelf

_BUCKET = 8
_MOST = 200
_SPELLINGS = 6
_NUMBER = re.compile(r"\d+")
_LONG_WORD = re.compile(r"[^\W\d_]{3}")


class ContactReason(StrEnum):
    """Why a claim belongs to its contact."""

    JOINED = "agrees with what is known of the contact"
    COPY = "the article copies a text of the contact"
    MISREAD = "tells the news of the contact, and seems to have a wrong day"
    NEW = "agrees with no contact that is known"


@dataclass(frozen=True, slots=True)
class ContactLink:
    """A claim's contact, why, and what spoke for and against it: (what was compared, its weight)."""

    contact_id: str
    reason: ContactReason
    weights: tuple[tuple[str, float], ...] = ()

    def explain(self) -> str:
        """The same in words: "agrees with what is known of the contact: date +2, people +2, status -0.7"."""
        told = ", ".join(f"{name} {weight:+g}" for name, weight in self.weights if weight)
        return f"{self.reason.value}: {told}" if told else self.reason.value


class ContactFolder:
    """Assigns claims to contacts. Deterministic: the same claims in the same order give the same ids."""

    def __init__(self, shelf: Shelf[ContactRow] | None = None) -> None:
        self._shelf: Shelf[ContactRow] = shelf if shelf is not None else MemoryShelf()

    def assign(
        self,
        claim: ContactClaim,
        article: Article,
        named: Collection[str],
        copied: str | None = None,
        naming: Naming | None = None,
    ) -> tuple[ContactLink, ContactRow]:
        """The contact that the claim is about, and its row, which is kept with what the claim adds.

        `named`: the names that are spelled alike in every text, those of mentions; others are not compared.
        `copied`: the contact of the text that the article copies, if it does: its claim is the same, unless both state
        days that are too far apart; a row that nobody tells of any more, since the article itself is read again, goes
        behind others that agree. `naming`: what days the article names besides that of the claim.
        """
        read = read_claim(claim, article, named)
        tokens = _put_tokens(read)
        rows = _nearest(self._shelf.find([*_find_tokens(read), *([f"id:{copied}"] if copied else ())]), read)
        scored = [(compare_claim(read, row), row) for row in rows]
        fitting = [(agreement, row) for agreement, row in scored if agreement.fits]
        same = next((pair for pair in scored if pair[1].id == copied and not pair[0].opposed), None)
        if same is not None and (count_claims(same[1]) or not fitting):
            best, reason = same, ContactReason.COPY
        elif fitting:
            best = max(fitting, key=lambda pair: (*_rank(pair[0], pair[1], read), pair[1].id))
            reason = ContactReason.JOINED
        elif misread := [pair for pair in scored if is_misread(read, pair[1], naming)]:
            best = min(misread, key=lambda pair: (abs((pair[1].last - read.published).days), pair[1].id))
            reason = ContactReason.MISREAD
        else:
            best, reason = (Agreement(), _open(read, article, rows, naming)), ContactReason.NEW
        row = _merge(best[1], read)
        self._shelf.put(row, [*tokens, f"id:{row.id}"])
        if not row.told_with:
            self._put_right([other for other in rows if other.id != row.id and is_mistaken(other, read)], row)
        return ContactLink(row.id, reason, best[0].weights), row

    def _put_right(self, mistaken: Iterable[ContactRow], row: ContactRow) -> None:
        """Note of rows with a wrong day that their news is that of the row."""
        for other in mistaken:
            self._shelf.put(replace(other, told_with=row.id), [f"told:{row.id}"])

    def find_mistaken(self, row: ContactRow) -> list[str]:
        """The ids of the contacts whose news is that of the row, though they were told of before it."""
        return [other.id for other in self._shelf.find([f"told:{row.id}"])]

    def find_news(self, row: ContactRow) -> ContactRow:
        """The row of the contact whose news the articles of a contact are: nearly always its own."""
        if not row.told_with:
            return row
        return next((other for other in self._shelf.find([f"id:{row.told_with}"]) if other.id == row.told_with), row)


def _rank(agreement: Agreement, row: ContactRow, read: ReadClaim) -> tuple[float, int, date]:
    """How good a row is that fits: by agreement; of equals that which most texts have on the day that the claim states,
    for an article that misread all may have opened another; else the newest."""
    stated = dict(row.days).get(read.claim.date or "", 0) if read.stated else 0
    return round(agreement.score, 3), stated, row.first


def read_claim(claim: ContactClaim, article: Article, named: Collection[str]) -> ReadClaim:
    """A claim with what its article adds to it, in the terms in which rows are compared."""
    return ReadClaim(
        claim=claim,
        us=frozenset(name for name in claim.us if name in named),
        ru=frozenset(name for name in claim.ru if name in named),
        named=frozenset(named),
        published=article.published.date(),
        stated=states_day(claim),
        others=frozenset(name for name in (*claim.us, *claim.ru) if name not in named),
        written=states_day(claim) and any(slot == "date" and _is_written(span.text) for slot, span in claim.evidence),
    )


def states_day(claim: ContactClaim) -> bool:
    """Whether the text itself gives a full date, not only its publication."""
    return claim.date is not None and len(claim.date) == 10 and any(slot == "date" for slot, _ in claim.evidence)


def _is_written(text: str) -> bool:
    """Whether words are a day with its month, "13 May", "5月13日", "13.05.", and no weekday or "the 13th"."""
    numbers = _NUMBER.findall(text)
    return len(numbers) > 1 or (bool(numbers) and bool(_LONG_WORD.search(text)))


def _open(read: ReadClaim, article: Article, rows: Iterable[ContactRow], naming: Naming | None) -> ContactRow:
    claim = read.claim
    key = "|".join([claim.date or "", claim.channel, *sorted(read.us), *sorted(read.ru), article.id])
    row_id = "c" + blake2b(key.encode(), digest_size=6).hexdigest()
    told_with = next((row.told_with or row.id for row in rows if is_told_with(read, row, naming)), "")
    return ContactRow(row_id, read.published, read.published, recalled=claim.recalled, told_with=told_with)


def _merge(row: ContactRow, read: ReadClaim) -> ContactRow:
    """The row with what the claim adds; what is only recalled dates no article of it."""
    claim = read.claim
    days, doubted = sort_days(row, read)
    supposed = [claim.date] if claim.date and not read.stated else []
    told = not claim.recalled
    anew = told and row.recalled
    return replace(
        row,
        channels=add_votes(row.channels, [claim.channel]),
        statuses=add_votes(row.statuses, [claim.status]),
        us=add_votes(row.us, read.us),
        ru=add_votes(row.ru, read.ru),
        days=days,
        doubted=doubted,
        written=row.written or (read.written and claim.date in dict(days)),
        supposed=add_votes(row.supposed, supposed),
        others=row.others | frozenset(sorted(read.others - row.others)[: max(0, _SPELLINGS - len(row.others))]),
        first=read.published if anew else min(row.first, read.published) if told else row.first,
        last=read.published if anew else max(row.last, read.published) if told else row.last,
        recalled=row.recalled and claim.recalled,
    )


def _find_tokens(read: ReadClaim) -> list[str]:
    """Where a claim looks: in the days around it, under its people and where nobody is named; where the claim itself
    names nobody, under whom the article names, and under its very day and the two beside it."""
    buckets = {bucket + step for bucket in _buckets(read) for step in (-1, 0, 1)}
    people = read.us | read.ru
    kinds = [*(f"person:{name}" for name in sorted(people or read.named)), "unnamed"]
    days = [] if people else [_day(read) + timedelta(days=step) for step in (-1, 0, 1)]
    return [*(f"{kind}:{bucket}" for bucket in sorted(buckets) for kind in kinds), *(f"day:{day}" for day in days)]


def _put_tokens(read: ReadClaim) -> list[str]:
    people = read.us | read.ru
    kinds = [f"person:{name}" for name in sorted(people)] if people else ["unnamed"]
    return [*(f"{kind}:{bucket}" for bucket in sorted(_buckets(read)) for kind in kinds), f"day:{_day(read)}"]


def _day(read: ReadClaim) -> date:
    """The day of the contact, that of publication where the claim gives none."""
    when = read.claim.date
    return date.fromisoformat(when) if when and len(when) == 10 else read.published


def _buckets(read: ReadClaim) -> set[int]:
    """The stretches of eight days that a claim falls into: those of its date, and of its publication if it is news."""
    days = set() if read.claim.recalled else {read.published}
    when = read.claim.date
    if when and len(when) == 10:
        days.add(date.fromisoformat(when))
    elif when:
        start = date.fromisoformat(f"{when}-01")
        days |= {start + timedelta(days=step) for step in range(0, 31, _BUCKET)}
    return {day.toordinal() // _BUCKET for day in days}


def _nearest(rows: Iterable[ContactRow], read: ReadClaim) -> list[ContactRow]:
    """At most `_MOST` rows: a claim is never compared with more, those published nearest to it."""
    return sorted(rows, key=lambda row: (abs((row.last - read.published).days), row.id))[:_MOST]


def refold_row(row: ContactRow, told: Sequence[ReadClaim]) -> ContactRow:
    """The row as if only these claims had been told of it, in their order; its id stays. Called where an article was
    changed at its source, before it is placed anew: without any claim the row is empty, and opposes nothing."""
    first = told[0].published if told else row.first
    recalled = told[0].claim.recalled if told else False
    folded = ContactRow(row.id, first, first if told else row.last, recalled=recalled, told_with=row.told_with)
    for read in told:
        folded = _merge(folded, read)
    return folded
