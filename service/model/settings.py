"""The settings of `hotline.yaml`, read once, frozen, swapped whole on reload."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from service.model.feed import Feed
from service.model.watch import Watch


@dataclass(frozen=True, slots=True)
class HostLimits:
    """How one host is treated: connections at a time, the gap between requests, host-wide Retry-After."""

    connections: int = 2
    gap: timedelta = timedelta(seconds=1)
    retry_after: bool = True


@dataclass(frozen=True, slots=True)
class PollingSettings:
    """How feeds and pages are fetched. Sizes in bytes. `allow_private` holds "host:port" or "host" or a network."""

    every_min: timedelta = timedelta(minutes=2)
    every_max: timedelta = timedelta(hours=12)
    contact: str = ""
    allow_private: tuple[str, ...] = ()
    per_host: HostLimits = field(default_factory=HostLimits)
    concurrency: int = 64
    timeout: timedelta = timedelta(seconds=30)
    max_wire_bytes: int = 24_000_000
    max_body_bytes: int = 24_000_000
    proxy: str | None = None


@dataclass(frozen=True, slots=True)
class LogSettings:
    """`rotation` and `retention` are loguru's words ("50 MB", "1 year"); `dir` is absolute."""

    dir: Path = Path("logs")
    rotation: str = "50 MB"
    retention: str = "1 year"
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


@dataclass(frozen=True, slots=True)
class AlertSettings:
    max_age: timedelta = timedelta(days=2)
    mentions: Literal["all", "relevant"] = "all"


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    keep_unmatched: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the page is served: `listen` is "host:port", None for nowhere. `token`: what whoever asks must know; always
    set where other machines can ask. Where it is "${NAME}", that variable is not set and the page cannot be served.
    `url`: the address under which the page is known, as behind a reverse proxy. `hosts`: further names under which it
    is asked for. `rate`: requests a second for each client, in the long run."""

    listen: str | None = "127.0.0.1:8480"
    token: str | None = None
    url: str | None = None
    hosts: tuple[str, ...] = ()
    rate: int = 40


@dataclass(frozen=True, slots=True)
class Settings:
    """`database` is a SQLAlchemy URL (absolute path where it is SQLite); relative paths hang on `root`."""

    root: Path
    database: str
    logs: LogSettings = field(default_factory=LogSettings)
    polling: PollingSettings = field(default_factory=PollingSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    web: WebSettings = field(default_factory=WebSettings)


@dataclass(frozen=True, slots=True)
class Config:
    """The whole config of one folder: settings, feeds in file order, watch; `stamp` tells the files it was read from,
    as they then were, from others."""

    settings: Settings
    feeds: tuple[Feed, ...]
    watch: Watch
    stamp: tuple[tuple[int, int, int] | None, ...] | None = field(default=None, compare=False)

    def feed(self, feed_id: str) -> Feed | None:
        """The feed of that id, or None where it is no longer configured."""
        return next((feed for feed in self.feeds if feed.id == feed_id), None)
