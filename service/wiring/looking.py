"""What fetches and keeps nothing: one article explained, every feed tried.

Enter: rules, and what to look at. Leave: an explanation, or trials. Called by `cli`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from service.adapters.clock import SystemClock
from service.errors import HotlineError
from service.wiring.world import open_archive

if TYPE_CHECKING:
    from service.jobs.explain import Explanation
    from service.jobs.try_feeds import FeedTrial
    from service.jobs.world import Rules


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
