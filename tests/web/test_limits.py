"""How often a client may ask."""

import pytest

from service.web.limits import MOST_CLIENTS, ClientLimits


class Timer:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_let_through_and_then_the_rate_holds() -> None:
    timer = Timer()
    limits = ClientLimits(rate=2, burst=3, timer=timer)
    assert [limits.take("10.0.0.1") for _ in range(4)] == [0, 0, 0, 1]
    timer.now += 0.5
    assert [limits.take("10.0.0.1") for _ in range(2)] == [0, 1]


def test_who_waits_as_told_gets_in() -> None:
    timer = Timer()
    limits = ClientLimits(rate=1, burst=20, timer=timer)
    assert limits.take("10.0.0.1", 20) == 0
    wait = limits.take("10.0.0.1", 7)
    assert wait == 7
    timer.now += wait
    assert limits.take("10.0.0.1", 7) == 0


def test_clients_do_not_share_a_bucket() -> None:
    limits = ClientLimits(rate=1, burst=1, timer=Timer())
    assert limits.take("10.0.0.1") == 0
    assert limits.take("10.0.0.2") == 0
    assert limits.take("10.0.0.1") > 0


@pytest.mark.parametrize(
    ("one", "other"), [("2001:db8::1", "2001:db8::ffff:2"), ("10.0.0.1", "::ffff:10.0.0.1")], ids=["a /64", "mapped"]
)
def test_addresses_of_one_owner_share_a_bucket(one: str, other: str) -> None:
    limits = ClientLimits(rate=1, burst=1, timer=Timer())
    assert limits.take(one) == 0
    assert limits.take(other) > 0


def test_the_number_of_remembered_clients_is_bounded() -> None:
    limits = ClientLimits(rate=1, burst=1, timer=Timer())
    for number in range(MOST_CLIENTS + 10):
        limits.take(f"client {number}")
    # The first is forgotten, and so has its whole burst again; the last is not.
    assert limits.take("client 0") == 0
    assert limits.take(f"client {MOST_CLIENTS + 9}") > 0


def test_what_is_charged_is_owed_and_paid_by_waiting() -> None:
    timer = Timer()
    limits = ClientLimits(rate=2, burst=10, timer=timer)
    limits.charge("10.0.0.1", 16)
    wait = limits.take("10.0.0.1")
    # Six owed, one wanted.
    assert wait == 4
    timer.now += wait
    assert limits.take("10.0.0.1") == 0


def test_no_more_than_a_bucket_is_owed() -> None:
    limits = ClientLimits(rate=1, burst=10, timer=Timer())
    for _ in range(100):
        limits.charge("10.0.0.1", 20)
    assert limits.take("10.0.0.1") == 11
