"""Retention drops light records, keeps what matters, and never brings an item back."""

from service.adapters.store import SqlStore, check_database
from service.model.entry import EntryStage
from tests.support.store import (
    DAY,
    MINUTE,
    NOW,
    claim_entry,
    make_alert,
    make_article,
    make_mention,
    make_triaged,
    make_verdict,
    read_entry,
    save_entries,
)

KEEP = 30 * DAY
LATER = NOW + 31 * DAY


def test_what_matched_nothing_goes_after_its_time(store: SqlStore) -> None:
    save_entries(store, make_triaged("one", EntryStage.DROPPED), make_triaged("two", EntryStage.DROPPED))
    assert store.prune(NOW + 29 * DAY, KEEP) == 0
    assert store.prune(LATER, KEEP) == 2
    assert store.prune(LATER, KEEP) == 0


def test_a_pruned_item_does_not_come_back(store: SqlStore) -> None:
    save_entries(store, make_triaged("one", EntryStage.DROPPED))
    known = store.find_known_keys("gazette", ["g:one", "l:one"])
    store.prune(LATER, KEEP)
    assert store.find_known_keys("gazette", ["g:one", "l:one"]) == known
    assert save_entries(store, make_triaged("one"), now=LATER) == 0
    assert store.list_feed_states()[0].entries == 1


def test_a_pruned_item_whose_text_changed_is_read_with_its_first_instant(store: SqlStore) -> None:
    save_entries(store, make_triaged("one", EntryStage.DROPPED))
    entry_id, _ = store.find_known_keys("gazette", ["g:one"])["g:one"]
    store.prune(LATER, KEEP)
    save_entries(store, make_triaged("two"), now=LATER)
    read_entry(store, claim_entry(store, LATER), None)
    changed = make_triaged("one", known_id=entry_id, title="Corrected", text_digest="other")
    assert save_entries(store, changed, now=LATER) == 0
    again = claim_entry(store, LATER)
    assert (again.id, again.first_seen, again.entry.title) == (entry_id, NOW, "Corrected")
    assert store.find_known_keys("gazette", ["g:one"]) == {"g:one": (entry_id, "other")}
    assert store.list_feed_states()[0].entries == 2


def test_what_is_relevant_or_names_an_official_or_was_alerted_stays(store: SqlStore, database_url: str) -> None:
    names = ("relevant", "named", "alerted", "nothing", "waiting", "later")
    save_entries(store, *(make_triaged(name) for name in names))
    relevant, named, alerted, nothing, waiting, later = store.claim_entries(NOW, 10, MINUTE)
    read_entry(store, relevant, make_article("relevant"), verdicts=[make_verdict()])
    read_entry(store, named, make_article("named"), mentions=[make_mention()])
    read_entry(store, alerted, make_article("alerted"), alerts=[make_alert(article_id="alerted")])
    read_entry(store, nothing, make_article("nothing"), verdicts=[make_verdict(relevant=False)])
    read_entry(store, waiting, make_article("waiting"), retry_at=LATER + DAY)
    assert store.prune(LATER, KEEP) == 1
    assert store.find_article("nothing") is None
    assert store.load_verdicts("nothing") == []
    for article_id in ("relevant", "named", "alerted", "waiting"):
        assert store.find_article(article_id) is not None
    assert store.load_mentions("named") == [make_mention()]
    assert [again.id for again in store.claim_entries(LATER, 10, MINUTE)] == [later.id]
    assert check_database(database_url) == []


def test_an_article_of_two_feeds_stays_while_one_of_them_has_it(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    read_entry(store, claim_entry(store), make_article("shared"))
    save_entries(store, make_triaged("two"), now=NOW + 20 * DAY)
    read_entry(store, claim_entry(store, NOW + 20 * DAY), make_article("shared"))
    assert store.prune(LATER, KEEP) == 1
    assert store.find_article("shared") is not None
    assert store.prune(NOW + 51 * DAY, KEEP) == 1
    assert store.find_article("shared") is None
