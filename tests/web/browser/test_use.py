"""What a reader does with the page, in a real browser: alerts arrive, filters and orders stand in the address bar, the
keyboard goes everywhere, and hostile texts stay texts."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from service.model.alert import Alert, AlertKind, Priority
from tests.support.browser import OpenTab
from tests.support.page_desk import HOSTILE, MARKUP, REVERSED, Desk


def make_alert(desk: Desk, number: int, title: str) -> Alert:
    return Alert(
        id=f"{number:016x}",
        kind=AlertKind.MATCH,
        priority=Priority.NORMAL,
        dedup_key=f"test {number}",
        created=desk.now + timedelta(minutes=1),
        reason="relevant",
        title=title,
        outlet="Evening Courier",
        url="javascript:alert(5)",
        sentence=f"The sentence of {title}",
        rule="officials in contact",
    )


def test_an_alert_arrives_while_the_page_is_open(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab()
    visit.go("/")
    page = visit.page
    expect(page.locator("[data-livestate]")).to_have_text("live")
    loaded = page.evaluate("performance.timeOrigin")
    title = f"A call in the night {MARKUP} \x1b[31mred\x1b[0m {REVERSED}"
    desk.store.add_alerts([make_alert(desk, 0xFEED, title)], (), desk.now)
    newest = page.locator(".alerts .row").first
    expect(newest).to_contain_text("A call in the night")
    expect(newest).to_contain_text(MARKUP)
    expect(newest).to_contain_text("Evening Courier")
    expect(newest).to_have_class(re.compile("fresh"))
    assert page.evaluate("performance.timeOrigin") == loaded
    check_harmless(page)


def test_an_alert_that_arrives_leaves_the_reader_where_he_is(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab()
    visit.go("/")
    page = visit.page
    expect(page.locator("[data-livestate]")).to_have_text("live")
    link = page.locator(".alerts .row a").first
    link.focus()
    address = link.get_attribute("href")
    before = page.locator(".alerts .row").count()
    desk.store.add_alerts([make_alert(desk, 0xBEEF, "Another call before dawn")], (), desk.now)
    expect(page.locator(".alerts .row.fresh")).to_contain_text(["Another call before dawn"])
    assert page.evaluate("document.activeElement.getAttribute('href')") == address
    assert page.locator(".alerts .row").count() in {before, before + 1}


def check_harmless(page: Page) -> None:
    """Nothing from outside became an element, a handler or an address to be run; nothing turns a line round."""
    assert page.locator("main script, main img, main iframe, [onmouseover], [onerror]").count() == 0
    hrefs = page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert [href for href in hrefs if not re.match(r"/|https?://|#", href)] == []
    text = page.locator("body").text_content() or ""
    assert not re.search("[\x1b\u202a-\u202e\u2066-\u2069]", text)


def test_hostile_headlines_stay_text_on_every_page(desk: Desk, open_tab: OpenTab) -> None:
    hostile = next(
        article
        for story in desk.store.list_stories(limit=50)
        for article, _ in desk.store.list_story_articles(story.id)
        if MARKUP in article.title
    )
    placed = desk.store.find_placed(hostile.id)
    assert placed
    visit = open_tab()
    for path in ("/", "/articles", f"/articles/{hostile.id}", f"/stories/{placed.story_id}", "/search?q=Belousov"):
        visit.go(path)
        assert MARKUP in (visit.page.locator("main").text_content() or ""), path
        check_harmless(visit.page)
    visit.go(f"/articles/{hostile.id}")
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text(MARKUP)
    body = HOSTILE.body.split("\n")[1]
    expect(visit.page.locator("article.text")).to_contain_text(body)


def test_hostile_addresses_stay_text(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab()
    visit.go(
        f"/search?q={MARKUP.replace('=', '%3D').replace('&', '%26')}&outlet=%22%3E%3Cscript%3Ealert(6)%3C/script%3E"
    )
    expect(visit.page.get_by_label("Words")).to_have_value(MARKUP)
    expect(visit.page.get_by_label("Outlet")).to_have_value('"><script>alert(6)</script>')
    check_harmless(visit.page)


def test_the_article_shows_what_was_found_and_why(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab()
    visit.go("/search?q=stressed")
    visit.page.locator(".rows .head a").first.click()
    page = visit.page
    names = page.locator("article.text mark.name").all_text_contents()
    assert any("Austin" in name for name in names)
    assert any("Belousov" in name for name in names)
    points = [float(text) for text in page.locator(".sum tbody .number").all_text_contents()]
    total = page.locator(".sum tfoot .number").first.text_content() or ""
    assert sum(points) == float(total)


def test_the_search_stands_in_the_address_bar(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab()
    visit.go("/search")
    page = visit.page
    page.get_by_label("Words").fill("Белоусов")
    page.locator("summary").click()
    page.get_by_label("Language").select_option("ru")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search?*")
    assert "lang=ru" in page.url
    # The ministry's text has other forms of the name than the one that was asked for.
    expect(page.locator(".snippet mark").first).to_contain_text("Белоусов")
    expect(page.get_by_label("Language")).to_have_value("ru")
    address = page.url
    again = open_tab()
    again.go(address.removeprefix(desk.address))
    assert again.page.locator(".rows .head").all_text_contents() == page.locator(".rows .head").all_text_contents()


def test_the_feeds_are_sorted_by_a_click(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab()
    visit.go("/feeds")
    page = visit.page
    page.get_by_role("columnheader", name="Items").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Items")).to_have_attribute("aria-sort", "descending")
    numbers = [int(text) for text in page.locator("tbody td.number:nth-of-type(2)").all_text_contents()]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 5
    page.get_by_role("columnheader", name="Items").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Items")).to_have_attribute("aria-sort", "ascending")


def test_the_first_tab_leads_past_the_masthead(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab()
    visit.go("/stories")
    page = visit.page
    page.keyboard.press("Tab")
    skip = page.locator(".skip:focus")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_what_is_in_focus_can_be_seen(desk: Desk, open_tab: OpenTab) -> None:
    for scheme in ("light", "dark"):
        visit = open_tab(color_scheme=scheme)
        visit.go("/")
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Tab")
        outline = visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        width = visit.page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert (outline, width >= 2) == ("solid", True)


def test_nothing_moves_for_those_who_want_it_still(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab(reduced_motion="reduce")
    visit.go("/timeline")
    moving = visit.page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);"
        " return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0; }).length"
    )
    assert moving == 0


def test_both_accounts_stand_side_by_side(desk: Desk, open_tab: OpenTab) -> None:
    call = next(row for row in desk.store.list_contacts(limit=50) if {a.side for a in row.accounts} == {"us", "ru"})
    visit = open_tab()
    visit.go(f"/contacts/{call.id}")
    boxes = [visit.page.locator(f".only.{side}").bounding_box() for side in ("us", "ru")]
    assert boxes[0] and boxes[1]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    narrow = open_tab(viewport={"width": 360, "height": 740})
    narrow.go(f"/contacts/{call.id}")
    boxes = [narrow.page.locator(f".only.{side}").bounding_box() for side in ("us", "ru")]
    assert boxes[0] and boxes[1]
    assert boxes[0]["y"] < boxes[1]["y"]
