"""Names to addresses, and sockets to the permitted ones only.

Enters: a host name with a port, from aiohttp's connector. Leaves: addresses the guard permits, or BlockedAddressError.
Built by the fetcher; a test hands in its own inner resolver.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from service.adapters.http.addresses import AddressGuard

# The host name on whose behalf the current task connects: the socket factory is told only the address.
current_host: ContextVar[str | None] = ContextVar("current_host", default=None)

_RESOLVER_THREADS = 8


class BlockedAddressError(Exception):
    """A connection was refused by the guard before one packet was sent.

    Not an OSError, so that aiohttp neither retries it nor takes it for a failure of the network.
    """


class SystemResolver(AbstractResolver):
    """The operating system's resolver, in threads of its own: names that hang must not starve other work."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_RESOLVER_THREADS, thread_name_prefix="resolve")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises OSError, or UnicodeError for a name that cannot be one."""
        loop = asyncio.get_running_loop()
        answers = await loop.run_in_executor(self._threads, self._look_up, host, port, family)
        return [
            ResolveResult(
                hostname=host,
                host=str(where[0]),
                port=port,
                family=answer_family,
                proto=proto,
                flags=int(socket.AI_NUMERICHOST),
            )
            for answer_family, _, proto, _, where in answers
            if len(where) == 2 or not where[3]  # a scoped address is link-local
        ]

    @staticmethod
    def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[tuple[Any, ...]]:
        return list(socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM))

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


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
