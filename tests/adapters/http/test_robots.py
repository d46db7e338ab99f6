"""robots.txt is asked for pages, remembered, and obeyed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from service.adapters.clock import SteppedClock
from service.adapters.http import HttpFetcher
from service.errors import FetchError, FetchKind
from service.model.feed import FetchRequest
from service.model.settings import HostLimits, PollingSettings
from tests.support.raw_server import RawServer, answer

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
PAGE = b"<html><p>News</p></html>"
RULES = b"""User-agent: *
Disallow: /private
Allow: /private/open

User-agent: hotline-watch
Disallow: /*?print=
"""


@asynccontextmanager
async def serve(robots: bytes, **more: bytes) -> AsyncIterator[tuple[RawServer, HttpFetcher, SteppedClock]]:
    answers = {f"/{name}": reply for name, reply in more.items()} | {"/page": answer(PAGE), "/private": answer(PAGE)}
    async with RawServer(answers | {"/robots.txt": robots}) as server:
        clock = SteppedClock(NOW)
        limits = HostLimits(9, timedelta(0), retry_after=False)
        fetcher = HttpFetcher(PollingSettings(allow_private=(server.address,), per_host=limits), clock)
        try:
            yield server, fetcher, clock
        finally:
            await fetcher.close()


async def refusal(fetcher: HttpFetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch_page(FetchRequest(url))
    return caught.value


async def test_pages_that_are_forbidden_are_not_asked_and_others_are() -> None:
    async with serve(answer(b"User-agent: *\nDisallow: /private\n")) as (server, fetcher, _):
        assert (await fetcher.fetch_page(FetchRequest(server.url("/page")))).body == PAGE
        error = await refusal(fetcher, server.url("/private"))
        assert (error.kind, error.transient) == (FetchKind.ROBOTS, False)
        assert not server.asked("/private")


async def test_the_group_that_names_us_counts_and_wildcards_work() -> None:
    async with serve(answer(RULES)) as (server, fetcher, _):
        assert (await fetcher.fetch_page(FetchRequest(server.url("/private")))).body == PAGE
        assert (await refusal(fetcher, server.url("/page?print=1"))).kind == FetchKind.ROBOTS


async def test_feeds_are_not_subject_to_it() -> None:
    async with serve(answer(b"User-agent: *\nDisallow: /\n")) as (server, fetcher, _):
        assert (await fetcher.fetch(FetchRequest(server.url("/page")))).body == PAGE
        assert not server.asked("/robots.txt")


async def test_it_is_asked_once_a_day_however_many_pages_there_are() -> None:
    async with serve(answer(b"")) as (server, fetcher, clock):
        await asyncio.gather(*(fetcher.fetch_page(FetchRequest(server.url(f"/page?{n}"))) for n in range(5)))
        assert len(server.asked("/robots.txt")) == 1
        clock.move_to(NOW + timedelta(hours=25))
        await fetcher.fetch_page(FetchRequest(server.url("/page")))
        assert len(server.asked("/robots.txt")) == 2


@pytest.mark.parametrize(
    "robots",
    [
        answer(status="404 Not Found"),
        answer(status="403 Forbidden"),
        answer(status="401 Unauthorized"),
        answer(status="410 Gone"),
        answer(status="302 Found", location="/robots.txt"),
        answer(b"Disallow: /\xff\xfe\x00" * 100_000),
        answer(b"\xff\xd8\xff\xe0 not text at all \x00\x01"),
        answer(b"<html>not found, sorry</html>"),
    ],
)
async def test_without_readable_rules_everything_is_allowed(robots: bytes) -> None:
    async with serve(robots) as (server, fetcher, _):
        assert (await fetcher.fetch_page(FetchRequest(server.url("/page")))).body == PAGE


@pytest.mark.parametrize(
    "robots", [answer(status="500 Oops"), b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser"]
)
async def test_while_it_cannot_be_had_pages_wait_but_not_for_ever(robots: bytes) -> None:
    async with serve(robots) as (server, fetcher, clock):
        error = await refusal(fetcher, server.url("/page"))
        assert (error.kind, error.transient) == (FetchKind.ROBOTS, True)
        assert error.retry_at == NOW + timedelta(minutes=15)
        before = len(server.requests)
        await refusal(fetcher, server.url("/page?2"))
        assert len(server.requests) == before
        clock.move_to(NOW + timedelta(days=4))
        assert (await fetcher.fetch_page(FetchRequest(server.url("/page")))).body == PAGE


async def test_rules_once_read_stay_in_force_while_the_server_fails() -> None:
    async with serve(answer(b"User-agent: *\nDisallow: /private\n")) as (server, fetcher, clock):
        await fetcher.fetch_page(FetchRequest(server.url("/page")))
        server.answers["/robots.txt"] = answer(status="500 Oops")
        clock.move_to(NOW + timedelta(hours=25))
        assert (await fetcher.fetch_page(FetchRequest(server.url("/page")))).body == PAGE
        assert (await refusal(fetcher, server.url("/private"))).kind == FetchKind.ROBOTS


async def test_a_redirect_into_a_forbidden_page_is_not_followed() -> None:
    rules = answer(b"User-agent: *\nDisallow: /private\n")
    async with serve(rules, link=answer(status="302 Found", location="/private")) as (server, fetcher, _):
        assert (await refusal(fetcher, server.url("/link"))).kind == FetchKind.ROBOTS
        assert not server.asked("/private")


async def test_a_crawl_delay_is_kept_between_pages() -> None:
    async with serve(answer(b"User-agent: *\nCrawl-delay: 0.15\n")) as (server, fetcher, _):
        loop = asyncio.get_running_loop()
        await fetcher.fetch_page(FetchRequest(server.url("/page?1")))
        first = loop.time()
        await fetcher.fetch_page(FetchRequest(server.url("/page?2")))
        await fetcher.fetch_page(FetchRequest(server.url("/page?3")))
        assert loop.time() - first >= 0.14


async def test_the_address_guard_comes_first() -> None:
    async with RawServer({"/robots.txt": answer(b""), "/page": answer(PAGE)}) as server:
        fetcher = HttpFetcher(PollingSettings(), SteppedClock(NOW))
        assert (await refusal(fetcher, server.url("/page"))).kind == FetchKind.BLOCKED
        await fetcher.close()
        assert not server.requests
