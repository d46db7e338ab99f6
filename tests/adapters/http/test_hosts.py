"""Hosts are spared: connections, gaps, "come back later"."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from service.adapters.clock import SteppedClock
from service.adapters.http.hosts import HostGate
from service.errors import FetchError, FetchKind
from service.model.settings import HostLimits

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
NO_GAP = timedelta(0)


async def count_together(gate: HostGate, hosts: list[str]) -> dict[str, int]:
    """The most requests that were under way at a time, by host."""
    now: dict[str, int] = dict.fromkeys(hosts, 0)
    most = dict(now)

    async def ask(host: str) -> None:
        async with gate.admit(host):
            now[host] += 1
            most[host] = max(most[host], now[host])
            await asyncio.sleep(0.01)
            now[host] -= 1

    await asyncio.gather(*map(ask, hosts))
    return most


async def settle() -> None:
    """Let the tasks that were started run until they wait."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_host_gets_so_many_connections_and_no_more() -> None:
    gate = HostGate(HostLimits(2, NO_GAP), SteppedClock(NOW))
    assert await count_together(gate, ["a.example"] * 7 + ["b.example"] * 3 + ["c.example"]) == {
        "a.example": 2,
        "b.example": 2,
        "c.example": 1,
    }


async def test_new_limits_hold_for_those_who_wait() -> None:
    gate = HostGate(HostLimits(1, NO_GAP), SteppedClock(NOW))
    async with gate.admit("a.example"):
        waiting = asyncio.create_task(count_together(gate, ["a.example"] * 3))
        await settle()
        gate.reconfigure(HostLimits(4, NO_GAP))
        assert await waiting == {"a.example": 3}


async def test_who_gives_up_waiting_or_fails_blocks_nobody() -> None:
    gate = HostGate(HostLimits(1, NO_GAP), SteppedClock(NOW))
    async with gate.admit("a.example"):
        waiting = [asyncio.create_task(count_together(gate, ["a.example"])) for _ in range(3)]
        await settle()
        waiting[0].cancel()
    waiting[1].cancel()  # in the very moment in which its turn has come
    with pytest.raises(RuntimeError):
        async with gate.admit("a.example"):
            raise RuntimeError
    assert await waiting[2] == {"a.example": 1}
    assert await count_together(gate, ["a.example"] * 3) == {"a.example": 1}


async def test_requests_to_one_host_keep_their_distance() -> None:
    gate = HostGate(HostLimits(5, timedelta(milliseconds=50)), SteppedClock(NOW))
    loop = asyncio.get_running_loop()
    starts: dict[str, list[float]] = {"a.example": [], "b.example": []}

    async def ask(host: str) -> None:
        async with gate.admit(host):
            starts[host].append(loop.time())

    await asyncio.gather(*map(ask, ["a.example"] * 4 + ["b.example"]))
    first, *others = starts["a.example"]
    assert [start - first >= 0.05 * n - 0.005 for n, start in enumerate(others, 1)] == [True] * 3


async def test_a_crawl_delay_lengthens_the_gap_and_a_shorter_one_does_not_shorten_it() -> None:
    loop = asyncio.get_running_loop()
    for crawl_gap in (0.1, 0.0):
        gate = HostGate(HostLimits(5, timedelta(milliseconds=100 if not crawl_gap else 0)), SteppedClock(NOW))
        gate.set_crawl_gap("a.example", crawl_gap)
        async with gate.admit("a.example"):
            first = loop.time()
        async with gate.admit("a.example"):
            assert loop.time() - first >= 0.095


async def test_a_host_that_asked_for_peace_is_left_alone_until_then() -> None:
    clock = SteppedClock(NOW)
    gate = HostGate(HostLimits(2, NO_GAP), clock)
    later = NOW + timedelta(minutes=5)
    gate.hold("a.example", later)
    gate.hold("a.example", NOW + timedelta(minutes=1))  # another feed was told less
    gate.hold("b.example", None)
    with pytest.raises(FetchError) as caught:
        await count_together(gate, ["a.example"])
    assert caught.value.kind == FetchKind.THROTTLED
    assert caught.value.retry_at == later
    assert caught.value.status is None
    assert await count_together(gate, ["b.example"]) == {"b.example": 1}
    clock.move_to(later)
    assert await count_together(gate, ["a.example"]) == {"a.example": 1}


async def test_those_already_waiting_are_held_too() -> None:
    gate = HostGate(HostLimits(1, NO_GAP), SteppedClock(NOW))
    async with gate.admit("a.example"):
        waiting = asyncio.create_task(count_together(gate, ["a.example"]))
        await settle()
        gate.hold("a.example", NOW + timedelta(hours=1))
    with pytest.raises(FetchError, match="13:00:00 UTC"):
        await waiting


async def test_host_wide_retry_after_can_be_switched_off() -> None:
    gate = HostGate(HostLimits(2, NO_GAP, retry_after=False), SteppedClock(NOW))
    gate.hold("a.example", NOW + timedelta(hours=1))
    assert await count_together(gate, ["a.example"]) == {"a.example": 1}


async def test_a_queue_that_is_too_long_is_given_back_with_a_time() -> None:
    gate = HostGate(HostLimits(9, timedelta(seconds=61)), SteppedClock(NOW))
    async with gate.admit("a.example"):
        pass
    with pytest.raises(FetchError) as caught:
        await count_together(gate, ["a.example"])
    assert caught.value.kind == FetchKind.THROTTLED
    assert caught.value.retry_at is not None
    assert caught.value.retry_at > NOW
