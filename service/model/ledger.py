"""The ledger: contacts as all sources together tell them, slot by slot, and the stories that told them.

A claim is what one article says; a `LedgerContact` is what follows from all claims of one contact. `stages.ledger`
folds the one into the other, the store keeps both, the commands and the page show the latter.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.model.article import Article
from service.model.contact import Channel, ContactClaim, ContactStatus, Initiator
from service.model.feed import Side
from service.model.verdict import Span


class SourceKind(StrEnum):
    """Whose word it is; the earlier weighs more."""

    HUMAN = "human"
    MINISTRY = "ministry"
    AGENCY = "agency"
    PAPER = "paper"
    IMPORT = "import"


SLOTS = ("date", "channel", "us", "ru", "initiator", "status", "first_since")
"""The slots of a contact that sources may disagree on, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class ContactSource:
    """Where a claim comes from. `origin`: the agency or ministry whose text it is ("Reuters", "TASS"), else the outlet.

    `article_id` is None for an imported row; then `outlet` is the import's source. `text_id` is the id of the article
    whose text this one copies, its own where it copies none.
    """

    article_id: str | None
    outlet: str
    origin: str
    kind: SourceKind
    published: datetime
    side: Side | None = None
    url: str | None = None
    lang: str | None = None
    text_id: str | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True)
class SourcedClaim:
    """One claim with its source. `sequence` is its place in the order in which claims came; the ledger is folded in
    that order."""

    claim: ContactClaim
    source: ContactSource
    sequence: int


@dataclass(frozen=True, slots=True)
class SlotValue:
    """One value of a slot, the weight of those who say it, and who they are: (source, the span it was read from)."""

    value: str
    weight: float
    said_by: tuple[tuple[ContactSource, Span | None], ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as decided: `values[0]` is taken, the others disagree with it, by falling weight; empty: nobody says.

    Values are texts: a day or month, a channel, a status, names joined by "; ".
    """

    name: str
    values: tuple[SlotValue, ...] = ()

    @property
    def value(self) -> str | None:
        return self.values[0].value if self.values else None

    @property
    def disputed(self) -> bool:
        return len(self.values) > 1


@dataclass(frozen=True, slots=True)
class SideAccount:
    """What a side says of a contact, in one source's words; each line is verbatim text of that article. `initiator`
    and `initiative` as in `Account`."""

    side: Side
    speaker: str
    gist: str
    source: ContactSource
    spans: tuple[Span, ...]
    initiator: Initiator = Initiator.UNKNOWN
    initiative: Span | None = None


class FirstSinceCheck(StrEnum):
    """What the ledger says of "the first since ..."."""

    NOT_CLAIMED = "not claimed"
    CONFIRMED = "the ledger has that contact, and none between"
    CONSISTENT = "the ledger has none between; of that contact only those who call it so tell"
    CONFLICT = "the ledger has a contact between"
    UNKNOWN = "the ledger does not reach back that far"


@dataclass(frozen=True, slots=True)
class LedgerContact:
    """One row of the ledger. `us`, `ru`: names of participants. `date`: "YYYY-MM-DD", "YYYY-MM" or None.

    `recalled`: no source tells of it as news; it is known from looking back, or from an import. `slots` holds how each
    slot was decided. `origins` and `outlets` are counted once each, copies folded.
    `conflicting` is the id of the contact that speaks against its first-since claim.
    """

    id: str
    channel: Channel
    status: ContactStatus
    initiator: Initiator
    date: str | None
    us: tuple[str, ...]
    ru: tuple[str, ...]
    first_since: str | None
    recalled: bool
    verified: bool
    slots: tuple[Slot, ...] = ()
    accounts: tuple[SideAccount, ...] = ()
    origins: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    first_reported: datetime | None = None
    last_reported: datetime | None = None
    first_since_check: FirstSinceCheck = FirstSinceCheck.NOT_CLAIMED
    conflicting: str | None = None

    def slot(self, name: str) -> Slot:
        """The slot of that name; an empty one where nobody says anything of it."""
        return next((slot for slot in self.slots if slot.name == name), Slot(name))


@dataclass(frozen=True, slots=True)
class SlotChange:
    """One change of a contact's slot. `before` is None where the slot was empty. `article_id`: what brought it."""

    contact_id: str
    slot: str
    before: str | None
    after: str | None
    at: datetime
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerStory:
    """A story as it is shown. `phase`: preview, event, reaction; "" for one that tells of no contact. `title` is that
    of its first article. `origins` counts texts that are nobody's copy, by whose they are."""

    id: str
    contact_id: str | None
    phase: str
    title: str
    first: datetime
    last: datetime
    articles: int
    outlets: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedArticle:
    """Where an article stands: its story, the text it copies (its own id where none), whose text it is, and the
    contact of each of its claims, in their order. `sequence`: the order in which articles were placed. `why`: why it is
    in this story, then why each claim is of its contact, in words."""

    article_id: str
    sequence: int
    story_id: str
    text_id: str
    origin: str
    claims: tuple[ContactClaim, ...] = ()
    contact_ids: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


class CorrectionKind(StrEnum):
    MERGE_STORIES = "merge stories"
    SPLIT_STORY = "split story"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a human put right; later runs and rebuilds respect it. MERGE_STORIES: `articles` stand for the stories that
    are one; SPLIT_STORY: `articles` leave their story for one of their own."""

    id: int
    kind: CorrectionKind
    at: datetime
    articles: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """A row of a historical ledger, imported from CSV. `source` says where it is from, `verified` whether a human has
    checked it. `id` is a digest of its content."""

    id: str
    claim: ContactClaim
    source: str
    verified: bool
    imported_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class LedgerStep:
    """One step of the ledger's log, with what it is about: an article as it was read, an import, or a correction.

    None of the three: what the step was about is no longer stored, and the step does nothing.
    """

    sequence: int
    at: datetime
    article: Article | None = None
    imported: ImportedContact | None = None
    correction: Correction | None = None
