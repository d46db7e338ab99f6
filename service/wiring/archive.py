"""What works on the stored archive: judge it anew, rebuild, import, correct, compare, check.

Enter: rules, and what the user asks for. Leave: what was done or found. Called by `cli`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from service.adapters.clock import SystemClock
from service.adapters.store import open_store
from service.errors import AlreadyRunningError
from service.model.settings import Settings
from service.wiring.world import open_archive, open_world

if TYPE_CHECKING:
    from service.jobs.backtest import Comparison
    from service.jobs.coverage import Coverage
    from service.jobs.ledger import RebuildSummary
    from service.jobs.rescan import RescanSummary
    from service.jobs.world import Rules
    from service.model.ledger import ImportedContact, LedgerStory
    from service.model.settings import Config


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
