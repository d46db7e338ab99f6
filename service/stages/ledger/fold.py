"""One row of the ledger from all claims of one contact.

In: the claims with their sources, all at once or more and more of them. Out: a `LedgerContact`, each slot with all its
values and who says them. Called by the jobs, each time a claim comes or goes. The same claims give the same row, in
whatever order and portions they are handed over: they are taken by `sequence`.
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from itertools import groupby

from service.model.contact import Channel, ContactStatus, Initiator
from service.model.feed import Side
from service.model.ledger import LedgerContact, Slot, SourcedClaim, SourceKind
from service.model.watch import US_AND_RUSSIA
from service.stages.ledger.accounts import KeptAccounts
from service.stages.ledger.dates import decide_date, read_date
from service.stages.ledger.people import VoicedPeople, decide_people
from service.stages.ledger.voices import Voiced
from service.stages.ledger.words import Word, find_span, is_table, name_text

PROGRESS = {
    ContactStatus.REPORTED: 0,
    ContactStatus.PLANNED: 1,
    ContactStatus.HELD: 2,
    ContactStatus.REFUSED: 2,
}
"""How far a contact has come. What it comes to later is no contradiction of what was said before."""


def fold_contact(contact_id: str, claims: Sequence[SourcedClaim]) -> LedgerContact:
    """The row that follows from `claims`, which must not be empty (ValueError)."""
    fold = ContactFold(contact_id)
    fold.add(claims)
    return fold.make_row()


class _Phase:
    """What is told of one phase of a contact: before it was to be, or when it was."""

    def __init__(self) -> None:
        self.date, self.channel = Voiced(), Voiced()
        self.people = {side: VoicedPeople(side) for side in US_AND_RUSSIA}

    def add(self, sourced: SourcedClaim) -> None:
        word = read_date(sourced)
        if word is not None:
            self.date.add(word)
        self.channel.add(_read("channel", sourced, sourced.claim.channel))
        for people in self.people.values():
            people.add(sourced)


class ContactFold:
    """One row of the ledger, folded from its claims in the order in which they come, and carried on when more come.

    Slot by slot: the values that sources give compete by weight (`words`); `unknown` is no value. A status that lies
    further on the way (planned, then held or refused) supersedes by time, whatever speaks for the earlier one, and
    with it date, channel and participants as they were announced; held and refused compete by weight. Dates compete
    as `dates` says, participants as `people`, and `accounts` chooses between accounts.

    The row depends on the claims alone, not on how many came at a time. The first-since check is left to
    `check_first_since`, which needs other contacts.
    """

    def __init__(self, contact_id: str) -> None:
        self.contact_id = contact_id
        self.last = -1
        """The sequence of the last claim."""
        self.claims = 0
        """How many there are."""
        self._ordered: list[SourcedClaim] = []
        self._said: set[Hashable] = set()
        self._status, self._initiator, self._first_since = Voiced(), Voiced(), Voiced()
        self._taken: ContactStatus | None = None
        self._phases: dict[int, _Phase] = {}
        self._accounts = KeptAccounts()
        self._recalled, self._verified = True, False
        self._origins: dict[str, str] = {}
        self._outlets: dict[str, str] = {}
        self._reported: dict[bool, tuple[datetime, datetime]] = {}

    def add(self, claims: Sequence[SourcedClaim]) -> None:
        """Further claims, in any order; all of one article together. One that does not come after those that are here
        is refused (ValueError): then all is folded anew."""
        if claims and min(sourced.sequence for sourced in claims) <= self.last:
            raise ValueError(f"contact {self.contact_id} has claims of step {self.last} already")
        for sourced in _sort(claims):
            self.last = sourced.sequence
            self.claims += 1
            self._count(sourced)
            # A copy that says nothing but what an earlier copy of its text has said in the same way changes no slot,
            # since a text counts once; and most articles of a much told contact are such.
            said = name_text(sourced.source), _list_said(sourced)
            if said not in self._said:
                self._said.add(said)
                self._weigh(sourced)

    def make_row(self) -> LedgerContact:
        """The row as it follows from the claims so far; ValueError where there are none."""
        if not self._ordered:
            raise ValueError(f"contact {self.contact_id} has no claims")
        status, taken = self._decide_status(), self._taken or ContactStatus.REPORTED
        # What tells of the contact as it now stands, then of what it was before, the latest phase first; last what
        # tells of another course of things.
        phases = [self._phases[rank] for rank in sorted(self._phases, reverse=True)]
        date = _first_filled(decide_date(phase.date) for phase in phases)
        channel = _first_filled(_decide("channel", phase.channel) for phase in phases)
        us, ru = (_first_named(phases, side) for side in US_AND_RUSSIA)
        initiator, first_since = _decide("initiator", self._initiator), _decide("first_since", self._first_since)
        reported = self._reported.get(False) or self._reported.get(True) or (None, None)
        return LedgerContact(
            id=self.contact_id,
            channel=Channel(channel.value or self._ordered[0].claim.channel),
            status=taken,
            initiator=Initiator(initiator.value or Initiator.UNKNOWN),
            date=date.value,
            us=us[1],
            ru=ru[1],
            first_since=first_since.value,
            recalled=self._recalled,
            verified=self._verified,
            slots=(date, channel, us[0], ru[0], initiator, status, first_since),
            accounts=self._accounts.choose(),
            origins=tuple(self._origins.values()),
            outlets=tuple(self._outlets.values()),
            first_reported=reported[0],
            last_reported=reported[1],
        )

    def _count(self, sourced: SourcedClaim) -> None:
        """What every claim counts for."""
        source = sourced.source
        for names, name in ((self._origins, source.origin or source.outlet), (self._outlets, source.outlet)):
            if name:
                # However it is written, in order of first appearance.
                names.setdefault(name.casefold(), name)
        if source.article_id:
            recalled = sourced.claim.recalled
            first, last = self._reported.get(recalled, (source.published, source.published))
            self._reported[recalled] = min(first, source.published), max(last, source.published)

    def _weigh(self, sourced: SourcedClaim) -> None:
        """What a claim counts for that says something."""
        claim, source = sourced.claim, sourced.source
        self._ordered.append(sourced)
        self._recalled = self._recalled and (claim.recalled or source.kind is SourceKind.IMPORT)
        self._verified = self._verified or source.verified
        self._accounts.add(sourced)
        status, said = find_status(sourced), _says_status(sourced)
        # Where the text has no word for it, "held" is only what is commonest, and supersedes nothing.
        rank = PROGRESS[status] if said else -1
        self._status.add(Word(status, sourced, find_span(sourced, "status"), said, rank))
        if claim.initiator is not Initiator.UNKNOWN:
            self._initiator.add(_read("initiator", sourced, claim.initiator))
        if claim.first_since:
            self._first_since.add(_read("first_since", sourced, claim.first_since))
        taken = ContactStatus(self._decide_status().value or ContactStatus.REPORTED)
        if taken is self._taken:
            self._enter(sourced)
        else:
            # What was told belongs to other phases now.
            self._taken, self._phases = taken, {}
            for told in self._ordered:
                self._enter(told)

    def _decide_status(self) -> Slot:
        furthest = max(chorus.rank for chorus in self._status.list_choirs())
        return Slot("status", tuple(self._status.values.make_all(self._status.list_choirs(furthest))))

    def _enter(self, sourced: SourcedClaim) -> None:
        """Put a claim to the phase that it tells of."""
        taken = self._taken or ContactStatus.REPORTED
        status = find_status(sourced) if _says_status(sourced) else taken
        opposed = status is not taken and PROGRESS[status] == PROGRESS[taken]
        self._phases.setdefault(-1 if opposed else PROGRESS[status], _Phase()).add(sourced)


def _sort(claims: Sequence[SourcedClaim]) -> list[SourcedClaim]:
    """In the order in which they are taken: two claims of one article are rare, and that alone is looked at closely."""
    rough = sorted(claims, key=lambda sourced: sourced.sequence)
    ordered: list[SourcedClaim] = []
    for _, own in groupby(rough, key=lambda sourced: sourced.sequence):
        same = list(own)
        ordered += same if len(same) == 1 else sorted(same, key=_order)
    return ordered


def _list_said(sourced: SourcedClaim) -> Hashable:
    """All of a claim that slots and accounts depend on, but for where in the article it stands."""
    claim, source = sourced.claim, sourced.source
    return (
        source.kind,
        source.side,
        source.origin,
        source.verified,
        claim.recalled,
        find_status(sourced),
        claim.channel,
        claim.initiator,
        claim.date,
        claim.us,
        claim.ru,
        claim.first_since,
        frozenset([slot for slot, _ in claim.evidence]),
        *[
            (account.side, account.initiator, account.gist, *[span.text for span in account.spans])
            for account in claim.accounts
        ],
    )


def _order(sourced: SourcedClaim) -> tuple[int, bool, tuple[str, ...], tuple[tuple[str, str, int], ...]]:
    """By sequence; of two claims of one article its news first, then by what they say and where."""
    claim = sourced.claim
    said = (
        claim.date or "",
        claim.channel,
        claim.status,
        claim.initiator,
        claim.first_since or "",
        *claim.us,
        *claim.ru,
    )
    read_from = tuple((slot, span.zone, span.start) for slot, span in claim.evidence)
    return sourced.sequence, claim.recalled, said, read_from


def find_status(sourced: SourcedClaim) -> ContactStatus:
    """The status that a claim gives; what is said to have been held on a later day than it is told is yet to come."""
    claim, source = sourced.claim, sourced.source
    if claim.status is not ContactStatus.HELD or claim.date is None or is_table(source):
        return claim.status
    return ContactStatus.PLANNED if claim.date > source.published.date().isoformat() else claim.status


def _says_status(sourced: SourcedClaim) -> bool:
    """Whether the text says what became of the contact; looking back at one does."""
    return bool(find_span(sourced, "status")) or sourced.claim.recalled or is_table(sourced.source)


def _read(name: str, sourced: SourcedClaim, value: str) -> Word:
    """What a claim says of the slot of that name."""
    span = find_span(sourced, name)
    said = span is not None or is_table(sourced.source)
    return Word(value, sourced, span, said, int(said))


def _decide(name: str, told: Voiced) -> Slot:
    """The slot of that name, from what the claims say of it."""
    return Slot(name, tuple(told.values.make_all(told.list_choirs())))


def _first_filled(slots: Iterable[Slot]) -> Slot:
    """The first slot that anybody fills; an empty one where nobody does."""
    last = Slot("")
    for slot in slots:
        if slot.values:
            return slot
        last = slot
    return last


def _first_named(phases: Iterable[_Phase], side: Side) -> tuple[Slot, tuple[str, ...]]:
    """The people of the first phase of which anybody names some."""
    decided = (decide_people(phase.people[side]) for phase in phases)
    return next((found for found in decided if found[1]), (Slot(side), ()))
