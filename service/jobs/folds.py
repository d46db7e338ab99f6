"""Contacts that are being told of: their folds are carried on, where they would be made anew with each article.

Enter: the ledger inside a transaction, a contact. Leaves: its row as it follows from all its claims. Called by `place`.
A fold is remembered under the state of the claims that it was made of, a digest that the store keeps with the contact
and that an edit wipes. So whatever becomes of a transaction, and whoever else works on the ledger, a fold that is found
is never of other claims than those that are stored; where none is found all claims are read and folded.
"""

from collections import OrderedDict
from threading import Lock

from service.jobs.ports import LedgerWork
from service.model.ledger import LedgerContact
from service.stages.ledger import ContactFold

_REMEMBERED = 10_000
"""Claims of all folds that are remembered together; each takes a few kilobytes."""
_LEAST = 10
"""As how many claims the fold of a contact with fewer counts."""


class _Folds:
    """The folds that were used last. Shared by all threads and stores."""

    def __init__(self) -> None:
        self._folds: OrderedDict[tuple[str, str], ContactFold] = OrderedDict()
        self._claims = 0
        self._lock = Lock()

    def take(self, contact_id: str, state: str) -> ContactFold | None:
        """The fold of that state, which whoever takes it has for himself."""
        with self._lock:
            fold = self._folds.pop((contact_id, state), None)
            if fold is not None:
                self._claims -= max(_LEAST, fold.claims)
            return fold

    def put(self, fold: ContactFold, state: str) -> None:
        with self._lock:
            known = self._folds.pop((fold.contact_id, state), None)
            self._claims += max(_LEAST, fold.claims) - (max(_LEAST, known.claims) if known else 0)
            self._folds[fold.contact_id, state] = fold
            while self._claims > _REMEMBERED and len(self._folds) > 1:
                _, forgotten = self._folds.popitem(last=False)
                self._claims -= max(_LEAST, forgotten.claims)


_folds = _Folds()


def fold_told(work: LedgerWork, contact_id: str) -> tuple[LedgerContact, str] | None:
    """The row of a contact as its claims now give it, and the state of these claims; None where it has none."""
    before = work.find_state(contact_id)
    fold = _folds.take(contact_id, before) if before else None
    if fold is None:
        fold, before = ContactFold(contact_id), ""
    claims, state = work.list_claims_since(contact_id, before)
    if not claims and not fold.claims:
        return None
    fold.add(claims)
    row = fold.make_row()
    _folds.put(fold, state)
    return row, state
