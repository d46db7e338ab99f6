"""New alerts as server-sent events: live, resumed, bounded, and no hindrance to an end."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import aiohttp
import pytest

from service.jobs.view_ports import Views
from service.model.alert import Priority
from service.model.views import NumberedAlert
from service.web.events import MOST_MISSED, MOST_STREAMS, SHOWN, EventResponse, Listener, Streams
from service.web.site import Site, Standing
from tests.support.fakes import FakeClock
from tests.support.store import make_alert
from tests.support.website import NOW, FakeViews, Website, serve, shipped_config


@dataclass
class Stream:
    """One open stream. `read` waits for the next event and returns it as its fields."""

    answer: aiohttp.ClientResponse
    comments: list[str] = field(default_factory=list)

    async def read(self) -> dict[str, str]:
        fields: dict[str, str] = {}
        async with asyncio.timeout(10):
            while line := await self.answer.content.readline():
                text = line.decode("utf-8").rstrip("\n")
                if not text and fields:
                    return fields
                name, _, value = text.partition(": ")
                if name:
                    fields[name] = value
        raise EOFError

    async def read_alert(self) -> dict[str, Any]:
        """The next alert; what carries none is passed over."""
        while "data" not in (event := await self.read()):
            pass
        assert event["event"] == "alert"
        alert: dict[str, Any] = json.loads(event["data"])
        assert event["id"] == str(alert["number"])
        return alert


@asynccontextmanager
async def listen(website: Website, query: str = "", **headers: str) -> AsyncIterator[Stream]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    async with website.session.get(f"{website.base}/events{query}", headers=names) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Cache-Control"] == "no-store"
        stream = Stream(answer)
        assert "retry" in await stream.read()
        yield stream


def alerts(*numbers: int) -> list[Any]:
    return [make_alert(f"alert-{number}", title=f"Title {number}") for number in numbers]


async def test_an_alert_arrives_live_and_older_ones_do_not() -> None:
    views = FakeViews(*alerts(1, 2))
    async with serve(views) as website, listen(website) as stream:
        # Whether it comes before or after the listener has joined, it comes.
        await asyncio.sleep(0.2)
        views.alerts += alerts(3)
        assert (await stream.read_alert())["title"] == "Title 3"
        views.alerts += alerts(4, 5)
        assert [(await stream.read_alert())["number"] for _ in range(2)] == [4, 5]


@pytest.mark.parametrize(
    ("query", "headers"),
    [("?after=1", {}), ("", {"Last_Event_ID": "1"}), ("?after=0", {"Last_Event_ID": "1"})],
    ids=["asked for", "resumed", "resumed, and asked for at the first time"],
)
async def test_what_was_missed_is_sent_first(query: str, headers: dict[str, str]) -> None:
    views = FakeViews(*alerts(1, 2, 3))
    async with serve(views) as website, listen(website, query, **headers) as stream:
        assert [(await stream.read_alert())["number"] for _ in range(2)] == [2, 3]
        views.alerts += alerts(4)
        assert (await stream.read_alert())["number"] == 4


async def test_all_listeners_are_told_and_none_twice() -> None:
    views = FakeViews()
    async with serve(views) as website, listen(website, "?after=0") as one, listen(website, "?after=0") as other:
        await asyncio.sleep(0.2)
        views.alerts += alerts(*range(1, 251))
        for stream in (one, other):
            assert [(await stream.read_alert())["number"] for _ in range(250)] == list(range(1, 251))


async def test_whoever_joins_while_nobody_listens_is_not_told_what_is_older() -> None:
    class SlowViews(FakeViews):
        asked, go_on = threading.Event(), threading.Event()

        def list_alerts_after(self, number: int, **filters: Any) -> list[NumberedAlert]:
            self.asked.set()
            assert self.go_on.wait(10)
            return super().list_alerts_after(number, **filters)

    views = SlowViews()
    site = Site(cast(Views, views), shipped_config, FakeClock(NOW), Standing(True))
    with ThreadPoolExecutor(2) as pool:
        streams = Streams(site, pool)
        gone, there = Listener(), Listener()
        assert await streams.join(gone) == 0
        await asyncio.to_thread(views.asked.wait, 10)
        streams.leave(gone)
        views.alerts += alerts(1, 2)
        assert await streams.join(there) == 2
        views.alerts += alerts(3)
        views.go_on.set()
        async with asyncio.timeout(10):
            assert (await there.alerts.get()).number == 3
        streams.close()


async def test_of_very_many_that_were_missed_the_newest_are_sent() -> None:
    views = FakeViews(*alerts(*range(1, MOST_MISSED + 51)))
    async with serve(views) as website, listen(website, "?after=0") as stream:
        assert (await stream.read_alert())["number"] == 51


@pytest.mark.parametrize("seen", ["999999", "-1", "abc", "1 2", "9" * 40, "٣"])
async def test_a_number_that_means_nothing_is_as_none(seen: str) -> None:
    views = FakeViews(*alerts(1))
    async with serve(views) as website:
        url = f"{website.base}/events"
        async with website.session.get(url, headers={"Last-Event-ID": seen}) as answer:
            stream = Stream(answer)
            assert "retry" in await stream.read()
            await asyncio.sleep(0.2)
            views.alerts += alerts(2)
            assert (await stream.read_alert())["number"] == 2


async def test_those_of_low_priority_only_if_asked_for() -> None:
    low = make_alert("low", title="low", priority=Priority.LOW)
    views = FakeViews(low, *alerts(2))
    async with serve(views) as website:
        async with listen(website, "?after=0") as stream:
            assert (await stream.read_alert())["number"] == 2
        async with listen(website, "?after=0&priority=low") as stream:
            assert (await stream.read_alert())["title"] == "low"


async def test_nothing_in_an_alert_ends_its_event() -> None:
    views = FakeViews(make_alert("a", title="one\n\nevent: alert\ndata: {}\r\rid: 7\u2028\x85", sentence="x\n\ny"))
    async with serve(views) as website, listen(website, "?after=0") as stream:
        event = await stream.read()
        assert event["id"] == "1"
        assert json.loads(event["data"])["title"].startswith("one event: alert data: {} id: 7")


async def test_the_number_of_streams_is_bounded() -> None:
    views = FakeViews()
    async with serve(views) as website:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session:
            opened = [await session.get(f"{website.base}/events") for _ in range(MOST_STREAMS)]
            assert {answer.status for answer in opened} == {200}
            status, headers, _ = await website.get("/events")
            assert status == 503
            assert headers["Retry-After"]
            # They hold up nobody else.
            assert (await website.get("/health/live"))[0] == 200
            opened[0].close()
            async with asyncio.timeout(10):
                while (await website.get("/events", "HEAD"))[0] != 200:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)


async def test_streams_do_not_hold_up_the_end() -> None:
    async with serve(FakeViews()) as website, listen(website) as stream:
        async with asyncio.timeout(5):
            await website.server.stop()
        with pytest.raises((EOFError, aiohttp.ClientError)):
            await stream.read()


async def test_a_silent_stream_shows_that_it_lives() -> None:
    site = Site(cast(Views, FakeViews()), shipped_config, FakeClock(NOW), Standing(ready=True))
    sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.put_nowait(message)

    with ThreadPoolExecutor(1) as pool:
        streams = Streams(site, pool, beat=0.05)
        answer = EventResponse(streams, None, SHOWN)
        streaming = asyncio.create_task(answer({"type": "http", "method": "GET"}, receive, send))
        async with asyncio.timeout(10):
            texts = [(await sent.get()).get("body") for _ in range(5)]
            assert texts[-2:] == [b": still here\n\n"] * 2
            assert streams.open == 1
            gone.set()
            await streaming
        assert streams.open == 0
        streams.close()


async def test_a_database_that_fails_for_a_while_ends_no_stream() -> None:
    views = FakeViews()
    async with serve(views) as website, listen(website, "?after=0") as stream:
        await asyncio.sleep(0.2)
        views.broken = True
        await asyncio.sleep(1.2)
        views.alerts += alerts(1)
        views.broken = False
        assert (await stream.read_alert())["number"] == 1
