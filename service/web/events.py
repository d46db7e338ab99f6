"""New alerts as they come: server-sent events (HTML standard, 9.2) at `/events`.

Enter: requests of browsers and programs, alerts from the database. Leaves: a stream of events, each with the alert's
number as its id, so that a client that was cut off goes on where it was (`Last-Event-ID`, or `?after=NUMBER`). Called
by `app`. One task asks the database, however many listen; it asks while somebody does. What enters the database by
another process is seen too.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from loguru import logger
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from service.errors import HotlineError, RequestError
from service.model.alert import Priority
from service.model.views import NumberedAlert
from service.web.api.describe import describe_numbered
from service.web.api.parameters import Parameter, choice, number, read_parameters
from service.web.requests import make_ask
from service.web.site import Site

MOST_STREAMS = 32
ASK_SECONDS = 1.0
BEAT_SECONDS = 15.0
"""A comment is sent after so much silence, so that neither proxies nor clients take the stream for dead."""
SEND_SECONDS = 30.0
"""A client that takes nothing for so long is let go."""
END_SECONDS = 0.5
QUEUED = 256
"""Alerts that wait for a slow client; of one that is slower still the stream ends, and it comes back for the rest."""
BATCH = 100
MOST_MISSED = 1000
"""Of more alerts that were missed the oldest are left out; `GET /api/v1/alerts?after=NUMBER` has them all."""
MEDIA = "text/event-stream; charset=utf-8"
SHOWN = (Priority.HIGH, Priority.NORMAL)
PARAMETERS: tuple[Parameter, ...] = (
    choice("priority", "Only of this priority; by default high and normal", Priority, several=True),
    number("after", "Begin behind the alert of this number", least=0, most=10**15),
)
Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class Listener:
    """One stream. `alerts`: what is to be sent; `full`: something was left out, the stream ends."""

    alerts: "asyncio.Queue[NumberedAlert]" = field(default_factory=lambda: asyncio.Queue(QUEUED))
    full: bool = False


@dataclass(slots=True)
class Streams:
    """All streams of a server. `beat`: after how many seconds without an event a comment is sent. `open`: how many
    streams there are. `close` ends them."""

    site: Site
    pool: Executor
    beat: float = BEAT_SECONDS
    open: int = 0
    _listeners: set[Listener] = field(default_factory=set)
    _position: int = 0
    _asking: "asyncio.Task[None] | None" = None
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _joining: asyncio.Lock = field(default_factory=asyncio.Lock)

    def close(self) -> None:
        """End every stream; clients come back by themselves."""
        self._closing.set()
        if self._asking:
            self._asking.cancel()

    async def answer(self, request: Request) -> Response:
        """The stream for a request. Raises RequestError."""
        ask = make_ask(self.site, request.scope)
        values = read_parameters(ask, PARAMETERS)
        if self.open >= MOST_STREAMS or self._closing.is_set():
            raise RequestError(503, "too many listen already; ask again in a moment", {"Retry-After": "10"})
        seen = request.headers.get("last-event-id", "")
        after = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else values["after"]
        return EventResponse(self, after, values["priority"] or SHOWN)

    async def join(self, listener: Listener) -> int:
        """From now on the listener is told of alerts; returns the number of the last one before."""
        async with self._joining:
            if not self._listeners:
                self._position = await self.run(self.site.views.find_last_number)
            self._listeners.add(listener)
            if self._asking is None or self._asking.done():
                self._asking = asyncio.create_task(self._ask(), name="new alerts")
            return self._position

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    async def run(self, work: Callable[[], Result]) -> Result:
        """A view, in a thread of the page's."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, work)

    def read_after(self, after: int) -> list[NumberedAlert]:
        return self.site.views.list_alerts_after(after, limit=BATCH)

    async def wait_closing(self) -> None:
        await self._closing.wait()

    async def _ask(self) -> None:
        """Ask for new alerts while anybody listens."""
        failed = False
        while self._listeners:
            try:
                found = await self.run(partial(self.read_after, self._position))
                failed = False
            except HotlineError as error:
                if not failed:
                    logger.warning("new alerts cannot be sent to those who listen: {}", error)
                failed, found = True, []
            for numbered in found:
                # Whoever joined meanwhile, when nobody listened any more, has moved the position on.
                if numbered.number <= self._position:
                    continue
                self._position = numbered.number
                self._tell(numbered)
            if len(found) < BATCH:
                await asyncio.sleep(ASK_SECONDS)

    def _tell(self, numbered: NumberedAlert) -> None:
        for listener in self._listeners:
            try:
                listener.alerts.put_nowait(numbered)
            except asyncio.QueueFull:
                listener.full = True


class EventResponse(Response):
    """One stream, sent until the client leaves, is too slow, or the server ends."""

    def __init__(self, streams: Streams, after: int | None, priorities: tuple[Priority, ...]) -> None:
        super().__init__(headers={"Content-Type": MEDIA, "Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._streams, self._after, self._priorities = streams, after, priorities

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._streams.open += 1
        try:
            await self._stream(scope, receive, send)
        finally:
            self._streams.open -= 1

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        sending = asyncio.create_task(self._send(send))
        ends = [asyncio.create_task(_wait_gone(receive)), asyncio.create_task(self._streams.wait_closing())]
        try:
            await asyncio.wait([sending, *ends], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, *ends):
                task.cancel()
            results = await asyncio.gather(sending, *ends, return_exceptions=True)
        if isinstance(results[0], Exception) and not isinstance(results[0], TimeoutError | HotlineError | OSError):
            raise results[0]
        # Where it takes nothing more, the connection is closed without a proper end.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_SECONDS):
                await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send(self, send: Send) -> None:
        async def write(text: str) -> None:
            async with asyncio.timeout(SEND_SECONDS):
                await send({"type": "http.response.body", "body": text.encode(), "more_body": True})

        listener = Listener()
        try:
            await write("retry: 3000\n\n")
            last = await self._streams.join(listener)
            for numbered in await self._find_missed(last):
                await write(self._word(numbered))
            while not listener.full:
                try:
                    async with asyncio.timeout(self._streams.beat):
                        numbered = await listener.alerts.get()
                except TimeoutError:
                    await write(": still here\n\n")
                else:
                    await write(self._word(numbered))
        finally:
            self._streams.leave(listener)

    async def _find_missed(self, last: int) -> list[NumberedAlert]:
        """The alerts behind `after` up to `last`, which is the newest of those that no listener is told of."""
        missed: list[NumberedAlert] = []
        after = last if self._after is None else max(self._after, last - MOST_MISSED)
        while after < last:
            found = await self._streams.run(partial(self._streams.read_after, after))
            missed += [numbered for numbered in found if numbered.number <= last]
            if not found:
                break
            after = found[-1].number
        return missed

    def _word(self, numbered: NumberedAlert) -> str:
        """The event; of an alert that is not wanted only its number, so that it is not asked for again."""
        if numbered.alert.priority not in self._priorities:
            return f"id: {numbered.number}\n\n"
        # JSON without line breaks: nothing in an alert can end the event.
        data = json.dumps(describe_numbered(numbered), ensure_ascii=False)
        return f"id: {numbered.number}\nevent: alert\ndata: {data}\n\n"


async def _wait_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
