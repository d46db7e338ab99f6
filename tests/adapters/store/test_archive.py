"""The archive as a whole: paged by keys, judged anew, reopened; on both databases."""

from dataclasses import replace
from datetime import timedelta

from service.adapters.store import SqlStore
from service.model.entry import EntryStage
from service.model.verdict import JudgedArticle
from tests.support.store import (
    DAY,
    MINUTE,
    NOW,
    claim_entry,
    make_article,
    make_mention,
    make_triaged,
    make_verdict,
    read_entry,
    save_entries,
)


def store_article(store: SqlStore, name: str, *, matched: bool = True) -> None:
    save_entries(store, make_triaged(name))
    found = {"mentions": [make_mention()], "verdicts": [make_verdict()]} if matched else {}
    read_entry(store, claim_entry(store), make_article(name), **found)


def drop_entries(store: SqlStore, *names: str) -> None:
    save_entries(store, *[make_triaged(name, EntryStage.DROPPED) for name in names])


def test_articles_are_paged_by_id_with_what_was_found(store: SqlStore) -> None:
    for name in ("c", "a", "b", "d"):
        store_article(store, name, matched=name != "b")
    seen: list[JudgedArticle] = []
    while page := store.list_judged(seen[-1].article.id if seen else "", 3):
        assert len(page) <= 3
        seen += page
    assert [one.article.id for one in seen] == ["a", "b", "c", "d"]
    assert seen[0] == JudgedArticle(make_article("a"), (make_mention(),), (make_verdict(),))
    assert (seen[1].mentions, seen[1].verdicts) == ((), ())


def test_an_article_that_comes_while_paging_shifts_nothing(store: SqlStore) -> None:
    for name in ("b", "c", "d"):
        store_article(store, name)
    first = store.list_judged("", 2)
    store_article(store, "a")
    assert [one.article.id for one in (*first, *store.list_judged("c", 2))] == ["b", "c", "d"]


def test_dropped_entries_come_newest_first_and_articles_are_not_among_them(store: SqlStore) -> None:
    drop_entries(store, "one", "two", "three")
    store_article(store, "article")
    first = store.list_dropped(None, 2)
    rest = store.list_dropped(first[-1].id, 2)
    assert [stored.entry.keys[0] for stored in (*first, *rest)] == ["g:three", "g:two", "g:one"]
    assert store.list_dropped(rest[-1].id, 2) == []
    assert first[0].reason == "names an official"
    assert store.count_archive() == (1, 3)


def test_a_new_judgement_replaces_the_old_and_leaves_the_text_alone(store: SqlStore) -> None:
    store_article(store, "a")
    (before,) = store.list_judged("", 9)
    fresh = replace(before, mentions=(make_mention("belousov", 24),), verdicts=(make_verdict(False),))
    store.save_rejudged([fresh], NOW)
    assert store.list_judged("", 9) == [fresh]


def test_an_article_that_matches_now_is_kept_for_good(store: SqlStore) -> None:
    for name in ("stays", "goes"):
        store_article(store, name, matched=False)
    stays = next(one for one in store.list_judged("", 9) if one.article.id == "stays")
    store.save_rejudged([replace(stays, mentions=(make_mention(),))], NOW)
    store.prune(NOW + 400 * DAY, timedelta(days=30))
    assert [one.article.id for one in store.list_judged("", 9)] == ["stays"]


def test_what_is_gone_by_now_is_left_out(store: SqlStore) -> None:
    store_article(store, "a")
    gone = JudgedArticle(make_article("gone"), (make_mention(),), (make_verdict(),))
    store.save_rejudged([gone], NOW)
    assert [one.article.id for one in store.list_judged("", 9)] == ["a"]


def test_a_reopened_entry_is_read_when_it_falls_due(store: SqlStore) -> None:
    drop_entries(store, "one", "two")
    two, one = store.list_dropped(None, 9)
    assert store.reopen_entries({one.id: NOW, two.id: NOW + MINUTE}, "passes by a rescan") == 2
    assert store.list_dropped(None, 9) == []
    claimed = claim_entry(store, NOW)
    assert (claimed.id, claimed.stage, claimed.reason, claimed.attempts) == (
        one.id,
        EntryStage.PENDING,
        "passes by a rescan",
        0,
    )
    # It is no longer dropped: asking again takes no claim away.
    assert store.reopen_entries({one.id: NOW}, "again") == 0
    read_entry(store, claimed, None)
    assert [stored.reason for stored in store.list_dropped(None, 9)] == ["passes by a rescan"]
    assert claim_entry(store, NOW + MINUTE).id == two.id
