"""What reading an entry brought is saved whole, with its alerts, once."""

import pytest

from service.adapters.store import SqlStore
from service.errors import StaleLeaseError
from service.model.alert import AlertKind
from service.model.article import TextSource
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
    place_in,
    read_entry,
    save_entries,
)

LEASE = 5 * MINUTE


def test_an_article_comes_back_as_it_was_saved(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    article = make_article("article-1", tz="Europe/Moscow", side="ru", text_source=TextSource.FEED, text_note="consent")
    mentions = [make_mention("austin"), make_mention("belousov", 20)]
    read_entry(store, claim_entry(store), article, mentions=mentions, verdicts=[make_verdict()])
    assert store.find_article("article-1") == article
    assert store.load_mentions("article-1") == mentions
    assert store.load_verdicts("article-1") == [make_verdict()]
    assert store.claim_entries(NOW + DAY, 10, LEASE) == []


def test_an_article_is_found_by_a_beginning_of_its_id_and_by_either_address(store: SqlStore) -> None:
    for name in ("one", "two"):
        save_entries(store, make_triaged(name))
        article = make_article(f"abcdef-{name}", url=f"https://gazette.example/canonical/{name}")
        read_entry(store, claim_entry(store), article)
    assert store.find_article("abcdef-o") == store.find_article("abcdef-one")
    assert store.find_article("abcdef-") is None  # two begin so
    assert store.find_article("abcde") is None
    found = store.find_article("https://gazette.example/canonical/two")
    assert found is not None
    assert found.id == "abcdef-two"
    assert store.find_article("https://gazette.example/two") == found
    assert store.find_article("https://gazette.example/three") is None
    assert store.find_article("") is None


def test_an_entry_that_was_nothing_is_dropped(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    assert read_entry(store, claim_entry(store), None) == []
    assert store.claim_entries(NOW + DAY, 10, LEASE) == []


@pytest.mark.parametrize("article", [make_article("article-1"), None])
def test_an_entry_to_be_tried_again_is_due_then(store: SqlStore, article: object) -> None:
    save_entries(store, make_triaged("one"))
    retry_at = NOW + 30 * MINUTE
    read_entry(store, claim_entry(store), article, retry_at=retry_at)  # type: ignore[arg-type]
    assert store.claim_entries(retry_at - MINUTE, 10, LEASE) == []
    again = claim_entry(store, retry_at)
    assert (again.stage, again.attempts) == (EntryStage.RETRY, 1)
    assert again.entry.content == "Content of one"
    assert again.article_id == (None if article is None else "article-1")


def test_a_claim_that_ran_out_is_given_again_and_the_first_is_refused(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    first = claim_entry(store)
    assert store.claim_entries(NOW + MINUTE, 10, LEASE) == []
    second = claim_entry(store, NOW + LEASE)
    assert second.attempts == 1
    with pytest.raises(StaleLeaseError):
        read_entry(store, first, make_article("article-1"), alerts=[make_alert()])
    assert store.list_alerts() == []
    assert store.find_article("article-1") is None
    read_entry(store, second, make_article("article-1"), alerts=[make_alert()])
    with pytest.raises(StaleLeaseError):
        read_entry(store, second, make_article("article-1"))
    assert len(store.list_alerts()) == 1


def test_released_claims_can_be_read_at_once(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    read_entry(store, claim_entry(store), None, retry_at=NOW)
    first = claim_entry(store)
    store.release_claims()
    second = claim_entry(store)
    with pytest.raises(StaleLeaseError):
        read_entry(store, first, None)
    read_entry(store, second, None)


def test_a_second_version_replaces_the_first_but_not_the_first_instant(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"), make_triaged("two"))
    one, two = store.claim_entries(NOW, 10, LEASE)
    read_entry(store, one, make_article("article-1"), mentions=[make_mention()], verdicts=[make_verdict()])
    later = make_article("article-1", body="Corrected.", first_seen=NOW + DAY)
    read_entry(store, two, later, verdicts=[make_verdict(relevant=False)])
    found = store.find_article("article-1")
    assert found is not None
    assert (found.body, found.first_seen) == ("Corrected.", NOW)
    assert store.load_mentions("article-1") == []
    assert store.load_verdicts("article-1") == [make_verdict(relevant=False)]


def test_a_summary_never_replaces_the_text_of_a_page(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"), make_triaged("two"))
    one, two = store.claim_entries(NOW, 10, LEASE)
    read_entry(store, one, make_article("article-1"), mentions=[make_mention()])
    poorer = make_article("article-1", body="", text_source=TextSource.SUMMARY)
    added = read_entry(store, two, poorer, alerts=[make_alert()])
    assert len(added) == 1
    assert store.find_article("article-1") == make_article("article-1")
    assert store.load_mentions("article-1") == [make_mention()]


def test_a_page_replaces_a_summary(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    poorer = make_article("article-1", body="", text_source=TextSource.SUMMARY)
    read_entry(store, claim_entry(store), poorer, retry_at=NOW)
    read_entry(store, claim_entry(store), make_article("article-1"))
    assert store.find_article("article-1") == make_article("article-1")


def test_an_alert_of_the_same_id_is_added_once(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"), make_triaged("two"))
    one, two = store.claim_entries(NOW, 10, LEASE)
    alert = make_alert(kind=AlertKind.SILENCE, officials=())
    assert read_entry(store, one, make_article("article-1"), alerts=[alert]) == [alert]
    assert read_entry(store, two, make_article("article-2"), alerts=[alert]) == []
    assert store.list_alerts() == [alert]
    assert len(store.claim_deliveries("log", NOW, 10)) == 1


def test_a_story_alerts_nobody_twice(store: SqlStore) -> None:
    save_entries(store, *(make_triaged(str(number)) for number in range(4)))
    told = []
    for entry, wanted in zip(
        store.claim_entries(NOW, 10, LEASE), [("austin",), ("austin", "belousov"), ("belousov",), ("",)], strict=True
    ):
        article = make_article(f"article-{entry.id}")
        added = read_entry(store, entry, article, place=place_in("story", article, *wanted))
        told.append([alert.official_ids for alert in added])
    assert told == [[("austin",)], [("belousov",)], [], [("",)]]
    assert store.find_alerted("story") == {"austin", "belousov", ""}
    assert store.find_alerted("another story") == frozenset()
    assert len(store.claim_deliveries("log", NOW, 10)) == 3


def test_what_a_story_alerted_goes_where_its_articles_go(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    article = make_article("article-1")
    read_entry(store, claim_entry(store), article, place=place_in("story", article, "austin"))
    store.work_on_ledger(lambda work: work.move_articles(["article-1"], "another story"))
    assert store.find_alerted("another story") == {"austin"}
    assert store.find_alerted("story") == frozenset()


def test_alerts_of_no_article_have_deliveries_too(store: SqlStore) -> None:
    silence = make_alert("s1", (), kind=AlertKind.SILENCE, article_id=None, story_id=None)
    assert store.add_alerts([silence], ["log", "mail"], NOW) == [silence]
    assert store.add_alerts([silence], ["log", "mail"], NOW) == []
    assert len(store.claim_deliveries("mail", NOW, 10)) == 1


def test_a_text_that_was_tried_often_is_not_read_at_once_after_a_crash(store: SqlStore) -> None:
    save_entries(store, make_triaged("one"))
    for _ in range(3):
        assert store.claim_entries(NOW, 10, LEASE)
        store.release_claims()
    assert store.claim_entries(NOW, 10, LEASE)
    store.release_claims()
    assert store.claim_entries(NOW, 10, LEASE) == []
    assert store.claim_entries(NOW + LEASE, 10, LEASE)
