"""The timeline in a real browser: by mouse, by keyboard, closer by years, on paper."""

import re

from playwright.sync_api import expect

from tests.support.browser import OpenTab
from tests.support.page_desk import Desk

OCTOBER = "Fri 21 Oct 2022: Phone call, held, initiated by the US"


def test_pointing_at_a_sign_tells_the_contact_and_a_click_opens_it(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab()
    visit.go("/timeline?year=2022")
    card = visit.page.locator(".popcard")
    expect(card).to_be_hidden()
    sign = visit.page.get_by_label(OCTOBER)
    sign.locator(".m").hover()
    expect(card).to_be_visible()
    expect(card).to_contain_text("Lloyd Austin – Sergei Shoigu")
    expect(card).to_contain_text("initiated by the US")
    sign.locator(".m").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Lloyd Austin – Sergei Shoigu")
    assert "/contacts/" in visit.page.url


def test_the_keyboard_walks_along_the_signs(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab()
    visit.go("/timeline?year=2022")
    page = visit.page
    page.locator(".picture .mark").first.focus()
    focused = page.locator(".picture .mark:focus")
    expect(focused).to_have_attribute("aria-label", re.compile("^Fri 18 Feb 2022"))
    expect(page.locator(".popcard")).to_contain_text("Fri 18 Feb 2022")
    page.keyboard.press("Tab")
    expect(focused).to_have_attribute("aria-label", re.compile("^March 2022: Phone call, refused"))
    page.keyboard.press("End")
    expect(focused).to_have_attribute("aria-label", re.compile("^Sun 23 Oct 2022"))
    page.keyboard.press("ArrowLeft")
    expect(focused).to_have_attribute("aria-label", re.compile("^Fri 21 Oct 2022"))
    # What is in focus can be seen to be.
    stroke = focused.locator(".hit").evaluate("hit => getComputedStyle(hit).strokeWidth")
    assert float(stroke.removesuffix("px")) >= 2
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sergei Shoigu")


def test_without_scripts_a_sign_is_told_on_the_line_below(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab(java_script_enabled=False)
    visit.go("/timeline?year=2022")
    sign = visit.page.get_by_label(OCTOBER)
    told = sign.locator(".tip").first
    expect(told).to_be_hidden()
    sign.locator(".m").hover()
    expect(told).to_be_visible()
    expect(told).to_contain_text("Lloyd Austin – Sergei Shoigu")
    visit.page.mouse.move(0, 0)
    expect(told).to_be_hidden()
    sign.focus()
    expect(told).to_be_visible()


def test_a_year_is_a_link_closer(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab()
    visit.go("/timeline")
    page = visit.page
    everything = page.locator(".picture .mark").count()
    page.get_by_role("navigation", name="Zoom").get_by_role("link", name=re.compile("^2022")).click()
    expect(page).to_have_url(f"{desk.address}/timeline?year=2022")
    assert 0 < page.locator(".picture .mark").count() < everything
    page.get_by_role("navigation", name="Zoom").get_by_role("link", name=re.compile("^Oct")).click()
    expect(page).to_have_url(f"{desk.address}/timeline?year=2022&month=10")
    expect(page.locator(".picture .mark")).to_have_count(2)


def test_the_table_says_what_the_picture_shows(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab()
    visit.go("/timeline")
    shown = visit.page.locator(".picture .mark").evaluate_all("marks => marks.map(mark => mark.getAttribute('href'))")
    listed = visit.page.locator("table a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert sorted(shown) == sorted(listed)
    assert len(shown) > 9


def test_colour_is_never_all_that_tells_sides_apart(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab(forced_colors="active")
    visit.go("/timeline?year=2022")
    shapes = {
        side: visit.page.locator(f".picture .m.{side} > :first-child").first.evaluate(
            "shape => shape.tagName + (shape.getAttribute('d') || '')"
        )
        for side in ("us", "ru", "unknown")
        if visit.page.locator(f".picture .m.{side}").count()
    }
    assert len(shapes) >= 2
    assert len(set(shapes.values())) == len(shapes)


def test_on_paper_the_picture_and_the_table_stay(desk: Desk, open_tab: OpenTab) -> None:
    visit = open_tab(viewport={"width": 720, "height": 1000})
    visit.go("/timeline")
    page = visit.page
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".picture")).to_be_visible()
    expect(page.locator("table.contacts")).to_be_visible()
    expect(page.get_by_role("navigation", name="Sections")).to_be_hidden()
    # Ink on white, whatever the screen likes.
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
