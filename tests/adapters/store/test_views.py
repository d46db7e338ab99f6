"""What the page looks at: counts that stay true, alerts by number, contacts in few columns; and none of it scans."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from service.adapters.store import SqlStore, check_database, open_store, upgrade_database
from service.adapters.store.engine import Database
from service.jobs.ledger_ports import LedgerWork
from service.jobs.view_ports import Views
from service.model.alert import AlertKind, Priority
from service.model.contact import Channel, ContactStatus, Initiator
from service.model.ledger import LedgerContact
from service.model.verdict import JudgedArticle
from service.model.views import ArticleFilter, ContactHead, MatchedForm, SearchOrder
from tests.support.postgres import PostgresServer
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

TODAY = NOW.date()


def fill_alerts(store: SqlStore) -> list[str]:
    """Nine alerts in three transactions; their instants fall while their numbers rise."""
    kinds = (AlertKind.MENTION, AlertKind.CONTACT, AlertKind.SILENCE)
    priorities = (Priority.LOW, Priority.NORMAL, Priority.HIGH)
    alerts = [
        make_alert(f"a{n}", (), kind=kinds[n % 3], priority=priorities[n // 3], created=NOW - n * MINUTE,
                   contact_id="c1" if n % 3 == 1 else None)
        for n in range(9)
    ]  # fmt: skip
    for start in (0, 3, 6):
        store.add_alerts(alerts[start : start + 3], ["log"], NOW)
    return [alert.id for alert in alerts]


def test_alerts_are_numbered_as_they_come(store: SqlStore) -> None:
    ids = fill_alerts(store)
    # Again: nothing new, and no number is used up.
    store.add_alerts([make_alert("a1", ())], ["log"], NOW)
    store.add_alerts([make_alert("last", ())], ["log"], NOW)
    numbered = store.list_alerts_after(0)
    assert [(one.number, one.alert.id) for one in numbered] == list(enumerate([*ids, "last"], 1))
    assert store.find_last_number() == 10
    assert [one.alert.id for one in store.list_alerts_after(8)] == ["a8", "last"]
    found = store.find_alert("a4")
    assert found is not None
    assert (found.number, store.find_alert("none")) == (5, None)


def test_alerts_are_paged_by_number_with_filters(store: SqlStore) -> None:
    fill_alerts(store)
    page = store.page_alerts(limit=4)
    assert [one.alert.id for one in page.items] == ["a8", "a7", "a6", "a5"]
    store.add_alerts([make_alert("new", ())], ["log"], NOW)
    rest = store.page_alerts(limit=5, before=page.before)
    assert ([one.alert.id for one in rest.items], rest.before) == (["a4", "a3", "a2", "a1", "a0"], None)
    contacts = store.page_alerts(kinds=[AlertKind.CONTACT], priorities=[Priority.HIGH, Priority.LOW])
    assert [one.alert.id for one in contacts.items] == ["a7", "a1"]
    assert store.page_alerts(kinds=[AlertKind.EDIT]).items == ()
    high = store.list_alerts_after(2, priorities=[Priority.HIGH, Priority.NORMAL], limit=2)
    assert [one.alert.id for one in high] == ["a3", "a4"]


def test_alerts_about_something(store: SqlStore) -> None:
    fill_alerts(store)
    assert [one.alert.id for one in store.list_alerts_about(contact_id="c1")] == ["a1", "a4", "a7"]
    assert len(store.list_alerts_about(article_id="article-1", limit=5)) == 5


def keep(store: SqlStore, name: str, *officials: str, relevant: bool = False, **changes: Any) -> None:
    save_entries(store, make_triaged(name))
    mentions = [make_mention(official, number * 20) for number, official in enumerate(officials)]
    article = make_article(name, **changes)
    read_entry(
        store,
        claim_entry(store),
        article,
        mentions=mentions,
        verdicts=[make_verdict(relevant)],
        # As it is: what matches nothing gets no place.
        place=place_in("s1", article) if officials else None,
    )


def test_counts_follow_every_change(store: SqlStore, database_url: str) -> None:
    keep(store, "one", "austin", "austin", "belousov", relevant=True)
    keep(store, "two", "austin", published=NOW - 40 * DAY, outlet="Herald", lang="ru", first_seen=NOW - 40 * DAY)
    keep(store, "old", published=NOW - 50 * DAY, first_seen=NOW - 50 * DAY)
    assert store.list_facets().officials == (("austin", 2), ("belousov", 1))
    months = {"austin": {"2026-01": 1, "2026-03": 1}, "belousov": {"2026-03": 1}, "none": {}}
    assert store.count_mention_months(list(months), date(2026, 1, 1), TODAY) == months
    assert store.count_mention_months(["austin"], date(2026, 2, 1), TODAY) == {"austin": {"2026-03": 1}}
    assert store.list_forms("austin") == [MatchedForm("Lloyd Austin", "name", 2)]
    store.save_rejudged([JudgedArticle(make_article("one"), (make_mention("belousov"),), (make_verdict(False),))], NOW)
    store.prune(NOW + 100 * DAY, 30 * DAY)
    assert store.list_facets().officials == (("austin", 1), ("belousov", 1))
    assert store.count_mention_months(["austin"], date(2026, 1, 1), TODAY) == {"austin": {"2026-01": 1}}
    assert store.list_forms("austin") == [MatchedForm("Lloyd Austin", "name", 1)]
    counts = store.count_store()
    assert (counts.articles, counts.relevant, counts.entries, counts.stories) == (2, 0, 3, 1)
    assert check_database(database_url) == []


def test_what_waits_is_counted(store: SqlStore) -> None:
    fill_alerts(store)
    store.add_alerts([make_alert("b", ())], ["mail", "chat"], NOW)
    save_entries(store, make_triaged("one"), make_triaged("two"))
    counts = store.count_store()
    assert (counts.waiting, counts.to_read, counts.feeds) == (9, 2, {"new": 1})
    assert counts.alerts == {"mention": 4, "contact": 3, "silence": 3}


def test_an_article_is_opened_with_all_that_is_stored(store: SqlStore) -> None:
    keep(store, "one", "austin", relevant=True)
    opened = store.open_article("https://gazette.example/one")
    assert opened is not None
    assert (opened.article.id, len(opened.mentions), opened.verdicts[0].relevant) == ("one", 1, True)
    assert opened.placed is not None
    assert opened.story is not None
    assert opened.placed.story_id == opened.story.id == "s1"
    assert store.open_article("none") is None


def make_contact(contact_id: str, when: str | None, **changes: Any) -> LedgerContact:
    values: dict[str, Any] = {
        "id": contact_id, "channel": Channel.PHONE, "status": ContactStatus.HELD, "initiator": Initiator.US,
        "date": when, "us": ("Lloyd Austin",), "ru": ("Andrei Belousov",), "first_since": None, "recalled": False,
        "verified": False, "first_reported": NOW,
    }  # fmt: skip
    return LedgerContact(**values | changes)


def put(store: SqlStore, *contacts: LedgerContact) -> None:
    def work(ledger: LedgerWork) -> None:
        for contact in contacts:
            ledger.put_contact(contact)

    store.work_on_ledger(work)


def test_contacts_in_few_columns(store: SqlStore) -> None:
    put(store, make_contact("c2", "2024-06-25"), make_contact("c1", "2024-06"), make_contact("c3", None))
    # A better date: the row moves.
    put(store, make_contact("c2", "2025-01-02", initiator=Initiator.RU))
    heads = store.list_contact_heads()
    assert [(head.id, head.sort_key) for head in heads] == [("c1", "2024-06"), ("c2", "2025-01-02"), ("c3", f"{TODAY}")]
    assert heads[1] == ContactHead(
        "c2", "2025-01-02", "2025-01-02", Channel.PHONE, ContactStatus.HELD, Initiator.RU, ("Lloyd Austin",),
        ("Andrei Belousov",), False, False,
    )  # fmt: skip
    within = store.list_contact_heads(since=date(2024, 6, 20), until=date(2025, 1, 2))
    assert [head.id for head in within] == ["c1", "c2"]
    assert store.count_contact_years() == {2024: 1, 2025: 1, 2026: 1}
    store.work_on_ledger(lambda ledger: ledger.drop_contact("c1"))
    assert store.count_contact_years() == {2025: 1, 2026: 1}
    assert store.count_store().contacts == 2


def test_a_page_of_contacts_goes_on_where_its_last_one_is_gone(store: SqlStore) -> None:
    put(store, *(make_contact(f"c{n}", f"2024-06-0{1 + n // 2}") for n in range(6)))
    page = store.page_contacts(limit=2, status=ContactStatus.HELD)
    assert [contact.id for contact in page.items] == ["c5", "c4"]
    store.work_on_ledger(lambda ledger: ledger.drop_contact("c4"))
    put(store, make_contact("c9", "2024-07-01"))
    rest = store.page_contacts(limit=4, status=ContactStatus.HELD, before=page.next)
    assert ([contact.id for contact in rest.items], rest.next) == (["c3", "c2", "c1", "c0"], None)
    with pytest.raises(ValueError, match="no cursor"):
        store.page_contacts(before="c4")


def tell(store: SqlStore, name: str, story_id: str, published: datetime) -> None:
    """An article of that story."""
    save_entries(store, make_triaged(name))
    article = make_article(name, published=published)
    place = place_in(story_id, article)
    read_entry(store, claim_entry(store), article, mentions=[make_mention()], place=place)


def test_stories_are_paged_though_one_moves_to_the_front(store: SqlStore) -> None:
    for number in range(5):
        tell(store, f"one-{number}", f"s{number}", NOW - number * DAY)
    page = store.page_stories(limit=2)
    assert [story.id for story in page.items] == ["s0", "s1"]
    tell(store, "late", "s1", NOW + DAY)
    assert [story.id for story in store.list_stories()] == ["s1", "s0", "s2", "s3", "s4"]
    page = store.page_stories(limit=2, before=page.next)
    assert [story.id for story in page.items] == ["s2", "s3"]
    rest = store.page_stories(limit=2, before=page.next)
    assert ([story.id for story in rest.items], rest.next) == (["s4"], None)
    with pytest.raises(ValueError, match="s1"):
        store.page_stories(before="s1")


@pytest.mark.parametrize("cursor", ["", "x", "0001-01-01T00:00:00+14:00~s1", "2024-13-01~s1"])
def test_what_is_no_cursor_of_stories_is_refused(store: SqlStore, cursor: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        store.page_stories(before=cursor)


def test_what_is_planned_or_refused_is_open_for_a_time(store: SqlStore) -> None:
    def day(days: int) -> str:
        return f"{TODAY + timedelta(days=days)}"

    planned, refused = ContactStatus.PLANNED, ContactStatus.REFUSED
    put(
        store,
        make_contact("past", day(-1), status=planned),
        make_contact("soon", day(3), status=planned),
        make_contact("today", day(0), status=planned),
        make_contact("month", "2026-03", status=planned),
        make_contact("undated", None, status=planned),
        make_contact("forgotten", None, status=planned, first_reported=NOW - 70 * DAY),
        make_contact("no", day(-20), status=refused),
        make_contact("lately no", day(-2), status=refused),
        make_contact("long ago no", day(-200), status=refused),
    )
    found = [contact.id for contact in store.list_open_contacts(TODAY)]
    assert found == ["month", "today", "soon", "undated", "lately no", "no"]
    assert len(store.list_open_contacts(TODAY, limit=2)) == 2


@pytest.mark.parametrize(
    "odd", ["", "\x00", "a\x00bcdefgh", "\ud800aaaa", "aaaaaaa\U0010ffff", "aaaaaaa\ud7ff", "%", "'", "é" * 5000]
)
def test_whatever_stands_in_an_address_is_asked_for_without_an_error(store: SqlStore, odd: str) -> None:
    keep(store, "one", "austin")
    assert store.open_article(odd) is None
    assert (store.find_contact(odd), store.find_story(odd), store.find_alert(odd), store.find_entry(odd)) == (None,) * 4
    assert store.list_articles(ArticleFilter(official=odd, outlet=odd, lang=odd, story=odd)).items == ()
    assert (store.list_alerts_about(article_id=odd), store.list_alerts_about(contact_id=odd)) == ([], [])
    assert store.page_contacts(official=odd, before=f"{odd}~{odd}").items == ()
    assert (store.list_contacts(official=odd, before=odd), store.list_stories(before=odd, contact_id=odd)) == ([], [])
    assert (store.list_claims(odd), store.list_changes(odd), store.list_story_articles(odd)) == ([], [], [])
    assert (store.list_forms(odd), store.find_placed(odd)) == ([], None)


def look_at_everything(views: Views) -> None:
    """Every view, with every filter."""
    views.open_article("https://gazette.example/one")
    views.open_article("article-1")
    views.find_contact("c123")
    views.find_story("s123")
    views.list_changes("c123")
    views.list_story_articles("s123")
    views.list_stories(contact_id="c123")
    views.list_articles()
    whole = ArticleFilter("austin", "Gazette", "en", TODAY, TODAY, None, True)
    views.list_articles(whole, before="5")
    views.list_articles(ArticleFilter(story="s1"))
    views.search_articles('austin "one two" -three', whole, order=SearchOrder.RANK)
    views.search_articles("austin", before="5")
    views.list_facets()
    views.count_mention_months(["austin"], TODAY, TODAY)
    views.list_forms("austin")
    views.page_alerts(before=5)
    views.page_alerts(kinds=[AlertKind.CONTACT], priorities=[Priority.HIGH])
    views.list_alerts_after(5)
    views.list_alerts_after(5, priorities=[Priority.HIGH, Priority.NORMAL])
    views.find_last_number()
    views.find_alert("a1")
    views.list_alerts_about(article_id="one")
    views.list_alerts_about(contact_id="c1")
    views.page_contacts(before="2024~c1")
    views.page_contacts(since=TODAY, until=TODAY, official="Lloyd Austin", channel=Channel.PHONE)
    views.page_contacts(status=ContactStatus.HELD, recalled=False)
    views.page_stories(before="2026-03-01T12:00:00Z~s1")
    views.list_contact_heads(since=TODAY, until=TODAY)
    views.count_contact_years()
    views.count_contact_writes()
    views.list_open_contacts(TODAY)
    views.count_store()


GROWING = {"articles", "article_index", "mentions", "verdicts", "entries", "alerts", "deliveries", "placed", "stories"}
GROWING |= {"claims", "contacts", "contact_heads", "contact_people", "tallies", "mention_forms", "ledger_log"}


def list_queries(database: Database) -> list[tuple[str, Any]]:
    """What the views ask the database, with values, of some alerts."""
    store = SqlStore(database)
    fill_alerts(store)
    asked: list[tuple[str, Any]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append((args[2], args[3])))
    look_at_everything(store)
    return [(query, values) for query, values in asked if query.startswith("SELECT")]


def test_no_view_scans_a_table_that_grows(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "hotline.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}", pooled=False)
    queries = list_queries(database)

    def explain(connection: Connection) -> list[str]:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values) for query, values in queries]
        return [row[3] for plan in plans for row in plan]

    steps = [step.split(maxsplit=2) for step in database.read(explain)]
    scanned = {step[1] for step in steps if step[0] == "SCAN"}
    searched = {step[1] for step in steps if step[0] == "SEARCH"}
    assert scanned & GROWING == set()
    assert {"articles", "article_index", "alerts", "contacts", "contact_heads", "tallies", "mention_forms"} <= searched
    # The full-text index is asked with an expression, and gives its rows in order.
    words = [step[2] for step in steps if step[1] == "article_words"]
    assert words
    assert all("VIRTUAL TABLE INDEX" in step and ":M" in step for step in words)
    database.close()


def walk(plan: dict[str, Any], limited: bool = False) -> Iterator[tuple[dict[str, Any], bool]]:
    """The steps of a plan of PostgreSQL, and whether each stops after so many rows."""
    limited = limited or plan["Node Type"] == "Limit"
    yield plan, limited
    for part in plan.get("Plans", ()):
        # Whoever sorts or counts takes all that comes from below.
        yield from walk(part, limited and plan["Node Type"] not in {"Sort", "Aggregate", "Hash"})


def test_no_view_needs_to_scan_on_postgresql(postgres_server: PostgresServer, postgres_template: str) -> None:
    name = postgres_server.create_database(postgres_template)
    database = Database(postgres_server.url(name), pooled=False)
    queries = list_queries(database)

    def explain(connection: Connection) -> list[tuple[str, dict[str, Any], bool]]:
        # Tables of few rows are scanned whatever indexes there are; so this asks whether it could do without.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plans = [
            (query, connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {query}", values).scalar_one()[0]["Plan"])
            for query, values in queries
        ]
        return [(query, step, limited) for query, plan in plans for step, limited in walk(plan)]

    steps = [found for found in database.read(explain) if found[1].get("Relation Name") in GROWING | {"article_words"}]
    assert {step["Relation Name"] for _, step, _ in steps} >= {"articles", "article_index", "alerts", "contacts"}
    scanned = [query for query, step, _ in steps if step["Node Type"] == "Seq Scan"]
    assert scanned == []
    # A walk along a whole index is a scan too, unless it ends when the page is full.
    walked = [
        query
        for query, step, limited in steps
        if step["Node Type"] in {"Index Scan", "Index Only Scan"} and "Index Cond" not in step and not limited
    ]
    assert walked == []
    database.close()
    postgres_server.drop_database(name)


def test_the_beginning_of_an_id_is_enough_however_the_database_sorts(postgres_server: PostgresServer) -> None:
    name = postgres_server.create_database(language="en-US")
    url = postgres_server.url(name)
    upgrade_database(url)
    store = open_store(url)
    try:
        for article_id in ("a00b9c3", "a00b9d3", "a00c999e", "b1"):
            keep(store, article_id, "austin")
        # Here ":", which follows 9 among code points, comes before it.
        found = store.open_article("a00c99")
        assert found is not None
        assert found.article.id == "a00c999e"
        assert store.open_article("a00b9") is None
    finally:
        store.close()
        postgres_server.drop_database(name)
