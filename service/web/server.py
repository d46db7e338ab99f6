"""The server: the page on its address, in the loop of the daemon, until it is told to end.

Enter: a `Site` and the settings of `web`. Leave: answers on a socket. Built by `wiring`, run by the daemon. Where the
address cannot be had, the operator is told what to change, polling goes on, and it is tried again.
"""

import asyncio
import contextlib
import errno
import ipaddress
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import urlsplit

import uvicorn
from loguru import logger

from service.errors import HotlineError
from service.model.settings import WebSettings
from service.web.app import THREADS, build_app
from service.web.events import Streams
from service.web.guard import LONGEST_ADDRESS, LONGEST_HEAD, Access
from service.web.limits import ClientLimits
from service.web.prepare import prepare
from service.web.protocol import BoundedProtocol
from service.web.site import Site

RETRY_SECONDS = 60.0
PREPARE_SECONDS = 5.0
"""So long it waits to be prepared; on a machine that is slower still, the first who ask wait for the rest."""
GRACE_SECONDS = 2
BURST_SECONDS = 5
"""How much of its rate a client may use at once."""
_NOT_HERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


class _Server(uvicorn.Server):
    """uvicorn's, which leaves signals to the daemon: it would take SIGTERM and SIGINT for itself."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@dataclass(slots=True)
class WebServer:
    """The page of a site. `addresses` are those it is served at, "http://host:port", while it is."""

    site: Site
    settings: WebSettings
    addresses: tuple[str, ...] = ()
    protocol: type[BoundedProtocol] = BoundedProtocol
    _loop: asyncio.AbstractEventLoop | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _server: _Server | None = None
    _serving: "asyncio.Task[None] | None" = None
    _pool: ThreadPoolExecutor | None = None
    _streams: Streams | None = None

    async def run(self) -> None:
        """Serve until cancelled; ends within `GRACE_SECONDS` or so. Never raises for a failure to listen: it is told,
        and tried again each minute, and when the settings change."""
        self._loop = asyncio.get_running_loop()
        told = ""
        try:
            if self.settings.listen is not None:
                await self.prepare()
            while True:
                self._changed.clear()
                try:
                    if self.settings.listen is not None:
                        await self.start()
                except HotlineError as error:
                    if str(error) != told:
                        logger.error("{}; polling goes on without the page", error)
                        told = str(error)
                else:
                    told = ""
                await self._wait(None if self._serving or self.settings.listen is None else RETRY_SECONDS)
                await self.stop()
        finally:
            await self.stop()

    def reconfigure(self, settings: WebSettings) -> None:
        """Take over other settings, from any thread: what changed is listened to anew, the rest goes on."""
        if settings != self.settings:
            self.settings = settings
            if self._loop:
                self._loop.call_soon_threadsafe(self._changed.set)

    def say_ready(self, ready: bool) -> None:
        """What `/health/ready` tells."""
        self.site.standing.ready = ready

    async def prepare(self) -> None:
        """Do now what the first requests would wait for. Nothing that fails in it is an error here."""
        preparing = asyncio.create_task(asyncio.to_thread(prepare, self.site), name="preparing the page")
        await asyncio.wait({preparing}, timeout=PREPARE_SECONDS)

    async def start(self) -> None:
        """Listen and serve. Raises HotlineError where that cannot be."""
        sockets = bind_sockets(self.settings)
        access = make_access(self.settings, sockets)
        limits = ClientLimits(self.settings.rate, self.settings.rate * BURST_SECONDS)
        self._pool = ThreadPoolExecutor(THREADS, "page")
        self._streams = Streams(self.site, self._pool)
        app = build_app(self.site, access, limits, self._streams, self._pool)
        config = uvicorn.Config(
            app,
            http=self.protocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=GRACE_SECONDS,
            h11_max_incomplete_event_size=LONGEST_ADDRESS + LONGEST_HEAD + 4096,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets), name="page")
        listening = asyncio.create_task(self._server.listening.wait())
        await asyncio.wait({listening, self._serving}, return_when=asyncio.FIRST_COMPLETED)
        listening.cancel()
        if self._serving.done():
            self._serving.result()
        self.addresses = tuple(name_address(listening) for listening in sockets)
        token = "with" if access.token else "without"
        logger.info("the page is served at {}, {} a token", ", ".join(self.addresses), token)

    async def stop(self) -> None:
        """Answer what is being answered, close the rest."""
        if self._streams:
            self._streams.close()
        if self._server and self._serving:
            self._server.should_exit = True
            await asyncio.gather(self._serving, return_exceptions=True)
        if self._pool:
            # A thread that waits for the database is not waited for.
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._server, self._serving, self._pool, self._streams, self.addresses = None, None, None, None, ()

    async def _wait(self, seconds: float | None) -> None:
        """Until the settings change, the server ends, or that time has passed."""
        changed = asyncio.create_task(self._changed.wait())
        watched = {changed, self._serving} if self._serving else {changed}
        try:
            await asyncio.wait(watched, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            changed.cancel()


def make_access(settings: WebSettings, sockets: Sequence[socket.socket]) -> Access:
    """Who may ask at these sockets. Raises HotlineError where a token is wanted and none is set."""
    problem = find_token_problem(settings, sockets)
    if problem:
        for listening in sockets:
            listening.close()
        raise HotlineError(f"the page cannot be served at {settings.listen}: {problem}")
    beyond = any(not ipaddress.ip_address(listening.getsockname()[0]).is_loopback for listening in sockets)
    host = urlsplit(settings.url).hostname if settings.url else None
    names = {name.lower() for name in settings.hosts} | ({host} if host else set())
    return Access(names, beyond, settings.token)


def find_token_problem(settings: WebSettings, sockets: Sequence[socket.socket]) -> str:
    """What is wrong with the token, in words; "" for nothing."""
    if settings.token and settings.token.startswith("${"):
        return f"its token, {settings.token}, is not set in the environment; set it, and start Hotline again"
    beyond = any(not ipaddress.ip_address(listening.getsockname()[0]).is_loopback for listening in sockets)
    if beyond and not settings.token:
        return "other machines can reach it there, and no token is set; set `web.token`, or listen on 127.0.0.1"
    return ""


def bind_sockets(settings: WebSettings) -> list[socket.socket]:
    """Listening sockets on all addresses of `web.listen`; port 0 is any free one. Raises HotlineError."""
    listen = settings.listen or ""
    host, _, port = listen.rpartition(":")
    wanted = int(port)
    try:
        found = socket.getaddrinfo(host.strip("[]"), wanted, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        _refuse(listen, error)
    sockets: list[socket.socket] = []
    for family, kind, protocol, _, address in dict.fromkeys(found):
        try:
            listening = socket.socket(family, kind, protocol)
        except OSError:
            continue
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listening.bind((address[0], wanted, *address[2:]))
            listening.setblocking(False)
        except OSError as error:
            listening.close()
            if error.errno in _NOT_HERE and len(found) > 1:
                continue
            for other in sockets:
                other.close()
            _refuse(listen, error)
        wanted = wanted or listening.getsockname()[1]
        sockets.append(listening)
    if not sockets:
        _refuse(listen, OSError(errno.EADDRNOTAVAIL, "no address of this machine"))
    return sockets


def _refuse(listen: str, error: OSError) -> NoReturn:
    reason = "another program listens there" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
    raise HotlineError(
        f"the page cannot be served at {listen}: {reason}; stop that, or change `web.listen` in hotline.yaml (another "
        "port, or `off`)"
    ) from error


def name_address(listening: socket.socket) -> str:
    """The address for a browser: "http://127.0.0.1:8480"."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
