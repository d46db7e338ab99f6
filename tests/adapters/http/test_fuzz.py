"""Whatever a server, a Location or a body says: an answer or a FetchError with a plain message, and nothing else."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import brotli  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from service.adapters.clock import SteppedClock
from service.adapters.http import HttpFetcher
from service.adapters.http.addresses import MAX_URL, parse_url, show_url
from service.adapters.http.body import BodyReader
from service.adapters.http.headers import Crumbs, collect_headers, read_retry_after
from service.errors import FetchError
from service.model.feed import FetchRequest
from service.model.settings import HostLimits, PollingSettings
from tests.support.raw_server import RawServer

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
BASE = URL("https://example.org/feed")
TEXT = b"<rss>" + b"<item/>" * 50 + b"</rss>"

_pieces = st.sampled_from(
    [
        "http://",
        "https:",
        "//",
        "/",
        "[",
        "]",
        "::1",
        "@",
        ":",
        "%25",
        "%",
        "?",
        "#",
        "127.1",
        "0x7f",
        "xn--",
        ".",
        "é",
        "\\",
    ]
)
_urls = st.lists(st.one_of(_pieces, st.text(max_size=5)), max_size=12).map("".join)


@settings(max_examples=200, deadline=None)
@given(_urls)
def test_any_text_is_a_web_address_or_is_refused(text: str) -> None:
    for base in (None, BASE):
        try:
            url = parse_url(text, base=base)
        except FetchError as error:
            assert str(error).isprintable()
        else:
            assert url.scheme in ("http", "https")
            assert url.raw_host
            assert len(text) <= MAX_URL
            assert show_url(url).isprintable()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_retry_after_is_a_time_ahead_or_nothing(value: str, date: str) -> None:
    instant = read_retry_after({"retry-after": value, "date": date}, NOW)
    assert instant is None or NOW < instant <= NOW + timedelta(days=1)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["ETag", "Last-Modified", "X"]), st.text(max_size=20)), max_size=5))
def test_any_headers_leave_validators_that_can_be_sent(raw: list[tuple[str, str]]) -> None:
    headers = collect_headers(raw)
    assert all(
        headers[name].isprintable() and headers[name].isascii() for name in ("etag", "last-modified") if name in headers
    )
    crumbs = Crumbs()
    crumbs.note(BASE, [value for _, value in raw])
    assert all(crumb.isprintable() and ";" not in crumb for crumb in crumbs.for_url(BASE))


_packed = st.sampled_from([TEXT, gzip.compress(TEXT), zlib.compress(TEXT), brotli.compress(TEXT)])
_codings = st.lists(st.sampled_from(["gzip", "deflate", "br", "identity", "x-gzip"]), max_size=3).map(", ".join)


@settings(max_examples=200, deadline=None)
@given(_codings, _packed, st.binary(max_size=20), st.integers(0, 60), st.integers(1, 50))
def test_any_body_comes_out_under_its_cap_or_is_refused(
    coding: str, data: bytes, noise: bytes, at: int, size: int
) -> None:
    spoilt = data[:at] + noise + data[at + len(noise) :]

    async def read() -> bytes:
        reader = BodyReader(coding, max_wire=1000, max_body=500)

        async def chunks() -> AsyncIterator[bytes]:
            for start in range(0, len(spoilt), size):
                yield spoilt[start : start + size]

        return await reader.read(chunks())

    try:
        assert len(asyncio.run(read())) <= 500
    except FetchError as error:
        assert str(error).isprintable()


_lines = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.0 200\r\n",
        b"HTTP/1.1 302 Found\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/9.9 -1 \xff\r\n",
        b"Content-Length: 5\r\n",
        b"Content-Length: 99999999999999999999\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Location: /\xff\xc3\r\n",
        b"Location: http://[\r\n",
        b"Set-Cookie: a=b; \x01\r\n",
        b"ETag: \xe9\x01\r\n",
        b" folded\r\n",
        b"no colon\r\n",
        b": no name\r\n",
        b"\r\n",
        b"\n",
        b"5\r\nhello\r\n0\r\n\r\n",
        b"ffffffffffffffff\r\n",
        b"\x1f\x8b\x08\x00",
        b"\x00",
    ]
)
_answers = st.lists(st.one_of(_lines, st.binary(max_size=8)), max_size=10).map(b"".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_answers, min_size=1, max_size=10))
def test_any_bytes_of_a_server_are_an_answer_or_a_plain_error(answers: list[bytes]) -> None:
    async def fetch_all() -> None:
        async with RawServer({f"/{n}": reply for n, reply in enumerate(answers)}) as server:
            limits = HostLimits(20, timedelta(0), retry_after=False)
            polling = PollingSettings(allow_private=(server.address,), per_host=limits, timeout=timedelta(seconds=2))
            fetcher = HttpFetcher(polling, SteppedClock(NOW))
            try:
                results = await asyncio.gather(
                    *(fetcher.fetch(FetchRequest(server.url(f"/{n}"))) for n in range(len(answers))),
                    return_exceptions=True,
                )
            finally:
                await fetcher.close()
        for result in results:
            if isinstance(result, BaseException):
                assert isinstance(result, FetchError), repr(result)
                assert str(result).isprintable()

    asyncio.run(fetch_all())
