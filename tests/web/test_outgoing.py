"""The outgoing feeds, read by the programs of others."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import feedparser
import icalendar
import pytest

from service.adapters.store import SqlStore
from service.model.alert import Priority
from service.model.views import AlertPage, NumberedAlert
from service.web.outgoing.alerts import make_items
from service.web.outgoing.atom import render_atom
from service.web.outgoing.entries import FeedHead, FeedItem
from tests.support.page_desk import MARKUP
from tests.support.store import make_alert
from tests.support.website import LOOPBACK, NOW, FakeViews, Filled, serve

ITEM = FeedItem("tag:x,2026:1", "A title", "A text", "http://127.0.0.1/contacts/1", NOW, NOW)
HEAD = FeedHead("tag:x,2026:feed", "A feed", "http://127.0.0.1/alerts.atom", "http://127.0.0.1/")


@pytest.mark.parametrize("kind", ["alerts", "contacts"])
async def test_atom_is_read_by_a_feed_reader(archive: SqlStore, filled: Filled, kind: str) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        _, headers, text = await website.get(f"/{kind}.atom")
        assert headers["Content-Type"].startswith("application/atom+xml")
        feed = feedparser.parse(text.encode())
        assert not feed.bozo
        assert feed.version == "atom10"
        assert feed.feed.id.startswith("tag:")
        (own,) = [link for link in feed.feed.links if link.rel == "self"]
        assert own.href == f"{website.base}/{kind}.atom"
        assert len(feed.entries) > 3
        assert len({entry.id for entry in feed.entries}) == len(feed.entries)
        updated = [entry.updated for entry in feed.entries]
        assert updated == sorted(updated, reverse=True)
        assert feed.feed.updated == updated[0]
        for entry in feed.entries:
            assert entry.link.startswith(f"{website.base}/")
            assert (await website.get(entry.link.removeprefix(website.base)))[0] == 200
            assert entry.content[0].type == "text/plain"


@pytest.mark.parametrize("kind", ["alerts", "contacts"])
async def test_json_feed_has_what_the_format_demands(archive: SqlStore, filled: Filled, kind: str) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        _, headers, text = await website.get(f"/{kind}.json")
        assert headers["Content-Type"] == "application/feed+json"
        feed: dict[str, Any] = json.loads(text)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"{website.base}/{kind}.json"
        assert len(feed["items"]) > 3
        for item in feed["items"]:
            assert item["id"]
            assert item["content_text"]
            assert item["url"].startswith(website.base)
            assert item.get("external_url", "http://").startswith(("http://", "https://"))
            assert datetime.fromisoformat(item["date_published"]).tzinfo
        _, _, atom = await website.get(f"/{kind}.atom")
        assert [entry.id for entry in feedparser.parse(atom.encode()).entries] == [item["id"] for item in feed["items"]]


async def test_the_calendar_of_contacts(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        _, headers, text = await website.get("/contacts.ics")
        assert headers["Content-Type"].startswith("text/calendar")
        calendar = icalendar.Calendar.from_ical(text)
        events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
        rows = (await website.load("/api/v1/contacts?limit=200"))["items"]
        assert {f"{row['id']}@contacts.hotline.invalid" for row in rows if row["date"]} == set(events)
        (call,) = [row for row in rows if row["date"] == "2024-06-25"]
        event = events[f"{call['id']}@contacts.hotline.invalid"]
        assert event.decoded("DTSTART").isoformat() == "2024-06-25"
        assert "Lloyd Austin" in str(event["SUMMARY"])


async def test_the_calendar_of_alerts(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        _, _, text = await website.get("/alerts.ics")
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
        events = icalendar.Calendar.from_ical(text).walk("VEVENT")
        alerts = {item["id"]: item for item in (await website.load("/api/v1/alerts?limit=200"))["items"]}
        assert events
        for event in events:
            alert = alerts[str(event["UID"]).partition("@")[0]]
            assert event.decoded("DTSTART") == datetime.fromisoformat(alert["time"])
            assert str(event["URL"]).startswith(website.base)


async def test_feeds_take_the_filters_of_the_lists(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        feed = await website.load("/alerts.json?kind=contact&limit=1")
        assert [item["tags"][0] for item in feed["items"]] == ["contact"]
        feed = await website.load("/contacts.json?status=refused")
        assert {item["tags"][1] for item in feed["items"]} == {"refused"}
        status, _, text = await website.get("/contacts.atom?staus=refused")
        assert status == 400
        assert "no parameter" in text


async def test_those_of_low_priority_are_in_no_feed_unless_asked_for(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        usual = await website.load("/alerts.json?limit=500")
        assert Priority.LOW.value not in {item["tags"][1] for item in usual["items"]}
        low = await website.load("/alerts.json?priority=low")
        assert {item["tags"][1] for item in low["items"]} <= {Priority.LOW.value}


async def test_addresses_are_those_under_which_the_page_is_known(archive: SqlStore, filled: Filled) -> None:

    settings = replace(LOOPBACK, url="https://hotline.example.org")
    async with serve(archive, settings, filled.config, filled.now) as website:
        feed = await website.load("/alerts.json")
        assert feed["feed_url"] == "https://hotline.example.org/alerts.json"
        assert all(item["url"].startswith("https://hotline.example.org/") for item in feed["items"])


def test_of_alerts_raised_at_once_the_newest_is_the_first() -> None:
    late, early = make_alert("late", created=NOW), make_alert("early", created=NOW - timedelta(seconds=1))
    assert [item.updated for item in make_items([early, late], "")] == [late.created, early.created]


def test_no_text_breaks_the_document() -> None:
    awful = "".join(map(chr, range(0x20))) + "]]>&<>\"'\ud800\ufffe\uffff\U0001f600"
    item = FeedItem(f"tag:{awful}", awful, awful, "http://127.0.0.1/", NOW, NOW, tags=(awful,))
    feed = feedparser.parse(render_atom(HEAD, [item]))
    assert not feed.bozo
    assert "]]>&<>\"'" in feed.entries[0].title
    assert "\U0001f600" in feed.entries[0].title


def test_the_same_items_give_the_same_document() -> None:
    later = FeedItem("tag:x,2026:2", "Later", "", ITEM.page, NOW + timedelta(hours=1), NOW)
    assert render_atom(HEAD, [later, ITEM]) == render_atom(HEAD, [later, ITEM])
    assert feedparser.parse(render_atom(HEAD, [ITEM, later])).feed.updated == "2026-03-12T10:00:00Z"
    assert feedparser.parse(render_atom(HEAD, [])).feed.updated == "1970-01-01T00:00:00Z"


class OneAlert(FakeViews):
    """A page of a single alert."""

    def __init__(self, **fields: Any) -> None:
        super().__init__(make_alert("one", **fields))

    def page_alerts(self, **_: object) -> AlertPage:
        return AlertPage((NumberedAlert(1, self.alerts[0]),))


async def test_hostile_text_stays_text() -> None:
    async with serve(OneAlert(title=f"{MARKUP}\x1b[31m\r\nEND:VEVENT", sentence=MARKUP)) as website:
        atom = (await website.get("/alerts.atom"))[2]
        (entry,) = feedparser.parse(atom.encode(), sanitize_html=False).entries
        assert entry.title_detail.type == "text/plain"
        assert MARKUP in entry.title
        assert "<script" not in atom
        (item,) = (await website.load("/alerts.json"))["items"]
        assert MARKUP in item["title"]
        (event,) = icalendar.Calendar.from_ical((await website.get("/alerts.ics"))[2]).walk("VEVENT")
        assert MARKUP in str(event["SUMMARY"])


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://a b/", "//x", "https://", None])
async def test_no_address_but_of_the_web_is_a_link(url: str | None) -> None:
    async with serve(OneAlert(url=url)) as website:
        (item,) = (await website.load("/alerts.json"))["items"]
        assert "external_url" not in item
        (entry,) = feedparser.parse((await website.get("/alerts.atom"))[2].encode()).entries
        assert [link.rel for link in entry.links] == ["alternate"]
