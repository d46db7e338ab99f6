"""The ledger through the jobs, on both databases: placed once, changed by edits, imports and corrections, rebuilt."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from service.adapters.store import SqlStore
from service.adapters.store.engine import Database
from service.adapters.store.ledger_schema import DERIVED
from service.errors import HotlineError, LedgerBehindError
from service.jobs.corrections import merge_stories, split_story
from service.jobs.ledger import catch_up_ledger, import_contacts, rebuild_ledger
from service.model.alert import Alert, AlertKind
from service.model.contact import Channel, ContactClaim, ContactStatus
from service.model.ledger import CorrectionKind, FirstSinceCheck, ImportedContact
from service.model.verdict import Span
from service.stages.ledger import fold_contact
from tests.jobs.conftest import FEED_URL, START, Bench
from tests.jobs.test_passes import make_feed, make_item, make_page

LATER = timedelta(minutes=10)
SITE = "https://news.example"
CALL = (
    "WASHINGTON - US Defense Secretary Pete Hegseth spoke by telephone with Russian Defense Minister Andrei Belousov "
    "on Monday, it became known a day later, in a conversation that took less than an hour.",
    "It was the first call between the two since January 2026.",
    "Nothing is known of what was discussed, and no further call has been arranged so far by anybody.",
)
COPY = (
    *CALL[:2],
    "Neither side gave further details of what was discussed, and no other call has been arranged so far.",
)
ANSWER = (
    "MOSCOW - The Russian Defense Ministry confirmed on Tuesday that Defense Minister Andrei Belousov and Pentagon "
    "chief Pete Hegseth had talked by telephone on Monday, March 9.",
    "The ministry said that the call was held at the initiative of the American side and that the two discussed the "
    "situation around Ukraine.",
    "The Russian minister warned of the danger of further escalation because of arms deliveries, the ministry said.",
)
OTHER = (
    "BRUSSELS - General Christopher Cavoli, the NATO commander, and Russian General Staff chief Valery Gerasimov spoke "
    "by video link on Friday about incidents over the Black Sea, the US European Command said.",
    "The Pentagon said that both generals agreed to keep the line between their staffs open at all times.",
)


class Press:
    """Pages and one feed that a test fills, newest first."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.items: dict[str, tuple[str, str, datetime]] = {}

    async def publish(
        self, slug: str, title: str, body: tuple[str, ...], summary: str = "Both defense ministries spoke of a call."
    ) -> None:
        """Publish, or change at its source, and run a pass."""
        bench = self.bench
        published = self.items[slug][2] if slug in self.items else bench.clock.now()
        self.items[slug] = (title, summary, published)
        bench.fetcher.pages[f"{SITE}/{slug}"] = make_page(*body, title=title)
        bench.fetcher.pages[FEED_URL] = make_feed(
            *(make_item(one, two, f"{SITE}/{name}", when) for name, (one, two, when) in self.items.items())
        )
        await bench.run(LATER)

    def story(self, slug: str) -> str:
        article = self.bench.store.find_article(f"{SITE}/{slug}")
        assert article is not None
        placed = self.bench.store.find_placed(article.id)
        assert placed is not None
        return placed.story_id

    def article(self, slug: str) -> str:
        article = self.bench.store.find_article(f"{SITE}/{slug}")
        assert article is not None
        return article.id


@pytest.fixture
def press(bench: Bench) -> Press:
    return Press(bench)


def alerts_of(store: SqlStore, *kinds: AlertKind) -> list[Alert]:
    return store.list_alerts(kinds=kinds)


def dump(url: str) -> dict[str, list[str]]:
    """Every row of what the ledger derives."""
    database = Database(url, pooled=False)

    def read(connection: Connection) -> dict[str, list[str]]:
        return {table.name: sorted(repr(row) for row in connection.execute(select(table))) for table in DERIVED}

    try:
        return database.read(read)
    finally:
        database.close()


def make_import(day: str, us: str = "Pete Hegseth", ru: str = "Andrei Belousov") -> ImportedContact:
    claim = ContactClaim(
        Channel.PHONE,
        ContactStatus.HELD,
        date=day,
        us=(us,),
        ru=(ru,),
        recalled=True,
        evidence=(("date", Span("body", 0, len(day), day)),),
    )
    return ImportedContact(f"i-{day}", claim, "an archive", verified=True, imported_at=START)


