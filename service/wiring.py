"""The composition root: the only place that builds adapters and hands them to jobs.

Enter: a config folder and options from the command line. Leave: a world to work on, closed again behind the work.
Called by `cli`. What fetches, parses and judges is imported where it is built: a command that only looks into the store
starts in a third of the time.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from service.adapters.clock import SteppedClock, SystemClock
from service.adapters.store import SqlStore, open_store
from service.adapters.store.migrate import upgrade_database
from service.errors import AlreadyRunningError, HotlineError
from service.model.settings import Settings

if TYPE_CHECKING:
    from service.adapters.alert_log import AlertLog
    from service.adapters.derived_cache import DerivedCache
    from service.adapters.file_lock import FileLock
    from service.jobs.backtest import Comparison
    from service.jobs.coverage import Coverage
    from service.jobs.explain import Explanation
    from service.jobs.ledger import RebuildSummary
    from service.jobs.ports import Clock
    from service.jobs.rescan import RescanSummary
    from service.jobs.runner import PassSummary
    from service.jobs.try_feeds import FeedTrial
    from service.jobs.world import Rules, World
    from service.language.names import PersonForms
    from service.model.alert import Alert
    from service.model.ledger import ImportedContact, LedgerContact, LedgerStory
    from service.model.settings import Config
    from service.model.watch import Official


def load_rules(folder: Path, *, strict: bool = False) -> Rules:
    """The config of a folder with what is built from its watch. Raises ConfigError with every mistake.

    `strict`: also where a feed's address can never be reached, which otherwise costs that feed alone.
    """
    from service.config import load_config

    return build_rules(load_config(folder, strict=strict))


def build_rules(config: Config) -> Rules:
    """What is built from a config's watch, beside the config. The costly part is kept in the user's cache folder."""
    from service.adapters.derived_cache import DerivedCache, find_cache_folder
    from service.jobs.world import Rules
    from service.language import compute_digest
    from service.language.names import pack_forms, unpack_forms
    from service.stages.recognise import build_recogniser, derive_watch

    folder = find_cache_folder(os.environ)
    if folder is None:
        return Rules(config, build_recogniser(config.watch))
    cache, made_by = DerivedCache(folder), compute_digest()
    _keep_packs(cache, made_by)
    name = f"forms-{made_by}-{config.watch.digest}"
    forms = unpack_forms(cache.load(name), len(config.watch.officials))
    if forms is None:
        forms = derive_watch(config.watch)
        cache.save(name, pack_forms(forms))
    return Rules(config, build_recogniser(config.watch, forms))


def _keep_packs(cache: DerivedCache, made_by: str) -> None:
    """Take the language packs as they were read before, or read and keep them."""
    from service.language.packs import give_packs, read_packs

    if not give_packs(cache.load(f"packs-{made_by}")):
        cache.save(f"packs-{made_by}", read_packs())


def load_forms(folder: Path, official_id: str) -> tuple[Official, PersonForms]:
    """An official of the watch and the forms of his name, without building anything else. Raises ConfigError, and
    HotlineError where the watch has no such official."""
    from service.adapters.derived_cache import DerivedCache, find_cache_folder
    from service.config import load_watch
    from service.language import compute_digest
    from service.stages.recognise.lexicon import derive_official

    watch = load_watch(folder)
    known = {official.id: official for official in watch.officials}
    if official_id not in known:
        raise HotlineError(f"no official has the id {official_id!r}; known are: {', '.join(known)}")
    cache = find_cache_folder(os.environ)
    if cache is not None:
        _keep_packs(DerivedCache(cache), compute_digest())
    return known[official_id], derive_official(known[official_id])


def load_changed_rules(running: Rules, path: Path) -> Rules:
    """The config in force with another watch: that of a config folder, or of a file. Raises ConfigError."""
    from service.config import load_watch

    return build_rules(replace(running.config, watch=load_watch(path)))


@contextmanager
def open_archive(config: Config | Settings) -> Iterator[SqlStore]:
    """The store for looking only; the database is created or brought up to date first. Raises StoreError."""
    settings = config if isinstance(config, Settings) else config.settings
    upgrade_database(settings.database)
    store = open_store(settings.database)
    try:
        yield store
    finally:
        store.close()


@asynccontextmanager
async def open_world(config: Config, clock: Clock) -> AsyncIterator[World]:
    """All adapters, for working: the locks on database and alert log are held as long as the world is open.

    Raises AlreadyRunningError where another process works on either, StoreError where one cannot be opened.
    """
    from service.adapters.alert_log import open_alert_logs
    from service.adapters.http import HttpFetcher
    from service.adapters.store.lock import InstanceLock
    from service.adapters.workers import ParserPool
    from service.jobs.world import World

    settings = config.settings
    with InstanceLock(settings.database), _lock_logs(settings.logs.dir):
        upgrade_database(settings.database)
        store = open_store(settings.database)
        fetcher = HttpFetcher(settings.polling, clock)
        workers = ParserPool()
        sinks = open_alert_logs(settings.logs)
        try:
            yield World(store, fetcher, workers, clock, sinks)
        finally:
            await fetcher.close()
            await asyncio.to_thread(workers.close)
            _close_logs(sinks)
            store.close()


async def run_daemon(folder: Path, rules: Rules, start: datetime | None) -> None:
    """`hotline run`: until SIGTERM or SIGINT."""
    from service.adapters.heartbeat import Heartbeat
    from service.adapters.http import HttpFetcher
    from service.adapters.operational_log import start_operational_log
    from service.daemon import Daemon
    from service.jobs.runner import JobRunner
    from service.web.server import WebServer
    from service.web.site import Site, Standing

    settings = rules.config.settings
    start_operational_log(settings.logs, to_file=True)
    async with open_world(rules.config, SystemClock(start)) as world:
        fetcher, store = world.fetcher, world.store
        assert isinstance(fetcher, HttpFetcher)
        assert isinstance(store, SqlStore)
        runner = JobRunner(world, rules)
        site = Site(
            store,
            lambda: runner.rules.config,
            world.clock,
            Standing(),
            work=lambda: asdict(runner.summary),
        )
        page = WebServer(site, settings.web)

        def apply_rules(new: Rules) -> None:
            fetcher.reconfigure(new.config.settings.polling)
            page.reconfigure(new.config.settings.web)

        daemon = Daemon(runner, folder, lambda: load_rules(folder), apply_rules, Heartbeat(settings.logs.dir), page)
        await daemon.run()


async def run_pass(
    rules: Rules,
    start: datetime | None,
    *,
    every_feed: bool,
    on_progress: Callable[[PassSummary], None] | None = None,
) -> tuple[PassSummary, int]:
    """`hotline poll`: one pass over the due feeds, or over all of them; what a crash left is settled first.

    Returns its counts, and how many alerts wait in the outbox because they could not be delivered.
    """
    from service.adapters.operational_log import start_operational_log
    from service.jobs.runner import JobRunner

    start_operational_log(rules.config.settings.logs, to_file=True, stderr_level="ERROR")
    async with open_world(rules.config, SystemClock(start)) as world:
        runner = JobRunner(world, rules, on_progress)
        await runner.prepare()
        if every_feed:
            await asyncio.to_thread(world.store.make_feeds_due, world.clock.now())
        await runner.run_pass()
        await runner.watch_tick()
        return runner.summary, await asyncio.to_thread(world.store.count_waiting)


async def rescan(
    rules: Rules, start: datetime | None, on_total: Callable[[int], None], on_done: Callable[[int], None]
) -> tuple[RescanSummary, int]:
    """`hotline rescan`: judge all that is stored anew, and deliver what that raises.

    Returns its counts, and how many alerts wait in the outbox because they could not be delivered. Raises
    AlreadyRunningError beside a daemon: both would judge the same articles by different watches.
    """
    from service.adapters.operational_log import start_operational_log
    from service.jobs.deliver import deliver_alerts, recover_deliveries
    from service.jobs.rescan import rescan_archive

    start_operational_log(rules.config.settings.logs, to_file=True, stderr_level="ERROR")
    try:
        async with open_world(rules.config, SystemClock(start)) as world:
            await recover_deliveries(world)
            steps, _ = await asyncio.to_thread(world.store.count_ledger)
            on_total(sum(await asyncio.to_thread(world.store.count_archive)) + steps)
            summary = await rescan_archive(world, rules, on_done)
            await deliver_alerts(world)
            return summary, await asyncio.to_thread(world.store.count_waiting)
    except AlreadyRunningError as error:
        raise AlreadyRunningError(
            f"a rescan needs the database to itself, and {str(error).partition(';')[0]}; stop it, rescan, and start "
            "it again: it loses nothing meanwhile, and then reads the pages that the rescan asks for"
        ) from error


async def rebuild_ledger(
    rules: Rules, start: datetime | None, on_total: Callable[[int], None], on_done: Callable[[int], None]
) -> RebuildSummary:
    """`hotline db rebuild --ledger`: stories and contacts once more from stored articles, imports and corrections.

    Raises AlreadyRunningError beside a daemon.
    """
    from service.adapters.operational_log import start_operational_log
    from service.jobs import ledger

    start_operational_log(rules.config.settings.logs, to_file=True, stderr_level="ERROR")
    try:
        async with open_world(rules.config, SystemClock(start)) as world:
            on_total((await asyncio.to_thread(world.store.count_ledger))[0])
            return await ledger.rebuild_ledger(world.store, rules, on_done)
    except AlreadyRunningError as error:
        raise AlreadyRunningError(
            f"a rebuild needs the database to itself, and {str(error).partition(';')[0]}; stop it, rebuild, and start "
            "it again: it loses nothing meanwhile"
        ) from error


def import_contacts(rules: Rules, rows: Sequence[ImportedContact], now: datetime) -> int:
    """`hotline contacts import`: rows of a historical ledger, beside a daemon or alone. Returns how many were new."""
    from service.jobs import ledger

    with open_archive(rules.config) as store:
        return ledger.import_contacts(store, rules, rows, now)


def merge_stories(config: Config | Settings, story_ids: Sequence[str], note: str, now: datetime) -> LedgerStory | None:
    """`hotline stories merge`, beside a daemon or alone: the story that they are now."""
    from service.jobs import corrections

    with open_archive(config) as store:
        return store.find_story(corrections.merge_stories(store, story_ids, note, now))


def split_story(config: Config | Settings, article_ids: Sequence[str], note: str, now: datetime) -> LedgerStory | None:
    """`hotline stories split`, beside a daemon or alone: the story that the articles are now."""
    from service.jobs import corrections

    with open_archive(config) as store:
        return store.find_story(corrections.split_story(store, article_ids, note, now))


def backtest(
    running: Rules, changed: Rules, examples: int, on_total: Callable[[int], None], on_done: Callable[[], None]
) -> Comparison:
    """`hotline backtest`: nothing is written, and the database not brought up to date either."""
    from service.jobs.backtest import compare_watches

    store = open_store(running.config.settings.database)
    try:
        on_total(sum(store.count_archive()))
        return compare_watches(store, running, changed, examples, on_done)
    finally:
        store.close()


def check_archive(rules: Rules, fewest: int, on_total: Callable[[int], None], on_done: Callable[[], None]) -> Coverage:
    """`hotline check --archive`: what of the watch has never matched; nothing is written."""
    from service.jobs.coverage import find_unmatched

    store = open_store(rules.config.settings.database)
    try:
        on_total(sum(store.count_archive()))
        return find_unmatched(store, rules, fewest, on_done)
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demo did; `alerts` are those of normal and high priority, in order of time; `contacts` the whole ledger,
    oldest first."""

    summary: PassSummary
    feeds: int
    alerts: tuple[Alert, ...]
    contacts: tuple[LedgerContact, ...] = ()


