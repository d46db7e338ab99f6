"""The JSON API on both databases: what it answers, page by page, and what it refuses."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from service.adapters.store import SqlStore
from service.model.alert import AlertKind, Priority
from service.stages.render import describe_alert
from tests.support.store import make_alert
from tests.support.website import NOW, Filled, Website, serve


async def load_all(website: Website, path: str, limit: int) -> list[dict[str, Any]]:
    """All items of a list, page by page, as a program gets them: by the `Link` of each page."""
    found: list[dict[str, Any]] = []
    address = f"{path}{'&' if '?' in path else '?'}limit={limit}"
    while address:
        status, headers, text = await website.get(address)
        assert status == 200, text
        page = json.loads(text)
        assert len(page["items"]) <= limit
        found += page["items"]
        assert ("Link" in headers) == (page["next"] is not None)
        link = headers.get("Link", "")
        assert not link or (
            link.startswith(f"<{website.base}{path.partition('?')[0]}?") and link.endswith('rel="next"')
        )
        address = link.partition(">")[0].removeprefix(f"<{website.base}")
        assert len(found) < 1000
    return found


@pytest.mark.parametrize(
    "path", ["alerts", "contacts", "contacts?recalled=true", "stories", "articles", "articles?lang=en"]
)
@pytest.mark.parametrize("limit", [1, 2, 200])
async def test_a_list_is_the_same_however_it_is_cut(archive: SqlStore, filled: Filled, path: str, limit: int) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        whole = await load_all(website, f"/api/v1/{path}", 100)
        assert whole
        cut = await load_all(website, f"/api/v1/{path}", limit)
        assert [item["id"] for item in cut] == [item["id"] for item in whole]
        assert len({item["id"] for item in cut}) == len(cut)


async def test_pages_of_alerts_stay_whole_while_alerts_come_in(writable: SqlStore, filled: Filled) -> None:
    before = [item.alert.id for item in writable.page_alerts(limit=200).items]
    assert len(before) > 3
    async with serve(writable, config=filled.config, now=filled.now) as website:
        page = await website.load("/api/v1/alerts?limit=2")
        seen = [item["id"] for item in page["items"]]
        while page["next"]:
            # Newer ones, and one that is back-dated: neither moves what is still to come.
            fresh = [make_alert(f"new-{len(seen)}"), make_alert(f"old-{len(seen)}", created=NOW - timedelta(days=900))]
            writable.add_alerts(fresh, ("log",), NOW)
            page = await website.load(f"/api/v1/alerts?limit=2&cursor={page['next']}")
            seen += [item["id"] for item in page["items"]]
        assert seen == before


async def test_whoever_asks_again_with_the_highest_number_misses_no_alert(writable: SqlStore, filled: Filled) -> None:
    async with serve(writable, config=filled.config, now=filled.now) as website:
        got: list[str] = []
        after = 0
        for turn in range(4):
            for item in (await website.load(f"/api/v1/alerts?after={after}&limit=200"))["items"]:
                got.append(item["id"])
                assert item["number"] > after
                after = item["number"]
            writable.add_alerts([make_alert(f"late-{turn}", created=NOW - timedelta(days=turn))], ("log",), NOW)
        assert got[-3:] == ["late-0", "late-1", "late-2"]
        assert len(set(got)) == len(got)


async def test_an_alert_is_as_in_the_log(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        (numbered,) = archive.page_alerts(kinds=[AlertKind.CONTACT], limit=1).items
        shown = await website.load(f"/api/v1/alerts/{numbered.alert.id}")
        assert shown == {"number": numbered.number, **describe_alert(numbered.alert)}


async def test_filters_of_alerts(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        both = await load_all(website, "/api/v1/alerts?kind=contact&kind=account", 50)
        assert {item["kind"] for item in both} == {"contact", "account"}
        high = await load_all(website, "/api/v1/alerts?priority=high", 50)
        assert {item["priority"] for item in high} == {Priority.HIGH.value}


async def find_call(website: Website) -> dict[str, Any]:
    """The call between the ministers, as a row of the list."""
    rows = await load_all(website, "/api/v1/contacts?since=2024-06-01&until=2024-06-30&channel=phone", 50)
    (call,) = [row for row in rows if row["date"] == "2024-06-25"]
    return call


async def test_a_contact_with_both_accounts_and_its_sources(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        call = await find_call(website)
        assert call["us"] == ["Lloyd Austin"]
        assert call["ru"] == ["Andrei Belousov"]
        assert (call["initiator"], call["status"]) == ("us", "held")
        # Since 15 March 2023.
        assert call["gap_days"] == 468
        whole = await website.load(f"/api/v1/contacts/{call['id']}")
        assert {key: whole[key] for key in call} == call
        assert {account["side"] for account in whole["accounts"]} == {"us", "ru"}
        assert any(
            "escalation" in (line["ru"] or {}).get("text", "") for line in whole["comparison"]["ru_only"]
        ) or any(
            "эскалации" in (line["ru"] or {}).get("text", "") for part in whole["comparison"].values() for line in part
        )
        (story,) = [story for story in whole["stories"] if story["contact"] == call["id"]]
        shown = await website.load(f"/api/v1/stories/{story['id']}")
        assert {member["copy_of"] is None for member in shown["members"]} == {True, False}
        # The first characters of an id are enough.
        assert (await website.load(f"/api/v1/contacts/{call['id'][:8]}"))["id"] == call["id"]


@pytest.mark.parametrize(
    ("query", "dates"),
    [
        ("since=2022-10-01&until=2022-10-31", ["2022-10-23", "2022-10-21"]),
        ("official=milley&until=2021-12-31", ["2021-11-23", "2021-09-22"]),
        ("official=Mark%20Milley&until=2021-12-31", ["2021-11-23", "2021-09-22"]),
        ("status=refused&until=2023-01-01", ["2022-03"]),
        ("channel=meeting&until=2022-01-01", ["2021-09-22"]),
        ("official=nobody", []),
    ],
)
async def test_filters_of_contacts(archive: SqlStore, filled: Filled, query: str, dates: Sequence[str]) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        rows = await load_all(website, f"/api/v1/contacts?{query}", 50)
        assert [row["date"] for row in rows] == dates


async def test_gaps_do_not_depend_on_where_a_page_is_cut(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        whole = await load_all(website, "/api/v1/contacts", 200)
        cut = await load_all(website, "/api/v1/contacts", 1)
        assert [row["gap_days"] for row in cut] == [row["gap_days"] for row in whole]
        assert {row["gap_days"] for row in whole} > {None, 2}


async def test_an_article_with_what_was_found_in_it(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        heads = await load_all(website, "/api/v1/articles?official=belousov&relevant=true&lang=en", 50)
        assert heads
        for head in heads:
            article = await website.load(f"/api/v1/articles/{head['id']}")
            assert {key: article[key] for key in head if key != "summary"} == {
                key: head[key] for key in head if key != "summary"
            }
            for mention in article["mentions"]:
                span = mention["span"]
                assert article[span["where"]][span["start"] : span["end"]] == span["quote"]
            assert sum(item["weight"] for item in article["verdicts"][0]["evidence"]) == pytest.approx(
                article["verdicts"][0]["score"]
            )


async def test_a_search_finds_other_forms_of_a_name(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        path = "/api/v1/search?lang=ru&q=%D0%B1%D0%B5%D0%BB%D0%BE%D1%83%D1%81%D0%BE%D0%B2"
        found = await load_all(website, path, 20)
        assert found
        marked = [hit["title"]["text"][start:end] for hit in found for start, end in hit["title"]["marks"]]
        marked += [hit["snippet"]["text"][start:end] for hit in found for start, end in hit["snippet"]["marks"]]
        assert {word for word in marked if word.startswith("Белоусов")} >= {"Белоусова"}
        nothing = await website.load("/api/v1/search?q=zzzyyyxxx")
        assert (nothing["items"], nothing["next"]) == ([], None)


async def test_officials_and_feeds_are_those_of_the_config(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        officials = (await website.load("/api/v1/officials"))["items"]
        assert [official["id"] for official in officials] == [known.id for known in filled.config.watch.officials]
        austin = await website.load("/api/v1/officials/austin")
        assert austin["months"]["2024-06"] >= 3
        assert "us-secdef" in {held["office"] for held in austin["offices"]}
        assert "Lloyd Austin" in {form["form"] for form in austin["forms"]}
        assert (await website.load("/api/v1/officials/austin?until=2024-05-31"))["months"] == {}
        feeds = (await website.load("/api/v1/feeds"))["items"]
        assert [feed["id"] for feed in feeds] == [feed.id for feed in filled.config.feeds]
        assert {feed["state"] for feed in feeds} == {"ok"}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("alerts?limit=0", "limit: a whole number from 1 to 200 is wanted"),
        ("alerts?limit=201", "limit: a whole number from 1 to 200 is wanted"),
        ("alerts?limit=1e3", "limit: a whole number"),
        ("alerts?limit=%D9%A3", "limit: a whole number"),
        ("alerts?limit=1&limit=2", "limit: given 2 times; once is wanted"),
        ("alerts?kind=contacts", "kind: one of contact, account, match"),
        ("alerts?after=1&cursor=2", "after, cursor: only one of them at a time"),
        ("alerts?cursor=x", "cursor: the `next` of a page is wanted"),
        ("alerts?cursor=-1", "cursor: the `next` of a page is wanted"),
        ("alerts?cursor=" + "9" * 30, "cursor: the `next` of a page is wanted"),
        ("alerts?cursor=", "cursor: 1 to 200 characters are wanted"),
        ("contacts?since=2024-02-30", "since: a day such as 2026-03-10 is wanted"),
        ("contacts?since=20240230", "since: a day such as"),
        ("contacts?since=10000-01-01", "since: a day such as"),
        ("contacts?recalled=yes", "recalled: true or false is wanted"),
        ("contacts?cursor=x", "cursor: the `next` of a page is wanted"),
        ("articles?cursor=%00", "cursor: the `next` of a page is wanted"),
        ("articles?offical=austin", "there is no parameter 'offical' here; those there are: official, outlet, lang"),
        ("officials?limit=1", "there is no parameter 'limit' here; those there are: none"),
        ("search?order=best", "order: one of newest, rank is wanted"),
        ("search?q=" + "x" * 201, "q: at most 200 characters are wanted"),
    ],
)
async def test_what_is_refused_says_what_is_wanted(archive: SqlStore, filled: Filled, path: str, told: str) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        status, headers, text = await website.get(f"/api/v1/{path}")
        assert (status, headers["Content-Type"]) == (400, "application/problem+json")
        problem = json.loads(text)
        assert problem["detail"].startswith(told)
        assert (problem["status"], problem["title"], problem["type"]) == (400, "Bad Request", "about:blank")
