"""What the jobs, the commands and the page need of the ledger's store: views to look at, and work in one transaction.

`service.jobs.ports` takes both into `Store`. The ledger is a fold over a log: each article as it was read, each import,
each correction is one step with a number, and a step depends on nothing but those before it. So a rebuild, which takes
the same steps again, ends with the same rows.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from service.model.alert import Alert
from service.model.article import Article
from service.model.contact import Channel, ContactStatus
from service.model.ledger import (
    Correction,
    CorrectionKind,
    ImportedContact,
    LedgerContact,
    LedgerStep,
    LedgerStory,
    PlacedArticle,
    SlotChange,
    SourcedClaim,
)
from service.model.verdict import SavedArticle
from service.stages.cluster import ContactRow, Shelf, SignedText, Story
from service.stages.cluster.shelf import Row

Result = TypeVar("Result")


class LedgerViews(Protocol):
    """What is looked at; each an index lookup, however large the archive."""

    def list_contacts(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        official: str | None = None,
        channel: Channel | None = None,
        status: ContactStatus | None = None,
        recalled: bool | None = None,
        limit: int = 100,
        before: str | None = None,
    ) -> list[LedgerContact]:
        """Contacts, newest first: by date, then id. A month comes after (is older than) its days; a contact of unknown
        date stands at the day it was first reported.

        `since` and `until`: days, both included; a month counts if it reaches into them. `official`: a participant's
        name as the ledger shows it. `recalled`: only those known from looking back (True) or only the others (False).
        `before`: the id of the last contact of the page before this one.
        """
        ...

    def find_contact(self, contact_id: str) -> LedgerContact | None:
        """By id, or a unique beginning of it (4 characters at least)."""
        ...

    def list_claims(self, contact_id: str) -> list[SourcedClaim]:
        """What its sources say, in the order in which it came. The id must be whole."""
        ...

    def list_changes(self, contact_id: str) -> list[SlotChange]:
        """The contact's history, oldest first; that of one that is gone stays. The id must be whole."""
        ...

    def list_stories(
        self, *, contact_id: str | None = None, limit: int = 100, before: str | None = None
    ) -> list[LedgerStory]:
        """Stories, newest first: by their last article, then id. `before`: as in `list_contacts`."""
        ...

    def find_story(self, story_id: str) -> LedgerStory | None:
        """By id, or a unique beginning of it (4 characters at least)."""
        ...

    def list_story_articles(self, story_id: str, limit: int = 500) -> list[tuple[Article, PlacedArticle]]:
        """The articles of a story, first published first. The id must be whole."""
        ...

    def find_placed(self, article_id: str) -> PlacedArticle | None:
        """Where a stored article stands; None for one that is not placed (yet)."""
        ...

    def find_alerted(self, story_id: str) -> frozenset[str]:
        """The officials alerted by articles that stand in this story, and "" if a `match` was."""
        ...

    def list_corrections(self) -> list[Correction]:
        """What humans put right, in the order in which they did."""
        ...

    def list_imports(self) -> list[ImportedContact]:
        """The imported rows, in the order in which they came."""
        ...

    def count_mentions(self, official: str, since: date, until: date) -> dict[date, int]:
        """How many articles name the official (its id) on each day (UTC) of publication; days without are left out."""
        ...

    def count_stories(self) -> tuple[int, int]:
        """How many stories the ledger has, and how many contacts."""
        ...

    def list_steps(self, after: int, limit: int) -> list[LedgerStep]:
        """The next steps of the log, those behind the step `after`, each with what it is about."""
        ...

    def count_ledger(self) -> tuple[int, int]:
        """How many steps the ledger's log has, and up to which of them the ledger has come (equal: up to date)."""
        ...


class KeptShelf(Shelf[Row], Protocol[Row]):
    """A shelf whose rows can be looked up by id, and forgotten."""

    def get(self, row_id: str) -> Row | None: ...

    def drop(self, row_id: str) -> None: ...


