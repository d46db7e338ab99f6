"""The ledger's views as methods: the `LedgerViews` of `jobs/ledger_ports.py`, each one transaction.

Enters: a database. Leave: values of the model. `SqlStore` is one of these.
"""

from datetime import date

from service.adapters.store import ledger_log, ledger_views, outbox
from service.adapters.store.engine import Database
from service.model.article import Article
from service.model.contact import Channel, ContactStatus
from service.model.ledger import (
    Correction,
    ImportedContact,
    LedgerContact,
    LedgerStep,
    LedgerStory,
    PlacedArticle,
    SlotChange,
    SourcedClaim,
)


class SqlLedgerViews:
    """See `LedgerViews`."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        return self._database.read(
            lambda connection: ledger_views.list_contacts(
                connection,
                since=since,
                until=until,
                official=official,
                channel=channel,
                status=status,
                recalled=recalled,
                limit=limit,
                before=before,
            )
        )

    def find_contact(self, contact_id: str) -> LedgerContact | None:
        return self._database.read(lambda connection: ledger_views.find_contact(connection, contact_id))

    def list_claims(self, contact_id: str) -> list[SourcedClaim]:
        return self._database.read(lambda connection: ledger_views.list_claims(connection, contact_id))

    def list_changes(self, contact_id: str) -> list[SlotChange]:
        return self._database.read(lambda connection: ledger_views.list_changes(connection, contact_id))

    def list_stories(
        self, *, contact_id: str | None = None, limit: int = 100, before: str | None = None
    ) -> list[LedgerStory]:
        return self._database.read(
            lambda connection: ledger_views.list_stories(connection, contact_id=contact_id, limit=limit, before=before)
        )

    def find_story(self, story_id: str) -> LedgerStory | None:
        return self._database.read(lambda connection: ledger_views.find_story(connection, story_id))

    def list_story_articles(self, story_id: str, limit: int = 500) -> list[tuple[Article, PlacedArticle]]:
        return self._database.read(lambda connection: ledger_views.list_story_articles(connection, story_id, limit))

    def find_placed(self, article_id: str) -> PlacedArticle | None:
        return self._database.read(lambda connection: ledger_views.find_placed(connection, article_id))

    def find_alerted(self, story_id: str) -> frozenset[str]:
        return self._database.read(lambda connection: outbox.find_alerted(connection, story_id))

    def list_corrections(self) -> list[Correction]:
        return self._database.read(ledger_views.list_corrections)

    def list_imports(self) -> list[ImportedContact]:
        return self._database.read(ledger_views.list_imports)

    def count_mentions(self, official: str, since: date, until: date) -> dict[date, int]:
        return self._database.read(lambda connection: ledger_views.count_mentions(connection, official, since, until))

    def count_ledger(self) -> tuple[int, int]:
        return self._database.read(ledger_views.count_ledger)

    def count_stories(self) -> tuple[int, int]:
        return self._database.read(ledger_views.count_stories)

    def list_steps(self, after: int, limit: int) -> list[LedgerStep]:
        return self._database.read(lambda connection: ledger_log.list_steps(connection, after, limit))
