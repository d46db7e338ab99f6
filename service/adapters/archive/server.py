"""The archive's web server: a clock in, HTTP on 127.0.0.1 out.

Called by wiring for `hotline demo`, and by tests. At every request it shows what was published by `clock.now()`: feeds
with ETag and Last-Modified, pages, front pages, robots.txt. Nothing leaves the machine. The same instant gives the same
bytes; the one memory is which pages have already answered 503 once.
"""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from types import TracebackType
from typing import Self

from aiohttp import web

from service.adapters.archive.catalogue import PageKind, load_outlets
from service.adapters.archive.pages import render_front, render_page
from service.adapters.archive.render import CONTENT_TYPES, last_change, render_feed
from service.adapters.clock import Clock

_ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /*/search\nAllow: /\n"


class ArchiveServer:
    """An async context manager; inside, `base_url` is where the archive stands ("http://127.0.0.1:PORT").

    `port` 0 takes a free one. Raises OSError on entry where the given one is taken.
    """

    def __init__(self, clock: Clock, port: int = 0) -> None:
        self.base_url = ""
        self._clock = clock
        self._port = port
        self._outlets = {outlet.id: outlet for outlet in load_outlets()}
        self._were_busy: set[str] = set()
        self._runner = web.AppRunner(self._build_app(), access_log=None, shutdown_timeout=1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    def _build_app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/robots.txt", self._serve_robots)
        app.router.add_get("/{outlet}/", self._serve_front)
        app.router.add_get("/{outlet}/feed.xml", self._serve_feed)
        app.router.add_get("/{outlet}/{year}/{month}/{day}/{item}.html", self._serve_page)
        return app

    async def _serve_robots(self, request: web.Request) -> web.Response:
        return web.Response(text=_ROBOTS)

    async def _serve_front(self, request: web.Request) -> web.Response:
        outlet = self._outlets.get(request.match_info["outlet"])
        if outlet is None:
            raise web.HTTPNotFound
        body = render_front(outlet, self._clock.now())
        return web.Response(body=body, content_type="text/html", charset=outlet.habits.encoding)

    async def _serve_feed(self, request: web.Request) -> web.Response:
        outlet = self._outlets.get(request.match_info["outlet"])
        if outlet is None:
            raise web.HTTPNotFound
        now = self._clock.now()
        body = render_feed(outlet, self.base_url, now)
        headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"', "Cache-Control": "max-age=60"}
        changed = last_change(outlet, now)
        if changed is not None:
            headers["Last-Modified"] = format_datetime(changed, usegmt=True)
        if _is_unchanged(request, headers["ETag"], changed):
            return web.Response(status=304, headers=headers)
        kind = f"{CONTENT_TYPES[outlet.shape]}; charset={outlet.habits.encoding}"
        return web.Response(body=body, headers={**headers, "Content-Type": kind})

    async def _serve_page(self, request: web.Request) -> web.Response:
        now = self._clock.now()
        outlet = self._outlets.get(request.match_info["outlet"])
        items = [item for item in outlet.items if outlet.item_path(item) == request.path] if outlet else []
        if outlet is None or not items or items[0].published > now or items[0].page is PageKind.MISSING:
            raise web.HTTPNotFound
        item = items[0]
        if item.page is PageKind.BUSY_ONCE and item.id not in self._were_busy:
            self._were_busy.add(item.id)
            return web.Response(status=503, text="Service Unavailable\n")
        body = render_page(outlet, item, self.base_url, now)
        return web.Response(body=body, content_type="text/html", charset=outlet.habits.encoding)


def _is_unchanged(request: web.Request, etag: str, changed: datetime | None) -> bool:
    """Whether the client has it already (RFC 9110, 13.1): an ETag decides; a date only where no ETag was sent."""
    if tags := request.headers.get("If-None-Match"):
        return etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    since = request.headers.get("If-Modified-Since")
    if not since or changed is None:
        return False
    try:
        known = parsedate_to_datetime(since)
    except ValueError:
        return False
    return changed <= (known if known.tzinfo else known.replace(tzinfo=UTC))