class LedgerWork(Protocol):
    """The ledger inside one transaction, in which nobody else works on it. Good until the transaction ends."""

    @property
    def stories(self) -> "KeptShelf[Story]": ...

    @property
    def texts(self) -> "KeptShelf[SignedText]": ...

    @property
    def contacts(self) -> "KeptShelf[ContactRow]": ...

    # -- the log
    def require_current(self) -> None:
        """Raises LedgerBehindError while steps of the log are not taken yet (after an upgrade, or in a rebuild)."""
        ...

    def add_article(self, before: Article | None, article_id: str, at: datetime) -> int:
        """A step: the stored article as it is now. `before`: as it was; the step that it was read in keeps that text.
        Returns the step's number."""
        ...

    def add_import(self, row: ImportedContact, at: datetime) -> int | None:
        """A step: an imported row. None where a row of that id was imported before."""
        ...

    def add_correction(self, kind: CorrectionKind, articles: Sequence[str], note: str, at: datetime) -> int:
        """A step: what a human puts right. Returns the step's number; the correction's id is the next one."""
        ...

    def begin(self, sequence: int, at: datetime) -> None:
        """The ledger comes up to this step, taken at that instant; the `add_` methods do it by themselves. What neither
        this step nor a later one needs is forgotten."""
        ...

    def wipe(self) -> None:
        """Nothing of the ledger but its log, the imports and the corrections."""
        ...

    # -- articles
    def find_placed(self, article_id: str) -> PlacedArticle | None: ...

    def find_alerted(self, story_id: str) -> frozenset[str]: ...

    def was_alerted(self, contact_id: str, article_ids: Collection[str]) -> bool:
        """Whether a `contact` alert was raised of this contact, or by one of these articles."""
        ...

    def add_alerts(self, alerts: Sequence[Alert], destinations: Sequence[str], now: datetime) -> list[Alert]:
        """Alerts with their deliveries; left out and returned as in `Store.save_reading`."""
        ...

    def put_placed(
        self, placed: PlacedArticle, article: Article, claims: Sequence[SourcedClaim], named: Collection[str]
    ) -> None:
        """Where an article stands and what it claims (in the order of `placed.contact_ids`), in place of what was.
        `named`: the names that it mentions."""
        ...

    def drop_claims(self, article_id: str) -> None: ...

    def put_import(self, import_id: str, contact_id: str, claim: SourcedClaim, named: Collection[str]) -> None: ...

    def list_told(self, contact_id: str) -> list[tuple[SourcedClaim, frozenset[str]]]:
        """A contact's claims, in the order in which they came, each with the names that its article mentions."""
        ...

    def move_articles(self, articles: Collection[str], story_id: str) -> None:
        """These articles stand in another story."""
        ...

    # -- stories
    def list_stories(self, contact_id: str) -> list[str]:
        """The ids of the stories that tell of a contact, by id."""
        ...

    def list_members(self, story_id: str) -> list[str]:
        """The ids of a story's articles, in the order in which they were placed."""
        ...

    def find_alias(self, story_id: str) -> str:
        """The story that this one was merged into; itself, if none."""
        ...

    def put_alias(self, story_id: str, target: str) -> None: ...

    def find_pin(self, article_id: str) -> str | None:
        """The story that a human split this article into."""
        ...

    def put_pin(self, article_id: str, story_id: str) -> None: ...

    def count_story(self, story_id: str) -> int:
        """Count a story anew from its articles, and return how many there are; one without any goes."""
        ...

    def count_further(self, story_id: str, article: Article, origin: str) -> int:
        """The same, where one article was placed in it since it was counted, whose text is of that origin: of a story
        that is told on, the others are not looked at."""
        ...

    # -- contacts
    def find_contact(self, contact_id: str) -> LedgerContact | None: ...

    def list_claims(self, contact_id: str) -> list[SourcedClaim]: ...

    def find_state(self, contact_id: str) -> str:
        """Of which claims the contact was folded last, as `list_claims_since` told; "" where any of them is gone."""
        ...

    def list_claims_since(self, contact_id: str, state: str) -> tuple[list[SourcedClaim], str]:
        """The claims that came after those of a state, all of them for "", in the order in which they came; and the
        state with them: where and only where it is the same, all claims are."""
        ...

    def put_contact(self, contact: LedgerContact, state: str | None = None) -> None:
        """Keep a row. `state`: of the claims that it was folded from; None where it was not folded anew, and keeps the
        one it has."""
        ...

    def drop_contact(self, contact_id: str) -> None: ...

    def add_changes(self, sequence: int, changes: Sequence[SlotChange]) -> None: ...

    def list_between(self, since: str, until: str, but: str = "") -> list[LedgerContact]:
        """The contacts dated from `since` to `until` (days or months, both included), oldest first; not that of the id
        `but`."""
        ...

    def list_first_since(self, day: str, but: str = "") -> list[LedgerContact]:
        """The contacts whose first-since claim reaches over this day or month; not that of the id `but`."""
        ...


LedgerTask = Callable[[LedgerWork], Result]
PlaceTask = Callable[[LedgerWork, SavedArticle], Sequence[Alert]]
