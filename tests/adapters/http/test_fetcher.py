"""Fetching from real servers on loopback, polite and hostile."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from service.adapters.clock import SteppedClock
from service.adapters.http import HttpFetcher
from service.errors import FetchError, FetchKind
from service.model.feed import FetchRequest, FetchResponse, Redirect
from service.model.settings import HostLimits, PollingSettings
from tests.support.fake_resolver import FakeResolver
from tests.support.raw_server import RawServer, Request, answer

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
FEED = b"<?xml version='1.0'?><rss><channel><title>News</title></channel></rss>"
FREE = HostLimits(100, timedelta(0), retry_after=False)

Make = Callable[..., HttpFetcher]


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


async def failure(fetched: Awaitable[FetchResponse]) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetched
    return caught.value


def redirect(to: str, status: str = "302 Found") -> bytes:
    return answer(status=status, location=to)


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


async def test_redirects_are_followed_and_told(make: Make) -> None:
    answers = {
        "/a": redirect("/b", "301 Moved"),
        "/b": redirect("c d?q=é".encode().decode("latin-1"), "308 Moved"),
        "/c%20d": answer(FEED),
    }
    async with RawServer(answers) as server:
        response = await make(server).fetch(FetchRequest(server.url("/a")))
        end = server.url("/c%20d?q=%C3%A9")
        assert response.redirects == (Redirect(301, server.url("/b")), Redirect(308, end))
        assert (response.url, response.body, response.downgraded) == (end, FEED, False)


async def test_what_is_gone_behind_a_temporary_redirect_is_not_the_feed(make: Make) -> None:
    answers = {
        "/moved": redirect("/gone", "301 Moved"),
        "/lent": redirect("/gone", "302 Found"),
        "/gone": answer(status="410 Gone"),
    }
    async with RawServer(answers) as server:
        fetcher = make(server)
        for path, kind in (("/gone", FetchKind.GONE), ("/moved", FetchKind.GONE), ("/lent", FetchKind.HTTP)):
            error = await failure(fetcher.fetch(FetchRequest(server.url(path))))
            assert (error.kind, error.status) == (kind, 410)


async def test_a_redirect_to_two_places_is_not_followed(make: Make) -> None:
    both = b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /%s\r\n\r\n"
    async with RawServer({"/one": both % b"a", "/two": both % b"b", "/a": answer(FEED)}) as server:
        fetcher = make(server)
        assert (await fetcher.fetch(FetchRequest(server.url("/one")))).body == FEED
        assert (await failure(fetcher.fetch(FetchRequest(server.url("/two"))))).kind == FetchKind.REDIRECT


async def test_ten_redirects_are_followed_and_eleven_are_not(make: Make) -> None:
    answers = {f"/{n}": redirect(f"/{n + 1}") for n in range(11)} | {"/11": answer(FEED)}
    async with RawServer(answers) as server:
        fetcher = make(server)
        assert (await fetcher.fetch(FetchRequest(server.url("/1")))).body == FEED
        error = await failure(fetcher.fetch(FetchRequest(server.url("/0"))))
    assert error.kind == FetchKind.REDIRECT


async def test_a_circle_is_found_at_its_second_turn(make: Make) -> None:
    async with RawServer({"/a": redirect("/b"), "/b": redirect("/a#x")}) as server:
        error = await failure(make(server).fetch(FetchRequest(server.url("/a"))))
        assert error.kind == FetchKind.REDIRECT
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("", FetchKind.REDIRECT),
        ("http://[::1", FetchKind.REDIRECT),
        ("http://a..b/", FetchKind.REDIRECT),
        ("/" + "a" * 9000, FetchKind.REDIRECT),
        ("file:///etc/hosts", FetchKind.BLOCKED),
        ("ftp://127.0.0.1/", FetchKind.BLOCKED),
        ("javascript:alert(1)", FetchKind.BLOCKED),
        ("http://10.0.0.1/", FetchKind.BLOCKED),
        ("http://169.254.169.254/latest", FetchKind.BLOCKED),
        ("http://2130706433:{port}/", FetchKind.BLOCKED),
        ("http://0x7f.1:{port}/", FetchKind.BLOCKED),
        ("http://[::1]:{port}/", FetchKind.BLOCKED),
        ("http://[::ffff:127.0.0.1]:{port}/", FetchKind.BLOCKED),
        ("http://[64:ff9b::7f00:1]:{port}/", FetchKind.BLOCKED),
        ("http://[fe80::1%25lo]:{port}/", FetchKind.BLOCKED),
        ("http://0.0.0.0:{port}/", FetchKind.BLOCKED),
        ("http://localhost:{port}/", FetchKind.BLOCKED),
        ("http://localhost.:{port}/", FetchKind.BLOCKED),
        ("http://a.localhost:{port}/", FetchKind.BLOCKED),
        ("http://news.example@127.0.0.1:{port}/", FetchKind.BLOCKED),
        ("//127.0.0.1:{port}/", FetchKind.BLOCKED),
        ("http:\\\\127.0.0.1:{port}\\x", FetchKind.BLOCKED),
        ("\\\\127.0.0.1:{port}/x", FetchKind.BLOCKED),
        ("http://rebound.example:{port}/", FetchKind.BLOCKED),
    ],
)
async def test_redirects_lead_nowhere_private(make: Make, location: str, kind: FetchKind) -> None:
    resolver = FakeResolver({"rebound.example": [["127.0.0.1", "::1"]]})
    async with RawServer({"/": answer(b"secret")}) as canary, RawServer({}) as server:
        server.answers["/feed"] = redirect(location.format(port=canary.port))
        error = await failure(make(server, resolver=resolver).fetch(FetchRequest(server.url("/feed"))))
        assert error.kind == kind
        assert not canary.requests
        assert len(server.requests) == 1


async def test_credentials_and_own_headers_stay_at_home(make: Make) -> None:
    async with RawServer({"/feed": answer(FEED)}) as other, RawServer({}) as server:
        server.answers |= {"/feed": redirect("/next"), "/next": redirect(other.url("/feed"))}
        request = FetchRequest(
            server.url("/feed"), headers={"X-Key": "k"}, auth=("user", "secret"), user_agent="Mine/1"
        )
        await make(server, other).fetch(request)
        assert [("authorization" in r.headers, "x-key" in r.headers) for r in server.requests] == [(True, True)] * 2
        (away,) = other.requests
        assert not {"authorization", "x-key", "cookie"} & set(away.headers)
        assert away.headers["user-agent"] == "Mine/1"


async def test_credentials_in_the_address_are_sent_home_and_nowhere_told(make: Make) -> None:
    async with RawServer({"/feed": answer(FEED)}) as server:
        response = await make(server).fetch(FetchRequest(f"http://us%40er:secret@{server.address}/feed"))
        assert server.requests[0].headers["authorization"] == "Basic dXNAZXI6c2VjcmV0"
        assert response.url == server.url("/feed")


async def test_a_server_that_waits_for_its_cookie_gets_it_within_one_fetch_only(make: Make) -> None:
    async def gate(request: Request, writer: asyncio.StreamWriter) -> None:
        passed = request.headers.get("cookie") == "seen=1"
        writer.write(
            answer(FEED) if passed else answer(status="302 Found", location="/feed", Set_Cookie="seen=1; Path=/")
        )

    async with RawServer({"/feed": gate}) as server:
        fetcher = make(server)
        for _ in range(2):
            assert (await fetcher.fetch(FetchRequest(server.url("/feed")))).body == FEED
        assert ["cookie" in request.headers for request in server.requests] == [False, True] * 2


# -- the address guard


async def test_nothing_private_is_asked_unless_it_is_listed(make: Make) -> None:
    async with RawServer({"/feed": answer(FEED)}) as server:
        error = await failure(make().fetch(FetchRequest(server.url("/feed"))))
        assert (error.kind, error.transient) == (FetchKind.BLOCKED, False)
        assert "allow_private" in str(error)
        assert not server.requests


async def test_a_listed_name_may_lead_to_private_addresses(make: Make) -> None:
    resolver = FakeResolver({"news.intranet": [["127.0.0.1"]], "evil.example": [["127.0.0.1"]]})
    async with RawServer({"/feed": answer(FEED)}) as server:
        fetcher = make(f"news.intranet:{server.port}", resolver=resolver)
        assert (await fetcher.fetch(FetchRequest(f"http://news.intranet:{server.port}/feed"))).body == FEED
        for url in (f"http://evil.example:{server.port}/feed", server.url("/feed")):
            assert (await failure(fetcher.fetch(FetchRequest(url)))).kind == FetchKind.BLOCKED
        assert len(server.requests) == 1


async def test_a_name_that_changes_its_mind_is_checked_at_every_connection(make: Make) -> None:
    async with (
        RawServer({"/feed": answer(FEED)}) as server,
        RawServer({"/feed": answer(b"secret")}, "127.0.0.2") as canary,
    ):
        resolver = FakeResolver({"news.example": [["127.0.0.1"], ["127.0.0.2"]]})
        fetcher = make(server, resolver=resolver)
        url = f"http://news.example:{server.port}/feed"
        assert (await fetcher.fetch(FetchRequest(url))).body == FEED
        assert resolver.asked == ["news.example"]  # asked once: what was checked is what was connected to
        assert (await failure(fetcher.fetch(FetchRequest(url)))).kind == FetchKind.BLOCKED
        assert not canary.requests


async def test_of_several_addresses_only_permitted_ones_are_tried(make: Make) -> None:
    async with RawServer({"/feed": answer(b"secret")}, "127.0.0.2") as canary:
        async with RawServer({"/feed": answer(FEED)}) as server:
            resolver = FakeResolver({"news.example": [["127.0.0.2", "::1", "10.0.0.1", "127.0.0.1"]]})
            fetcher = make(server, resolver=resolver)
            response = await fetcher.fetch(FetchRequest(f"http://news.example:{server.port}/feed"))
        assert response.body == FEED
        assert not canary.requests


async def test_a_resolver_that_hangs_costs_its_own_fetch_only(make: Make) -> None:
    async with RawServer({"/feed": answer(FEED)}) as server:
        resolver = FakeResolver({"slow.example": ["hang"], "news.example": [["127.0.0.1"]]})
        fetcher = make(server, resolver=resolver, timeout=timedelta(seconds=0.3))
        slow = asyncio.create_task(failure(fetcher.fetch(FetchRequest("http://slow.example/feed"))))
        assert (await fetcher.fetch(FetchRequest(f"http://news.example:{server.port}/feed"))).body == FEED
        assert (await slow).kind == FetchKind.TIMEOUT


@pytest.mark.parametrize("answers", [[[]], None])
async def test_a_name_without_addresses_is_a_failure_of_dns(make: Make, answers: list[list[str] | str] | None) -> None:
    resolver = FakeResolver({} if answers is None else {"gone.example": answers})
    error = await failure(make(resolver=resolver).fetch(FetchRequest("http://gone.example/feed")))
    assert (error.kind, error.transient) == (FetchKind.DNS, True)
    assert "gone.example" in str(error)


# -- broken answers

SLOW = timedelta(seconds=0.4)


async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def drip_headers(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.02)


async def say_nothing(request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def stop_half_way(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + FEED)
    await asyncio.sleep(30)


async def bad_chunk_later(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.write(b"zz\r\nrubbish")
    await writer.drain()
    await asyncio.sleep(30)


async def redirect_slowly(request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.15)
    writer.write(redirect(request.target + "x"))


@pytest.mark.parametrize("handler", [drip, drip_headers, say_nothing, stop_half_way, bad_chunk_later])
async def test_one_deadline_ends_every_kind_of_slowness(
    make: Make, handler: Callable[[Request, asyncio.StreamWriter], Awaitable[None]]
) -> None:
    async with RawServer({"/feed": handler}) as server:
        error = await failure(make(server, timeout=SLOW).fetch(FetchRequest(server.url("/feed"))))
    assert error.kind in (FetchKind.TIMEOUT, FetchKind.PROTOCOL)
    assert error.transient


async def test_the_deadline_is_for_all_redirects_together(make: Make) -> None:
    async with RawServer({f"/{'x' * n}": redirect_slowly for n in range(1, 9)}) as server:
        error = await failure(make(server, timeout=SLOW).fetch(FetchRequest(server.url("/x"))))
        assert error.kind == FetchKind.TIMEOUT
        assert len(server.requests) <= 3


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"\x00\xff\x1b[2J noise\r\n\r\n",
        FEED,
        b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + FEED,
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + FEED,
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n" + FEED,
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n" + FEED,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + FEED,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
        b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(10_000)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX-Huge: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    ],
)
async def test_broken_http_is_one_plain_transient_error(make: Make, reply: bytes) -> None:
    async with RawServer({"/feed": reply}) as server:
        fetcher = make(server, timeout=timedelta(seconds=5))
        error = await failure(fetcher.fetch(FetchRequest(server.url("/feed"))))
        assert error.kind in (FetchKind.PROTOCOL, FetchKind.CONNECT, FetchKind.HTTP)
        assert error.transient
        assert str(error).isprintable()
        assert len(str(error)) < 300


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (FEED, "does not begin with a status line"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "Content-Length is no number"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "two Content-Lengths"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n", "in chunks as well"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "chunks are malformed"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss", "ends before its last chunk"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<rss", "shorter than its Content-Length"),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "malformed line"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 1_000 + b"\r\n", "too many lines"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 60_000 + b"\r\n\r\n", "too long"),
    ],
)
async def test_what_is_wrong_with_an_answer_is_said_in_plain_words(make: Make, reply: bytes, fault: str) -> None:
    async with RawServer({"/feed": reply}) as server:
        error = await failure(make(server).fetch(FetchRequest(server.url("/feed"))))
        assert error.kind == FetchKind.PROTOCOL
        assert fault in str(error)


async def test_interim_answers_are_passed_over(make: Make) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    async with RawServer({"/feed": early * 3 + answer(FEED)}) as server:
        assert (await make(server).fetch(FetchRequest(server.url("/feed")))).body == FEED


async def test_a_flood_of_interim_answers_is_cut_short(make: Make) -> None:
    async with RawServer({"/feed": b"HTTP/1.1 100 Continue\r\n\r\n" * 1000 + answer(FEED)}) as server:
        error = await failure(make(server).fetch(FetchRequest(server.url("/feed"))))
        assert (error.kind, error.transient) == (FetchKind.PROTOCOL, True)


async def test_bytes_behind_an_answer_are_never_the_next_answer(make: Make) -> None:
    async with RawServer({"/feed": answer(FEED) + answer(b"smuggled"), "/other": answer(b"<other/>")}) as server:
        fetcher = make(server)
        for _ in range(2):
            try:
                assert (await fetcher.fetch(FetchRequest(server.url("/feed")))).body == FEED
            except FetchError as error:
                assert error.kind == FetchKind.PROTOCOL
            assert (await fetcher.fetch(FetchRequest(server.url("/other")))).body == b"<other/>"


async def test_refused_connections_and_bad_tls_are_told_apart(make: Make) -> None:
    async with RawServer({}) as server:
        dead = server.address

    async def talk_plainly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 no TLS here\r\n")
        writer.close()

    plain = await asyncio.start_server(talk_plainly, "127.0.0.1", 0)
    async with plain:
        address = f"127.0.0.1:{plain.sockets[0].getsockname()[1]}"
        fetcher = make(dead, address)
        assert (await failure(fetcher.fetch(FetchRequest(f"http://{dead}/")))).kind == FetchKind.CONNECT
        assert (await failure(fetcher.fetch(FetchRequest(f"https://{address}/")))).kind == FetchKind.TLS


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
