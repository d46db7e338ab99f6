"""One GET within all limits: guarded addresses, one deadline, two size caps, polite to hosts.

Enters: a FetchRequest. Leaves: a FetchResponse of status 200 or 304, or a FetchError. Built by `wiring`; called by the
poll and read jobs through the `Fetcher` port. This module orders the steps; what each decides stands in its own file.

A proxy (http) is the operator's choice, so its own address is not guarded; behind it the names are resolved by the
proxy, and only literal addresses and `localhost` can be refused here. Who uses one guards its network there.
"""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import unquote

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from service.adapters.clock import Clock
from service.adapters.http.addresses import AddressGuard, host_key, parse_url, same_origin, show_url
from service.adapters.http.body import BodyReader
from service.adapters.http.connection import make_session
from service.adapters.http.failures import NETWORK_ERRORS, explain_exception, explain_status
from service.adapters.http.headers import Crumbs, basic_auth, build_headers, collect_headers, user_agent
from service.adapters.http.hosts import HostGate
from service.adapters.http.resolver import (
    BlockedAddressError,
    GuardedResolver,
    SocketMaker,
    SystemResolver,
    current_host,
)
from service.adapters.http.robots import ROBOTS_MAX_BYTES, RobotsGate
from service.errors import FetchError, FetchKind
from service.model.feed import FetchRequest, FetchResponse, Redirect
from service.model.settings import PollingSettings

MAX_REDIRECTS = 10
_REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
# How long a host is left alone that says "too many requests" and not for how long.
_UNSAID_PAUSE = timedelta(minutes=1)
# Bodies of over 2 MB that are read at one time: together they must not fill the memory.
_MAX_LARGE = 3


@dataclass(slots=True)
class _Trip:
    """One fetch on its way through redirects. `budget`: seconds of network time that are left for all of it."""

    request: FetchRequest
    home: URL
    url_auth: tuple[str, str] | None
    max_wire: int
    max_body: int
    budget: float
    spent: float = 0.0
    crumbs: Crumbs = field(default_factory=Crumbs)
    redirects: list[Redirect] = field(default_factory=list)
    seen: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    downgraded: bool = False

    @property
    def has_detour(self) -> bool:
        """Whether a temporary redirect led here: then what is found here says little about the address asked for."""
        return any(redirect.status not in _PERMANENT for redirect in self.redirects)


