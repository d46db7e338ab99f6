"""Servers that are slow, break off or speak broken HTTP: one plain error each, within the time allowed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from service.errors import FetchError, FetchKind
from service.model.feed import FetchRequest
from tests.support.fetching import FEED, Make, failure, redirect
from tests.support.raw_server import RawServer, Request, answer

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


@pytest.mark.parametrize("surplus", [b"\0" * 100_000, b"<!-- cached -->", b"\r\n\r\n", b"HTTP/1.1 999 what\r\n"])
async def test_bytes_behind_the_announced_length_do_not_spoil_the_answer(make: Make, surplus: bytes) -> None:
    async with RawServer({"/feed": answer(FEED) + surplus}) as server:
        assert (await make(server).fetch(FetchRequest(server.url("/feed")))).body == FEED


@pytest.mark.parametrize("repeated", ["Content-Length: LEN\r\nContent-Length: LEN", "Content-Length: LEN, LEN"])
async def test_a_length_that_is_said_twice_alike_is_one(make: Make, repeated: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nX-A: 1\r\n{repeated}\r\nX-B: 2\r\n\r\n".replace("LEN", str(len(FEED)))
    async with RawServer({"/feed": head.encode() + FEED}) as server:
        response = await make(server).fetch(FetchRequest(server.url("/feed")))
    assert (response.body, response.headers["x-a"], response.headers["x-b"]) == (FEED, "1", "2")


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
