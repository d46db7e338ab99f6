"""One hand-written fake a port: a fetcher with canned answers, workers without child processes, a log in memory."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from service.errors import DeliveryError, FetchError, FetchKind
from service.model.alert import Alert
from service.model.article import ExtractedPage
from service.model.entry import ParsedFeed
from service.model.feed import Feed, FetchRequest, FetchResponse
from service.stages.extract import extract_page
from service.stages.parse import parse_feed


class FakeFetcher:
    """Answers from `pages`: URL -> body, or the error to raise. What is not there is a 404."""

    def __init__(self, pages: Mapping[str, bytes | FetchError]) -> None:
        self.pages = dict(pages)
        self.headers: dict[str, str] = {}
        self.requests: list[FetchRequest] = []

    async def fetch(self, request: FetchRequest) -> FetchResponse:
        self.requests.append(request)
        answer = self.pages.get(request.url)
        if answer is None:
            raise FetchError("404 Not Found", kind=FetchKind.HTTP, status=404)
        if isinstance(answer, FetchError):
            raise answer
        if request.etag and request.etag == self.headers.get("etag"):
            return FetchResponse(304, request.url, b"", self.headers)
        return FetchResponse(200, request.url, answer, {"content-type": "text/html", **self.headers})

    async def fetch_page(self, request: FetchRequest) -> FetchResponse:
        return await self.fetch(request)


class FakeWorkers:
    """Parses in this process."""

    async def parse_feed(self, response: FetchResponse, feed: Feed, now: datetime) -> ParsedFeed:
        return parse_feed(response.body, content_type="", url=response.url, tz=feed.tz, lang=feed.lang, now=now)

    async def extract_page(self, response: FetchResponse) -> ExtractedPage:
        return extract_page(response.body, content_type="text/html", url=response.url)


class BreakingWorkers(FakeWorkers):
    """Meets a defect with every page until it is `healthy`."""

    def __init__(self) -> None:
        self.healthy = False
        self.broken = 0

    async def extract_page(self, response: FetchResponse) -> ExtractedPage:
        if not self.healthy:
            self.broken += 1
            raise ZeroDivisionError("a defect")
        return await super().extract_page(response)


class FakeClock:
    def __init__(self, start: datetime) -> None:
        self.instant = start

    def now(self) -> datetime:
        return self.instant


class FakeSink:
    """A destination in memory. `broken_after`: it fails once it has written this many more lines. `unreadable`: what
    was written cannot be looked up."""

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.lines: list[str] = []
        self.broken_after: int | None = None
        self.unreadable = False

    def write(self, alerts: Iterable[Alert]) -> None:
        for alert in alerts:
            if self.broken_after is not None and self.broken_after <= 0:
                raise DeliveryError("the disk is full")
            self.lines.append(alert.id)
            if self.broken_after is not None:
                self.broken_after -= 1

    def find_written(self, alert_ids: Collection[str]) -> frozenset[str]:
        if self.unreadable:
            raise OSError(5, "Input/output error")
        return frozenset(alert_ids) & frozenset(self.lines)
