"""What polls: the daemon, one pass, the demo.

Enter: rules, or the demo's folder. Leave: what the jobs wrote, in counts. Called by `cli`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from service.adapters.clock import SteppedClock, SystemClock
from service.adapters.store import SqlStore
from service.wiring.rules import load_rules
from service.wiring.world import open_world

if TYPE_CHECKING:
    from service.jobs.runner import PassSummary
    from service.jobs.world import Rules
    from service.model.alert import Alert
    from service.model.ledger import LedgerContact


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
