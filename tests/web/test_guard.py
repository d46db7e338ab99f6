"""Who may ask, what may be asked, and what each answer carries."""

import asyncio
import base64
from dataclasses import replace

import pytest

from service.model.settings import WebSettings
from service.web.guard import LONGEST_ADDRESS, SECURITY_HEADERS
from tests.support.website import LOOPBACK, FakeViews, Website, serve

TOKEN = "correct-horse-battery-staple"


def basic(password: str, user: str = "desk") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def assert_guarded(headers: object) -> None:
    found = {name: headers.get(name) for name in SECURITY_HEADERS}  # type: ignore[attr-defined]
    assert found == SECURITY_HEADERS
    assert "Set-Cookie" not in headers  # type: ignore[operator]


async def ask_raw(website: Website, request: bytes) -> bytes:
    """What the server says to bytes, until it closes."""
    host, port = website.base.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    async with asyncio.timeout(20):
        answer = await reader.read()
    writer.close()
    return answer


async def test_the_policy_lets_nothing_run_or_load_that_is_not_ours() -> None:
    policy = dict(part.strip().split(" ", 1) for part in SECURITY_HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in SECURITY_HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/health/live", "GET", 200),
        ("/static/icon.svg", "GET", 200),
        ("/static/none.css", "GET", 404),
        ("/static/..%2f__init__.py", "GET", 404),
        ("/nothing", "GET", 404),
        ("/api/v1/nothing", "GET", 404),
        ("/api/v1/alerts/", "GET", 404),
        ("/health/live", "POST", 405),
        ("/health/live", "OPTIONS", 405),
        ("/health/live", "TRACE", 405),
        ("/api/v1/alerts", "DELETE", 405),
        ("/nothing", "PUT", 405),
        ("/" + "x" * LONGEST_ADDRESS, "GET", 414),
        ("/api/v1/alerts?limit=0", "GET", 400),
    ],
)
async def test_every_answer_carries_the_headers(path: str, method: str, status: int) -> None:
    async with serve(FakeViews()) as website:
        found, headers, _ = await website.get(path, method)
        assert found == status
        assert_guarded(headers)
        if status != 200:
            assert headers["Cache-Control"] == "no-store"


async def test_a_defect_is_a_500_with_the_headers_and_without_a_traceback() -> None:
    async with serve(object()) as website:
        status, headers, text = await website.get("/api/v1/alerts")
        assert status == 500
        assert_guarded(headers)
        assert headers["Content-Type"] == "application/problem+json"
        assert "Traceback" not in text
        assert "AttributeError" not in text
        assert (await website.get("/health/live"))[0] == 200


async def test_a_database_that_cannot_be_read_is_a_503() -> None:
    views = FakeViews()
    views.broken = True
    async with serve(views) as website:
        status, headers, text = await website.get("/api/v1/alerts?after=0")
        assert status == 503
        assert headers["Retry-After"]
        assert "the disk is gone" in text


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GARBAGE\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * 30_000, 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * 20_000 + b"\r\n\r\n", 431),
    ],
    ids=["no HTTP", "two hosts", "no host", "a head without end", "a long head"],
)
async def test_broken_http_is_answered_with_the_headers_too(request_: bytes, status: int) -> None:
    async with serve(FakeViews()) as website:
        head = (await ask_raw(website, request_)).partition(b"\r\n\r\n")[0].decode()
        assert head.startswith(f"HTTP/1.1 {status} ")
        for name, value in SECURITY_HEADERS.items():
            assert f"{name}: {value}".lower() in head.lower()


@pytest.mark.parametrize(
    ("host", "served"),
    [
        ("127.0.0.1:1", True),
        ("localhost", True),
        ("LOCALHOST:8480", True),
        ("[::1]:8480", True),
        ("desk.example.org", True),
        ("hotline.example.org:443", True),
        ("attacker.example", False),
        ("127.0.0.1.attacker.example", False),
        ("localhost.attacker.example:8480", False),
        ("10.0.0.5", False),
        ("0.0.0.0", False),
        ("attacker.example:80@127.0.0.1", False),
        ("[::1", False),
        ("[::1]evil", False),
        ("[::1]:80/evil", False),
        ("localhost:80/evil", False),
        ("localhost:²", False),
        ("localhost:", True),
        ("", False),
    ],
)
async def test_only_under_our_own_names(host: str, served: bool) -> None:
    settings = replace(LOOPBACK, hosts=("desk.example.org",), url="https://hotline.example.org")
    async with serve(FakeViews(), settings) as website:
        status, headers, _ = await website.get("/health/live", Host=host)
        assert status == (200 if served else 421)
        assert_guarded(headers)


async def test_beyond_loopback_any_address_is_a_name_but_a_foreign_name_is_not() -> None:
    settings = WebSettings(listen="0.0.0.0:0", token=TOKEN)
    async with serve(FakeViews(), settings) as website:
        assert (await website.get("/health/live", Host="192.0.2.7:8480"))[0] == 200
        assert (await website.get("/health/live", Host="attacker.example"))[0] == 421