async def test_a_call_is_one_contact_with_one_story_and_one_alert(press: Press) -> None:
    store = press.bench.store
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    (contact,) = store.list_contacts(recalled=False)
    assert (contact.date, contact.channel, contact.status) == ("2026-03-09", Channel.PHONE, ContactStatus.HELD)
    assert (contact.us, contact.ru) == (("Pete Hegseth",), ("Andrei Belousov",))
    (alert,) = alerts_of(store, AlertKind.CONTACT)
    assert (alert.contact_id, alert.priority.value) == (contact.id, "high")
    for word in ("phone call", "2026-03-09", "Pete Hegseth – Andrei Belousov", "initiator unknown", "held"):
        assert word in alert.reason
    assert "spoke by telephone" in alert.sentence
    (story,) = store.list_stories(contact_id=contact.id)
    assert (story.id, story.articles, alert.story_id) == (press.story("one"), 1, story.id)
    assert store.count_mentions("hegseth", START.date(), START.date()) == {START.date(): 1}
    assert store.count_mentions("hegseth", START.date() + timedelta(1), START.date() + timedelta(9)) == {}


async def test_what_is_only_looked_back_at_enters_the_ledger_silently(press: Press) -> None:
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    (recalled,) = press.bench.store.list_contacts(recalled=True)
    assert recalled.date == "2026-01"
    assert [alert.contact_id for alert in alerts_of(press.bench.store, AlertKind.CONTACT)] != [recalled.id]
    assert len(alerts_of(press.bench.store)) == 2


async def test_a_copy_alerts_nothing_and_is_counted(press: Press) -> None:
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    before = alerts_of(press.bench.store)
    await press.publish("two", "US, Russian ministers hold rare call", COPY)
    assert alerts_of(press.bench.store) == before
    (contact,) = press.bench.store.list_contacts(recalled=False)
    (story,) = press.bench.store.list_stories(contact_id=contact.id)
    assert story.articles == 2
    articles = press.bench.store.list_story_articles(story.id)
    assert {placed.text_id for _, placed in articles} == {press.article("one")}


async def test_the_first_account_of_a_side_is_one_alert_that_tells_the_rest(press: Press) -> None:
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    await press.publish("two", "Moscow confirms call of ministers", ANSWER)
    store = press.bench.store
    (contact,) = store.list_contacts(recalled=False)
    assert contact.initiator.value == "us"
    (account,) = alerts_of(store, AlertKind.ACCOUNT)
    assert (account.contact_id, account.article_id) == (contact.id, press.article("two"))
    assert "initiator us" in account.reason
    assert alerts_of(store, AlertKind.REVISION) == []
    assert len(alerts_of(store, AlertKind.CONTACT)) == 1
    history = [change.slot for change in store.list_changes(contact.id)]
    assert history.count("initiator") == 1
    assert {"date", "status", "ru_account"} <= set(history)


async def test_two_calls_are_two_contacts_and_each_alerts(press: Press) -> None:
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    await press.publish("two", "NATO commander and Gerasimov speak", OTHER, "Generals of both sides talked by video.")
    store = press.bench.store
    contacts = store.list_contacts(recalled=False)
    assert [contact.date for contact in contacts] == ["2026-03-09", "2026-03-06"]
    assert len(alerts_of(store, AlertKind.CONTACT)) == 2
    assert store.list_contacts(recalled=False, limit=1) == contacts[:1]
    assert store.list_contacts(recalled=False, before=contacts[0].id) == contacts[1:]
    assert store.list_contacts(official="Valery Gerasimov") == contacts[1:]
    assert store.list_contacts(channel=Channel.VIDEO) == contacts[1:]
    assert store.list_contacts(recalled=False, until=datetime(2026, 3, 8).date()) == contacts[1:]  # noqa: DTZ001
    assert store.list_contacts(recalled=False, since=datetime(2026, 3, 7).date()) == contacts[:1]  # noqa: DTZ001
    assert store.find_contact(contacts[0].id[:6]) == contacts[0]


async def test_an_edit_replaces_what_the_article_claimed_and_keeps_its_contact(press: Press) -> None:
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    store = press.bench.store
    (before,) = store.list_contacts(recalled=False)
    corrected = (CALL[0].replace("Monday", "Sunday"), *CALL[1:])
    await press.publish("one", "Corrected: defense chiefs of US and Russia talk", corrected, "A call, on Sunday.")
    (after,) = store.list_contacts(recalled=False)
    assert (after.id, before.date, after.date) == (before.id, "2026-03-09", "2026-03-08")
    assert len(store.list_claims(after.id)) == 1
    (revision,) = alerts_of(store, AlertKind.REVISION)
    assert revision.reason.startswith("date 2026-03-08, was 2026-03-09")
    assert alerts_of(store, AlertKind.EDIT) == []
    await press.publish("one", "Corrected again: defense chiefs talk", corrected, "A call, on Sunday, both said.")
    assert len(alerts_of(store)) == 3


