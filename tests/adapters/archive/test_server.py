"""The archive's server as a client sees it: what stands when, conditional requests, and pages that misbehave."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

import aiohttp
import feedparser
import pytest

from service.adapters.archive import ARCHIVE_END, ARCHIVE_START, ArchiveServer, archive_feeds, simulated_steps
from service.adapters.archive.catalogue import Item, Outlet, PageKind, load_outlets


@dataclass
class SetClock:
    """A clock that stands still until it is set."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant


@dataclass
class Archive:
    base_url: str
    clock: SetClock
    client: aiohttp.ClientSession

    async def get(self, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.get(self.base_url + path, headers=sent) as response:
            return response.status, await response.read(), {k.lower(): v for k, v in response.headers.items()}


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    clock = SetClock(ARCHIVE_END)
    async with ArchiveServer(clock) as server, aiohttp.ClientSession() as client:
        yield Archive(server.base_url, clock, client)


def find(kind: PageKind) -> tuple[Outlet, Item]:
    return next((outlet, item) for outlet in load_outlets() for item in outlet.items if item.page is kind)


def titles(body: bytes) -> list[str]:
    return [entry.title for entry in feedparser.parse(BytesIO(body)).entries]


@pytest.mark.parametrize("outlet", load_outlets(), ids=lambda outlet: outlet.id)
async def test_each_feed_is_read_by_feedparser_with_its_letters_intact(archive: Archive, outlet: Outlet) -> None:
    _, body, headers = await archive.get(outlet.feed_path)
    parsed = feedparser.parse(BytesIO(body), response_headers={"content-type": headers["content-type"]})
    shown = {item.version_at(ARCHIVE_END).title.replace("\u00ad", "") for item in outlet.shown_items(ARCHIVE_END)}
    assert not parsed.bozo
    assert parsed.version.startswith({"rss": "rss20", "atom": "atom10", "rdf": "rss10"}[outlet.shape])
    assert {entry.title.replace("\u00ad", "") for entry in parsed.entries} == shown
    assert all(entry.get("published_parsed") or entry.get("updated_parsed") for entry in parsed.entries)


async def test_a_feed_shows_nothing_that_is_not_yet_published(archive: Archive) -> None:
    outlet = load_outlets()[0]
    item = next(item for item in outlet.items if item.published > ARCHIVE_START)
    path = outlet.item_path(item)
    archive.clock.instant = item.published - timedelta(seconds=1)
    assert item.versions[0].title not in titles((await archive.get(outlet.feed_path))[1])
    assert (await archive.get(path))[0] == 404
    archive.clock.instant = item.published
    assert item.versions[0].title in titles((await archive.get(outlet.feed_path))[1])
    assert (await archive.get(path))[0] == 200


async def test_the_same_instant_gives_the_same_bytes(archive: Archive) -> None:
    for feed in archive_feeds(""):
        assert (await archive.get(feed.url))[1:2] == (await archive.get(feed.url))[1:2]


async def test_an_unchanged_feed_answers_304_to_its_validators(archive: Archive) -> None:
    _, _, headers = await archive.get("/meridian-wire/feed.xml")
    assert (await archive.get("/meridian-wire/feed.xml", If_None_Match=headers["etag"]))[:2] == (304, b"")
    assert (await archive.get("/meridian-wire/feed.xml", If_Modified_Since=headers["last-modified"]))[0] == 304
    assert (await archive.get("/meridian-wire/feed.xml", If_None_Match='"another"'))[0] == 200
    assert (await archive.get("/meridian-wire/feed.xml", If_Modified_Since="garbage"))[0] == 200


async def test_a_feed_that_moved_on_answers_200_to_old_validators(archive: Archive) -> None:
    archive.clock.instant = datetime(2026, 3, 10, tzinfo=UTC)
    _, _, headers = await archive.get("/meridian-wire/feed.xml")
    archive.clock.instant = datetime(2026, 3, 11, tzinfo=UTC)
    assert (await archive.get("/meridian-wire/feed.xml", If_None_Match=headers["etag"]))[0] == 200
    assert (await archive.get("/meridian-wire/feed.xml", If_Modified_Since=headers["last-modified"]))[0] == 200


async def test_a_corrected_item_changes_in_feed_and_page_at_the_hour_of_its_correction(archive: Archive) -> None:
    outlet, item = next((outlet, item) for outlet in load_outlets() for item in outlet.items if len(item.versions) > 1)
    before, after = item.versions[0], item.versions[-1]
    assert before.summary != after.summary
    archive.clock.instant = after.since - timedelta(seconds=1)
    feed, page = (await archive.get(outlet.feed_path))[1].decode(), (await archive.get(outlet.item_path(item)))[1]
    assert before.summary in feed
    assert after.note not in page.decode()
    archive.clock.instant = after.since
    feed, page = (await archive.get(outlet.feed_path))[1].decode(), (await archive.get(outlet.item_path(item)))[1]
    assert after.summary in feed
    assert after.note in page.decode()


async def test_one_page_is_busy_the_first_time_and_then_fine(archive: Archive) -> None:
    outlet, item = find(PageKind.BUSY_ONCE)
    assert (await archive.get(outlet.item_path(item)))[0] == 503
    assert (await archive.get(outlet.item_path(item)))[0] == 200


async def test_one_page_is_not_there(archive: Archive) -> None:
    outlet, item = find(PageKind.MISSING)
    assert item.versions[0].title.encode() in (await archive.get(outlet.feed_path))[1] or item.published < ARCHIVE_END
    assert (await archive.get(outlet.item_path(item)))[0] == 404


async def test_the_consent_wall_gives_nothing_of_the_article_away(archive: Archive) -> None:
    outlet, item = find(PageKind.CONSENT)
    status, body, _ = await archive.get(outlet.item_path(item))
    assert status == 200
    assert outlet.consent in body.decode()
    assert all(paragraph[:40] not in body.decode() for paragraph in item.versions[0].paragraphs)


async def test_a_changing_guid_changes_between_polls_and_nothing_else_does(archive: Archive) -> None:
    outlet = next(outlet for outlet in load_outlets() if outlet.habits.guid == "changing")
    seen = []
    for hours in (0, 1):
        archive.clock.instant = ARCHIVE_END + timedelta(hours=hours)
        parsed = feedparser.parse(BytesIO((await archive.get(outlet.feed_path))[1]))
        seen.append([(entry.link, entry.title, entry.id) for entry in parsed.entries])
    assert [entry[:2] for entry in seen[0]] == [entry[:2] for entry in seen[1]]
    assert not {entry[2] for entry in seen[0]} & {entry[2] for entry in seen[1]}


async def test_a_shuffled_feed_gives_the_same_items_in_another_order(archive: Archive) -> None:
    outlet = next(outlet for outlet in load_outlets() if outlet.habits.order == "shuffled")
    first = titles((await archive.get(outlet.feed_path))[1])
    archive.clock.instant += timedelta(hours=1)
    second = titles((await archive.get(outlet.feed_path))[1])
    assert first != second
    assert sorted(first) == sorted(second)


async def test_a_full_text_feed_carries_its_articles_whole(archive: Archive) -> None:
    outlet = next(outlet for outlet in load_outlets() if outlet.habits.full_text)
    parsed = feedparser.parse(BytesIO((await archive.get(outlet.feed_path))[1]))
    contents = " ".join(entry.content[0].value for entry in parsed.entries)
    paragraphs = [text for item in outlet.shown_items(ARCHIVE_END) for text in item.versions[-1].paragraphs]
    assert all(text[:20].replace("’", "&rsquo;") in contents for text in paragraphs if "«" not in text[:20])
    assert [feed.id for feed in archive_feeds("") if feed.full_text] == [outlet.id]


async def test_robots_front_pages_and_unknown_addresses(archive: Archive) -> None:
    assert b"User-agent" in (await archive.get("/robots.txt"))[1]
    assert b"/meridian-wire/feed.xml" in (await archive.get("/meridian-wire/"))[1]
    for path in ("/nobody/feed.xml", "/nobody/", "/nobody/2026/03/10/x.html", "/meridian-wire/2026/03/10/x.html"):
        assert (await archive.get(path))[0] == 404


async def test_the_demo_s_steps_cover_the_week() -> None:
    steps = simulated_steps()
    assert (steps[0], steps[-1]) == (ARCHIVE_START, ARCHIVE_END)
    assert steps == sorted(set(steps))
    assert len(steps) < 30