async def run_demo(
    folder: Path,
    start: datetime | None,
    on_step: Callable[[int, int, datetime], None],
    on_done: Callable[[DemoResult, str | None], None],
    *,
    to_stay: bool = False,
) -> None:
    """`hotline demo`: the same jobs on the bundled archive, served on loopback, while a clock moves through its days.

    `start` leaves out the days before it. `to_stay`: a chronicle of earlier years is imported first, and at last the
    page is served until SIGINT or SIGTERM, the archive too, so that its links lead somewhere. `on_done` is told what
    was done, and the page's address.
    """
    from service.adapters.archive import ARCHIVE_END, ArchiveServer, archive_feeds, list_chronicle, simulated_steps
    from service.adapters.operational_log import start_operational_log
    from service.config.demo import write_demo_config
    from service.jobs import ledger
    from service.jobs.runner import JobRunner
    from service.model.alert import Priority
    from service.web.server import WebServer
    from service.web.site import Site, Standing
    from service.web.stay import stay

    steps = [step for step in simulated_steps() if start is None or step >= start] or [start or ARCHIVE_END]
    clock = SteppedClock(steps[0])
    async with ArchiveServer(clock) as server:
        rules = load_rules(write_demo_config(folder, archive_feeds(server.base_url)))
        start_operational_log(rules.config.settings.logs, to_file=True, stderr_level="ERROR")
        async with open_world(rules.config, clock) as world:
            runner = JobRunner(world, rules)
            await runner.prepare()
            if to_stay:
                rows = list_chronicle(steps[0], rules.config.watch.officials)
                await asyncio.to_thread(ledger.import_contacts, world.store, rules, rows, steps[0])
            for done, step in enumerate(steps):
                on_step(done, len(steps), step)
                clock.move_to(step)
                await asyncio.to_thread(world.store.make_feeds_due, step)
                await runner.run_pass()
            shown = world.store.list_alerts(priorities=(Priority.HIGH, Priority.NORMAL))
            contacts = world.store.list_contacts(limit=1000)[::-1]
            result = DemoResult(runner.summary, len(rules.config.feeds), tuple(shown), tuple(contacts))
            if not to_stay:
                on_done(result, None)
                return
            assert isinstance(world.store, SqlStore)
            site = Site(world.store, lambda: rules.config, clock, Standing(ready=True), polls=False)
            await stay(WebServer(site, rules.config.settings.web), lambda address: on_done(result, address))


