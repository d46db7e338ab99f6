"""A world for jobs: a real store, everything else a hand-written fake."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.adapters.store import SqlStore
from service.config import find_default_config, load_config
from service.jobs.runner import JobRunner
from service.jobs.world import Rules, World
from service.model.feed import Feed
from service.model.settings import Config, Settings
from service.stages.recognise import build_recogniser
from tests.support.fakes import FakeClock, FakeFetcher, FakeSink, FakeWorkers

START = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FEED_URL = "https://news.example/feed.xml"


@pytest.fixture(scope="session")
def shipped_rules() -> Rules:
    watch = load_config(find_default_config(), {}).watch
    feed = Feed(id="news", url=FEED_URL, outlet="News", lang="en", every=timedelta(minutes=5))
    return Rules(Config(Settings(Path("/"), "sqlite://"), (feed,), watch), build_recogniser(watch))


@dataclass
class Bench:
    """A runner with the pieces that a test turns."""

    runner: JobRunner
    store: SqlStore
    fetcher: FakeFetcher
    clock: FakeClock
    sink: FakeSink

    async def run(self, later: timedelta = timedelta(0)) -> None:
        """Move the clock and run one pass over what is due then."""
        self.clock.instant += later
        await self.runner.run_pass()

    def reload(self, **changes: object) -> None:
        """Put other settings into force, as `alerts=...`."""
        rules = self.runner.rules
        settings = replace(rules.config.settings, **changes)  # type: ignore[arg-type]
        self.runner.rules = replace(rules, config=replace(rules.config, settings=settings))


@pytest.fixture
async def bench(store: SqlStore, shipped_rules: Rules) -> Bench:
    fetcher, clock, sink = FakeFetcher({}), FakeClock(START), FakeSink()
    runner = JobRunner(World(store, fetcher, FakeWorkers(), clock, (sink,)), shipped_rules)
    await runner.prepare()
    return Bench(runner, store, fetcher, clock, sink)
