"""Pictures of every page of the demo: light, dark and narrow, and on paper. `make screenshots` runs it.

Enters: a folder, made anew. Leave: PNG files in it, and with --readme those of the README, in `docs/images/`.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.support.browser import NARROW, WIDE, start_browser

ROOT = Path(__file__).resolve().parents[3]
PAGES = {
    "now": "/",
    "alerts": "/alerts",
    "timeline": "/timeline",
    "timeline-2022": "/timeline?year=2022",
    "contacts": "/contacts",
    "contact": "/contacts/{contact}",
    "stories": "/stories",
    "story": "/stories/{story}",
    "articles": "/articles",
    "article": "/articles/{article}",
    "officials": "/officials",
    "official": "/officials/belousov",
    "feeds": "/feeds",
    "search": "/search?q=Белоусов",
    "not-found": "/nowhere",
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "color_scheme": "light", "device_scale_factor": 2, "is_mobile": True},
}
README = {"timeline": ("light", 760), "contact": ("light", 760), "now": ("dark", 700)}
"""Page -> its look, and the height that is shown of it."""


@contextmanager
def serve_demo(folder: Path) -> Iterator[str]:
    """The address of a demo that stays until this is left."""
    command = [sys.executable, "-m", "service", "demo", "--stay", "--dir", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            for line in process.stdout:
                if found := re.match(r"The page: +(http://\S+?)/?\s", line):
                    yield found.group(1)
                    return
            raise SystemExit("the demo ended without a page")
        finally:
            process.terminate()


def find_addresses(page: Page, base: str) -> dict[str, str]:
    """Where the pages of one thing are: the contact, story and article that have most to show."""
    found = {}
    page.goto(f"{base}/contacts?since=2026-03-10&until=2026-03-10")
    found["contact"] = page.locator(".rows .head a").first.get_attribute("href")
    page.goto(f"{base}{found['contact']}")
    stories = page.locator("section:has(#stories) .row")
    event = stories.filter(has_text="event").locator(".head a").first
    found["story"] = event.get_attribute("href")
    page.goto(f"{base}{found['story']}")
    found["article"] = page.locator(".texts .head a[lang=en]").first.get_attribute("href")
    return {name: PAGES[name].format(**{name: (found[name] or "").rpartition("/")[2]}) for name in found}


def take_pictures(browser: Browser, base: str, folder: Path) -> None:
    """Every page in every look, whole."""
    with browser.new_page() as page:
        addresses = {**PAGES, **find_addresses(page, base)}
    for look, options in LOOKS.items():
        with browser.new_context(**options) as context:
            page = context.new_page()
            for name, path in addresses.items():
                answer = page.goto(f"{base}{path}")
                if answer is None or answer.status >= 500:
                    raise SystemExit(f"{path}: an error instead of a page")
                settle(page)
                page.screenshot(path=folder / f"{name}-{look}.png", full_page=True)
                if look == "light":
                    page.emulate_media(media="print")
                    page.screenshot(path=folder / f"{name}-paper.png", full_page=True)
                    page.emulate_media(media="screen")


def take_readme_pictures(browser: Browser, base: str, folder: Path) -> None:
    """The beginnings of three pages."""
    with browser.new_page() as page:
        addresses = {**PAGES, **find_addresses(page, base)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, (look, height) in README.items():
        options = LOOKS[look] | {"viewport": {"width": 1100, "height": height}}
        with browser.new_context(**options) as context:
            page = context.new_page()
            page.goto(f"{base}{addresses[name]}")
            settle(page)
            page.screenshot(path=folder / f"{name}.png")


def settle(page: Page) -> None:
    """Until the first page says that alerts arrive live, where it is that page."""
    if page.locator("[data-livestate]").count():
        page.locator("[data-livestate][data-kind=on]").wait_for()


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", action="store_true", help="also docs/images/*.png")
    asked = parser.parse_args()
    shutil.rmtree(asked.folder, ignore_errors=True)
    asked.folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place, serve_demo(Path(place) / "demo") as base, start_browser() as browser:
        take_pictures(browser, base, asked.folder)
        if asked.readme:
            take_readme_pictures(browser, base, ROOT / "docs" / "images")
    print(f"{len(list(asked.folder.iterdir()))} pictures in {asked.folder}")


if __name__ == "__main__":
    main()
