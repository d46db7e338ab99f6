"""What a poll brings is stored once, and never lost."""

import pytest

from service.adapters.store import SqlStore
from service.errors import StaleLeaseError
from service.model.entry import EntryStage
from tests.support.store import (
    DAY,
    MINUTE,
    NOW,
    claim_entry,
    claim_feed,
    make_article,
    make_triaged,
    read_entry,
    save_entries,
)


def count_items(store: SqlStore) -> int:
    return store.list_feed_states()[0].entries


def test_new_entries_are_stored_with_their_keys(store: SqlStore) -> None:
    assert save_entries(store, make_triaged("one"), make_triaged("two")) == 2
    first, second = store.claim_entries(NOW, 10, MINUTE)
    assert (first.entry.title, second.entry.title) == ("Title of one", "Title of two")
    assert first.entry == make_triaged("one").entry
    assert (first.first_seen, first.stage, first.attempts) == (NOW, EntryStage.PENDING, 0)
    assert store.find_known_keys("gazette", ["g:one", "l:two", "g:three"]) == {
        "g:one": (first.id, "digest of one"),
        "l:two": (second.id, "digest of two"),
    }
    assert count_items(store) == 2


def test_an_entry_whose_keys_became_known_meanwhile_is_not_stored_twice(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    assert save_entries(store, make_triaged("one"), make_triaged("two"), make_triaged("two")) == 1
    assert count_items(store) == 2


def test_an_entry_with_one_key_in_common_is_not_lost(store: SqlStore) -> None:
    # One guid for every item: whether it is to be trusted was decided before.
    save_entries(store, make_triaged("one", keys=("g:same", "l:one")))
    assert save_entries(store, make_triaged("two", keys=("g:same", "l:two"))) == 1
    assert store.find_known_keys("gazette", ["g:same", "l:two"])["g:same"][1] == "digest of one"


def test_one_key_in_two_feeds_is_two_items(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    assert store.find_known_keys("herald", ["g:one"]) == {}


def test_a_changed_text_is_read_again_with_its_first_instant(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    stored = claim_entry(store)
    read_entry(store, stored, make_article("article-1"))
    later = NOW + DAY
    changed = make_triaged("one", known_id=stored.id, title="Corrected", text_digest="other", keys=("g:new", "l:one"))
    assert save_entries(store, changed, now=later) == 0
    again = claim_entry(store, later)
    assert (again.id, again.first_seen, again.attempts) == (stored.id, NOW, 0)
    assert again.entry.title == "Corrected"
    assert again.article_id == "article-1"
    assert set(again.entry.keys) == {"g:new", "l:one", "g:one"}
    known = store.find_known_keys("gazette", ["g:new", "l:one", "g:one"])
    assert set(known.values()) == {(stored.id, "other")}
    assert count_items(store) == 1


def test_a_text_that_changes_while_it_is_read_makes_that_reading_stale(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    stored = claim_entry(store)
    save_entries(store, make_triaged("one", known_id=stored.id, title="Corrected", text_digest="other"))
    with pytest.raises(StaleLeaseError):
        read_entry(store, stored, make_article("article-1"))
    assert store.find_article("article-1") is None
    assert claim_entry(store).entry.title == "Corrected"


def test_a_stale_poll_saves_nothing(store: SqlStore) -> None:
    old = claim_feed(store)
    later = NOW + 10 * MINUTE
    new = claim_feed(store, now=later)
    with pytest.raises(StaleLeaseError):
        store.save_poll(old, [make_triaged("one")], later)
    assert store.find_known_keys("gazette", ["g:one"]) == {}
    assert store.save_poll(new, [make_triaged("one")], later) == 1


def test_a_claim_saves_once(store: SqlStore) -> None:
    state = claim_feed(store)
    store.save_poll(state, [], NOW)
    with pytest.raises(StaleLeaseError):
        store.save_poll(state, [make_triaged("one")], NOW)


def test_dropped_entries_are_not_to_be_read_and_keep_no_text(store: SqlStore) -> None:
    save_entries(store, make_triaged("one", EntryStage.DROPPED))
    assert store.claim_entries(NOW + DAY, 10, MINUTE) == []


def test_text_that_a_database_refuses_is_stored_all_the_same(store: SqlStore) -> None:
    hostile = make_triaged("one", title="nul \x00 half \ud83d pair", url="https://gazette.example/" + "x" * 20_000)
    assert save_entries(store, hostile, make_triaged("two")) == 2
    stored = store.claim_entries(NOW, 1, MINUTE)[0]
    assert stored.entry.title == "nul \ufffd half \ufffd pair"


def test_a_poll_of_many_items(store: SqlStore) -> None:
    many = [make_triaged(f"item-{number}") for number in range(1300)]
    assert save_entries(store, *many) == 1300
    known = store.find_known_keys("gazette", [key for item in many for key in item.entry.keys])
    assert len(known) == 2600
    claimed = store.claim_entries(NOW, 2000, MINUTE)
    assert [stored.entry.title for stored in claimed] == [item.entry.title for item in many]


def test_entries_that_became_an_article_are_told_from_the_others(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"), make_triaged("two"))
    one, two = store.claim_entries(NOW, 10, MINUTE)
    read_entry(store, one, make_article("article-1"))
    read_entry(store, two, None)
    assert store.find_kept([one.id, two.id, 999]) == {one.id}


def test_an_entry_is_found_by_its_address_or_its_article(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"), make_triaged("two", EntryStage.DROPPED))
    read_entry(store, claim_entry(store), make_article("article-1"))
    found = store.find_entry("https://gazette.example/one")
    assert found is not None
    assert found == store.find_entry("article-1")
    assert (found.entry.title, found.stage) == ("Title of one", EntryStage.READ)
    dropped = store.find_entry("https://gazette.example/two")
    assert dropped is not None
    assert (dropped.stage, dropped.entry.summary, dropped.entry.content) == (EntryStage.DROPPED, "Summary of two", "")
    assert store.find_entry("https://gazette.example/three") is None
