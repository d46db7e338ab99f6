"""Where the page is served, and what is said where it cannot be."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import cast

import pytest
from loguru import logger

from service.errors import HotlineError
from service.jobs.view_ports import Views
from service.model.settings import WebSettings
from service.web.protocol import BoundedProtocol
from service.web.server import WebServer, bind_sockets, make_access
from service.web.site import Site, Standing
from tests.support.fakes import FakeClock
from tests.support.website import LOOPBACK, NOW, FakeViews, Website, serve, shipped_config

TOKEN = "correct-horse-battery-staple"


def make_server(settings: WebSettings) -> WebServer:
    site = Site(cast(Views, FakeViews()), shipped_config, FakeClock(NOW), Standing(ready=True))
    return WebServer(site, settings)


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening


@pytest.fixture
def errors() -> Iterator[list[str]]:
    said: list[str] = []
    handler = logger.add(lambda message: said.append(str(message)), level="ERROR", format="{message}")
    yield said
    logger.remove(handler)


@contextlib.asynccontextmanager
async def running(server: WebServer) -> AsyncIterator[None]:
    task = asyncio.create_task(server.run())
    yield
    task.cancel()
    async with asyncio.timeout(10):
        await asyncio.gather(task, return_exceptions=True)


async def wait_until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def wait_served(server: WebServer) -> str:
    await wait_until(lambda: bool(server.addresses))
    return server.addresses[0]


async def test_a_port_that_is_taken_is_told_once_with_what_to_change_and_mended_by_a_reload(
    taken: socket.socket, errors: list[str]
) -> None:
    listen = f"127.0.0.1:{taken.getsockname()[1]}"
    server = make_server(WebSettings(listen=listen))
    async with running(server):
        await wait_until(lambda: bool(errors))
        assert listen in errors[0]
        assert "another program listens there" in errors[0]
        assert "web.listen" in errors[0]
        assert not server.addresses
        server.reconfigure(LOOPBACK)
        assert await wait_served(server)
    assert len(errors) == 1
    assert not server.addresses


async def test_off_is_off_until_it_is_changed() -> None:
    server = make_server(WebSettings(listen=None))
    async with running(server):
        await asyncio.sleep(0.1)
        assert not server.addresses
        server.reconfigure(LOOPBACK)
        first = await wait_served(server)
        server.reconfigure(WebSettings(listen=None))
        await wait_until(lambda: not server.addresses)
        host, port = first.removeprefix("http://").split(":")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, int(port)), timeout=2)


async def test_nothing_beyond_loopback_without_a_token() -> None:
    server = make_server(WebSettings(listen="0.0.0.0:0"))
    with pytest.raises(HotlineError, match=r"web\.token"):
        await server.start()
    assert not server.addresses
    server = make_server(WebSettings(listen="0.0.0.0:0", token=TOKEN))
    await server.start()
    assert server.addresses
    await server.stop()


async def test_a_token_that_is_not_set_is_no_token() -> None:
    for listen in ("0.0.0.0:0", "127.0.0.1:0"):
        server = make_server(WebSettings(listen=listen, token="${HOTLINE_WEB_TOKEN}"))
        with pytest.raises(HotlineError, match=r"\$\{HOTLINE_WEB_TOKEN\}, is not set in the environment"):
            await server.start()
        assert not server.addresses


async def test_the_name_of_this_machine_is_loopback_on_both_kinds_of_address() -> None:
    sockets = bind_sockets(WebSettings(listen="localhost:0"))
    try:
        assert not make_access(WebSettings(listen="localhost:0"), sockets).beyond
        assert len({listening.getsockname()[1] for listening in sockets}) == 1
    finally:
        for listening in sockets:
            listening.close()


@pytest.mark.parametrize("listen", ["192.0.2.1:0", "no-such-host.invalid:8480"])
def test_an_address_that_cannot_be_had_says_what_to_change(listen: str) -> None:
    with pytest.raises(HotlineError, match=r"cannot be served at .*web\.listen"):
        bind_sockets(WebSettings(listen=listen))


async def test_it_can_be_started_again_after_it_was_stopped() -> None:
    async with serve(FakeViews()) as website:
        assert (await website.get("/health/live"))[0] == 200
        await website.server.stop()
        await website.server.start()
        again = Website(website.server, website.server.addresses[0], website.session)
        assert (await again.get("/health/live"))[0] == 200


class Hasty(BoundedProtocol):
    head_seconds = 0.2


async def test_a_connection_that_sends_no_whole_request_is_closed() -> None:
    async with serve(FakeViews(), protocol=Hasty) as website:
        host, port = website.base.removeprefix("http://").split(":")
        for begun in (b"", b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: "):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(begun)
            async with asyncio.timeout(10):
                with contextlib.suppress(ConnectionError):
                    assert await reader.read() == b""
            writer.close()


async def test_a_client_that_takes_no_answer_is_let_go() -> None:
    class Impatient(BoundedProtocol):
        stall_seconds = 0.3

    async with serve(FakeViews(), protocol=Impatient) as website:
        host, port = website.base.removeprefix("http://").split(":")
        with socket.socket() as greedy:
            greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            greedy.connect((host, int(port)))
            # More than the system keeps for it, and not a byte of it is read.
            greedy.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 300)
            await asyncio.sleep(1.5)
            greedy.settimeout(10)
            taken = 0
            with contextlib.suppress(ConnectionResetError):
                while some := greedy.recv(1_000_000):
                    taken += len(some)
            assert taken < 300 * 20_000
        assert (await website.get("/health/live"))[0] == 200


async def test_a_connection_serves_one_request_after_another() -> None:
    async with serve(FakeViews(), protocol=Hasty) as website:
        host, port = website.base.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        for _ in range(3):
            # Longer than a head may take: a connection at rest is no slow one.
            await asyncio.sleep(0.15)
            writer.write(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            async with asyncio.timeout(10):
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
            assert head.startswith(b"HTTP/1.1 200")
        writer.close()


async def test_one_client_cannot_hold_all_connections() -> None:
    class Narrow(BoundedProtocol):
        most_connections = 6
        most_of_one = 3

    async with serve(FakeViews(), protocol=Narrow) as website:
        host, port = website.base.removeprefix("http://").split(":")
        held = [await asyncio.open_connection(host, int(port)) for _ in range(8)]
        reader, writer = await asyncio.open_connection(host, int(port), local_addr=("127.0.0.9", 0))
        writer.write(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        async with asyncio.timeout(10):
            assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
        for _, other in [*held, (reader, writer)]:
            other.close()


async def test_connections_are_bounded() -> None:
    class Narrow(BoundedProtocol):
        most_connections = 3

    async with serve(FakeViews(), protocol=Narrow) as website:
        host, port = website.base.removeprefix("http://").split(":")
        held = [await asyncio.open_connection(host, int(port)) for _ in range(3)]
        await asyncio.sleep(0.1)
        reader, writer = await asyncio.open_connection(host, int(port))
        async with asyncio.timeout(10):
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""
        for _, other in [*held, (reader, writer)]:
            other.close()
        async with asyncio.timeout(10):
            while True:
                with contextlib.suppress(Exception):
                    if (await website.get("/health/live"))[0] == 200:
                        break
                await asyncio.sleep(0.05)
