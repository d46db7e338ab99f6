"""The page on a free port of loopback, with a client; and views in memory for what needs no database."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import aiohttp
from yarl import URL

from service.config import find_default_config, load_config
from service.errors import StoreError
from service.jobs.view_ports import Views
from service.model.alert import Alert, AlertKind, Priority
from service.model.settings import Config, WebSettings
from service.model.views import NumberedAlert
from service.web.protocol import BoundedProtocol
from service.web.server import WebServer
from service.web.site import Site, Standing
from tests.support.fakes import FakeClock

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
LOOPBACK = WebSettings(listen="127.0.0.1:0", rate=10_000)


class FakeViews:
    """Alerts in memory; `broken`: the database cannot be read."""

    def __init__(self, *alerts: Alert) -> None:
        self.alerts = list(alerts)
        self.broken = False

    def find_last_number(self) -> int:
        if self.broken:
            raise StoreError("the disk is gone")
        return len(self.alerts)

    def list_alerts_after(
        self,
        number: int,
        *,
        kinds: Collection[AlertKind] = (),
        priorities: Collection[Priority] = (),
        limit: int = 100,
    ) -> list[NumberedAlert]:
        if self.broken:
            raise StoreError("the disk is gone")
        numbered = [NumberedAlert(place, alert) for place, alert in enumerate(self.alerts, 1)]
        return [item for item in numbered if item.number > number][:limit]


@dataclass(frozen=True)
class Filled:
    """A database with articles, stories, contacts and alerts, some of them hostile, and the config that made it."""

    path: Path
    config: Config
    now: datetime


@cache
def shipped_config() -> Config:
    return load_config(find_default_config(), {})


@dataclass
class Website:
    """A page that is served. `get` gives status, headers and text; a path is taken as it is written."""

    server: WebServer
    base: str
    session: aiohttp.ClientSession

    async def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Any, str]:
        url = URL(self.base + path, encoded=True)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(method, url, headers=names, allow_redirects=False) as answer:
            return answer.status, answer.headers, (await answer.read()).decode("utf-8")

    async def load(self, path: str) -> Any:
        """The JSON of an answer that must be fine."""
        url = URL(self.base + path, encoded=True)
        async with self.session.get(url) as answer:
            assert answer.status == 200, (answer.status, await answer.text())
            return await answer.json(content_type=None)


@asynccontextmanager
async def serve(
    views: object,
    settings: WebSettings = LOOPBACK,
    config: Config | None = None,
    now: datetime = NOW,
    protocol: type[BoundedProtocol] = BoundedProtocol,
) -> AsyncIterator[Website]:
    config = config or shipped_config()
    config = replace(config, settings=replace(config.settings, web=settings))
    site = Site(cast(Views, views), lambda: config, FakeClock(now), Standing(ready=True), work=lambda: {"feeds": 3})
    server = WebServer(site, settings, protocol=protocol)
    await server.start()
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session:
            yield Website(server, server.addresses[0], session)
    finally:
        await server.stop()
