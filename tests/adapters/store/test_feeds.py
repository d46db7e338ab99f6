"""Who is due, who holds the claim, and what is remembered of a feed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.adapters.store import SqlStore
from service.errors import StaleLeaseError
from service.model.feed import FeedStatus
from tests.support.store import DAY, MINUTE, NOW, claim_feed, make_feed, make_triaged

LEASE = 5 * MINUTE


def test_a_new_feed_is_due_at_once(store: SqlStore) -> None:
    store.sync_feeds([make_feed("b"), make_feed("a")], NOW)
    assert [state.feed_id for state in store.list_feed_states()] == ["b", "a"]
    states = store.claim_due_feeds(NOW, 10, LEASE)
    assert {state.feed_id for state in states} == {"a", "b"}
    assert all(state.status is FeedStatus.NEW and state.lease == 1 for state in states)


def test_a_claimed_feed_is_nobody_elses_until_the_claim_runs_out(store: SqlStore) -> None:
    store.sync_feeds([make_feed()], NOW)
    store.claim_due_feeds(NOW, 10, LEASE)
    assert store.claim_due_feeds(NOW + LEASE - MINUTE, 10, LEASE) == []
    (again,) = store.claim_due_feeds(NOW + LEASE, 10, LEASE)
    assert again.lease == 2


def test_the_longest_overdue_comes_first(store: SqlStore) -> None:
    store.sync_feeds([make_feed("a"), make_feed("b"), make_feed("c")], NOW)
    for state in store.claim_due_feeds(NOW, 10, LEASE):
        wait = {"a": 3, "b": 1, "c": 2}[state.feed_id]
        store.save_poll(replace(state, next_due=NOW + wait * MINUTE), [], NOW)
    assert store.claim_due_feeds(NOW, 10, LEASE) == []
    due = store.claim_due_feeds(NOW + DAY, 2, LEASE)
    assert [state.feed_id for state in due] == ["b", "c"]


def test_feeds_that_are_well_come_first_and_strangers_get_their_share(store: SqlStore) -> None:
    names = [f"{kind}-{number}" for kind in ("failing", "new", "well") for number in range(4)]
    store.sync_feeds([make_feed(name) for name in names], NOW)
    for state in store.claim_due_feeds(NOW, 20, LEASE):
        if not state.feed_id.startswith("new"):
            failures = int(state.feed_id.startswith("failing"))
            store.save_poll(replace(state, next_due=NOW, failures=failures, last_success=NOW - DAY), [], NOW)
    store.release_claims()

    def claim(limit: int, strangers: tuple[int, int]) -> list[str]:
        claimed = [state.feed_id.partition("-")[0] for state in store.claim_due_feeds(NOW, limit, LEASE, strangers)]
        store.release_claims()
        return claimed

    assert claim(3, (0, 12)) == ["well"] * 3
    assert claim(3, (1, 12)) == ["well", "well", "failing"]
    assert claim(10, (0, 2)) == ["well"] * 4 + ["failing"] * 2
    assert claim(10, (9, 9)) == ["well"] * 2 + ["failing"] * 4 + ["new"] * 4
    assert claim(10, (0, 0)) == ["well"] * 4


def test_everything_a_poll_learned_is_remembered(store: SqlStore) -> None:
    learned = replace(
        claim_feed(store),
        next_due=NOW + MINUTE,
        url="https://new.example/rss",
        etag='"e"',
        last_modified="Sun, 01 Mar 2026 00:00:00 GMT",
        body_digest="d",
        last_polled=NOW,
        last_success=NOW - MINUTE,
        refetched_at=NOW - DAY,
        newest_entry=NOW - DAY,
        rhythm=timedelta(hours=3, microseconds=1),
        failures=2,
        last_error="it said no",
        error_kind="http",
        status=FeedStatus.MOVED,
        moved_to="https://newer.example/rss",
        moved_since=NOW - DAY,
    )
    store.save_poll(learned, [make_triaged("one")], NOW)
    assert store.list_feed_states() == [replace(learned, entries=1)]


def test_a_feed_that_leaves_the_config_is_not_polled_and_finds_its_memory_again(store: SqlStore) -> None:
    store.save_poll(replace(claim_feed(store), etag='"e"'), [make_triaged("one")], NOW)
    store.sync_feeds([make_feed("other")], NOW)
    assert [state.feed_id for state in store.list_feed_states()] == ["other", "gazette"]
    assert [state.feed_id for state in store.claim_due_feeds(NOW + DAY, 10, LEASE)] == ["other"]
    store.sync_feeds([make_feed("other"), make_feed()], NOW + DAY)
    back = store.list_feed_states()[1]
    assert (back.feed_id, back.etag, back.entries) == ("gazette", '"e"', 1)
    assert "g:one" in store.find_known_keys("gazette", ["g:one"])


def test_a_new_address_drops_what_the_old_one_told(store: SqlStore) -> None:
    learned = replace(
        claim_feed(store),
        next_due=NOW + DAY,
        url="https://moved.example/",
        etag='"e"',
        last_modified="yesterday",
        body_digest="d",
        moved_to="https://m.example/",
        moved_since=NOW,
        failures=7,
        last_error="gone",
        error_kind="gone",
        status=FeedStatus.GONE,
        rhythm=DAY,
    )
    store.save_poll(learned, [make_triaged("one")], NOW)
    store.sync_feeds([make_feed(url="https://elsewhere.example/rss")], NOW + MINUTE)
    (state,) = store.list_feed_states()
    assert (state.url, state.etag, state.last_modified, state.body_digest) == (None, None, None, None)
    assert (state.moved_to, state.moved_since, state.failures, state.last_error) == (None, None, 0, None)
    assert (state.status, state.next_due) == (FeedStatus.NEW, NOW + MINUTE)
    assert (state.entries, state.rhythm) == (1, DAY)


def test_a_poll_under_way_does_not_save_the_validators_of_the_old_address(store: SqlStore) -> None:
    old = claim_feed(store)
    store.sync_feeds([make_feed(url="https://elsewhere.example/rss")], NOW)
    with pytest.raises(StaleLeaseError):
        store.save_poll(replace(old, etag='"old"'), [], NOW)
    assert store.list_feed_states()[0].etag is None


def test_the_same_config_again_changes_nothing(store: SqlStore) -> None:
    store.save_poll(replace(claim_feed(store), etag='"e"', next_due=NOW + DAY), [], NOW)
    before = store.list_feed_states()
    store.sync_feeds([make_feed()], NOW + MINUTE)
    assert store.list_feed_states() == before


def test_all_feeds_can_be_made_due(store: SqlStore) -> None:
    store.save_poll(replace(claim_feed(store), next_due=NOW + DAY), [], NOW)
    store.make_feeds_due(NOW)
    assert len(store.claim_due_feeds(NOW, 10, LEASE)) == 1


def test_released_claims_are_free_at_once_and_their_holders_stale(store: SqlStore) -> None:
    old = claim_feed(store)
    store.release_claims()
    (new,) = store.claim_due_feeds(NOW, 10, LEASE)
    with pytest.raises(StaleLeaseError):
        store.save_poll(old, [], NOW)
    store.save_poll(new, [], NOW)
