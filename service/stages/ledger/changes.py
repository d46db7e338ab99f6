"""What changed in a row of the ledger.

In: the row before and after. Out: one `SlotChange` a slot. Called by the jobs, which keep them as the row's history and
raise alerts by them.
"""

from datetime import datetime

from service.model.ledger import SLOTS, LedgerContact, SlotChange
from service.model.watch import US_AND_RUSSIA

ACCOUNT_SLOTS = {side: f"{side}_account" for side in US_AND_RUSSIA}


def find_changes(
    before: LedgerContact | None, after: LedgerContact, at: datetime, article_id: str | None
) -> tuple[SlotChange, ...]:
    """The slots whose value is another than before, in the order of SLOTS, then `us_account` and `ru_account`.

    `before` is None for a new row: then every slot that is filled has changed from None. Of a side's account the gist
    of the best one is compared. `at` and `article_id` are kept as given.
    """
    changes = []
    for slot in (*SLOTS, *ACCOUNT_SLOTS.values()):
        old, new = (read_slot(row, slot) if row else None for row in (before, after))
        if old != new:
            changes.append(SlotChange(after.id, slot, old, new, at, article_id))
    return tuple(changes)


def read_slot(contact: LedgerContact, slot: str) -> str | None:
    """The value of a slot as text: one of SLOTS, `us_account` or `ru_account`; None where it is empty."""
    for side, name in ACCOUNT_SLOTS.items():
        if slot == name:
            return next((account.gist for account in contact.accounts if account.side == side), None)
    return contact.slot(slot).value
