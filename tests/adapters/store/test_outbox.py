"""Deliveries: claimed before the destination is touched, marked after, and found again after a crash."""

from service.adapters.store import SqlStore
from service.model.alert import AlertKind, DeliveryState
from tests.support.store import DAY, MINUTE, NOW, make_alert


def add_alerts(store: SqlStore, count: int, *destinations: str) -> list[str]:
    """Ids of new alerts, the oldest first."""
    alerts = [
        make_alert(f"a{number:03}", (), kind=AlertKind.SILENCE, created=NOW + number * MINUTE)
        for number in range(count)
    ]
    # The other way round: the order of delivery is that of the alerts, not that of the rows.
    store.add_alerts(alerts[::-1], destinations or ("log",), NOW)
    return [alert.id for alert in alerts]


def claim(store: SqlStore, limit: int = 100, destination: str = "log") -> list[str]:
    return [delivery.alert.id for delivery in store.claim_deliveries(destination, NOW + DAY, limit)]


def test_the_oldest_alert_is_claimed_first(store: SqlStore) -> None:
    ids = add_alerts(store, 5)
    assert claim(store, 2) == ids[:2]
    assert claim(store, 10) == ids[2:]
    assert claim(store) == []


def test_a_claim_is_told_whole(store: SqlStore) -> None:
    add_alerts(store, 1)
    (delivery,) = store.claim_deliveries("log", NOW + DAY, 1)
    assert delivery.alert == make_alert("a000", (), kind=AlertKind.SILENCE)
    assert (delivery.state, delivery.claimed_at, delivery.attempts) == (DeliveryState.CLAIMED, NOW + DAY, 0)
    (found,) = store.find_claimed("log")
    assert (found.alert, found.state, found.claimed_at) == (delivery.alert, delivery.state, delivery.claimed_at)


def test_what_was_claimed_and_not_marked_is_found(store: SqlStore) -> None:
    ids = add_alerts(store, 3)
    claim(store)
    store.mark_delivered("log", ids[:1], NOW + DAY)
    assert [delivery.alert.id for delivery in store.find_claimed("log")] == ids[1:]
    store.mark_delivered("log", ids[1:], NOW + DAY)
    assert store.find_claimed("log") == []
    assert claim(store) == []


def test_a_failed_delivery_waits_until_its_next_try(store: SqlStore) -> None:
    (alert_id,) = add_alerts(store, 1)
    claim(store)
    retry_at = NOW + 2 * DAY
    store.release_deliveries("log", [alert_id], retry_at, "disk full")
    assert store.find_claimed("log") == []
    assert store.claim_deliveries("log", retry_at - MINUTE, 10) == []
    (again,) = store.claim_deliveries("log", retry_at, 10)
    assert (again.alert.id, again.attempts) == (alert_id, 1)


def test_what_was_delivered_is_not_released(store: SqlStore) -> None:
    ids = add_alerts(store, 1)
    claim(store)
    store.mark_delivered("log", ids, NOW)
    store.release_deliveries("log", ids, NOW, "too late")
    assert claim(store) == []


def test_destinations_do_not_meet(store: SqlStore) -> None:
    ids = add_alerts(store, 2, "log", "mail")
    assert claim(store) == ids
    store.mark_delivered("log", ids, NOW)
    assert claim(store, destination="mail") == ids
    assert claim(store, destination="nobody") == []


def test_an_alert_without_destinations_is_stored(store: SqlStore) -> None:
    alert = make_alert("a1", (), kind=AlertKind.SILENCE)
    assert store.add_alerts([alert], [], NOW) == [alert]
    assert store.list_alerts() == [alert]


def test_more_ids_than_one_statement_takes(store: SqlStore) -> None:
    ids = add_alerts(store, 1200)
    assert claim(store, 2000) == ids
    store.release_deliveries("log", ids[600:], NOW, "no")
    store.mark_delivered("log", ids[:600], NOW)
    assert claim(store, 2000) == ids[600:]
