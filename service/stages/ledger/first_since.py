"""Whether the ledger bears out that a contact was "the first since ...".

In: a contact and earlier ones. Out: the contact with the check's result. Called by the jobs after `fold_contact`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from service.model.contact import Channel, ContactStatus
from service.model.feed import Side
from service.model.ledger import FirstSinceCheck, LedgerContact
from service.model.watch import US_AND_RUSSIA, Office
from service.stages.ledger.people import is_same_name
from service.stages.ledger.words import name_text

# In one room: whoever calls a meeting "the first since" may have telephoned in between.
_IN_PERSON = frozenset({Channel.MEETING, Channel.VISIT})


def check_first_since(
    contact: LedgerContact, earlier: Sequence[LedgerContact], offices: Sequence[Office] = ()
) -> LedgerContact:
    """`contact` with `first_since_check` and `conflicting`.

    `earlier`: rows of the ledger, any; those count that were held before the contact, by the same two people or, as
    far as `offices` says who held which, the same two offices. A row that names nobody of a side can confirm, and
    never contradicts. In conflict is a row of a later month than the claimed one and an earlier day than the contact;
    the latest is named. A meeting is contradicted by meetings alone, unless the claim counts from a call: of the
    claimed month the ledger has calls or letters, and nobody who met. A row confirms if anybody tells of it but the
    very texts that make the claim.
    """
    if contact.first_since is None:
        return replace(contact, first_since_check=FirstSinceCheck.NOT_CLAIMED, conflicting=None)
    before = find_start(contact)
    same = [row for row in earlier if row.id != contact.id and row.status is ContactStatus.HELD and row.date]
    before_that = [
        row
        for row in same
        if _month(row) == contact.first_since
        and _may_precede(row, before)
        and all(_share_office(contact, row, side, offices) is not False for side in US_AND_RUSSIA)
    ]
    in_person = contact.channel in _IN_PERSON and (
        not before_that or any(row.channel in _IN_PERSON for row in before_that)
    )
    between = [
        row
        for row in same
        if _month(row) > contact.first_since
        and (before is None or _end(row) < before)
        and (not in_person or row.channel in _IN_PERSON)
        and all(_share_office(contact, row, side, offices) is True for side in US_AND_RUSSIA)
    ]
    if between:
        latest = max(between, key=lambda row: (row.date or "", row.id))
        return replace(contact, first_since_check=FirstSinceCheck.CONFLICT, conflicting=latest.id)
    check = FirstSinceCheck.CONSISTENT if before_that else FirstSinceCheck.UNKNOWN
    if any(_is_known_otherwise(row, contact) for row in before_that):
        check = FirstSinceCheck.CONFIRMED
    return replace(contact, first_since_check=check, conflicting=None)


def _is_known_otherwise(row: LedgerContact, contact: LedgerContact) -> bool:
    """Whether anybody tells of `row` but the texts that tell of `contact`: what they only look back at is the very
    claim that is checked."""
    return not row.recalled or bool(_list_texts(row) - _list_texts(contact))


def _list_texts(row: LedgerContact) -> set[str]:
    return {name_text(source) for slot in row.slots for value in slot.values for source, _ in value.said_by}


def find_start(contact: LedgerContact) -> str | None:
    """The first day on which the contact may have been: "YYYY-MM-DD"; None where nothing is known."""
    if contact.date:
        return contact.date if len(contact.date) == 10 else f"{contact.date}-01"
    return f"{contact.first_reported:%Y-%m-%d}" if contact.first_reported else None


def _month(row: LedgerContact) -> str:
    return (row.date or "")[:7]


def _end(row: LedgerContact) -> str:
    """The last day on which a row may have been, as text that compares with days."""
    return row.date if row.date and len(row.date) == 10 else f"{row.date}-31"


def _may_precede(row: LedgerContact, before: str | None) -> bool:
    """Whether a row may lie before that day: of one of them perhaps only the month is known."""
    start = find_start(row)
    return before is None or start is None or start < before or (start == before and len(row.date or "") == 7)


def _share_office(one: LedgerContact, other: LedgerContact, side: Side, offices: Sequence[Office]) -> bool | None:
    """Whether the same person or office took part in both; None where one of them names nobody."""
    mine, theirs = (row.us if side == "us" else row.ru for row in (one, other))
    if not mine or not theirs:
        return None
    if any(is_same_name(name, known) for name in mine for known in theirs):
        return True
    return bool(_list_offices(one, mine, offices) & _list_offices(other, theirs, offices))


def _list_offices(row: LedgerContact, names: Sequence[str], offices: Sequence[Office]) -> set[str]:
    """The offices that any of these people held when the contact may have been."""
    start = find_start(row)
    if start is None:
        return set()
    first, last = date.fromisoformat(start), _end(row) if row.date else start
    return {
        office.id
        for office in offices
        for holder in office.holders
        if holder.name in names and f"{holder.since}" <= last and (holder.until is None or first <= holder.until)
    }
