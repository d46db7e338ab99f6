"""Bodies: decoded under two caps, whatever they claim to be."""

import gzip
import zlib
from collections.abc import AsyncIterator

import brotli  # type: ignore[import-untyped]
import pytest

from service.adapters.http.body import BodyReader
from service.errors import FetchError, FetchKind

FEED = b"<?xml version='1.0'?><rss>" + b"".join(b"<item>%d</item>" % n for n in range(2000)) + b"</rss>"


async def split(data: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def read(data: bytes, coding: str, *, size: int = 1000, wire: int = 10**6, body: int = 10**6) -> bytes:
    return await BodyReader(coding, max_wire=wire, max_body=body).read(split(data, size))


def deflate_raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def pack(data: bytes) -> bytes:
    """Gzip without the time of day, so that a case has the same name in every process."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize("size", [1, 7, 1000, 10**6])
@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("", FEED),
        ("identity", FEED),
        ("deflate", pack(FEED)),
        ("br", pack(FEED)),
        ("gzip;q=1.0", pack(FEED)),
        ('"gzip"', pack(FEED)),
        ("UTF-8", FEED),
        ("gzip", pack(FEED)),
        ("GZIP", pack(FEED)),
        ("x-gzip", pack(FEED)),
        ("deflate", zlib.compress(FEED)),
        ("deflate", deflate_raw(FEED)),
        ("br", brotli.compress(FEED)),
        ("gzip, br", brotli.compress(pack(FEED))),
        ("gzip, gzip", pack(pack(FEED))),
        ("gzip", pack(FEED[:5000]) + pack(FEED[5000:])),
        ("gzip", pack(FEED) + b"\0" * 40),
        ("gzip", pack(FEED) + b"rubbish"),
        ("gzip", FEED),
        ("br", FEED),
        ("zstd", FEED),
        ("rot13", FEED),
        ("gzip, gzip", pack(FEED)),
        ("deflate", b'{"version": "https://jsonfeed.org/version/1.1"}'),
    ],
)
async def test_bodies_come_out_whole_however_they_are_packed_and_cut(coding: str, data: bytes, size: int) -> None:
    expected = data if data[:1] in b"<{" else FEED
    assert await read(data, coding, size=size) == expected


async def test_an_empty_body_is_empty_whatever_its_coding() -> None:
    for coding in ("", "gzip", "deflate", "br"):
        assert await read(b"", coding) == b""


@pytest.mark.parametrize("size", [1, 1000, 10**6])
@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("gzip", pack(FEED)[:-200]),
        ("gzip", pack(FEED)[:3]),
        ("gzip", pack(FEED)[:-8] + b"\1" * 8),
        ("gzip", pack(FEED)[:10] + b"\xa5" * 500),
        ("gzip", b"\x89PNG rubbish that is no text"),
        ("deflate", zlib.compress(FEED)[:-200]),
        ("deflate", deflate_raw(FEED)[:-200]),
        ("deflate", b"\xff" * 500),
        ("br", brotli.compress(FEED)[:-100]),
        ("br", b"\xff" * 500),
        ("gzip, br", brotli.compress(pack(FEED)[:-100])),
        ("zstd", b"\x28\xb5\x2f\xfd rubbish"),
    ],
)
async def test_damaged_bodies_are_errors_and_never_half_a_feed(coding: str, data: bytes, size: int) -> None:
    with pytest.raises(FetchError) as caught:
        await read(data, coding, size=size)
    assert caught.value.kind == FetchKind.PROTOCOL
    assert caught.value.transient


async def test_a_body_may_fill_its_cap_exactly() -> None:
    assert await read(b"<" * 1000, "", wire=1000, body=1000) == b"<" * 1000
    assert len(await read(pack(b"<" * 1000), "gzip", body=1000)) == 1000
    assert len(await read(brotli.compress(b"<" * 1000), "br", body=1000)) == 1000


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("", b"<" * 1001),
        ("gzip", pack(b"<" * 10**7)),
        ("deflate", zlib.compress(b"<" * 10**7)),
        ("deflate", deflate_raw(b"<" * 10**7)),
        ("br", brotli.compress(b"<" * 10**7)),
        ("gzip, gzip", pack(pack(b"<" * 10**7))),
        ("gzip, br", brotli.compress(pack(b"<" * 10**7))),
        ("gzip", pack(b"") * 3 + pack(b"<" * 1001)),
    ],
)
async def test_what_unpacks_to_too_much_is_stopped(coding: str, data: bytes) -> None:
    with pytest.raises(FetchError) as caught:
        await read(data, coding, size=10**6, wire=10**6, body=1000)
    assert caught.value.kind == FetchKind.TOO_LARGE
    assert not caught.value.transient


async def test_what_is_too_much_on_the_wire_is_stopped_before_the_rest_is_read() -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"<item/>" * 100

    with pytest.raises(FetchError) as caught:
        await BodyReader("", max_wire=5000, max_body=10**9).read(endless())
    assert caught.value.kind == FetchKind.TOO_LARGE
    assert taken < 10


def test_a_length_that_is_announced_as_too_much_is_refused_at_once() -> None:
    reader = BodyReader("", max_wire=1000, max_body=1000)
    reader.refuse_length(None)
    reader.refuse_length(1000)
    with pytest.raises(FetchError, match="larger than 1,000 bytes"):
        reader.refuse_length(1001)


@pytest.mark.parametrize("coding", ["gzip, " * 500, "gzip,gzip,gzip,gzip", "br, deflate, gzip, br"])
def test_a_chain_of_codings_is_refused(coding: str) -> None:
    with pytest.raises(FetchError) as caught:
        BodyReader(coding, max_wire=1, max_body=1)
    assert caught.value.kind == FetchKind.PROTOCOL


async def test_the_bytes_on_the_wire_are_counted() -> None:
    data = pack(FEED)
    reader = BodyReader("gzip", max_wire=10**6, max_body=10**6)
    await reader.read(split(data, 100))
    assert reader.wire_bytes == len(data) < len(FEED)
