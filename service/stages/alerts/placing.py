"""What placing an article in the ledger has changed: the part of an alert's decision that the ledger knows.

In and out: frozen values. Made by the job that places articles, read by the other files of this room.
"""

from dataclasses import dataclass

from service.model.contact import ContactClaim
from service.model.ledger import LedgerContact, SlotChange
from service.model.verdict import Mention


@dataclass(frozen=True, slots=True)
class ContactNews:
    """A contact that the article claims: its row `before` (None: it is new) and `after`, what changed in it, and what
    the article itself says of it."""

    before: LedgerContact | None
    after: LedgerContact
    claim: ContactClaim
    changes: tuple[SlotChange, ...] = ()


@dataclass(frozen=True, slots=True)
class EditedArticle:
    """What an article said before it was changed at its source; `now`: the claims that it makes since."""

    mentions: tuple[Mention, ...] = ()
    claims: tuple[ContactClaim, ...] = ()
    now: tuple[ContactClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Placing:
    """Where the article stands. `copy`: its text is another article's, and little more. `edited`: None where it is read
    for the first time, or again for another reason than a change at its source. `notes`: what reading it could not do.
    """

    story_id: str
    copy: bool = False
    contacts: tuple[ContactNews, ...] = ()
    edited: EditedArticle | None = None
    notes: tuple[str, ...] = ()
