"""Fetching from real servers on loopback: what is asked, what comes back, what hosts are spared."""

import asyncio
import gzip
from datetime import timedelta

import pytest

from service.errors import FetchKind
from service.model.feed import FetchRequest
from service.model.settings import HostLimits, PollingSettings
from tests.support.fetching import FEED, FREE, NOW, Make, failure
from tests.support.raw_server import RawServer, Request, answer


async def test_a_feed_comes_with_its_headers_in_lower_case(make: Make) -> None:
    packed = gzip.compress(FEED)
    reply = answer(packed, ETag='W/"1"', Content_Encoding="gzip", Content_Type="text/xml")
    async with RawServer({"/feed": reply}) as server:
        response = await make(server, contact="desk@example.org").fetch(FetchRequest(server.url("/feed#top")))
        assert (response.status, response.body, response.wire_bytes) == (200, FEED, len(packed))
        assert response.headers["etag"] == 'W/"1"'
        assert response.headers["content-type"] == "text/xml"
        assert response.url == server.url("/feed")
        assert not response.unchanged
        (asked,) = server.requests
        assert (asked.method, asked.target) == ("GET", "/feed")
        assert asked.headers["user-agent"].endswith(" (+desk@example.org)")
        assert asked.headers["host"] == server.address


async def test_validators_are_sent_back_as_they_came_and_304_is_unchanged(make: Make) -> None:
    async with RawServer({"/feed": answer(status="304 Not Modified", ETag="plain")}) as server:
        request = FetchRequest(server.url("/feed"), etag="plain", last_modified="in 2099, perhaps")
        response = await make(server).fetch(request)
        assert response.unchanged
        assert response.headers["etag"] == "plain"
        assert server.requests[0].headers["if-none-match"] == "plain"
        assert server.requests[0].headers["if-modified-since"] == "in 2099, perhaps"


@pytest.mark.parametrize("conditional", [True, False])
async def test_what_follows_a_304_is_never_read(make: Make, conditional: bool) -> None:
    raw = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello" + answer(b"<rss>smuggled</rss>")
    async with RawServer({"/feed": raw}) as server:
        response = await make(server).fetch(FetchRequest(server.url("/feed"), etag='"a"' if conditional else None))
        assert (response.unchanged, response.body) == (True, b"")


async def test_an_answer_that_comes_byte_by_byte_is_read(make: Make) -> None:
    async def drip(_: Request, writer: asyncio.StreamWriter) -> None:
        for byte in b"HTTP/1.1 100 Continue\r\n\r\n" + answer(b"<rss/>"):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0)

    async with RawServer({"/feed": drip}) as server:
        assert (await make(server).fetch(FetchRequest(server.url("/feed")))).body == b"<rss/>"


async def test_204_says_nothing_new(make: Make) -> None:
    async with RawServer({"/feed": answer(status="204 No Content")}) as server:
        assert (await make(server).fetch(FetchRequest(server.url("/feed")))).unchanged


@pytest.mark.parametrize(
    ("status", "kind", "transient"),
    [
        ("400 Bad Request", FetchKind.HTTP, False),
        ("401 Unauthorized", FetchKind.AUTH, False),
        ("403 Forbidden", FetchKind.AUTH, False),
        ("404 Not Found", FetchKind.HTTP, True),
        ("410 Gone", FetchKind.GONE, False),
        ("451 Unavailable", FetchKind.HTTP, False),
        ("429 Slow down", FetchKind.THROTTLED, True),
        ("503 Busy", FetchKind.THROTTLED, True),
        ("500 Oops", FetchKind.HTTP, True),
        ("599 What", FetchKind.HTTP, True),
        ("999 No", FetchKind.HTTP, True),
        ("202 Later", FetchKind.HTTP, True),
        ("206 Partial Content", FetchKind.HTTP, True),
        ("300 Choose", FetchKind.HTTP, True),
        ("305 Use Proxy", FetchKind.HTTP, True),
        ("500 \x1b[2J\x07<script>", FetchKind.HTTP, True),
    ],
)
async def test_statuses_become_errors_that_say_what_they_mean(
    make: Make, status: str, kind: FetchKind, transient: bool
) -> None:
    async with RawServer({"/feed": answer(b"no", status=status)}) as server:
        url = f"http://user:secret@{server.address}/feed?api_key=1234"
        error = await failure(make(server).fetch(FetchRequest(url)))
    assert (error.kind, error.transient, error.status) == (kind, transient, int(status[:3]))
    text = str(error)
    assert status[:3] in text
    assert text.isprintable()
    assert not any(word in text for word in ("secret", "1234", "script", "Traceback"))


async def test_retry_after_is_told_even_where_the_host_is_not_held(make: Make) -> None:
    async with RawServer({"/feed": answer(status="503 Busy", Retry_After="90")}) as server:
        fetcher = make(server)
        for _ in range(2):
            error = await failure(fetcher.fetch(FetchRequest(server.url("/feed"))))
            assert error.retry_at == NOW + timedelta(seconds=90)
        assert len(server.requests) == 2


