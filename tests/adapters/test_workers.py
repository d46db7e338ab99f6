"""A hostile document costs only itself: the children are limited, killed, replaced, and die with their parent."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.adapters import workers
from service.adapters.workers import ParserPool
from service.errors import FetchKind, ParseError
from service.model.feed import Feed, FetchResponse

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
FEED = Feed(id="x", url="https://example.org/f", outlet="X", tz="Europe/Moscow")
GOOD = b"<rss><channel><item><title>Good</title><pubDate>15.01.2026 10:00</pubDate></item></channel></rss>"
ROOT = Path(__file__).resolve().parents[2]


def response(body: bytes, content_type: str = "text/xml") -> FetchResponse:
    return FetchResponse(200, FEED.url, body, {"content-type": content_type})


@pytest.fixture
async def pool() -> AsyncIterator[ParserPool]:
    made = ParserPool(workers=1)
    yield made
    made.close()


async def is_well(pool: ParserPool) -> bool:
    feed = await pool.parse_feed(response(GOOD), FEED, NOW)
    return [entry.title for entry in feed.entries] == ["Good"]


def children() -> set[int]:
    """Process ids of the parser children of this process."""
    own = Path("/proc/self/task")
    pids = {int(word) for path in own.glob("*/children") for word in path.read_text(encoding="ascii").split()}
    return {pid for pid in pids if b"parser_child" in read_command(pid)}


def read_command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


async def test_feeds_and_pages_are_read(pool: ParserPool) -> None:
    feed = await pool.parse_feed(response(GOOD), FEED, NOW)
    assert feed.entries[0].published == datetime(2026, 1, 15, 7, tzinfo=UTC)
    page = await pool.extract_page(response(b"<html><body><article><p>Belousov spoke.</p></article>", "text/html"))
    assert page.text == "Belousov spoke."


async def test_errors_cross_the_process_boundary_whole(pool: ParserPool) -> None:
    html = b'<html><head><link rel="alternate" type="application/rss+xml" href="/f.rss"></head></html>'
    with pytest.raises(ParseError) as caught:
        await pool.parse_feed(response(html, "text/html"), FEED, NOW)
    assert (caught.value.kind, caught.value.found_feeds) == (FetchKind.NOT_A_FEED, ("https://example.org/f.rss",))
    page = await pool.extract_page(response(b"%PDF-1.7", "application/pdf"))
    assert page.problem == "not HTML but application/pdf"


def environment(process: int) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()


# Slow even when mended: hundreds of namespaces, each looked through for every element.
SLOW = (
    "<rss "
    + " ".join(f'xmlns:n{i}="http://x.example/{i}"' for i in range(450))
    + "><channel>"
    + "".join(f"<item><n{i % 450}:x>1</n{i % 450}:x></item>" for i in range(200_000))
    + "</channel></rss>"
).encode()


async def test_a_document_that_takes_too_long_is_given_up() -> None:
    pool = ParserPool(workers=1, wall_seconds=1.0)
    try:
        with pytest.raises(ParseError, match=r"took over \d s to read"):
            await pool.parse_feed(response(SLOW), FEED, NOW)
        pool_is_well = await is_well(pool)
    finally:
        pool.close()
    assert pool_is_well


async def test_a_document_that_takes_too_much_processor_time_is_given_up() -> None:
    pool = ParserPool(workers=1, cpu_seconds=1)
    try:
        with pytest.raises(ParseError, match="processor time"):
            await pool.parse_feed(response(SLOW), FEED, NOW)
        assert await is_well(pool)
    finally:
        pool.close()


async def test_a_document_that_eats_memory_is_given_up() -> None:
    pool = ParserPool(workers=1, memory_bytes=30_000_000)
    big = (
        b"<rss><channel><item><title>x</title><description>"
        + b"word " * 3_000_000
        + b"</description></item></channel></rss>"
    )
    try:
        with pytest.raises(ParseError, match=r"memory|crashed"):
            await pool.parse_feed(response(big), FEED, NOW)
        assert await is_well(pool)
    finally:
        pool.close()


async def test_a_crash_costs_its_own_document_only() -> None:
    pool = ParserPool(workers=2)
    try:
        assert await is_well(pool)
        before = children()
        assert len(before) == 1
        slow = asyncio.create_task(pool.parse_feed(response(SLOW), FEED, NOW))
        while not (reading := children() - before):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        while processor_ticks(*reading) < 150:  # noqa: ASYNC110 - past its start, it reads
            await asyncio.sleep(0.05)
        others = [asyncio.create_task(is_well(pool)) for _ in range(5)]
        for child in reading:
            os.kill(child, signal.SIGSEGV)  # what a segmentation fault in expat looks like from outside
        with pytest.raises(ParseError, match="crashed its reader"):
            await slow
        assert all(await asyncio.gather(*others))
    finally:
        pool.close()


def processor_ticks(process: int) -> int:
    """User time so far, in hundredths of a second."""
    return int(Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11])


LONG = b"<rss><channel>" + b"<item><title>Long</title><guid>%d</guid></item>" * 6_000 + b"</channel></rss>"


async def test_what_is_slow_is_read_all_the_same_and_next_time_keeps_out_of_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What takes long on one machine is quick on another: less is called slow here than in the daemon.
    monkeypatch.setattr(workers, "BRIEF_SECONDS", 0.15)
    pool = ParserPool(workers=1)
    try:
        feed = await pool.parse_feed(response(LONG), FEED, NOW)
        assert len(feed.entries) == 6_000
        first = children()
        again = asyncio.create_task(pool.parse_feed(response(LONG), FEED, NOW))
        for number in range(3):
            other = Feed(id=f"other-{number}", url=FEED.url, outlet="X")
            assert len((await pool.parse_feed(response(GOOD), other, NOW)).entries) == 1
            assert not again.done()
        assert len((await again).entries) == 6_000
        assert len(first) == 2
    finally:
        pool.close()


async def test_known_feeds_come_before_strangers() -> None:
    pool = ParserPool(workers=1)
    order: list[str] = []

    async def read(name: str) -> None:
        await pool.parse_feed(response(GOOD), Feed(id=name, url=FEED.url, outlet="X"), NOW)
        order.append(name)

    try:
        await read("known")
        # The one quick child is busy for a second of its processor time, while the others line up.
        busy = asyncio.create_task(pool.parse_feed(response(LONG), Feed(id="long", url=FEED.url, outlet="X"), NOW))
        await asyncio.sleep(0.2)
        await asyncio.gather(*(read(name) for name in ("a", "b", "c", "d", "known")))
        assert order[:2] == ["known", "known"]
        await busy
    finally:
        pool.close()


async def test_hostile_documents_that_queue_up_are_given_up_in_the_end_and_good_ones_are_not() -> None:
    pool = ParserPool(workers=1, wall_seconds=1.0)
    hostile = [Feed(id=f"hostile-{number}", url=FEED.url, outlet="X") for number in range(4)]
    try:
        assert await is_well(pool)
        reads = [asyncio.create_task(pool.parse_feed(response(SLOW), feed, NOW)) for feed in hostile]
        while any(not read.done() for read in reads):
            assert await is_well(pool)
            await asyncio.sleep(0.2)
        for read in reads:
            assert isinstance(read.exception(), ParseError)
    finally:
        pool.close()


async def test_a_child_killed_while_idle_is_replaced_unnoticed(pool: ParserPool) -> None:
    assert await is_well(pool)
    (child,) = children()
    os.kill(child, signal.SIGKILL)
    assert await is_well(pool)


async def test_signals_to_the_group_do_not_end_a_child(pool: ParserPool) -> None:
    assert await is_well(pool)
    before = children()
    assert before
    for child in before:
        os.kill(child, signal.SIGINT)
        os.kill(child, signal.SIGTERM)
    assert await is_well(pool)
    assert children() >= before


async def test_children_are_replaced_after_their_share() -> None:
    pool = ParserPool(workers=1, max_tasks=2)
    try:
        seen: set[int] = set()
        for _ in range(3):
            assert await is_well(pool)
            seen |= children()
        assert await is_well(pool)
        assert len(seen) == 2
    finally:
        pool.close()


async def test_close_ends_busy_children_and_says_so() -> None:
    pool = ParserPool(workers=1)
    slow = asyncio.create_task(pool.parse_feed(response(SLOW), FEED, NOW))
    await asyncio.sleep(1.0)
    pool.close()
    with pytest.raises(ParseError, match="shut down"):
        await slow
    with pytest.raises(ParseError, match="shut down"):
        await pool.parse_feed(response(GOOD), FEED, NOW)
    assert children() == set()


async def test_a_body_over_the_limit_never_reaches_a_child(pool: ParserPool) -> None:
    with pytest.raises(ParseError, match="over 32 MB"):
        await pool.parse_feed(response(b" " * 32_000_001), FEED, NOW)
    assert children() == set()


PARENT = """
import asyncio, sys
from datetime import UTC, datetime
from service.adapters.workers import ParserPool
from service.model.feed import Feed, FetchResponse

async def main():
    pool = ParserPool(workers=1)
    feed = Feed(id="x", url="https://example.org/f", outlet="X")
    good = FetchResponse(200, feed.url, b"<rss><channel><item><title>x</title></item></channel></rss>", {})
    await pool.parse_feed(good, feed, datetime.now(UTC))
    print(pool._quick._children[0].pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells of a parent's death on Linux only")
def test_children_die_with_a_parent_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=ROOT, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


async def test_children_get_no_credentials(monkeypatch: pytest.MonkeyPatch, pool: ParserPool) -> None:
    monkeypatch.setenv("FEED_PASSWORD", "secret")
    assert await is_well(pool)
    (child,) = children()
    assert b"secret" not in environment(child)
