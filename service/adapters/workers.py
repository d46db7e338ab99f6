"""The child processes in which foreign documents are parsed: the `Workers` port.

Enters: fetched bodies. Leaves: parsed values, or ParseError with plain words. Called by the poll and read jobs, built
by wiring. Each child is killed at its limits, replaced when it dies, grows or has done its share, and dies with its
parent. docs/decisions/0006 has the reasons.

A hostile document costs only its own feed. Every document begins in the quick lane, where it gets a second of processor
time; one that needs more goes to the slow lane and begins again, in a child that steps back behind all other work. Who
once needed that goes there directly. In the quick lane, sources that are known to be quick come before strangers. So
what a hundred hostile documents can take from a good one is the second that is being spent when it arrives.
"""

import asyncio
import time
from collections import OrderedDict
from datetime import datetime
from typing import Any

from service.adapters.parser_lane import SHUT_DOWN, Lane
from service.adapters.parser_process import Limits, ParserProcess, SlowDocumentError, Task
from service.errors import FetchKind, ParseError
from service.model.article import ExtractedPage
from service.model.entry import ParsedFeed
from service.model.feed import Feed, FetchResponse

MAX_BODY = 32_000_000
BRIEF_SECONDS = 1.0
"""Processor time in the quick lane; a usual feed or page takes a twentieth of it."""

# What waits on a busy machine is not hostile: in wall time the quick lane is patient.
_BRIEF_WALL = 6.0
_LARGE = 2_000_000
_STRANGER_RANK = 30.0
_MAX_SLOW_WAIT = 25.0
# Times the wall time of one document: for waiting and reading together, still well within a minute.
_SLOW_TOGETHER = 1.8
_MAX_SLOW_BYTES = 64_000_000
_MAX_SLOW_RANK = 60.0
_SLOW_NICENESS = 5
_SLOW_WORKERS = 2
_REMEMBERED = 20_000


class ParserPool:
    """`workers` child processes for quick documents and two for slow ones. A slow one gets `wall_seconds`
    (more if it need not wait) and `cpu_seconds` of processor time, and any one `memory_bytes` on top of what the reader
    itself needs. `max_tasks` documents later a child is replaced.

    Children start with the first document. `close()` ends them at once, busy or not.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        wall_seconds: float = 25.0,
        cpu_seconds: int = 15,
        memory_bytes: int = 256_000_000,
        max_tasks: int = 500,
    ) -> None:
        wall = min(_BRIEF_WALL, wall_seconds)
        brief = Limits(wall, int(BRIEF_SECONDS) + 1, memory_bytes, max_tasks, brief_seconds=BRIEF_SECONDS)
        full = Limits(wall_seconds, cpu_seconds, memory_bytes, max_tasks, niceness=_SLOW_NICENESS)
        self._quick = Lane([ParserProcess(brief) for _ in range(workers)])
        self._slow = Lane(
            [ParserProcess(full) for _ in range(_SLOW_WORKERS)],
            max_wait=_MAX_SLOW_WAIT,
            max_bytes=_MAX_SLOW_BYTES,
            together=wall_seconds * _SLOW_TOGETHER,
        )
        # Source -> wall seconds that its last document took; the one longest unseen is forgotten first.
        self._cost: OrderedDict[str, float] = OrderedDict()
        self._closed = False

    async def parse_feed(self, response: FetchResponse, feed: Feed, now: datetime) -> ParsedFeed:
        """Raises ParseError, also where the document cost too much or crashed its reader."""
        arguments = {
            "content_type": response.headers.get("content-type", ""),
            "url": response.url,
            "tz": feed.tz,
            "lang": feed.lang,
            "now": now,
        }
        result = await self._read(Task("feed", response.body, arguments), f"feed {feed.id}")
        assert isinstance(result, ParsedFeed)
        return result

    async def extract_page(self, response: FetchResponse) -> ExtractedPage:
        """Never raises for a bad page: `problem` says what was wrong with it."""
        arguments = {"content_type": response.headers.get("content-type", ""), "url": response.url}
        try:
            result = await self._read(Task("page", response.body, arguments), f"page {response.url}")
        except ParseError as error:
            return ExtractedPage(problem=str(error))
        assert isinstance(result, ExtractedPage)
        return result

    def close(self) -> None:
        """End all children at once; what they were reading fails with ParseError. The pool cannot be used again."""
        self._closed = True
        self._quick.close()
        self._slow.close()

    async def _read(self, task: Task, source: str) -> Any:
        if self._closed:
            raise ParseError(SHUT_DOWN)
        if len(task.body) > MAX_BODY:
            raise ParseError(f"the document has over {MAX_BODY // 1_000_000} MB", kind=FetchKind.TOO_LARGE)
        last = self._cost.get(source)
        if len(task.body) <= _LARGE and (last is None or last <= BRIEF_SECONDS):
            rank = time.monotonic() + (_STRANGER_RANK if last is None else 0.0)
            try:
                result = await asyncio.wrap_future(self._quick.submit(task, rank))
            except SlowDocumentError:
                last = 2 * BRIEF_SECONDS
                self._remember(source, last)
            else:
                self._remember(source, result.seconds)
                return result.value
        return await self._read_slowly(task, source, last or 0.0)

    async def _read_slowly(self, task: Task, source: str, last: float) -> Any:
        """The cheaper its source was before, the sooner a document's turn; one that failed comes last."""
        rank = time.monotonic() + min(last, _MAX_SLOW_RANK)
        future = self._slow.submit(task, rank)
        self._remember(source, _MAX_SLOW_RANK)
        result = await asyncio.wrap_future(future)
        self._remember(source, result.seconds)
        return result.value

    def _remember(self, source: str, seconds: float) -> None:
        self._cost[source] = seconds
        self._cost.move_to_end(source)
        if len(self._cost) > _REMEMBERED:
            self._cost.popitem(last=False)