async def test_a_host_that_asked_for_peace_is_not_asked_again_for_any_path(make: Make) -> None:
    answers = {"/feed": answer(status="429 Slow down", Retry_After="90"), "/other": answer(FEED)}
    async with RawServer(answers) as server:
        fetcher = make(server, limits=HostLimits(5, timedelta(0)))
        await failure(fetcher.fetch(FetchRequest(server.url("/feed"))))
        error = await failure(fetcher.fetch(FetchRequest(server.url("/other"))))
        assert (error.kind, error.retry_at, error.status) == (FetchKind.THROTTLED, NOW + timedelta(seconds=90), None)
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("reply", "asked"),
    [
        (answer(status="429 Slow down"), 1),
        (answer(status="429 Slow down", Retry_After="-5"), 1),
        (answer(status="503 Busy"), 2),
        (answer(status="500 Oops", Retry_After="90"), 2),
    ],
)
async def test_too_many_requests_pauses_the_host_even_without_a_time(make: Make, reply: bytes, asked: int) -> None:
    async with RawServer({"/feed": reply, "/other": answer(FEED)}) as server:
        fetcher = make(server, limits=HostLimits(5, timedelta(0)))
        assert (await failure(fetcher.fetch(FetchRequest(server.url("/feed"))))).status is not None
        if asked == 1:
            error = await failure(fetcher.fetch(FetchRequest(server.url("/other"))))
            assert error.retry_at == NOW + timedelta(minutes=1)
        else:
            await fetcher.fetch(FetchRequest(server.url("/other")))
        assert len(server.requests) == asked


async def test_a_host_gets_no_more_connections_than_configured(make: Make) -> None:
    async def slow(_: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.02)
        writer.write(answer(FEED))

    async with RawServer({"/feed": slow}) as server:
        fetcher = make(server, limits=HostLimits(2, timedelta(0)))
        await asyncio.gather(*(fetcher.fetch(FetchRequest(server.url(f"/feed?{n}"))) for n in range(6)))
        assert server.most_open <= 2
        assert len(server.requests) == 6


# -- redirects


async def test_bodies_are_capped_on_the_wire_and_unpacked(make: Make) -> None:
    big = b"<item/>" * 5000
    answers = {
        "/announced": answer(big),
        "/endless": b"HTTP/1.1 200 OK\r\n\r\n" + big,
        "/bomb": answer(gzip.compress(big), content_encoding="gzip"),
    }
    async with RawServer(answers) as server:
        fetcher = make(server, max_wire_bytes=10_000, max_body_bytes=20_000)
        for path in answers:
            error = await failure(fetcher.fetch(FetchRequest(server.url(path))))
            assert (error.kind, error.transient) == (FetchKind.TOO_LARGE, False)


@pytest.mark.parametrize("url", ["", "feed.xml", "file:///etc/hosts", "http://[::1", "http://a..b/", "http://h:99999/"])
async def test_what_is_no_address_is_said_to_be_none(make: Make, url: str) -> None:
    error = await failure(make().fetch(FetchRequest(url)))
    assert error.kind in (FetchKind.BAD_URL, FetchKind.BLOCKED)
    assert not error.transient


# -- proxies and reload


async def test_a_proxy_is_asked_instead_of_the_host_and_need_not_be_listed(make: Make) -> None:
    async with RawServer({"http://news.example/feed": answer(FEED)}) as proxy:
        fetcher = make(proxy=f"http://me:secret@{proxy.address}")
        response = await fetcher.fetch(FetchRequest("http://news.example/feed", auth=("a", "b")))
        assert (response.body, response.url) == (FEED, "http://news.example/feed")
        (asked,) = proxy.requests
        assert asked.headers["proxy-authorization"] == "Basic bWU6c2VjcmV0"
        assert asked.headers["host"] == "news.example"


async def test_a_proxy_is_not_asked_for_private_addresses(make: Make) -> None:
    async with RawServer({}) as proxy:
        fetcher = make()
        for url in ("http://127.0.0.1:1/", "http://localhost/", "http://10.0.0.1/", "https://[::1]/"):
            request = FetchRequest(url, proxy=f"http://{proxy.address}")
            assert (await failure(fetcher.fetch(request))).kind == FetchKind.BLOCKED
        assert not proxy.requests


async def test_a_proxy_that_refuses_the_tunnel_is_named(make: Make) -> None:
    async with RawServer({"news.example:443": answer(status="407 Who are you")}) as proxy:
        fetcher = make(proxy=f"http://me:secret@{proxy.address}")
        error = await failure(fetcher.fetch(FetchRequest("https://news.example/feed")))
        assert error.kind == FetchKind.CONNECT
        assert "proxy" in str(error)
        assert "secret" not in str(error)
        assert proxy.requests[0].method == "CONNECT"


async def test_a_reloaded_config_holds_from_the_next_request_on(make: Make) -> None:
    async with RawServer({"/feed": answer(FEED)}) as server:
        fetcher = make()
        await failure(fetcher.fetch(FetchRequest(server.url("/feed"))))
        fetcher.reconfigure(PollingSettings(allow_private=(server.address,), per_host=FREE, contact="new@example.org"))
        assert (await fetcher.fetch(FetchRequest(server.url("/feed")))).body == FEED
        assert "new@example.org" in server.requests[0].headers["user-agent"]
