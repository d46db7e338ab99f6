"""Each page in a real browser: it renders, asks nobody else for anything, fits a telephone, and axe-core is content."""

import re

import pytest

from service.model.ledger import LedgerContact
from tests.support.browser import NARROW, OpenTab, Visit
from tests.support.page_desk import Desk

PAGES = {
    "now": "/",
    "alerts": "/alerts?priority=any",
    "timeline": "/timeline",
    "one year": "/timeline?year=2022",
    "one month": "/timeline?year=2022&month=10",
    "contacts": "/contacts?status=held",
    "contact": "/contacts/{contact}",
    "stories": "/stories",
    "story": "/stories/{story}",
    "articles": "/articles?official=austin",
    "article": "/articles/{article}",
    "officials": "/officials",
    "official": "/officials/austin",
    "feeds": "/feeds?sort=failures&desc=1",
    "search": "/search",
    "search for": "/search?q=Belousov&lang=en",
    "not found": "/stories/nowhere",
}
ADDRESSES = pytest.mark.parametrize("name", PAGES)
BY_LOOK = ("color-contrast", "scrollable-region-focusable", "link-in-text-block", "meta-viewport")
"""Rules of axe-core that depend on colours and on the width; the others are asked once a page."""
LARGEST = 100_000
"""Bytes of a page with all that it asks for."""


def find_address(desk: Desk, name: str) -> str:
    """The path of a page; of one thing, of the one that has most to show."""
    call = find_call(desk)
    story = max(desk.store.list_stories(contact_id=call.id), key=lambda story: story.articles)
    article = next(article for article, _ in desk.store.list_story_articles(story.id) if article.lang == "en")
    return PAGES[name].format(contact=call.id, story=story.id, article=article.id)


def find_call(desk: Desk) -> LedgerContact:
    """The call that both sides tell of."""
    return next(row for row in desk.store.list_contacts(limit=50) if {a.side for a in row.accounts} == {"us", "ru"})


def check(visit: Visit, path: str) -> None:
    """The page answers, has one heading, and nothing on it is wider than the screen."""
    status = visit.go(path).status
    visit.problems = [problem for problem in visit.problems if status == 200 or not re.search(r"\b404\b", problem)]
    assert status == (404 if "nowhere" in path else 200)
    assert visit.page.locator("h1").count() == 1
    width = visit.page.evaluate("document.documentElement.scrollWidth")
    assert width <= visit.page.evaluate("window.innerWidth")


@ADDRESSES
def test_a_page_renders_alone_is_light_and_has_no_barrier(desk: Desk, open_tab: OpenTab, name: str) -> None:
    visit = open_tab()
    check(visit, find_address(desk, name))
    sizes = visit.page.evaluate(
        "performance.getEntries().filter(e => e.decodedBodySize).map(e => [e.name, e.decodedBodySize])"
    )
    assert 1000 < sum(size for _, size in sizes) < LARGEST, sizes
    assert visit.find_violations() == []


@ADDRESSES
def test_a_page_is_as_good_in_the_dark(desk: Desk, open_tab: OpenTab, name: str) -> None:
    visit = open_tab(color_scheme="dark")
    check(visit, find_address(desk, name))
    red, green, blue = map(
        int, re.findall(r"\d+", visit.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    )
    assert max(red, green, blue) < 60
    assert visit.find_violations(*BY_LOOK) == []


@ADDRESSES
def test_a_page_fits_a_telephone(desk: Desk, open_tab: OpenTab, name: str) -> None:
    visit = open_tab(viewport=NARROW, has_touch=True, is_mobile=True)
    check(visit, find_address(desk, name))
    assert visit.find_violations(*BY_LOOK) == []


@ADDRESSES
def test_a_page_says_the_same_without_scripts(desk: Desk, open_tab: OpenTab, name: str) -> None:
    plain, scripted = open_tab(java_script_enabled=False), open_tab()
    path = find_address(desk, name)
    for visit in (plain, scripted):
        visit.go(path)
        visit.problems = [problem for problem in visit.problems if "nowhere" not in path]
    said = [visit.page.locator("main h1, main h2, main .head").all_text_contents() for visit in (plain, scripted)]
    # Whether alerts arrive live only a script can know; it says so beside a heading.
    told = [[re.sub(r"\s*(live|connecting again)?\s*$", "", text) for text in found] for found in said]
    assert told[0] == told[1]
    assert told[0]
