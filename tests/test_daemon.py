"""The daemon's reload: a config is taken over whole or not at all, and can be tried again."""

import asyncio
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.adapters.heartbeat import Heartbeat
from service.adapters.store import open_store
from service.config import find_default_config, load_config
from service.daemon import Daemon
from service.jobs.runner import JobRunner
from service.jobs.world import Rules, World
from service.model.feed import Feed
from service.stages.recognise import build_recogniser
from tests.support.fakes import FakeClock, FakeFetcher, FakeSink, FakeWorkers


@pytest.fixture(scope="module")
def rules() -> Rules:
    config = load_config(find_default_config(), {})
    return Rules(replace(config, feeds=()), build_recogniser(config.watch))


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "hotline.db"))


async def test_a_reload_that_the_database_refuses_can_be_repeated(rules: Rules, path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    # Its calls fail at once where another process holds the lock.
    store.hurry()
    clock = FakeClock(datetime(2026, 3, 10, 12, tzinfo=UTC))
    runner = JobRunner(World(store, FakeFetcher({}), FakeWorkers(), clock, (FakeSink(),)), rules)
    feed = Feed(id="news", url="https://news.example/feed.xml", outlet="News")
    new = replace(rules, config=replace(rules.config, feeds=(feed,)))
    daemon = Daemon(runner, path.parent, lambda: new, lambda _: None, Heartbeat(path.parent))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await daemon.reload("a test")
    assert runner.rules is rules
    other.execute("ROLLBACK")
    other.close()
    await daemon.reload("a test")
    assert runner.rules is new
    assert [state.feed_id for state in store.list_feed_states()] == ["news"]
    store.close()


async def test_a_change_made_before_the_daemon_looks_is_taken_over(rules: Rules, path: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(find_default_config(), tmp_path / "config"))
    loaded = load_config(folder, {})
    with (folder / "feeds.yaml").open("a", encoding="utf-8") as feeds:
        feeds.write('  - {id: late, url: "https://late.example/feed.xml"}\n')
    store = open_store(f"sqlite:///{path}")
    clock = FakeClock(datetime(2026, 3, 10, 12, tzinfo=UTC))
    runner = JobRunner(
        World(store, FakeFetcher({}), FakeWorkers(), clock, (FakeSink(),)),
        replace(rules, config=replace(loaded, feeds=())),
    )
    taken, loop = asyncio.Event(), asyncio.get_running_loop()

    def load_last_feed() -> Rules:
        config = load_config(folder, {})
        return replace(rules, config=replace(config, feeds=config.feeds[-1:]))

    def note(_: Rules) -> None:
        loop.call_soon_threadsafe(taken.set)

    daemon = Daemon(runner, folder, load_last_feed, note, Heartbeat(tmp_path))
    running = asyncio.ensure_future(daemon.run())
    async with asyncio.timeout(60):
        await taken.wait()
    assert [feed.id for feed in runner.rules.config.feeds] == ["late"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    store.close()
