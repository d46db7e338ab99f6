"""One row of the ledger from all claims of one contact.

In: the claims with their sources. Out: a `LedgerContact`, each slot with all its values and who says them. Called by
the jobs, each time a claim comes or goes. The same claims give the same row, in whatever order they are handed over:
they are taken by `sequence`.
"""

from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby

from service.model.contact import Channel, ContactStatus, Initiator
from service.model.ledger import LedgerContact, Slot, SourcedClaim, SourceKind
from service.model.watch import US_AND_RUSSIA
from service.stages.ledger.accounts import choose_accounts
from service.stages.ledger.dates import decide_date
from service.stages.ledger.people import decide_people
from service.stages.ledger.words import Word, find_span, group_values, is_table, keep_last_words, name_text

PROGRESS = {
    ContactStatus.REPORTED: 0,
    ContactStatus.PLANNED: 1,
    ContactStatus.HELD: 2,
    ContactStatus.REFUSED: 2,
}
"""How far a contact has come. What it comes to later is no contradiction of what was said before."""


def fold_contact(contact_id: str, claims: Sequence[SourcedClaim]) -> LedgerContact:
    """The row that follows from `claims`, which must not be empty (ValueError).

    Slot by slot: the values that sources give compete by weight (`words`); `unknown` is no value. A status that lies
    further on the way (planned, then held or refused) supersedes by time, whatever speaks for the earlier one, and
    with it date, channel and participants as they were announced; held and refused compete by weight. Dates compete
    as `dates` says, participants as `people`, and `accounts` chooses between accounts.

    The first-since check is left to `check_first_since`, which needs other contacts.
    """
    told = _sort(claims)
    if not told:
        raise ValueError(f"contact {contact_id} has no claims")
    ordered = _drop_repeats(told)
    status = _decide_status(ordered)
    taken = ContactStatus(status.value or ContactStatus.REPORTED)
    current = _list_phases(ordered, taken)
    date = _first_filled(decide_date(phase) for phase in current)
    channel = _first_filled(_decide_channel(phase) for phase in current)
    people = {
        side: next((found for phase in current if (found := decide_people(phase, side))[1]), (Slot(side), ()))
        for side in US_AND_RUSSIA
    }
    initiator = _decide_initiator(ordered)
    first_since = _decide_first_since(ordered)
    reports = [s for s in told if s.source.article_id and not s.claim.recalled] or [
        s for s in told if s.source.article_id
    ]
    return LedgerContact(
        id=contact_id,
        channel=Channel(channel.value or ordered[0].claim.channel),
        status=taken,
        initiator=Initiator(initiator.value or Initiator.UNKNOWN),
        date=date.value,
        us=people["us"][1],
        ru=people["ru"][1],
        first_since=first_since.value,
        recalled=all(s.claim.recalled or s.source.kind is SourceKind.IMPORT for s in ordered),
        verified=any(s.source.verified for s in ordered),
        slots=(date, channel, people["us"][0], people["ru"][0], initiator, status, first_since),
        accounts=choose_accounts(ordered),
        origins=_list_names(s.source.origin or s.source.outlet for s in told),
        outlets=_list_names(s.source.outlet for s in told),
        first_reported=min((s.source.published for s in reports), default=None),
        last_reported=max((s.source.published for s in reports), default=None),
    )


def _sort(claims: Sequence[SourcedClaim]) -> list[SourcedClaim]:
    """In the order in which they are taken: two claims of one article are rare, and that alone is looked at closely."""
    rough = sorted(claims, key=lambda sourced: sourced.sequence)
    ordered: list[SourcedClaim] = []
    for _, own in groupby(rough, key=lambda sourced: sourced.sequence):
        same = list(own)
        ordered += same if len(same) == 1 else sorted(same, key=_order)
    return ordered


def _drop_repeats(claims: Sequence[SourcedClaim]) -> list[SourcedClaim]:
    """Without copies that say nothing but what an earlier copy of their text has said in the same way. The slots come
    out the same, since a text counts once; and most articles of a much told contact are such."""
    first: dict[Hashable, SourcedClaim] = {}
    for sourced in claims:
        first.setdefault((name_text(sourced.source), _list_said(sourced)), sourced)
    return list(first.values())


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


def _decide_status(claims: Sequence[SourcedClaim]) -> Slot:
    words = []
    for sourced in claims:
        status, said = find_status(sourced), _says_status(sourced)
        # Where the text has no word for it, "held" is only what is commonest, and supersedes nothing.
        rank = PROGRESS[status] if said else -1
        span = find_span(sourced, "status")
        words.append(Word(status, sourced, span, said, rank))
    words = keep_last_words(words)
    furthest = max(word.rank for word in words)
    return Slot("status", tuple(group_values(word for word in words if word.rank == furthest)))


def find_status(sourced: SourcedClaim) -> ContactStatus:
    """The status that a claim gives; what is said to have been held on a later day than it is told is yet to come."""
    claim, source = sourced.claim, sourced.source
    if claim.status is not ContactStatus.HELD or claim.date is None or is_table(source):
        return claim.status
    return ContactStatus.PLANNED if claim.date > source.published.date().isoformat() else claim.status


def _says_status(sourced: SourcedClaim) -> bool:
    """Whether the text says what became of the contact; looking back at one does."""
    return bool(find_span(sourced, "status")) or sourced.claim.recalled or is_table(sourced.source)


def _list_phases(claims: Sequence[SourcedClaim], taken: ContactStatus) -> list[list[SourcedClaim]]:
    """The claims in the order in which they may fill a slot: those that tell of the contact as it now stands, then of
    what it was before, the latest phase first; last those that tell of another course of things."""
    phases: dict[int, list[SourcedClaim]] = {}
    for sourced in claims:
        status = find_status(sourced) if _says_status(sourced) else taken
        opposed = status is not taken and PROGRESS[status] == PROGRESS[taken]
        phases.setdefault(-1 if opposed else PROGRESS[status], []).append(sourced)
    return [phases[rank] for rank in sorted(phases, reverse=True)]


def _decide_channel(claims: Sequence[SourcedClaim]) -> Slot:
    return _decide("channel", ((sourced, sourced.claim.channel) for sourced in claims))


def _decide_initiator(claims: Sequence[SourcedClaim]) -> Slot:
    known = ((sourced, sourced.claim.initiator) for sourced in claims)
    return _decide("initiator", ((sourced, side) for sourced, side in known if side is not Initiator.UNKNOWN))


def _decide_first_since(claims: Sequence[SourcedClaim]) -> Slot:
    known = ((sourced, sourced.claim.first_since) for sourced in claims)
    return _decide("first_since", ((sourced, month) for sourced, month in known if month))


def _decide(name: str, told: Iterable[tuple[SourcedClaim, str]]) -> Slot:
    """The slot of that name, from what each claim gives."""
    words = []
    for sourced, value in told:
        span = find_span(sourced, name)
        said = span is not None or is_table(sourced.source)
        words.append(Word(value, sourced, span, said, int(said)))
    return Slot(name, tuple(group_values(keep_last_words(words))))


def _first_filled(slots: Iterable[Slot]) -> Slot:
    """The first slot that anybody fills; an empty one where nobody does."""
    last = Slot("")
    for slot in slots:
        if slot.values:
            return slot
        last = slot
    return last


def _list_names(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, however it is written, in order of first appearance."""
    first: dict[str, str] = {}
    for name in names:
        if name:
            first.setdefault(name.casefold(), name)
    return tuple(first.values())
