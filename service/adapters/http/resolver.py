"""Names to addresses, and sockets to the permitted ones only.

Enters: a host name with a port, from aiohttp's connector. Leaves: addresses the guard permits, or BlockedAddressError.
Built by the fetcher; a test hands in its own inner resolver.
"""

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from service.adapters.http.addresses import AddressGuard

# The host name on whose behalf the current task connects: the socket factory is told only the address.
current_host: ContextVar[str | None] = ContextVar("current_host", default=None)

_LOOKUPS = 16


class BlockedAddressError(Exception):
    """A connection was refused by the guard before one packet was sent.

    Not an OSError, so that aiohttp neither retries it nor takes it for a failure of the network.
    """


class SystemResolver(AbstractResolver):
    """The operating system's resolver, in threads of its own: names that hang starve no other work.

    The threads are daemons, since nothing can end a lookup that hangs, and the process must be able to end without it.
    `look_up` has the signature of `socket.getaddrinfo`.
    """

    def __init__(self, look_up: Callable[..., Sequence[tuple[Any, ...]]] = socket.getaddrinfo) -> None:
        self._look_up = look_up
        self._slots = asyncio.Semaphore(_LOOKUPS)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises OSError, or UnicodeError for a name that cannot be one."""
        loop = asyncio.get_running_loop()
        found: asyncio.Future[Sequence[tuple[Any, ...]]] = loop.create_future()
        await self._slots.acquire()  # given back by the lookup's end, which may come long after its caller gave up
        threading.Thread(target=self._run, args=(loop, found, host, port, family), daemon=True).start()
        return [
            ResolveResult(
                hostname=host,
                host=str(where[0]),
                port=port,
                family=answer_family,
                proto=proto,
                flags=int(socket.AI_NUMERICHOST),
            )
            for answer_family, _, proto, _, where in await found
            if len(where) == 2 or not where[3]  # a scoped address is link-local
        ]

    def _run(
        self,
        loop: asyncio.AbstractEventLoop,
        found: "asyncio.Future[Sequence[tuple[Any, ...]]]",
        host: str,
        port: int,
        family: socket.AddressFamily,
    ) -> None:
        answers: Sequence[tuple[Any, ...]] = ()
        failure: Exception | None = None
        try:
            answers = self._look_up(host, port, family=family, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:
            failure = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(self._settle, found, answers, failure)

    def _settle(
        self,
        found: "asyncio.Future[Sequence[tuple[Any, ...]]]",
        answers: Sequence[tuple[Any, ...]],
        failure: Exception | None,
    ) -> None:
        self._slots.release()
        if found.done():
            return
        if failure is None:
            found.set_result(answers)
        else:
            found.set_exception(failure)

    async def close(self) -> None:
        """Nothing is kept."""


class GuardedResolver(AbstractResolver):
    """Keeps of each answer what the guard permits.

    A name with public and private addresses is tried at its public ones only. Nothing is remembered between two
    connections: what was checked is what is connected to, so a name that changes its mind gains nothing.
    """

    def __init__(self, inner: AbstractResolver, guard: AddressGuard) -> None:
        self._inner = inner
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answers = _answer_localhost(host, port) or await self._inner.resolve(host, port, family)
        permitted = [a for a in answers if self._guard.permits(a["host"], port, host)]
        if answers and not permitted:
            raise BlockedAddressError
        if not permitted:
            raise OSError(socket.EAI_NONAME, "no address")
        return permitted

    async def close(self) -> None:
        """The inner resolver is shared, and closed by who made it."""


def _answer_localhost(host: str, port: int) -> list[ResolveResult]:
    """RFC 6761, 6.3: `localhost` and names under it are this machine, whatever the resolver knows of them."""
    name = host.rstrip(".").lower()
    if name != "localhost" and not name.endswith(".localhost"):
        return []
    return [
        ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=int(socket.AI_NUMERICHOST))
        for address, family in (("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6))
    ]


class SocketMaker:
    """aiohttp's socket factory: the last gate, passed by names, literals and redirects alike."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard

    def __call__(self, info: tuple[Any, ...]) -> socket.socket:
        """Makes the socket for one address info of getaddrinfo's shape. Raises BlockedAddressError."""
        family, kind, proto, _, where = info
        if not self._guard.permits(where[0], where[1], current_host.get()):
            raise BlockedAddressError
        return socket.socket(family, kind, proto)
