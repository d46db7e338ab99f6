"""All that is answered, on an archive with all kinds of things in it: fine, guarded, small, and asked for in vain."""

import re
from dataclasses import replace

import pytest

from service.adapters.store import SqlStore
from service.web.app import HANDLERS
from service.web.guard import SECURITY_HEADERS
from tests.support.page_desk import MARKUP
from tests.support.website import LOOPBACK, Filled, serve

LARGEST = 100_000
"""Bytes of a page."""


def list_paths(store: SqlStore) -> list[str]:
    """One path for each route; those with parameters lead to something that there is."""
    (contact,) = store.list_contacts(limit=1)
    (story,) = store.list_stories(limit=1)
    (article,) = store.list_articles(limit=1).items
    (alert,) = store.page_alerts(limit=1).items
    known = {
        "contacts": contact.id,
        "stories": story.id,
        "articles": article.id,
        "alerts": alert.alert.id,
        "officials": "belousov",
        "static": "page.css",
    }
    paths = [re.sub(r"(\w+)/\{\w+\}", lambda found: f"{found[1]}/{known[found[1]]}", path) for path in HANDLERS]
    return [*paths, "/metrics"]


async def test_each_route_answers_guarded_and_small(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        for path in list_paths(archive):
            status, headers, text = await website.get(path)
            assert status == 200, (path, text)
            assert {name: headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS, path
            assert "Set-Cookie" not in headers
            assert len(text.encode()) < LARGEST, path
            status, again, text = await website.get(path, "HEAD")
            assert (status, text) == (200, ""), path
            assert again["Content-Type"] == headers["Content-Type"]


async def test_what_has_not_changed_is_not_sent_again(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        for path in list_paths(archive):
            _, headers, _ = await website.get(path)
            if headers["Cache-Control"] == "no-store":
                continue
            etag = headers["ETag"].removeprefix("W/")
            for known in (etag, f'"other", W/{etag}', "*"):
                status, answered, text = await website.get(path, If_None_Match=known)
                assert (status, text) == (304, ""), path
                assert answered["ETag"] == headers["ETag"]
                assert {name: answered.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
            assert (await website.get(path, If_None_Match='"other"'))[0] == 200


async def test_with_a_token_nothing_but_health_is_open(archive: SqlStore, filled: Filled) -> None:

    settings = replace(LOOPBACK, token="correct-horse-battery-staple")
    async with serve(archive, settings, filled.config, filled.now) as website:
        paths = list_paths(archive)
        refused = [path for path in [*paths, "/events"] if (await website.get(path))[0] == 401]
        assert set(paths) - set(refused) == {"/health/live", "/health/ready"}
        assert "/events" in refused


THINGS = ("/contacts", "/stories", "/articles", "/officials")
STRANGE = ("nothing", "%00", "%FF%FE", "x" * 2000, "%27%20OR%201=1--", "%F0%9F%98%80", "..%2F..%2Fetc", "%D0%B0")


@pytest.mark.parametrize("path", [*THINGS, "/api/v1/alerts", *(f"/api/v1{thing}" for thing in THINGS)])
async def test_what_there_is_not_is_a_404(archive: SqlStore, filled: Filled, path: str) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        for reference in STRANGE:
            status, _, text = await website.get(f"{path}/{reference}")
            assert status == 404, (reference, text)


QUERIES = (
    "before=nonsense",
    "before=%00",
    "before=~",
    "q=%00%22%22%22*",
    "since=0001-01-01&until=9999-12-31",
    "since=9999-12-31&until=0001-01-01",
    "year=999999999999999999999",
    "year=0",
    "year=-1",
    "official=%3Cscript%3E",
    "channel=x&status=y&relevant=z",
    "sort=%27",
    "before=" + "9" * 30,
    "kind=mention&priority=%00",
    "&&&=&=x&%",
)


@pytest.mark.parametrize("path", ["/", "/timeline", "/alerts", *THINGS, "/feeds", "/search"])
async def test_no_address_of_a_page_breaks_it(archive: SqlStore, filled: Filled, path: str) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        for query in QUERIES:
            status, _, text = await website.get(f"{path}?{query}")
            assert status in {200, 400}, (query, text)
            assert "<script>" not in text, query


async def test_hostile_text_is_in_no_page_as_markup(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        pages = [
            path for path in list_paths(archive) if not path.startswith(("/api", "/static", "/metrics", "/health"))
        ]
        pages += [f"/articles/{head.id}" for head in archive.list_articles(limit=50).items]
        pages += [f"/stories/{story.id}" for story in archive.list_stories(limit=50)]
        shown = 0
        for path in pages:
            _, _, text = await website.get(path)
            assert MARKUP not in text or path.endswith((".json", ".ics")), path
            assert "\x1b" not in text, path
            shown += "alert(1)" in text
        assert shown > 5


async def test_the_pages_name_only_what_there_is(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        seen, wanted = set[str](), {"/"}
        while wanted:
            path = wanted.pop()
            seen.add(path)
            status, headers, text = await website.get(path)
            assert status == 200, path
            if headers["Content-Type"].startswith("text/html"):
                wanted |= {link for link in find_links(text) if link.partition("?")[0] not in {"", "/events"}} - seen
            if len(seen) > 400:
                break
        assert {"/timeline", "/contacts", "/stories", "/articles", "/officials", "/feeds", "/search"} <= {
            path.partition("?")[0] for path in seen
        }


def find_links(text: str) -> set[str]:
    """The addresses on this site that a page links to or loads, fragments left out."""
    found = re.findall(r'(?:href|src|action)="([^"]*)"', text)
    return {link.replace("&amp;", "&").partition("#")[0] for link in found if link.startswith("/")}


async def test_links_to_elsewhere_tell_nothing(archive: SqlStore, filled: Filled) -> None:
    async with serve(archive, config=filled.config, now=filled.now) as website:
        found = 0
        for path in ("/", "/articles", f"/articles/{archive.list_articles(limit=1).items[0].id}", "/contacts"):
            _, _, text = await website.get(path)
            for link in re.findall(r"<a [^>]*>", text):
                address = re.search(r'href="([^"]*)"', link)
                if address and not address[1].startswith(("/", "#", "?")):
                    assert address[1].startswith(("http://", "https://")), link
                    assert "noreferrer" in link, link
                    found += 1
        assert found
