"""robots.txt for article pages (RFC 9309): asked once a day for each origin, obeyed for every page.

Enters: the URL of a page about to be fetched. Leaves: nothing, or a FetchError that says who forbids it. Called by the
fetcher before every hop of a page; feeds are offered to readers by their publishers and are not asked for.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego
from yarl import URL

from service.adapters.clock import Clock
from service.adapters.http.addresses import host_key, show_url
from service.adapters.http.headers import PRODUCT
from service.errors import FetchError, FetchKind
from service.model.feed import FetchRequest, FetchResponse

# RFC 9309, 2.4: not longer than a day. 2.3.1.4: while the server fails, everything is forbidden, up to "a reasonably
# long period"; after that it counts as having no rules.
_KEEP = timedelta(hours=24)
_RETRY_UNREACHABLE = timedelta(minutes=15)
_GIVE_UP_UNREACHABLE = timedelta(days=3)
_MAX_CRAWL_DELAY = 30.0
_REMEMBERED_ORIGINS = 2000

ROBOTS_MAX_BYTES = 512_000

_NO_RULES = Protego.parse("")


@dataclass(slots=True)
class _Verdict:
    """`rules` None: the file could not be had, all is forbidden for now. `failing_since`: since when in a row."""

    rules: Protego | None = None
    expires: datetime | None = None
    failing_since: datetime | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class RobotsGate:
    """Remembers one verdict per origin. `fetch` gets one URL within small limits; `set_gap` takes a Crawl-delay."""

    def __init__(
        self,
        fetch: Callable[[FetchRequest], Awaitable[FetchResponse]],
        set_gap: Callable[[str, float], None],
        clock: Clock,
    ) -> None:
        self._fetch = fetch
        self._set_gap = set_gap
        self._clock = clock
        self._verdicts: dict[str, _Verdict] = {}

    async def check(self, url: URL, request: FetchRequest) -> None:
        """Raises FetchError: ROBOTS where the page is forbidden, or what kept robots.txt from being asked."""
        origin = str(url.origin())
        verdict = self._verdicts.setdefault(origin, _Verdict())
        async with verdict.lock:
            if verdict.expires is None or self._clock.now() >= verdict.expires:
                await self._renew(verdict, url, request)
        self._forget_old()
        if verdict.rules is None:
            raise FetchError(
                f"robots.txt of {url.raw_host} cannot be had, so its pages are left alone for now",
                kind=FetchKind.ROBOTS,
                retry_at=verdict.expires,
            )
        if not verdict.rules.can_fetch(str(url), PRODUCT):
            raise FetchError(f"robots.txt forbids {show_url(url)}", kind=FetchKind.ROBOTS, transient=False)

    async def _renew(self, verdict: _Verdict, url: URL, request: FetchRequest) -> None:
        now = self._clock.now()
        ask = FetchRequest(
            str(url.origin() / "robots.txt"),
            proxy=request.proxy,
            user_agent=request.user_agent,
            accept="text/plain,*/*",
        )
        try:
            response = await self._fetch(ask)
        except FetchError as error:
            if error.kind in (FetchKind.BLOCKED, FetchKind.THROTTLED):
                raise
            self._note_failure(verdict, error, now)
            return
        verdict.rules = _read(response.body)
        verdict.expires, verdict.failing_since = now + _KEEP, None
        delay = verdict.rules.crawl_delay(PRODUCT) or 0.0
        self._set_gap(host_key(url), min(max(float(delay), 0.0), _MAX_CRAWL_DELAY))

    @staticmethod
    def _note_failure(verdict: _Verdict, error: FetchError, now: datetime) -> None:
        """4xx and redirects without end: no rules. Server and network errors: the last rules, else nothing allowed."""
        missing = error.kind == FetchKind.REDIRECT or (error.status is not None and 400 <= error.status < 500)
        if missing or error.kind == FetchKind.TOO_LARGE:
            verdict.rules, verdict.expires, verdict.failing_since = _NO_RULES, now + _KEEP, None
            return
        verdict.failing_since = verdict.failing_since or now
        verdict.expires = now + _RETRY_UNREACHABLE
        if now - verdict.failing_since >= _GIVE_UP_UNREACHABLE:
            verdict.rules = _NO_RULES

    def _forget_old(self) -> None:
        while len(self._verdicts) > _REMEMBERED_ORIGINS:
            del self._verdicts[next(iter(self._verdicts))]


def _read(body: bytes) -> Protego:
    try:
        return Protego.parse(body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))
    except (ValueError, LookupError, RecursionError):
        return _NO_RULES