async def explain(rules: Rules, reference: str, start: datetime | None) -> Explanation:
    """`hotline explain`: a file if there is one of that name, else what the archive has, else the live page."""
    from service.adapters.http import HttpFetcher
    from service.adapters.workers import ParserPool
    from service.jobs.explain import explain_article, find_stored, read_file, read_live

    clock = SystemClock(start)
    fetcher = HttpFetcher(rules.config.settings.polling, clock)
    workers = ParserPool()
    try:
        if await asyncio.to_thread(Path(reference).is_file):
            found = await read_file(Path(reference), workers, clock.now())
        else:
            with open_archive(rules.config) as store:
                stored = find_stored(store, rules, reference)
            if stored is None and not reference.startswith(("http://", "https://")):
                raise HotlineError(f"{reference}: no article of this id, no such file, and no URL")
            found = stored or await read_live(reference, fetcher, workers, clock.now())
    finally:
        await fetcher.close()
        await asyncio.to_thread(workers.close)
    return explain_article(rules, *found)


async def try_all_feeds(rules: Rules, on_done: Callable[[], None]) -> list[FeedTrial]:
    """`hotline check --live`: every feed once; nothing is kept."""
    from service.adapters.http import HttpFetcher
    from service.adapters.workers import ParserPool
    from service.jobs.try_feeds import try_feeds

    clock = SystemClock()
    fetcher = HttpFetcher(rules.config.settings.polling, clock)
    workers = ParserPool()
    try:
        return await try_feeds(fetcher, workers, clock, rules.config.feeds, on_done)
    finally:
        await fetcher.close()
        await asyncio.to_thread(workers.close)


def _lock_logs(folder: Path) -> FileLock:
    """One writer of the alert log at a time, also where two installations share a log folder by mistake."""
    from service.adapters.file_lock import FileLock

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HotlineError(f"cannot make {folder}: {error.strerror}; mend that, or change logs.dir") from error
    return FileLock(folder / "alerts.lock", f"the alert log in {folder}")


def _close_logs(sinks: Sequence[AlertLog]) -> None:
    for sink in sinks:
        sink.close()
