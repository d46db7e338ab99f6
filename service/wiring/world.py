"""The store alone, or all adapters: opened, and closed again behind the work.

Enter: a config. Leave: a store, or a world. Called by the other files of this room, and by commands that only look.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from service.adapters.store import SqlStore, open_store
from service.adapters.store.migrate import upgrade_database
from service.errors import HotlineError
from service.model.settings import Settings

if TYPE_CHECKING:
    from service.adapters.alert_log import AlertLog
    from service.adapters.file_lock import FileLock
    from service.jobs.ports import Clock
    from service.jobs.world import World
    from service.model.settings import Config


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
