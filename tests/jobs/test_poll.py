"""What a poll leaves behind, whatever happens in it."""

from datetime import datetime, timedelta

import pytest

from service.errors import FetchError, FetchKind, ParseError
from service.jobs.runner import JobRunner
from service.jobs.world import World
from service.model.entry import ParsedFeed
from service.model.feed import Feed, FeedState, FeedStatus, FetchResponse
from tests.jobs.conftest import FEED_URL, Bench
from tests.support.fakes import FakeFetcher, FakeWorkers


class FailingWorkers(FakeWorkers):
    """Fails with every feed, as told."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def parse_feed(self, response: FetchResponse, feed: Feed, now: datetime) -> ParsedFeed:
        raise self.error


async def poll_once(bench: Bench, error: Exception) -> FeedState:
    world = bench.runner.world
    fetcher = FakeFetcher({FEED_URL: error if isinstance(error, FetchError) else b"<rss/>"})
    runner = JobRunner(
        World(world.store, fetcher, FailingWorkers(error), bench.clock, (bench.sink,)), bench.runner.rules
    )
    await runner.run_pass()
    (state,) = bench.store.list_feed_states()
    return state


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FetchError("no connection", kind=FetchKind.CONNECT), "no connection"),
        (FetchError("gone", kind=FetchKind.GONE, transient=False), "gone"),
        (ParseError("the document crashed its reader"), "crashed its reader"),
        (ZeroDivisionError("a defect"), "Hotline itself failed"),
        (RecursionError(), "Hotline itself failed"),
    ],
)
async def test_every_way_out_leaves_a_next_due_time_and_the_reason(bench: Bench, error: Exception, said: str) -> None:
    state = await poll_once(bench, error)
    assert state.failures == 1
    assert said in (state.last_error or "")
    assert state.status in (FeedStatus.FAILING, FeedStatus.GONE)
    assert bench.clock.instant < state.next_due <= bench.clock.instant + timedelta(days=8)
