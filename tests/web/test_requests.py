"""Answers as they are sent: packed where the client can unpack them, and known again by their ETag either way."""

import gzip

import aiohttp
import pytest

from service.web.guard import SECURITY_HEADERS
from service.web.requests import LEAST_PACKED, takes_gzip
from tests.support.website import FakeViews, Website, serve


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("*", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("identity;q=1, *;q=0", False),
    ],
)
def test_only_who_can_unpack_is_sent_what_is_packed(accepted: str, taken: bool) -> None:
    assert takes_gzip(accepted) is taken


async def load_raw(website: Website, path: str, accepted: str, **headers: str) -> tuple[aiohttp.ClientResponse, bytes]:
    """An answer as it came, nothing unpacked."""
    asked = {"Accept-Encoding": accepted, **{name.replace("_", "-"): value for name, value in headers.items()}}
    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.get(website.base + path, headers=asked) as answer,
    ):
        return answer, await answer.read()


@pytest.mark.parametrize("path", ["/static/page.css", "/api/v1/openapi.json", "/nowhere"])
async def test_what_is_packed_is_the_same_and_smaller(path: str) -> None:
    async with serve(FakeViews()) as website:
        plain, body = await load_raw(website, path, "identity")
        assert "Content-Encoding" not in plain.headers
        packed, small = await load_raw(website, path, "gzip")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small) == body
        assert LEAST_PACKED < len(body) > 1.8 * len(small)
        assert packed.status == plain.status
        for answer in (plain, packed):
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS


async def test_an_etag_of_either_form_is_known_by_both() -> None:
    async with serve(FakeViews()) as website:
        path = "/static/page.css"
        tags = {way: (await load_raw(website, path, way))[0].headers["ETag"] for way in ("gzip", "identity")}
        assert tags["gzip"] == f"W/{tags['identity']}"
        for way in tags:
            for tag in tags.values():
                answer, body = await load_raw(website, path, way, If_None_Match=tag)
                assert (answer.status, body) == (304, b"")
                assert answer.headers["ETag"] == tags[way]


async def test_what_is_short_is_sent_as_it_is() -> None:
    async with serve(FakeViews()) as website:
        answer, body = await load_raw(website, "/health/live", "gzip")
        assert (body, "Content-Encoding" in answer.headers) == (b'{"status": "alive"}', False)
