"""Names to addresses: permitted ones only, and no name that hangs stops the rest."""

import asyncio
import socket
import threading
from typing import Any

import pytest

from service.adapters.http.addresses import AddressGuard
from service.adapters.http.resolver import (
    BlockedAddressError,
    GuardedResolver,
    SocketMaker,
    SystemResolver,
    current_host,
)
from tests.support.fake_resolver import FakeResolver


async def ask(resolver: GuardedResolver, host: str, port: int = 80) -> list[str]:
    return [answer["host"] for answer in await resolver.resolve(host, port, socket.AF_UNSPEC)]


async def test_of_public_and_private_answers_the_public_ones_are_kept() -> None:
    inner = FakeResolver({"mixed.example": [["10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111", "::ffff:127.0.0.1"]]})
    assert await ask(GuardedResolver(inner, AddressGuard([])), "mixed.example") == ["8.8.8.8", "2606:4700::1111"]


async def test_a_name_with_private_answers_only_is_blocked_and_one_without_any_is_unknown() -> None:
    inner = FakeResolver({"private.example": [["10.0.0.1", "fd00::1"]], "empty.example": [[]]})
    resolver = GuardedResolver(inner, AddressGuard([]))
    with pytest.raises(BlockedAddressError):
        await ask(resolver, "private.example")
    with pytest.raises(OSError, match="no address"):
        await ask(resolver, "empty.example")


async def test_every_question_is_judged_anew() -> None:
    inner = FakeResolver({"fickle.example": [["8.8.8.8"], ["127.0.0.1"], ["8.8.4.4"]]})
    resolver = GuardedResolver(inner, AddressGuard([]))
    assert await ask(resolver, "fickle.example") == ["8.8.8.8"]
    with pytest.raises(BlockedAddressError):
        await ask(resolver, "fickle.example")
    assert await ask(resolver, "fickle.example") == ["8.8.4.4"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.localhost"])
async def test_localhost_is_this_machine_whatever_a_resolver_says(host: str) -> None:
    inner = FakeResolver({host: [["8.8.8.8"]]})
    with pytest.raises(BlockedAddressError):
        await ask(GuardedResolver(inner, AddressGuard([])), host)
    assert await ask(GuardedResolver(inner, AddressGuard(["127.0.0.1:80"])), host) == ["127.0.0.1"]
    assert not inner.asked


def test_no_socket_is_made_for_an_address_that_is_not_permitted() -> None:
    make = SocketMaker(AddressGuard(["news.intranet:80"]))
    info = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("10.0.0.5", 80))
    for name in (None, "evil.example"):
        token = current_host.set(name)
        with pytest.raises(BlockedAddressError):
            make(info)
        current_host.reset(token)
    token = current_host.set("news.intranet")
    make(info).close()
    current_host.reset(token)


async def test_the_systems_resolver_knows_this_machine_and_refuses_nonsense() -> None:
    resolver = SystemResolver()
    assert {answer["host"] for answer in await resolver.resolve("localhost", 80)} <= {"127.0.0.1", "::1"}
    with pytest.raises((OSError, UnicodeError)):
        await resolver.resolve("a" * 70, 80)


async def test_lookups_that_hang_are_bounded_and_do_not_keep_the_process_alive() -> None:
    release = threading.Event()

    def look_up(host: str, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        if host == "slow.example":
            release.wait(20)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80))]

    before = set(threading.enumerate())
    resolver = SystemResolver(look_up)
    hung = [asyncio.create_task(resolver.resolve("slow.example", 80)) for _ in range(40)]
    await asyncio.sleep(0)
    threads = set(threading.enumerate()) - before
    assert 0 < len(threads) <= 16
    assert all(thread.daemon for thread in threads)
    for task in hung:
        task.cancel()
    await asyncio.gather(*hung, return_exceptions=True)
    release.set()
    (answer,) = await resolver.resolve("quick.example", 80)
    assert answer["host"] == "8.8.8.8"