class HttpFetcher:
    """The `Fetcher` port over aiohttp. Must be built and used in one event loop; `close` it there.

    `resolver` replaces the system's, for tests; the guard stands behind it all the same.
    """

    def __init__(self, settings: PollingSettings, clock: Clock, *, resolver: AbstractResolver | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._resolver = resolver or SystemResolver()
        self._guard = AddressGuard(settings.allow_private)
        self._gate = HostGate(settings.per_host, clock)
        self._robots = RobotsGate(self._fetch_robots, self._gate.set_crawl_gap, clock)
        self._large = asyncio.Semaphore(_MAX_LARGE)
        self._direct: aiohttp.ClientSession | None = None
        self._proxied: aiohttp.ClientSession | None = None
        self._version = _own_version()

    async def fetch(self, request: FetchRequest) -> FetchResponse:
        """One GET, redirects followed: 200 with the decoded body, or 304 (also for 204: nothing new was said).

        Raises FetchError for everything else. Waiting for the host's turn is not counted against the deadline.
        """
        settings = self._settings
        return await self._follow(request, settings.max_wire_bytes, settings.max_body_bytes, ask_robots=False)

    async def fetch_page(self, request: FetchRequest) -> FetchResponse:
        """`fetch` for an article page: robots.txt is asked first, at every hop. Raises FetchError, ROBOTS too."""
        settings = self._settings
        return await self._follow(request, settings.max_wire_bytes, settings.max_body_bytes, ask_robots=True)

    def reconfigure(self, settings: PollingSettings) -> None:
        """Take over a reloaded config, from the next hop on; requests under way are not disturbed."""
        self._guard.reconfigure(settings.allow_private)
        self._gate.reconfigure(settings.per_host)
        self._settings = settings

    async def close(self) -> None:
        """Close every connection; fetches under way fail."""
        for session in (self._direct, self._proxied):
            if session is not None:
                await session.close()
        self._direct = self._proxied = None
        await self._resolver.close()

    async def _fetch_robots(self, request: FetchRequest) -> FetchResponse:
        return await self._follow(request, ROBOTS_MAX_BYTES, ROBOTS_MAX_BYTES, ask_robots=False)

    async def _follow(self, request: FetchRequest, max_wire: int, max_body: int, *, ask_robots: bool) -> FetchResponse:
        asked = parse_url(request.url)
        auth = (unquote(asked.raw_user or ""), unquote(asked.raw_password or "")) if asked.raw_user else None
        url = asked.with_user(None)
        trip = _Trip(request, url, auth, max_wire, max_body, self._settings.timeout.total_seconds())
        for _ in range(MAX_REDIRECTS + 1):
            step = (str(url), trip.crumbs.for_url(url))
            if step in trip.seen:
                raise FetchError(f"{show_url(url)} redirects in a circle", kind=FetchKind.REDIRECT)
            trip.seen.add(step)
            if ask_robots:
                await self._robots.check(url, request)
            answer = await self._hop(trip, url)
            if isinstance(answer, FetchResponse):
                return answer
            trip.downgraded |= url.scheme == "https" and answer.scheme == "http"
            url = answer
        raise FetchError(f"{show_url(trip.home)} redirects more than {MAX_REDIRECTS} times", kind=FetchKind.REDIRECT)

    async def _hop(self, trip: _Trip, url: URL) -> FetchResponse | URL:
        """One request: the answer, or where it points to."""
        proxy = trip.request.proxy or self._settings.proxy
        async with self._gate.admit(host_key(url)):
            loop = asyncio.get_running_loop()
            started = loop.time()
            token = current_host.set(url.raw_host)
            try:
                async with asyncio.timeout(trip.budget - trip.spent):
                    return await self._ask(trip, url, proxy)
            except NETWORK_ERRORS as error:
                raise explain_exception(error, url, redirected=bool(trip.redirects)) from error
            finally:
                current_host.reset(token)
                trip.spent += loop.time() - started

    async def _ask(self, trip: _Trip, url: URL, proxy: str | None) -> FetchResponse | URL:
        headers = build_headers(
            trip.request,
            trip.url_auth,
            user_agent(self._version, self._settings.contact),
            home=same_origin(url, trip.home),
            cookies=trip.crumbs.for_url(url),
        )
        if proxy is None:
            context = self._session().get(url, headers=headers, allow_redirects=False)
        else:
            if not self._guard.permits_unresolved(url.raw_host or "", url.port or 0):
                raise BlockedAddressError
            where, proxy_headers = _read_proxy(proxy)
            if url.scheme == "http":  # no tunnel: the proxy reads the request itself
                headers |= proxy_headers
            context = self._proxy_session().get(
                url, headers=headers, allow_redirects=False, proxy=where, proxy_headers=proxy_headers
            )
        async with context as response:
            return await self._take_answer(trip, url, response)

    async def _take_answer(self, trip: _Trip, url: URL, response: aiohttp.ClientResponse) -> FetchResponse | URL:
        headers = collect_headers(response.headers.items())
        trip.crumbs.note(url, response.headers.getall("Set-Cookie", ()))
        status = response.status
        if response.version == aiohttp.HttpVersion10 and "transfer-encoding" in headers:
            # RFC 9112, 6.1: such framing is faulty, whoever made it.
            raise FetchError(f"{show_url(url)} answered in chunks of HTTP/1.0", kind=FetchKind.PROTOCOL, status=status)
        if status in _REDIRECTS and (status != 300 or headers.get("location")):
            return self._read_redirect(trip, url, status, set(response.headers.getall("Location", ())))
        if status in (204, 304):
            return self._respond(trip, url, 304, headers, b"", 0)
        if status not in (200, 203):
            error = explain_status(status, url, headers, self._clock.now(), detour=trip.has_detour)
            if error.kind == FetchKind.THROTTLED:
                pause = self._clock.now() + _UNSAID_PAUSE if status == 429 else None
                self._gate.hold(host_key(url), error.retry_at or pause)
            raise error
        return await self._read_body(trip, url, response, headers)

    @staticmethod
    def _read_redirect(trip: _Trip, url: URL, status: int, locations: set[str]) -> URL:
        if len(locations) > 1:
            raise FetchError(f"{show_url(url)} redirects to two places", kind=FetchKind.REDIRECT, status=status)
        location = "".join(locations)
        if not location.strip():
            raise FetchError(f"{show_url(url)} redirects to nowhere", kind=FetchKind.REDIRECT, status=status)
        try:
            target = parse_url(location, base=url).with_user(None)
        except FetchError as error:
            kind = FetchKind.REDIRECT if error.kind == FetchKind.BAD_URL else error.kind
            raise FetchError(
                f"{show_url(url)} redirects to an address that is not followed: {error}",
                kind=kind,
                transient=kind == FetchKind.REDIRECT,
                status=status,
            ) from error
        trip.redirects.append(Redirect(status, str(target)))
        return target

    async def _read_body(
        self, trip: _Trip, url: URL, response: aiohttp.ClientResponse, headers: dict[str, str]
    ) -> FetchResponse:
        reader = BodyReader(headers.get("content-encoding", ""), max_wire=trip.max_wire, max_body=trip.max_body)
        reader.refuse_length(response.content_length)
        async with AsyncExitStack() as held:
            body = await reader.read(response.content.iter_any(), lambda: held.enter_async_context(self._large))
        return self._respond(trip, url, 200, headers, body, reader.wire_bytes)

    def _respond(
        self, trip: _Trip, url: URL, status: int, headers: dict[str, str], body: bytes, wire_bytes: int
    ) -> FetchResponse:
        return FetchResponse(
            status=status,
            url=str(url),
            body=body,
            headers=headers,
            redirects=tuple(trip.redirects),
            wire_bytes=wire_bytes,
            seconds=trip.spent,
            downgraded=trip.downgraded,
        )

    def _session(self) -> aiohttp.ClientSession:
        if self._direct is None:
            self._direct = make_session(
                resolver=GuardedResolver(self._resolver, self._guard), socket_factory=SocketMaker(self._guard)
            )
        return self._direct

    def _proxy_session(self) -> aiohttp.ClientSession:
        """Every connection of this session goes to a configured proxy, so there is nothing to guard."""
        if self._proxied is None:
            self._proxied = make_session(resolver=self._resolver, socket_factory=None)
        return self._proxied


def _read_proxy(proxy: str) -> tuple[URL, dict[str, str]]:
    """The proxy's address and its credentials, which may stand in the address."""
    url = URL(proxy)
    if not url.raw_user:
        return url, {}
    auth = basic_auth(unquote(url.raw_user), unquote(url.raw_password or ""))
    return url.with_user(None), {"Proxy-Authorization": auth}


def _own_version() -> str:
    try:
        return version("hotline-watch")
    except PackageNotFoundError:  # run from a source tree that is not installed
        return "0"
