"""Try feeds: fetch and parse each once, and keep nothing. For `hotline check --live`."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.errors import FetchError, ParseError
from service.jobs.ports import Clock, Fetcher, Workers
from service.model.feed import Feed, FetchRequest

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class FeedTrial:
    """What one try found, in plain words."""

    feed_id: str
    works: bool
    finding: str


async def try_feeds(
    fetcher: Fetcher, workers: Workers, clock: Clock, feeds: Sequence[Feed], on_done: Callable[[], None]
) -> list[FeedTrial]:
    """Try every feed, a few at a time, and return the findings in the order of `feeds`."""
    places = asyncio.Semaphore(AT_ONCE)

    async def try_one(feed: Feed) -> FeedTrial:
        async with places:
            trial = await _try_feed(fetcher, workers, clock, feed)
            on_done()
            return trial

    return list(await asyncio.gather(*map(try_one, feeds)))


async def _try_feed(fetcher: Fetcher, workers: Workers, clock: Clock, feed: Feed) -> FeedTrial:
    request = FetchRequest(feed.url, headers=feed.headers, auth=feed.auth, proxy=feed.proxy, user_agent=feed.user_agent)
    try:
        response = await fetcher.fetch(request)
        parsed = await workers.parse_feed(response, feed, clock.now())
    except FetchError as error:
        return FeedTrial(feed.id, False, str(error))
    except ParseError as error:
        hint = f"; the page links to {error.found_feeds[0]}" if error.found_feeds else ""
        return FeedTrial(feed.id, False, f"{error}{hint}")
    moved = next((step.url for step in reversed(response.redirects) if step.status in {301, 308}), None)
    newest = max((entry.published for entry in parsed.entries if entry.published), default=None)
    finding = f"{len(parsed.entries)} items" + (f", newest {newest:%Y-%m-%d %H:%M}" if newest else "")
    if moved:
        return FeedTrial(feed.id, True, f"{finding}; it has moved: write {moved}")
    return FeedTrial(feed.id, bool(parsed.entries), finding if parsed.entries else "an empty feed")
