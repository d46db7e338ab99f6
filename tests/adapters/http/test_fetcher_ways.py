"""Where a fetch may lead: redirects, credentials on the way, names and the addresses behind them."""

import asyncio
from datetime import timedelta

import pytest

from service.errors import FetchKind
from service.model.feed import FetchRequest, Redirect
from tests.support.fake_resolver import FakeResolver
from tests.support.fetching import FEED, Make, failure, redirect
from tests.support.raw_server import RawServer, Request, answer


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
