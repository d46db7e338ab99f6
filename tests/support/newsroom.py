"""A newsroom on loopback: feeds whose items a test adds while the daemon runs, and their pages."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape


@dataclass
class Item:
    """One item: its headline and summary, and the paragraphs of its page. `broken`: the page answers 503."""

    slug: str
    title: str
    summary: str
    body: str
    published: datetime = field(default_factory=lambda: datetime.now(UTC))
    broken: bool = False


class Newsroom:
    """A context manager; `url(feed)` is a feed's address, `add` publishes an item, `hits` counts requests by path."""

    def __init__(self, *feeds: str) -> None:
        self.feeds: dict[str, list[Item]] = {feed: [] for feed in feeds}
        self.hits: Counter[str] = Counter()
        self.down = False
        self._lock = threading.Lock()
        self._asked = threading.Condition()
        room = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, kind, body = room.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.authority = f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, feed: str) -> str:
        return f"http://{self.authority}/{feed}.xml"

    def add(self, feed: str, item: Item) -> None:
        """Publish an item as the newest of its feed."""
        with self._lock:
            self.feeds[feed].insert(0, item)

    def answer(self, path: str) -> tuple[int, str, bytes]:
        with self._asked:
            self.hits[path] += 1
            self._asked.notify_all()
        if self.down:
            return 503, "text/plain", b"down"
        name = path.strip("/")
        if name.removesuffix(".xml") in self.feeds:
            with self._lock:
                return 200, "application/rss+xml; charset=utf-8", self._render_feed(name.removesuffix(".xml"))
        for item in [item for items in self.feeds.values() for item in items]:
            if name == f"{item.slug}.html":
                return (503, "text/plain", b"busy") if item.broken else (200, "text/html; charset=utf-8", _page(item))
        return 404, "text/plain", b"nothing here"

    def wait_for_hit(self, path: str, timeout: float = 10.0) -> None:
        """Wait until `path` is asked for once more."""
        with self._asked:
            before = self.hits[path]
            self._asked.wait_for(lambda: self.hits[path] > before, timeout)

    def _render_feed(self, feed: str) -> bytes:
        items = "".join(
            f"<item><title>{escape(item.title)}</title><link>http://{self.authority}/{item.slug}.html</link>"
            f'<guid isPermaLink="false">{feed}-{item.slug}</guid><pubDate>{format_datetime(item.published)}</pubDate>'
            f"<description>{escape(item.summary)}</description></item>\n"
            for item in self.feeds[feed]
        )
        return (
            f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{feed}</title>'
            f"<link>http://{self.authority}/</link><description>a feed of a test</description>\n{items}</channel></rss>"
        ).encode()


def _page(item: Item) -> bytes:
    paragraphs = "".join(f"<p>{escape(part)}</p>\n" for part in item.body.split("\n"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(item.title)}</title></head><body>'
        f"<header><nav><a href='/'>Home</a> <a href='/austin'>Austin, Texas</a></nav></header>"
        f"<main><article><h1>{escape(item.title)}</h1>\n{paragraphs}</article></main>"
        "<footer>About us</footer></body></html>"
    ).encode()


def defence_call(number: int, now: datetime | None = None) -> Item:
    """A call between the ministers; headline and summary name nobody, the page names both. Each number is another call,
    three days after the one before it, and none is older than a year at `now`."""
    now = now or datetime.now(UTC)
    day = now - timedelta(days=330) + timedelta(days=3 * number)
    when = f"{day:%B} {day.day}, {day.year}"
    return Item(
        slug=f"call-{number}",
        title=f"US and Russian defense chiefs speak by phone, report {number}",
        summary="The two defense ministers held a telephone conversation, both ministries said.",
        body=(
            f"US Defense Secretary Pete Hegseth spoke by telephone with Russian Defense Minister Andrei Belousov on "
            f"{when}, officials in both capitals said in their report number {number}.\n"
            "The Pentagon said that the two discussed the need to keep lines of communication open.\n"
            "The Russian ministry said that the call took place at the initiative of the American side, and that the "
            "situation around Ukraine was discussed.\nNeither side said when they would speak again."
        ),
        published=now,
    )
