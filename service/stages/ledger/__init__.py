"""The ledger: what all sources together say of a contact, slot by slot, and what follows from it.

In: the claims of one contact with their sources; contacts as they were; files of a historical ledger. Out: rows of the
ledger, changes, comparisons of the two sides' accounts, exports. Called by the jobs that keep the ledger, and by the
commands and the page that show it. How a slot is decided is told in docs/ledger.md.
"""

from service.stages.ledger.changes import find_changes
from service.stages.ledger.compare import ComparedLine, Comparison, Quote, compare_accounts
from service.stages.ledger.first_since import check_first_since
from service.stages.ledger.fold import ContactFold, fold_contact
from service.stages.ledger.sources import classify_source

__all__ = [
    "ComparedLine",
    "Comparison",
    "ContactFold",
    "Quote",
    "check_first_since",
    "classify_source",
    "compare_accounts",
    "find_changes",
    "fold_contact",
]
