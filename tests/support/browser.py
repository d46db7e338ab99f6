"""A real browser: Debian's Chromium, driven by Playwright, and pages that note what no user should ever meet."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
AXE = Path(__file__).resolve().parents[1] / "web" / "browser" / "axe-core" / "axe.min.js"
NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1200, "height": 800}


class NoBrowserError(Exception):
    """There is no Chromium on this machine."""


def find_chromium() -> str:
    """The browser: that of $HOTLINE_CHROMIUM, else the first in the path. Raises NoBrowserError."""
    found = os.environ.get("HOTLINE_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        raise NoBrowserError("no Chromium found (on Debian: apt-get install chromium)")
    return found


@contextmanager
def start_browser() -> Iterator[Browser]:
    """A browser with an empty profile of its own."""
    executable = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A tab on a site. `problems`: console errors and warnings, scripts that failed, dialogs, and requests to elsewhere
    or in vain."""

    page: Page
    address: str
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.page
        page.on(
            "console", lambda said: self._note(f"console {said.type}: {said.text}", said.type in {"error", "warning"})
        )
        page.on("pageerror", lambda error: self._note(f"script: {error}"))
        page.on("request", lambda asked: self._note(f"asks {asked.url}", not asked.url.startswith(self.address)))
        page.on("response", lambda answer: self._note(f"{answer.status} {answer.url}", answer.status >= 400))

        def on_dialog(dialog: Any) -> None:
            self._note(f"dialog: {dialog.message}")
            dialog.dismiss()

        page.on("dialog", on_dialog)

    def _note(self, text: str, bad: bool = True) -> None:
        if bad:
            self.problems.append(text)

    def go(self, path: str) -> Response:
        """Open a page of the site; its scripts have run when this returns."""
        answer = self.page.goto(f"{self.address}{path}", wait_until="load")
        assert answer is not None
        return answer

    def find_violations(self, *rules: str) -> list[str]:
        """What axe-core finds wrong with the page as it stands, rule by rule with the first element of each; by all its
        rules, or by these alone."""
        if not self.page.evaluate("typeof window.axe === 'object'"):
            # Put in by the debugger, so that the page's own policy, which forbids foreign scripts, may stay.
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        options = {"resultTypes": ["violations"], **({"runOnly": {"type": "rule", "values": rules}} if rules else {})}
        result = self.page.evaluate("options => axe.run(document, options)", options)
        return [f"{found['id']}: {found['help']}: {found['nodes'][0]['html']}" for found in result["violations"]]


OpenTab = Callable[..., Visit]
"""What the fixture of that name gives: opens a tab with the options of a browser context."""