async def test_a_contact_whose_only_article_takes_it_back_goes(press: Press) -> None:
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    store = press.bench.store
    (contact,) = store.list_contacts(recalled=False)
    retraction = ("A headline of this paper was wrong; there was no conversation of any kind, and we regret it.",)
    await press.publish("one", "Correction of a headline", retraction, "We regret a mistake.")
    assert store.list_contacts() == []
    assert store.find_contact(contact.id) is None
    gone = store.list_changes(contact.id)[-1]
    assert (gone.slot, gone.before, gone.after) == ("status", "held", None)
    (edit,) = alerts_of(store, AlertKind.EDIT)
    assert "no longer names Pete Hegseth" in edit.reason
    assert (edit.official_ids, store.list_stories(contact_id=contact.id)) == (("belousov", "hegseth"), [])


async def test_an_import_joins_what_is_known_and_speaks_against_a_first_since(press: Press) -> None:
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    store, rules = press.bench.store, press.bench.runner.rules
    assert store.list_contacts(recalled=False)[0].first_since == "2026-01"
    rows = [make_import("2026-01-20"), make_import("2026-02-11"), make_import("2026-02-11")]
    assert import_contacts(store, rules, rows, START) == 2
    assert import_contacts(store, rules, rows, START) == 0
    assert [row.id for row in store.list_imports()] == ["i-2026-01-20", "i-2026-02-11"]
    assert [contact.date for contact in store.list_contacts()] == ["2026-03-09", "2026-02-11", "2026-01-20"]
    news, between, _ = store.list_contacts()
    assert (news.first_since_check, news.conflicting) == (FirstSinceCheck.CONFLICT, between.id)
    assert (between.verified, between.recalled, len(between.origins)) == (True, True, 1)
    assert len(alerts_of(store)) == 2


async def test_humans_merge_and_split_stories_and_what_comes_later_follows(press: Press) -> None:
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    await press.publish("two", "NATO commander and Gerasimov speak", OTHER, "Generals of both sides talked by video.")
    await press.publish("three", "Moscow confirms call of ministers", ANSWER)
    store, now = press.bench.store, START
    one, two = press.story("one"), press.story("two")
    assert press.story("three") == one != two
    assert merge_stories(store, [two, one], "the same day in the two capitals", now) == one
    assert press.story("two") == one
    assert store.find_story(two) is None
    merged = store.find_story(one)
    assert merged is not None
    assert merged.articles == 3
    await press.publish("four", "Generals talk of Black Sea", (*OTHER, "Nothing else was said."), "Generals talked.")
    assert press.story("four") == one
    own = split_story(store, [press.article("three")], "Moscow's answer", now)
    assert press.story("three") == own != one
    assert [article.id for article, _ in store.list_story_articles(own)] == [press.article("three")]
    await press.publish("five", "Russian ministry confirms talks", (*ANSWER, "That was all."), "A call, it says.")
    assert press.story("five") == own
    kinds = [correction.kind for correction in store.list_corrections()]
    assert kinds == [CorrectionKind.MERGE_STORIES, CorrectionKind.SPLIT_STORY]


async def test_a_correction_of_what_is_not_there_is_refused(press: Press) -> None:
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    store = press.bench.store
    with pytest.raises(HotlineError, match="no story of this id"):
        merge_stories(store, [press.story("one"), "s-unknown"], "", START)
    with pytest.raises(HotlineError, match="two stories at least"):
        merge_stories(store, [press.story("one")], "", START)
    with pytest.raises(HotlineError, match="no article of this id"):
        split_story(store, ["unknown"], "", START)
    with pytest.raises(HotlineError, match="nothing to split"):
        split_story(store, [press.article("one")], "", START)
    assert store.list_corrections() == []
    assert store.count_ledger() == (1, 1)


