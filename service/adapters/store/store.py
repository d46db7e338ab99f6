"""The store: every method of the `Store` port, each one transaction over the modules that hold the queries.

Enter: the URL of the config. Leaves: `SqlStore`, on SQLite or PostgreSQL. Built by `wiring`, called by the jobs and the
commands, from any thread. Nothing here decides; what a method promises stands in `jobs/ports.py`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from service.adapters.store import archive, entries, feeds, outbox, postponed, queries, reading, retention
from service.adapters.store.engine import Database
from service.adapters.store.ledger_work import SqlLedger, lock_ledger
from service.adapters.store.revision import require_current
from service.adapters.store.view_reader import SqlViews
from service.model.alert import Alert, AlertKind, Delivery, Priority
from service.model.article import Article
from service.model.entry import StoredEntry, TriagedEntry
from service.model.feed import Feed, FeedState
from service.model.verdict import JudgedArticle, Mention, SavedArticle, Verdict

Result = TypeVar("Result")


def open_store(url: str) -> "SqlStore":
    """The store at `url`, whose tables must exist and be of this version. Raises StoreError, which says what to do."""
    database = Database(url)
    try:
        require_current(database)
    except BaseException:
        database.close()
        raise
    return SqlStore(database)


class SqlStore(SqlViews):
    """The `Store` port over SQLAlchemy. Raises StoreError and nothing else of its own.

    What must outlast a power cut is on the disk when a method returns: new entries, alerts, and the claim that comes
    before the alert log is touched. What is only repeated work after one (other claims, an article that alerts nobody,
    a mark, whose delivery is then found in the log) is not waited for; see docs/decisions/0007-the-store.md.
    """

    def hurry(self) -> None:
        self._database.hurry()

    def close(self) -> None:
        """Close every connection. Calls under way in other threads finish first, or fail with StoreError."""
        self._database.close()

    # -- feeds

    def sync_feeds(self, feeds_: Sequence[Feed], now: datetime) -> None:
        self._database.write(lambda connection: feeds.sync_feeds(connection, feeds_, now), lasting=False)

    def claim_due_feeds(
        self, now: datetime, limit: int, lease: timedelta, strangers: tuple[int, int] | None = None
    ) -> list[FeedState]:
        # Looked at first: an idle tick takes no write lock.
        if not self._database.read(lambda connection: feeds.has_due_feeds(connection, now)):
            return []
        return self._database.write(
            lambda connection: feeds.claim_due_feeds(connection, now, limit, lease, strangers), lasting=False
        )

    def mark_silent(self, feed_id: str, since: datetime | None) -> None:
        self._database.write(lambda connection: feeds.mark_silent(connection, feed_id, since), lasting=False)

    def make_feeds_due(self, now: datetime) -> None:
        self._database.write(lambda connection: feeds.make_feeds_due(connection, now), lasting=False)

    def release_claims(self) -> None:
        self._database.write(_release_claims, lasting=False)

    def bring_back(self, destinations: Collection[str], now: datetime, latest: datetime, latest_gone: datetime) -> int:
        return self._database.write(
            lambda connection: postponed.bring_back(connection, destinations, now, latest, latest_gone), lasting=False
        )

    def find_known_keys(self, feed_id: str, keys: Collection[str]) -> dict[str, tuple[int, str]]:
        return self._database.read(lambda connection: entries.find_known_keys(connection, feed_id, keys))

    def find_kept(self, entry_ids: Collection[int]) -> frozenset[int]:
        return self._database.read(lambda connection: entries.find_kept(connection, entry_ids))

    def save_poll(self, state: FeedState, entries_: Sequence[TriagedEntry], now: datetime) -> int:
        return self._database.write(
            lambda connection: entries.save_poll(connection, state, entries_, now), lasting=bool(entries_)
        )

    # -- reading

    def claim_entries(self, now: datetime, limit: int, lease: timedelta) -> list[StoredEntry]:
        if not self._database.read(lambda connection: reading.has_entries_to_read(connection, now)):
            return []
        return self._database.write(
            lambda connection: reading.claim_entries(connection, now, limit, lease), lasting=False
        )

    def save_reading(
        self,
        entry: StoredEntry,
        article: Article | None,
        mentions: Sequence[Mention],
        verdicts: Sequence[Verdict],
        alerts: Sequence[Alert],
        destinations: Sequence[str],
        retry_at: datetime | None,
        now: datetime,
        reason: str = "",
        place: Callable[[SqlLedger, SavedArticle], Sequence[Alert]] | None = None,
    ) -> list[Alert]:
        return self._database.write(
            lambda connection: reading.save_reading(
                connection, entry, article, mentions, verdicts, alerts, destinations, retry_at, now, reason, place
            ),
            # Whether there are alerts is decided in the transaction.
            lasting=bool(alerts) or (place is not None and article is not None),
        )

    def add_alerts(self, alerts: Sequence[Alert], destinations: Sequence[str], now: datetime) -> list[Alert]:
        return self._database.write(lambda connection: outbox.add_alerts(connection, alerts, destinations, now))

    # -- delivering

    def claim_deliveries(self, destination: str, now: datetime, limit: int) -> list[Delivery]:
        if not self._database.read(lambda connection: outbox.has_due_deliveries(connection, destination, now)):
            return []
        return self._database.write(lambda connection: outbox.claim_deliveries(connection, destination, now, limit))

    def find_claimed(self, destination: str) -> list[Delivery]:
        return self._database.read(lambda connection: outbox.find_claimed(connection, destination))

    def mark_delivered(self, destination: str, alert_ids: Collection[str], now: datetime) -> None:
        self._database.write(
            lambda connection: outbox.mark_delivered(connection, destination, alert_ids, now), lasting=False
        )

    def release_deliveries(self, destination: str, alert_ids: Collection[str], retry_at: datetime, error: str) -> None:
        self._database.write(
            lambda connection: outbox.release_deliveries(connection, destination, alert_ids, retry_at, error),
            lasting=False,
        )

    # -- looking

    def list_alerts(
        self,
        *,
        since: datetime | None = None,
        kinds: Collection[AlertKind] = (),
        priorities: Collection[Priority] = (),
        after: tuple[datetime, str] | None = None,
        limit: int = 1000,
    ) -> list[Alert]:
        return self._database.read(
            lambda connection: queries.list_alerts(
                connection, since=since, kinds=kinds, priorities=priorities, after=after, limit=limit
            )
        )

    def list_newest_alerts(
        self,
        *,
        since: datetime | None = None,
        kinds: Collection[AlertKind] = (),
        priorities: Collection[Priority] = (),
        limit: int = 50,
    ) -> list[Alert]:
        return self._database.read(
            lambda connection: queries.list_newest_alerts(
                connection, since=since, kinds=kinds, priorities=priorities, limit=limit
            )
        )

    def count_alerts(self) -> int:
        return self._database.read(queries.count_alerts)

    def count_waiting(self) -> int:
        return self._database.read(queries.count_waiting)

    def list_feed_states(self) -> list[FeedState]:
        return self._database.read(feeds.list_feed_states)

    def find_article(self, reference: str) -> Article | None:
        return self._database.read(lambda connection: queries.find_article(connection, reference))

    def find_entry(self, reference: str) -> StoredEntry | None:
        return self._database.read(lambda connection: queries.find_entry(connection, reference))

    def list_entry_times(self, feed_id: str, limit: int) -> list[tuple[datetime, datetime]]:
        return self._database.read(lambda connection: queries.list_entry_times(connection, feed_id, limit))

    def load_mentions(self, article_id: str) -> list[Mention]:
        return self._database.read(lambda connection: queries.load_mentions(connection, article_id))

    def load_verdicts(self, article_id: str) -> list[Verdict]:
        return self._database.read(lambda connection: queries.load_verdicts(connection, article_id))

    # -- the ledger

    def work_on_ledger(self, work: Callable[[SqlLedger], Result]) -> Result:
        def begin(connection: Connection) -> Result:
            lock_ledger(connection)
            return work(SqlLedger(connection))

        return self._database.write(begin)

    # -- the archive as a whole

    def count_archive(self) -> tuple[int, int]:
        return self._database.read(archive.count_archive)

    def list_judged(self, after: str, limit: int) -> list[JudgedArticle]:
        return self._database.read(lambda connection: archive.list_judged(connection, after, limit))

    def list_dropped(self, before: int | None, limit: int) -> list[StoredEntry]:
        return self._database.read(lambda connection: archive.list_dropped(connection, before, limit))

    def save_rejudged(self, judged: Sequence[JudgedArticle], now: datetime) -> None:
        self._database.write(lambda connection: archive.save_rejudged(connection, judged, now))

    def reopen_entries(self, due: Mapping[int, datetime], reason: str) -> int:
        return self._database.write(lambda connection: archive.reopen_entries(connection, due, reason))

    def prune(self, now: datetime, keep_unmatched: timedelta) -> int:
        dropped = 0
        before = now - keep_unmatched
        while batch := self._database.write(
            lambda connection: retention.prune_entries(connection, before), lasting=False
        ):
            dropped += batch
            if self._database.is_hurried:
                return dropped
        while not self._database.is_hurried and self._database.write(
            lambda connection: retention.prune_articles(connection, before), lasting=False
        ):
            pass
        return dropped


def _release_claims(connection: Connection) -> None:
    feeds.release_feeds(connection)
    reading.release_entries(connection)
