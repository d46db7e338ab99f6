"""A maker of fetchers, for the tests of fetching."""

from collections.abc import AsyncIterator

import pytest

from service.adapters.clock import SteppedClock
from service.adapters.http import HttpFetcher
from service.model.settings import HostLimits, PollingSettings
from tests.support.fake_resolver import FakeResolver
from tests.support.fetching import FREE, NOW, Make
from tests.support.raw_server import RawServer


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    """Builds fetchers and closes them; `allow` are servers or entries of the allow list."""
    made: list[HttpFetcher] = []

    def build(
        *allow: RawServer | str, resolver: FakeResolver | None = None, limits: HostLimits = FREE, **settings: object
    ) -> HttpFetcher:
        entries = tuple(entry if isinstance(entry, str) else entry.address for entry in allow)
        polling = PollingSettings(allow_private=entries, per_host=limits, **settings)  # type: ignore[arg-type]
        fetcher = HttpFetcher(polling, SteppedClock(NOW), resolver=resolver)
        made.append(fetcher)
        return fetcher

    yield build
    for fetcher in made:
        await fetcher.close()
