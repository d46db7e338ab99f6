"""Politeness, host by host: so many connections at a time, a gap between them, and "come back later" obeyed.

Enters: a host name before each request, and what the server said after it. Leaves: permission, after a wait, or a
FetchError that names the time. Called by the fetcher for every hop, robots.txt included.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.adapters.clock import Clock
from service.errors import FetchError, FetchKind
from service.model.settings import HostLimits

# Longer queues are given back to the caller, with a time: a job's lease must not run out in a queue.
MAX_WAIT = timedelta(seconds=60)
_REMEMBERED_HOSTS = 2000


@dataclass(slots=True)
class _Host:
    """`next_start` is in the event loop's seconds; `held_until` is an instant of the clock."""

    active: int = 0
    next_start: float = 0.0
    crawl_gap: float = 0.0
    held_until: datetime | None = None
    queue: deque[asyncio.Future[None]] = field(default_factory=deque)


class HostGate:
    """Keeps every request to one host within `limits`; one per process."""

    def __init__(self, limits: HostLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    def reconfigure(self, limits: HostLimits) -> None:
        """New limits, from the next request on; what hosts asked for stays remembered."""
        self._limits = limits
        for host in self._hosts.values():
            self._wake(host)

    @asynccontextmanager
    async def admit(self, name: str) -> AsyncIterator[None]:
        """Hold one of the host's connections. Raises FetchError (throttled) where it asked to be left alone for now,
        or where the queue is longer than a minute."""
        host = self._hosts.setdefault(name, _Host())
        self._refuse_if_held(host)
        await self._take_turn(host)
        try:
            await self._keep_gap(host)
            self._refuse_if_held(host)
            yield
        finally:
            host.active -= 1
            self._wake(host)
            self._forget_idle()

    def hold(self, name: str, until: datetime | None) -> None:
        """The host answered 429 or 503: no request to it before `until` (if host-wide Retry-After is on)."""
        if until is not None and self._limits.retry_after:
            host = self._hosts.setdefault(name, _Host())
            host.held_until = max(until, host.held_until or until)

    def set_crawl_gap(self, name: str, seconds: float) -> None:
        """The host's robots.txt asks for this gap; the longer of it and the configured one is kept."""
        self._hosts.setdefault(name, _Host()).crawl_gap = seconds

    def _refuse_if_held(self, host: _Host) -> None:
        if host.held_until is None:
            return
        if not self._limits.retry_after or self._clock.now() >= host.held_until:
            host.held_until = None
            return
        raise FetchError(
            f"the host asked not to be called before {host.held_until:%Y-%m-%d %H:%M:%S} UTC; no request was made",
            kind=FetchKind.THROTTLED,
            retry_at=host.held_until,
        )

    async def _take_turn(self, host: _Host) -> None:
        """Wait for one of the host's connections, first come first served."""
        if host.active < self._limits.connections and not host.queue:
            host.active += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        host.queue.append(turn)
        try:
            async with asyncio.timeout(MAX_WAIT.total_seconds()):
                await turn
        except (TimeoutError, asyncio.CancelledError) as error:
            if turn.done() and not turn.cancelled():  # the turn came in the very moment of giving up: pass it on
                host.active -= 1
                self._wake(host)
            elif turn in host.queue:
                host.queue.remove(turn)
            if isinstance(error, TimeoutError):
                raise self._too_busy(MAX_WAIT) from error
            raise

    def _wake(self, host: _Host) -> None:
        while host.queue and host.active < self._limits.connections:
            turn = host.queue.popleft()
            if not turn.done():
                host.active += 1
                turn.set_result(None)

    async def _keep_gap(self, host: _Host) -> None:
        loop = asyncio.get_running_loop()
        gap = max(self._limits.gap.total_seconds(), host.crawl_gap)
        start = max(loop.time(), host.next_start)
        wait = start - loop.time()
        if wait > MAX_WAIT.total_seconds():
            raise self._too_busy(timedelta(seconds=wait))
        host.next_start = start + gap
        if wait > 0:
            await asyncio.sleep(wait)

    def _too_busy(self, wait: timedelta) -> FetchError:
        return FetchError(
            "too many requests to this host are waiting; it is tried again later",
            kind=FetchKind.THROTTLED,
            retry_at=self._clock.now() + wait,
        )

    def _forget_idle(self) -> None:
        if len(self._hosts) <= _REMEMBERED_HOSTS:
            return
        now, tick = self._clock.now(), asyncio.get_running_loop().time()
        for name, host in list(self._hosts.items()):
            held = host.held_until is not None and host.held_until > now
            if not (host.active or host.queue or held or host.next_start > tick):
                del self._hosts[name]
