"""What the jobs need of the world, as protocols. Adapters satisfy them; tests satisfy them with hand-written fakes.

All instants are UTC. The store's methods are synchronous, each is one transaction, and each may be called from any
thread; jobs call them in worker threads so that the event loop never waits for a disk.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from service.adapters.clock import Clock
from service.jobs.ledger_ports import LedgerTask, LedgerViews, LedgerWork, PlaceTask, Result
from service.model.alert import Alert, AlertKind, Delivery, Priority
from service.model.article import Article, ExtractedPage
from service.model.entry import ParsedFeed, StoredEntry, TriagedEntry
from service.model.feed import Feed, FeedState, FetchRequest, FetchResponse
from service.model.verdict import JudgedArticle, Mention, Verdict

__all__ = ["AlertSink", "Clock", "Fetcher", "LedgerViews", "LedgerWork", "Store", "Workers"]


class Fetcher(Protocol):
    async def fetch(self, request: FetchRequest) -> FetchResponse:
        """One GET within all limits; 200 or 304 only. Raises FetchError for everything else."""
        ...

    async def fetch_page(self, request: FetchRequest) -> FetchResponse:
        """`fetch` for an article page: robots.txt is asked first, and obeyed with a FetchError."""
        ...


class Workers(Protocol):
    """The child processes in which foreign documents are parsed, under CPU, memory and wall limits."""

    async def parse_feed(self, response: FetchResponse, feed: Feed, now: datetime) -> ParsedFeed:
        """Raises ParseError, also when the document cost too much."""
        ...

    async def extract_page(self, response: FetchResponse) -> ExtractedPage:
        """Never raises for a bad page: `problem` says what was wrong with it."""
        ...


class Store(LedgerViews, Protocol):
    def hurry(self) -> None:
        """The process is ending: from now on a call that would wait for another process's lock fails within a second,
        with StoreError."""
        ...

    # -- feeds
    def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Give every configured feed a row (due now if new or re-addressed); mark the others as not configured."""
        ...

    def claim_due_feeds(
        self, now: datetime, limit: int, lease: timedelta, strangers: tuple[int, int] | None = None
    ) -> list[FeedState]:
        """Due, configured, unclaimed feeds, longest overdue first, each with a fresh `lease`, until now + lease.

        `strangers`: feeds that are well come first; of those that are new or failing, the first number has places kept
        for it if so many are due, and no more than the second are taken.
        """
        ...

    def release_claims(self) -> None:
        """Void every claim on feeds and entries: called at start by the only process there is, after a crash."""
        ...

    def mark_silent(self, feed_id: str, since: datetime | None) -> None:
        """The feed is silent since that instant (None: no longer); its state says so while it is otherwise well."""
        ...

    def make_feeds_due(self, now: datetime) -> None:
        """Every configured feed is due at `now` (`hotline poll --all`)."""
        ...

    def bring_back(self, destinations: Collection[str], now: datetime, latest: datetime, latest_gone: datetime) -> int:
        """Feeds, entries and deliveries due after `latest` (feeds that are gone: `latest_gone`) are due now.

        Nothing is planned that far ahead; a clock was. Returns how many there were.
        """
        ...

    def find_known_keys(self, feed_id: str, keys: Collection[str]) -> dict[str, tuple[int, str]]:
        """Of `keys`, those seen before in this feed: key -> (entry id, text digest of the entry when last saved)."""
        ...

    def find_kept(self, entry_ids: Collection[int]) -> frozenset[int]:
        """Of these entries, those that became an article: a change at their source must be read, whatever it says."""
        ...

    def save_poll(self, state: FeedState, entries: Sequence[TriagedEntry], now: datetime) -> int:
        """One transaction: entries, their keys, the feed's validators and next due time; ends the claim.

        Returns how many entries were new. With a stale `state.lease` nothing is saved and StoreError is raised.
        """
        ...

    # -- reading
    def claim_entries(self, now: datetime, limit: int, lease: timedelta) -> list[StoredEntry]:
        """Entries to be read (PENDING, or RETRY whose time has come), oldest first, claimed until now + lease."""
        ...

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
        place: PlaceTask | None = None,
    ) -> list[Alert]:
        """One transaction: the article with mentions and verdicts (over an earlier version), alerts, their deliveries.

        `place` is called in it when the article is saved, to give it its place in the ledger, in which nobody else
        works meanwhile; the alerts that it returns are added to `alerts`. It may be called again from the start where
        another process held a lock.

        `article` None: the entry turned out to be nothing; it becomes DROPPED. `retry_at`: the page could not be had;
        the entry becomes RETRY, with an article or without, and is due again then. Alerts whose id exists already are
        left out; returns the alerts that were really added. `reason`, where given, is kept with the entry.
        """
        ...

    def add_alerts(self, alerts: Sequence[Alert], destinations: Sequence[str], now: datetime) -> list[Alert]:
        """Alerts of no article (a silent feed), with their deliveries; left out and returned as in `save_reading`."""
        ...

    # -- delivering
    def claim_deliveries(self, destination: str, now: datetime, limit: int) -> list[Delivery]:
        """Pending due deliveries of one destination, oldest alert first; committed as CLAIMED when returned."""
        ...

    def find_claimed(self, destination: str) -> list[Delivery]:
        """Deliveries that were claimed and never marked: what a crash left behind."""
        ...

    def mark_delivered(self, destination: str, alert_ids: Collection[str], now: datetime) -> None: ...

    def release_deliveries(self, destination: str, alert_ids: Collection[str], retry_at: datetime, error: str) -> None:
        """Back to PENDING: the destination failed; tried again at `retry_at`."""
        ...

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
        """Alerts by time of creation, then id; `after` continues behind a given one."""
        ...

    def list_newest_alerts(
        self,
        *,
        since: datetime | None = None,
        kinds: Collection[AlertKind] = (),
        priorities: Collection[Priority] = (),
        limit: int = 50,
    ) -> list[Alert]:
        """The newest `limit` alerts that fit, oldest of them first."""
        ...

    def list_feed_states(self) -> list[FeedState]:
        """The state of every feed ever configured: those that are first, in the config's order."""
        ...

    def find_article(self, reference: str) -> Article | None:
        """An article by id (or a unique beginning of it, 6 characters at least), by URL, or by an alert's id."""
        ...

    def load_mentions(self, article_id: str) -> list[Mention]:
        """What was found in a stored article, in the order in which it was saved."""
        ...

    def load_verdicts(self, article_id: str) -> list[Verdict]:
        """What the topics said of a stored article, by topic."""
        ...

    def count_alerts(self) -> int: ...

    def count_waiting(self) -> int:
        """How many alerts are in the outbox still, for one destination at least."""
        ...

    def find_entry(self, reference: str) -> StoredEntry | None:
        """The newest entry whose URL or article id is `reference`, whatever became of it."""
        ...

    def list_entry_times(self, feed_id: str, limit: int) -> list[tuple[datetime, datetime]]:
        """For the feed's latest entries: when each came (as it says, but not after it was seen), when first seen."""
        ...

    # -- the ledger
    def work_on_ledger(self, work: LedgerTask[Result]) -> Result:
        """`work` on the ledger in one transaction, in which nobody else works on it. It may be called again from the
        start where another process held a lock."""
        ...

    # -- the archive as a whole
    def count_archive(self) -> tuple[int, int]:
        """How many articles are stored, and how many light records of dropped entries."""
        ...

    def list_judged(self, after: str, limit: int) -> list[JudgedArticle]:
        """The next stored articles by id, those behind the id `after` ("": from the first), with what was found."""
        ...

    def list_dropped(self, before: int | None, limit: int) -> list[StoredEntry]:
        """The next dropped entries that never became an article, newest first, those before the id `before`."""
        ...

    def save_rejudged(self, judged: Sequence[JudgedArticle], now: datetime) -> None:
        """One transaction: new mentions and verdicts in place of the old.

        The texts stay as they are; an article that matches now is kept for good. One that is gone is left out.
        """
        ...

    def reopen_entries(self, due: Mapping[int, datetime], reason: str) -> int:
        """Dropped entries (id -> when to read) become PENDING. Returns how many; those that are not dropped stay."""
        ...

    def prune(self, now: datetime, keep_unmatched: timedelta) -> int:
        """Drop the light records of unmatched entries older than that; their keys stay. Returns how many."""
        ...


class AlertSink(Protocol):
    """A destination of alerts that is a file: written, flushed and synced before it returns."""

    name: str

    def write(self, alerts: Iterable[Alert]) -> None:
        """Raises DeliveryError; what was written before it stays written."""
        ...

    def find_written(self, alert_ids: Collection[str]) -> frozenset[str]:
        """Which of the ids stand in the files, rotated ones too; cuts a torn last line first."""
        ...
