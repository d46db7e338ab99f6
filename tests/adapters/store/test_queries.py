"""What people look at: alerts, by time and by kind."""

from service.adapters.store import SqlStore
from service.model.alert import Alert, AlertKind, Priority
from tests.support.store import MINUTE, NOW, make_alert


def fill(store: SqlStore) -> list[Alert]:
    """Six alerts, the oldest first; two of them of one instant."""
    kinds = (AlertKind.SILENCE, AlertKind.CONTACT)
    priorities = (Priority.LOW, Priority.NORMAL, Priority.HIGH)
    alerts = [
        make_alert(
            f"a{number}",
            (),
            kind=kinds[number % 2],
            priority=priorities[number % 3],
            created=NOW + min(number, 4) * MINUTE,
            url=None,
            published=None,
        )
        for number in range(6)
    ]
    store.add_alerts(alerts[::-1], ["log"], NOW)
    return alerts


def test_alerts_are_listed_by_time_then_id(store: SqlStore) -> None:
    alerts = fill(store)
    assert store.list_alerts() == alerts
    assert store.count_alerts() == 6


def test_alerts_are_filtered(store: SqlStore) -> None:
    alerts = fill(store)
    assert store.list_alerts(since=NOW + 3 * MINUTE) == alerts[3:]
    assert store.list_alerts(kinds=[AlertKind.CONTACT]) == alerts[1::2]
    assert store.list_alerts(priorities=[Priority.HIGH, Priority.NORMAL]) == [alerts[i] for i in (1, 2, 4, 5)]
    assert store.list_alerts(kinds=[AlertKind.SILENCE], priorities=[Priority.LOW], since=NOW) == [alerts[0]]


def test_pages_follow_each_other_without_a_gap(store: SqlStore) -> None:
    alerts = fill(store)
    seen: list[Alert] = []
    while page := store.list_alerts(limit=2, after=(seen[-1].created, seen[-1].id) if seen else None):
        seen += page
    assert seen == alerts
    # In the middle of one instant.
    assert store.list_alerts(after=(alerts[4].created, alerts[4].id)) == alerts[5:]


def test_the_newest_alerts_come_with_the_oldest_of_them_first(store: SqlStore) -> None:
    alerts = fill(store)
    assert store.list_newest_alerts(limit=2) == alerts[4:]
    assert store.list_newest_alerts(limit=2, kinds=[AlertKind.SILENCE]) == [alerts[2], alerts[4]]
    assert store.list_newest_alerts(since=NOW + 2 * MINUTE, priorities=[Priority.LOW]) == [alerts[3]]


def test_an_empty_store_has_nothing_to_show(store: SqlStore) -> None:
    assert store.list_alerts() == []
    assert store.list_feed_states() == []
    assert store.find_alerted("story") == frozenset()
    assert store.load_mentions("article-1") == []
    assert store.load_verdicts("article-1") == []