@pytest.mark.parametrize(
    ("given", "let_in"),
    [
        (f"Bearer {TOKEN}", True),
        (f"bearer  {TOKEN}", True),
        (basic(TOKEN), True),
        (basic(TOKEN, ""), True),
        (None, False),
        ("", False),
        (TOKEN, False),
        ("Bearer", False),
        ("Bearer wrong", False),
        (f"Bearer {TOKEN}x", False),
        (f"Bearer {TOKEN[:-1]}", False),
        (basic("wrong"), False),
        ("Basic !!!", False),
        ("Basic " + base64.b64encode(b"\xff\xfe").decode(), False),
        (f"Digest {TOKEN}", False),
    ],
)
async def test_the_token(given: str | None, let_in: bool) -> None:
    async with serve(FakeViews(), replace(LOOPBACK, token=TOKEN)) as website:
        headers = {} if given is None else {"Authorization": given}
        for path in ("/api/v1/alerts?after=0", "/static/icon.svg", "/nothing", "/events?after=x"):
            status, answered, text = await website.get(path, **headers)
            assert (status != 401) == let_in
            assert_guarded(answered)
            if not let_in:
                assert answered["WWW-Authenticate"].startswith("Basic ")
                assert TOKEN not in text
        for path in ("/health/live", "/health/ready"):
            assert (await website.get(path, **headers))[0] == 200


async def test_guessing_the_token_is_slow() -> None:
    async with serve(FakeViews(), replace(LOOPBACK, token=TOKEN, rate=10)) as website:
        guesses = [(await website.get("/", Authorization=f"Bearer guess {guess}"))[0] for guess in range(5)]
        assert guesses[:2] == [401, 401]
        assert guesses[-1] == 429


async def test_a_guess_costs_its_price_also_of_a_client_that_has_little_left() -> None:
    async with serve(FakeViews(), replace(LOOPBACK, token=TOKEN, rate=1)) as website:
        assert (await website.get("/", Authorization="Bearer a wrong guess"))[0] == 401
        # Not even the right one is looked at now.
        status, headers, _ = await website.get("/", Authorization=f"Bearer {TOKEN}")
        assert (status, int(headers["Retry-After"]) > 5) == (429, True)


async def test_too_many_requests_are_told_when_to_come_back() -> None:
    async with serve(FakeViews(), replace(LOOPBACK, rate=1)) as website:
        answers = [await website.get("/health/live") for _ in range(8)]
        assert [status for status, *_ in answers][:5] == [200] * 5
        status, headers, _ = answers[-1]
        assert status == 429
        assert int(headers["Retry-After"]) >= 1
        assert_guarded(headers)


@pytest.mark.parametrize(
    "more", [{"Content_Length": "5"}, {"Transfer_Encoding": "chunked"}], ids=["with a length", "chunked"]
)
async def test_a_request_has_no_body(more: dict[str, str]) -> None:
    async with serve(FakeViews()) as website:
        name, value = next(iter(more.items()))
        head = f"GET /health/live HTTP/1.1\r\nHost: localhost\r\n{name.replace('_', '-')}: {value}\r\n\r\n"
        answer = await ask_raw(website, head.encode() + (b"hello" if "Length" in name else b"0\r\n\r\n"))
        assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        ("none", "navigate", "document", 200),
        ("same-origin", "cors", "empty", 200),
        ("cross-site", "navigate", "document", 200),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "cors", "empty", 403),
        ("same-site", "no-cors", "script", 403),
    ],
)
async def test_other_web_sites_may_link_here_and_nothing_more(site: str, mode: str, dest: str, status: int) -> None:
    async with serve(FakeViews()) as website:
        found, headers, _ = await website.get(
            "/health/live", Sec_Fetch_Site=site, Sec_Fetch_Mode=mode, Sec_Fetch_Dest=dest
        )
        assert found == status
        assert_guarded(headers)
        assert "Access-Control-Allow-Origin" not in headers


async def test_text_of_the_request_stays_text_in_an_error() -> None:
    async with serve(FakeViews()) as website:
        _, _, page = await website.get("/", Host="<script>alert(1)</script>")
        assert "<script>alert" not in page
        status, headers, text = await website.get("/api/v1/alerts?%3Cscript%3E=1")
        assert status == 400
        assert headers["Content-Type"] == "application/problem+json"
        assert '"status": 400' in text


async def test_head_is_get_without_a_body() -> None:
    async with serve(FakeViews()) as website:
        status, got, text = await website.get("/static/icon.svg")
        assert status == 200
        assert text
        status, headers, text = await website.get("/static/icon.svg", "HEAD")
        assert (status, text) == (200, "")
        assert headers["ETag"] == got["ETag"]
        assert headers["Content-Length"] == got["Content-Length"]