async def live_through_much(press: Press) -> None:
    """News, a copy, an import, an answer, edits, corrections, another contact, in a busy order."""
    store, rules = press.bench.store, press.bench.runner.rules
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    await press.publish("two", "US, Russian ministers hold rare call", COPY)
    import_contacts(store, rules, [make_import("2026-01-20"), make_import("2026-02-11")], START)
    await press.publish("three", "Moscow confirms call of ministers", ANSWER)
    changed = (CALL[0].replace("Monday", "Sunday"), *CALL[1:])
    await press.publish("one", "Corrected: defense chiefs of US and Russia talk", changed, "A call, on Sunday.")
    await press.publish("four", "NATO commander and Gerasimov speak", OTHER, "Generals of both sides talked by video.")
    merge_stories(store, [press.story("one"), press.story("four")], "", START)
    await press.publish("five", "Generals talk of Black Sea", (*OTHER, "Nothing else was said."), "Generals talked.")
    split_story(store, [press.article("three")], "", START)
    await press.publish("three", "Moscow confirms call of the ministers", (*ANSWER, "That was all."), "It says so.")
    await press.publish("four", "Correction of a headline", ("A headline was wrong, and we regret it.",), "Sorry.")


async def test_a_rebuild_gives_the_same_byte_for_byte_and_alerts_nobody(press: Press, database_url: str) -> None:
    await live_through_much(press)
    store, rules = press.bench.store, press.bench.runner.rules
    before, alerts = dump(database_url), alerts_of(store)
    assert all(before[name] for name in ("placed", "claims", "contacts", "contact_changes", "stories", "shelf_rows"))
    done: list[int] = []
    summary = await rebuild_ledger(store, rules, done.append)
    assert (summary.steps, sum(done)) == store.count_ledger()[:1] * 2
    assert (summary.stories, summary.contacts) == (len(before["stories"]), len(before["contacts"]))
    assert dump(database_url) == before
    assert alerts_of(store) == alerts


async def test_a_contact_that_many_told_of_is_rebuilt_byte_for_byte(press: Press, database_url: str) -> None:
    for number in range(14):
        told = (CALL, ANSWER, COPY)[number % 3]
        own = f"Report {number} of a call that was told of in town {number}, and by nobody else in these words."
        await press.publish(f"many-{number}", f"Ministers talk, the {number}th paper says", (*told, own))
    store = press.bench.store
    (contact,) = store.list_contacts(status=ContactStatus.HELD, recalled=False)
    claims = store.list_claims(contact.id)
    assert len(claims) == 14
    assert replace(fold_contact(contact.id, claims), first_since_check=contact.first_since_check) == contact
    before = dump(database_url)
    await rebuild_ledger(store, press.bench.runner.rules)
    assert dump(database_url) == before


async def test_a_rebuild_that_is_broken_off_goes_on_where_it_stopped(press: Press, database_url: str) -> None:
    await live_through_much(press)
    store, rules = press.bench.store, press.bench.runner.rules
    before = dump(database_url)

    class BreakingOffError(Exception):
        pass

    def break_off(_: int) -> None:
        raise BreakingOffError

    with pytest.raises(BreakingOffError):
        await rebuild_ledger(store, rules, break_off)
    store.work_on_ledger(lambda work: work.wipe())
    with pytest.raises(LedgerBehindError, match="step 0 of"):
        import_contacts(store, rules, [make_import("2025-01-20")], START)
    assert await catch_up_ledger(store, rules) == store.count_ledger()[0]
    assert dump(database_url) == before
    assert await catch_up_ledger(store, rules) == 0


async def test_relevant_articles_are_never_pruned(press: Press, database_url: str) -> None:
    await live_through_much(press)
    store = press.bench.store
    before = dump(database_url)
    store.prune(START + timedelta(days=3650), timedelta(days=30))
    assert dump(database_url) == before
    assert len({press.article(slug) for slug in ("one", "two", "three", "four", "five")}) == 5
    await rebuild_ledger(store, press.bench.runner.rules)
    assert dump(database_url) == before


async def test_old_news_enters_the_ledger_and_alerts_nobody(press: Press) -> None:
    press.items["one"] = ("", "", START - timedelta(days=4))
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    store = press.bench.store
    assert len(store.list_contacts(recalled=False)) == 1
    assert alerts_of(store) == []


async def test_a_stored_article_without_a_place_gets_one_at_the_next_start(press: Press) -> None:
    await press.publish("one", "Defense chiefs of US and Russia talk", CALL)
    store = press.bench.store
    (contact,) = store.list_contacts(recalled=False)
    store.work_on_ledger(lambda work: work.wipe())
    assert store.list_contacts() == []
    alerts = alerts_of(store)
    await press.bench.runner.prepare()
    assert [one.id for one in store.list_contacts(recalled=False)] == [contact.id]
    await press.publish("two", "US, Russian ministers hold rare call", COPY)
    assert alerts_of(store) == alerts
