"""What the tests of fetching share: a small feed, limits that hold nothing up, and a way to expect an error."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from service.adapters.http import HttpFetcher
from service.errors import FetchError
from service.model.feed import FetchResponse
from service.model.settings import HostLimits
from tests.support.raw_server import answer

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
FEED = b"<?xml version='1.0'?><rss><channel><title>News</title></channel></rss>"
FREE = HostLimits(100, timedelta(0), retry_after=False)

Make = Callable[..., HttpFetcher]


async def failure(fetched: Awaitable[FetchResponse]) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetched
    return caught.value


def redirect(to: str, status: str = "302 Found") -> bytes:
    return answer(status=status, location=to)
