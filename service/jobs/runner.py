"""Run the jobs: a tick claims what is due and submits it to a bounded pool, and never waits for it.

Enter: a world and the rules in force. Leave: polled feeds, read entries, delivered alerts, and counts. Called by the
daemon, which decides when each tick comes, and by `run_pass`, which drives the same ticks until nothing is left.
The one catch-all of the process stands here, around each run.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from loguru import logger

from service.errors import HotlineError, StaleLeaseError, StoreError
from service.jobs.deliver import deliver_alerts, recover_deliveries
from service.jobs.ledger import catch_up_ledger
from service.jobs.poll import OutageWatch, PollOutcome, poll_feed
from service.jobs.read import ReadReason, read_entry
from service.jobs.watchdog import bring_back_postponed, watch_silence
from service.jobs.world import Rules, World
from service.model.entry import StoredEntry
from service.model.feed import FeedState

LEASE = timedelta(minutes=5)
READ_BATCH = 32
SETTLE_EVERY = timedelta(seconds=30)
"""How often deliveries that were broken off are looked for."""
FIRST_REPEAT = timedelta(minutes=10)
LAST_REPEAT = timedelta(days=1)
"""An entry whose reading breaks is read again after the first, then twice that, and so on up to the last."""


@dataclass(frozen=True, slots=True)
class PassSummary:
    """The counts of one pass, under the names that `hotline poll --json` prints."""

    feeds: int = 0
    fetched: int = 0
    unchanged: int = 0
    failed: int = 0
    entries_new: int = 0
    articles: int = 0
    alerts: int = 0


@dataclass
class JobRunner:
    """The bounded pool. `rules` is replaced whole on reload; runs that have begun end with those they began with."""

    world: World
    rules: Rules
    on_progress: Callable[[PassSummary], None] | None = None
    summary: PassSummary = field(default_factory=PassSummary)
    _polls: set[asyncio.Task[None]] = field(default_factory=set)
    _reads: set[asyncio.Task[None]] = field(default_factory=set)
    _strangers: set[asyncio.Task[None]] = field(default_factory=set)
    _outage: OutageWatch = field(default_factory=OutageWatch)
    _delivering: asyncio.Lock = field(default_factory=asyncio.Lock)
    _settled: datetime | None = None
    _stopping: bool = False

    async def prepare(self) -> None:
        """What every start begins with: void stale claims, settle deliveries, bring the ledger up to its log, give each
        configured feed its row."""
        store = self.world.store
        await asyncio.to_thread(store.release_claims)
        await self._settle_deliveries()
        await catch_up_ledger(store, self.rules)
        await asyncio.to_thread(store.sync_feeds, self.rules.config.feeds, self.world.clock.now())
        await asyncio.to_thread(bring_back_postponed, self.world, self.rules)

    async def poll_tick(self, due_by: datetime | None = None) -> int:
        """Claim feeds that are due now, or were by then, for the free places of the pool. Returns how many started."""
        places = self.rules.config.settings.polling.concurrency
        free = places - len(self._polls)
        if free <= 0 or self._stopping:
            return 0
        claim = self.world.store.claim_due_feeds
        states = await asyncio.to_thread(claim, due_by or self.world.clock.now(), free, LEASE, self._share_out(places))
        for state in states:
            task = self._start(self._polls, self._poll(state), f"poll {state.feed_id}")
            if state.failures or state.last_success is None:
                self._strangers.add(task)
                task.add_done_callback(self._strangers.discard)
        return len(states)

    def _share_out(self, places: int) -> tuple[int, int]:
        """How many new or failing feeds must and may be claimed: servers that hang may hold a part of the pool, never
        all of it, and feeds that are well never all of it either, or no feed would ever get well."""
        held = len(self._strangers)
        return max(0, places // 4 - held), max(0, places - places // 4 - held)

    async def read_tick(self) -> int:
        """Claim entries that wait to be read for the free places of the pool. Returns how many were started."""
        free = READ_BATCH - len(self._reads)
        if free <= 0 or self._stopping:
            return 0
        claim = self.world.store.claim_entries
        entries = await asyncio.to_thread(claim, self.world.clock.now(), free, LEASE)
        for entry in entries:
            self._start(self._reads, self._read(entry), f"read entry {entry.id} of {entry.feed_id}")
        return len(entries)

    async def deliver_tick(self) -> int:
        """Deliver what is due; one delivery at a time. Returns how many deliveries were made."""
        if self._delivering.locked():
            return 0
        async with self._delivering:
            # Either way: a clock that was set back must not put this off.
            if self._settled is None or abs(self.world.clock.now() - self._settled) >= SETTLE_EVERY:
                await self._settle_deliveries()
            return await deliver_alerts(self.world)

    async def _settle_deliveries(self) -> None:
        self._settled = self.world.clock.now()
        await recover_deliveries(self.world)

    async def watch_tick(self) -> int:
        """Look whether anything has gone quiet, and deliver what is to be said of it. Returns the number of alerts."""
        raised = await watch_silence(self.world, self.rules)
        if raised:
            self._count(alerts=self.summary.alerts + raised)
            await self.deliver_tick()
        return raised

    async def run_pass(self) -> PassSummary:
        """Poll what is due, each feed once, read what was found, deliver it, and return when nothing is left to do."""
        begun = self.world.clock.now()
        while True:
            started = await self.poll_tick(begun) + await self.read_tick()
            running = self._polls | self._reads
            if not started and not running:
                break
            if running:
                await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        await self.deliver_tick()
        return self.summary

    async def stop(self, grace: float) -> None:
        """Start nothing more, give what runs `grace` seconds, cancel the rest: its claims lapse, nothing is lost."""
        self._stopping = True
        running = self._polls | self._reads
        if running:
            _, late = await asyncio.wait(running, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        # Threads cannot be cancelled: those that wait for a locked database are told not to.
        self.world.store.hurry()
        async with self._delivering:
            await self.guard(deliver_alerts(self.world), "deliver")

    def _start(self, pool: set[asyncio.Task[None]], run: Awaitable[object], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(self.guard(run, name), name=name)
        pool.add(task)
        task.add_done_callback(pool.discard)
        return task

    async def guard(self, run: Awaitable[object], name: str) -> None:
        """The catch-all: a run that breaks costs its feed or entry one turn, and nobody else."""
        try:
            await run
        except StaleLeaseError as error:
            # The feed's address or the item's text was changed meanwhile: whoever has the new claim does it again.
            logger.info("{}: taken over: {}", name, error)
        except (HotlineError, OSError) as error:
            logger.error("{}: {}", name, error)
        except Exception:
            logger.exception("{}: a defect in Hotline; the run is repeated later", name)

    async def _poll(self, state: FeedState) -> None:
        result = await poll_feed(self.world, self.rules, state, self._outage)
        now = self.summary
        self._count(
            feeds=now.feeds + 1,
            fetched=now.fetched + (result.outcome is PollOutcome.FETCHED),
            unchanged=now.unchanged + (result.outcome is PollOutcome.UNCHANGED),
            failed=now.failed + (result.outcome is PollOutcome.FAILED),
            entries_new=now.entries_new + result.entries_new,
        )
        if result.candidates and not self._stopping:
            await self.read_tick()

    async def _read(self, entry: StoredEntry) -> None:
        try:
            result = await read_entry(self.world, self.rules, entry)
        except (HotlineError, OSError):
            raise
        except Exception:
            # A defect that this text brings out, most likely every time: it is not to be met every five minutes.
            await asyncio.to_thread(self._put_off, entry)
            raise
        stored = result.reason in {ReadReason.STORED, ReadReason.STORED_WITHOUT_PAGE}
        kept = stored and entry.article_id is None
        self._count(articles=self.summary.articles + kept, alerts=self.summary.alerts + result.alerts)
        if result.alerts:
            try:
                await self.deliver_tick()
            except StoreError as error:
                logger.error("deliver: {}", error)

    def _put_off(self, entry: StoredEntry) -> None:
        now = self.world.clock.now()
        repeat = now + min(FIRST_REPEAT * 2 ** min(entry.attempts, 10), LAST_REPEAT)
        self.world.store.save_reading(entry, None, (), (), (), (), repeat, now)

    def _count(self, **changes: int) -> None:
        self.summary = replace(self.summary, **changes)
        if self.on_progress:
            self.on_progress(self.summary)
