"""What the pages answer over HTTP, on both databases: empty archives, wrong questions, a ledger that grows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from lxml import html

from service.adapters.archive import list_chronicle
from service.adapters.store import SqlStore
from service.jobs.ledger import import_contacts
from service.jobs.world import Rules
from service.model.alert import AlertKind, Priority
from service.model.feed import Feed, FeedStatus
from service.model.ledger import ImportedContact
from service.stages.ledger.imports import read_imports
from service.stages.recognise import build_recogniser
from service.web.pages import PAGES
from service.web.pages.feeds import MOST_SHOWN
from tests.support.store import claim_feed, make_alert, make_feed
from tests.support.website import Website, serve, shipped_config

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
LISTS = [path for path in PAGES if "{" not in path]


@cache
def make_rules() -> Rules:
    config = shipped_config()
    return Rules(config, build_recogniser(config.watch))


def list_rows() -> tuple[ImportedContact, ...]:
    return list_chronicle(NOW, shipped_config().watch.officials)


def add_rows(store: SqlStore, rows: Sequence[ImportedContact]) -> None:
    assert import_contacts(store, make_rules(), rows, NOW) == len(rows)


async def read(site: Website, path: str) -> html.HtmlElement:
    """A page that must be fine."""
    status, _, text = await site.get(path)
    assert status == 200, (path, status, text)
    return html.fromstring(text)


def text_of(page: html.HtmlElement, xpath: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in page.xpath(xpath)]


@pytest.mark.parametrize("path", LISTS)
async def test_an_empty_archive_has_every_page(store: SqlStore, path: str) -> None:
    async with serve(store, now=NOW) as site:
        page = await read(site, path)
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//main")
    assert page.xpath("//nav[@aria-label='Sections']//a[@aria-current]")


@pytest.mark.parametrize(
    ("path", "status", "advice"),
    [
        ("/timeline?year=20245", 400, "?year=2024"),
        ("/timeline?year=%D9%A2%D9%A0%D9%A2%D9%A4", 400, "?year=2024"),
        ("/timeline?year=2024&month=13", 400, "month=7"),
        ("/contacts?since=yesterday", 400, "2024-06-25"),
        ("/contacts?since=20240625", 400, "2024-06-25"),
        ("/articles?until=2024-W26-2", 400, "2024-06-25"),
        ("/contacts?channel=pigeon", 400, "phone"),
        ("/contacts?before=nowhere", 400, "before"),
        ("/alerts?kind=pigeon", 400, "contact, account"),
        ("/alerts?priority=urgent", 400, "high, normal, low"),
        ("/alerts?before=x", 400, "the number of an alert"),
        ("/alerts?before=" + "9" * 30, 400, "the number of an alert"),
        ("/articles?before=%00", 400, "before"),
        ("/search?q=call&order=loudest", 400, "newest"),
        ("/search?q=call&before=x", 400, "before"),
        ("/feeds?sort=colour", 400, "failures"),
        ("/contacts/c000000000000", 404, "no contact"),
        ("/stories/s0", 404, "no story"),
        ("/articles/a0", 404, "no stored article"),
        ("/officials/nobody", 404, "no official"),
        ("/officials", 200, ""),
    ],
)
async def test_a_wrong_question_is_told_what_to_ask(store: SqlStore, path: str, status: int, advice: str) -> None:
    async with serve(store, now=NOW) as site:
        found, _, text = await site.get(path)
    assert found == status
    assert advice in " ".join(text_of(html.fromstring(text), "//main"))


async def test_the_first_page_counts_the_days_of_silence(store: SqlStore) -> None:
    add_rows(store, list_rows())
    async with serve(store, now=NOW) as site:
        page = await read(site, "/")
    assert text_of(page, "//p[@class='count']") == ["470 days"]
    assert text_of(page, "//p[@class='last']/a") == ["CQ Brown – Valery Gerasimov"]
    (gauge,) = page.xpath("//*[local-name()='svg'][@class='gauge']/@aria-label")
    assert gauge == "470 days since the last contact; usual are 140"


async def test_the_timeline_draws_and_lists_every_contact_with_its_silence(store: SqlStore) -> None:
    rows = list_rows()
    add_rows(store, rows)
    async with serve(store, now=NOW) as site:
        page = await read(site, "/timeline")
        year = await read(site, "/timeline?year=2024")
    assert len(page.xpath("//*[@class='mark']")) == len(page.xpath("//table[@class='contacts']/tbody/tr")) == len(rows)
    assert text_of(year, "//table[@class='contacts']/tbody/tr/td[1]") == [
        "Wed 27 Nov 2024",
        "Fri 12 Jul 2024",
        "Tue 25 Jun 2024",
    ]
    # Two days that are a leap year, a winter and a spring apart.
    assert text_of(year, "//table[@class='contacts']/tbody/tr/td[last()]") == ["138", "17", "468"]
    assert "517 days" in text_of(page, "//p[@class='standfirst']")[0]


async def test_who_held_the_offices_is_told_in_words_too(store: SqlStore) -> None:
    add_rows(store, list_rows())
    async with serve(store, now=NOW) as site:
        page = await read(site, "/timeline?year=2024")
    told = [" | ".join(text_of(row, "./td")) for row in page.xpath("//details//tbody/tr")]
    assert "Ministers | US | Lloyd Austin | Fri 22 Jan 2021 to Mon 20 Jan 2025" in told
    assert "Ministers | Russia | Sergei Shoigu, acting | Sun 12 May 2024 to Tue 14 May 2024" in told
    assert not any("Hegseth" in line for line in told)
    bands = [title.text for title in page.xpath("//*[local-name()='g']/*[local-name()='title']")]
    assert len(bands) == len(told)


async def test_a_contact_that_enters_the_ledger_is_on_the_next_page_asked_for(store: SqlStore) -> None:
    rows = list_rows()
    add_rows(store, rows[:-1])
    async with serve(store, now=NOW) as site:
        before = await read(site, "/timeline?year=2024")
        add_rows(store, rows[-1:])
        after = await read(site, "/timeline?year=2024")
        now = await read(site, "/")
    assert [len(page.xpath("//table[@class='contacts']/tbody/tr")) for page in (before, after)] == [2, 3]
    assert text_of(now, "//p[@class='count']") == ["470 days"]


async def test_a_contact_says_how_long_after_the_one_before_it(store: SqlStore) -> None:
    add_rows(store, list_rows())
    async with serve(store, now=NOW) as site:
        listed = await read(site, "/contacts?since=2024-11-01")
        (address,) = listed.xpath("//p[@class='head']/a/@href")
        page = await read(site, address)
        (before,) = page.xpath("//p[@class='standfirst']/a/@href")
        earlier = await read(site, before)
    assert "138 days after" in text_of(page, "//p[@class='standfirst']")[0]
    assert "Fri 12 Jul 2024" in text_of(earlier, "//p[@class='standfirst']")[0]
    assert "Lloyd Austin – Andrei Belousov" in text_of(earlier, "//h1")[0]


async def test_contacts_are_filtered_by_what_stands_in_the_address(store: SqlStore) -> None:
    add_rows(store, list_rows())
    async with serve(store, now=NOW) as site:
        met = await read(site, "/contacts?channel=meeting&since=2018-01-01&until=2020-01-01")
        refused = await read(site, "/contacts?status=refused")
        hagel = await read(site, "/contacts?official=Chuck+Hagel")
    assert text_of(met, "//p[@class='when']") == ["Wed 18 Dec 2019", "Mon 4 Mar 2019", "Fri 8 Jun 2018"]
    assert text_of(refused, "//p[@class='when']") == ["March 2022"]
    assert len(hagel.xpath("//p[@class='when']")) == 3
    assert hagel.xpath("//input[@name='official']/@value") == ["Chuck Hagel"]


async def test_days_before_the_year_1000_are_days_too(store: SqlStore) -> None:
    add_rows(store, list_rows())
    async with serve(store, now=NOW) as site:
        rows = "//ol[@class='rows']/li"
        assert len((await read(site, "/contacts?since=0300-01-01")).xpath(rows)) > 10
        assert (await read(site, "/contacts?until=0300-01-01")).xpath(rows) == []


def add_alerts(store: SqlStore, count: int) -> list[str]:
    """Alerts of two kinds, every third of low priority; their ids, newest first."""
    kinds, priorities = (AlertKind.MENTION, AlertKind.CONTACT), (Priority.LOW, Priority.NORMAL, Priority.HIGH)
    alerts = [
        make_alert(f"a{n}", (), kind=kinds[n % 2], priority=priorities[n % 3], title=f"Headline {n}")
        for n in range(count)
    ]
    store.add_alerts(alerts, ("log",), NOW)
    return [alert.id for alert in reversed(alerts)]


async def test_all_alerts_are_listed_page_by_page(store: SqlStore) -> None:
    ids = add_alerts(store, 100)
    async with serve(store, now=NOW) as site:
        seen, path = [], "/alerts?priority=any"
        while path:
            page = await read(site, path)
            seen += page.xpath("//ol/li/@data-id")
            # What comes in meanwhile moves nothing.
            store.add_alerts([make_alert(f"new {len(seen)}", ())], ("log",), NOW)
            path = "".join(page.xpath("//a[@rel='next']/@href"))
        assert seen == ids
        assert page.xpath("//nav[@aria-label='Pages']/a/@href") == ["/alerts?priority=any"]


@pytest.mark.parametrize(
    ("query", "kinds", "priorities"),
    [
        ("", {"mention", "contact"}, {"high", "normal"}),
        ("?priority=any", {"mention", "contact"}, {"high", "normal", "low"}),
        ("?kind=contact&priority=low", {"contact"}, {"low"}),
        ("?kind=silence", set(), set()),
    ],
)
async def test_alerts_are_filtered_by_what_stands_in_the_address(
    store: SqlStore, query: str, kinds: set[str], priorities: set[str]
) -> None:
    add_alerts(store, 30)
    async with serve(store, now=NOW) as site:
        page = await read(site, f"/alerts{query}")
    shown = page.xpath("//ol/li//span[starts-with(@class, 'kind')]")
    assert {one.text for one in shown} == kinds
    assert {one.get("class").split()[1] for one in shown} == priorities
    assert page.xpath("//a[@aria-current='page']/@href") == ["/alerts"]


async def test_the_first_page_leads_to_all_alerts(store: SqlStore) -> None:
    add_alerts(store, 30)
    async with serve(store, now=NOW) as site:
        assert (await read(site, "/")).xpath("//section[@aria-labelledby='alerts']/p/a/@href") == ["/alerts"]


async def test_more_contacts_than_can_be_told_apart_are_counted(store: SqlStore) -> None:
    table = ["date,channel,us,ru,initiator,status"]
    table += [
        f"20{year}-{month:02}-{day:02},{channel},Ash Carter,Sergei Shoigu,us,held"
        for year in (15, 16)
        for month in range(1, 13)
        for day, channel in ((3, "phone"), (10, "letter"), (17, "phone"), (24, "meeting"))
    ]
    rows, problems = read_imports("\n".join(table), "a table", NOW, shipped_config().watch.officials)
    assert not problems
    add_rows(store, rows)
    async with serve(store, now=NOW) as site:
        page = await read(site, "/timeline")
        (closer,) = page.xpath("//tbody//a[text()='Apr to Jun 2015']/@href")
        year = await read(site, closer)
    counted = [int(number) for number in text_of(page, "//section//table[1]/tbody/tr/td[2]") if number.isdigit()]
    assert sum(counted) == len(rows) == 96
    columns = page.xpath("//*[@class='mark']/@aria-label")
    assert "Apr to Jun 2015: 12 contacts" in columns
    assert [text for text in text_of(page, "//*[@class='lanes']/*") if text in {"Phone call", "Meeting", "Letter"}] == [
        "Phone call",
        "Meeting",
        "Letter",
    ]
    assert len(year.xpath("//*[@class='mark']")) == 48


def save_state(store: SqlStore, feed: Feed, **changes: object) -> None:
    state = claim_feed(store, feed, NOW)
    store.save_poll(replace(state, next_due=NOW + timedelta(hours=1), **changes), (), NOW)  # type: ignore[arg-type]


async def test_feeds_are_sorted_also_by_what_some_do_not_have(store: SqlStore) -> None:
    well, failing = make_feed("b-well"), make_feed("c-failing")
    save_state(store, well, status=FeedStatus.OK, last_success=NOW, rhythm=timedelta(hours=2), wire_bytes=5000)
    save_state(store, failing, status=FeedStatus.FAILING, failures=7, last_error="503 <b>busy</b>", wire_bytes=90)
    config = replace(shipped_config(), feeds=(make_feed("a-new"), well, failing))
    async with serve(store, config=config, now=NOW) as site:
        found = {
            query: (await read(site, f"/feeds?{query}")).xpath("//tbody/tr/@id")
            for query in ("", "sort=failures&desc=1", "sort=success", "sort=rhythm", "sort=cost&desc=1", "sort=state")
        }
        page = await read(site, "/feeds?sort=failures&desc=1")
    assert found == {
        "": ["a-new", "b-well", "c-failing"],
        "sort=failures&desc=1": ["c-failing", "a-new", "b-well"],
        "sort=success": ["a-new", "c-failing", "b-well"],
        "sort=rhythm": ["b-well", "a-new", "c-failing"],
        "sort=cost&desc=1": ["b-well", "c-failing", "a-new"],
        "sort=state": ["c-failing", "a-new", "b-well"],
    }
    assert "503 <b>busy</b>" in text_of(page, "//span[@class='reason']")
    assert page.xpath("//th[@aria-sort='descending']//text()") == ["Failures"]


async def test_many_feeds_are_paged_and_light(store: SqlStore) -> None:
    feeds = tuple(make_feed(f"feed-{number:04}") for number in range(MOST_SHOWN + 5))
    config = replace(shipped_config(), feeds=feeds)
    async with serve(store, config=config, now=NOW) as site:
        page = await read(site, "/feeds")
        _, _, text = await site.get("/feeds")
        (older,) = page.xpath("//nav[@class='pager']/a/@href")
        rest = await read(site, older)
    assert len(page.xpath("//tbody/tr")) == MOST_SHOWN
    assert len(rest.xpath("//tbody/tr")) == 5
    assert len(text.encode()) < 100_000


async def test_very_many_officials_stay_one_light_page(store: SqlStore) -> None:
    config = shipped_config()
    crowd = tuple(
        replace(config.watch.officials[0], id=f"person-{number}", name=f"Person {number}") for number in range(3000)
    )
    config = replace(config, watch=replace(config.watch, officials=(*crowd, *config.watch.officials), digest="crowd"))
    async with serve(store, config=config, now=NOW) as site:
        for path in ("/officials", "/articles", "/search"):
            status, _, text = await site.get(path)
            assert (status, len(text.encode()) < 100_000) == (200, True), path
        page = await read(site, "/officials/person-2999")
    assert text_of(page, "//h1") == ["Person 2999"]
