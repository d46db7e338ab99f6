"""A feed as configured, its state between polls, and what one fetch of it brought."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

# The id of a side: `us`, `ru`, or one that watch.yaml declares.
Side = str


@dataclass(frozen=True, slots=True)
class Feed:
    """A source that is polled, as `feeds.yaml` has it.

    `side` marks an official voice of that side. `every` fixes the interval; None means it is learned. `tz` is an IANA
    name, used for dates of the feed that carry no zone. `auth` is (user, password), taken from the environment.
    """

    id: str
    url: str
    outlet: str
    lang: str | None = None
    side: Side | None = None
    tz: str | None = None
    every: timedelta | None = None
    full_text: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: tuple[str, str] | None = None
    proxy: str | None = None
    user_agent: str | None = None


class FeedStatus(StrEnum):
    """The `state` of a feed in `hotline feeds health`."""

    OK = "ok"
    FAILING = "failing"
    MOVED = "moved"
    GONE = "gone"
    SILENT = "silent"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between polls; one row of the store.

    `failures` counts consecutive failed polls. `moved_to` with `moved_since` is a permanent redirect that is seen but
    not yet adopted; `url` is an adopted one, None while the configured address holds. `refetched_at` is the last
    unconditional request. `body_digest` is of the last body that was parsed. `lease` fences a claim: a save with a
    stale one is refused. `entries` counts the distinct items ever stored or seen. `wishes` is what the last document
    asks of its readers (`ttl`, `skipHours`, `skipDays`), in the schedule's own notation, for polls that bring none.
    `silent_since`: the last sign of life, while the feed is silent. `empty_since`: since when it answers without any
    item, though it had some. `requests` and `wire_bytes` are what it has cost since it was first polled.
    """

    feed_id: str
    next_due: datetime
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    last_polled: datetime | None = None
    last_success: datetime | None = None
    refetched_at: datetime | None = None
    newest_entry: datetime | None = None
    rhythm: timedelta | None = None
    failures: int = 0
    last_error: str | None = None
    error_kind: str | None = None
    status: FeedStatus = FeedStatus.NEW
    moved_to: str | None = None
    moved_since: datetime | None = None
    entries: int = 0
    lease: int = 0
    wishes: str | None = None
    silent_since: datetime | None = None
    empty_since: datetime | None = None
    requests: int = 0
    wire_bytes: int = 0


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One GET. `etag` and `last_modified` make it conditional. Limits are in bytes and seconds."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None
    auth: tuple[str, str] | None = None
    proxy: str | None = None
    user_agent: str | None = None
    accept: str = "*/*"


@dataclass(frozen=True, slots=True)
class Redirect:
    """One step of a redirect chain: the status and the absolute URL it led to."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class FetchResponse:
    """What came back: status 200 with `body` (decompressed), or 304 with none. Header names are in lower case.

    `downgraded`: a redirect led from https to http on the way.
    """

    status: int
    url: str
    body: bytes
    headers: Mapping[str, str]
    redirects: tuple[Redirect, ...] = ()
    wire_bytes: int = 0
    seconds: float = 0.0
    downgraded: bool = False

    @property
    def unchanged(self) -> bool:
        return self.status == 304
