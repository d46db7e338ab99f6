"""Fixtures of the browser tests: one browser a file, one archive a worker, a fresh tab a test."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import WIDE, NoBrowserError, OpenTab, Visit, find_chromium, start_browser
from tests.support.page_desk import Desk, make_desk, serve_desk

PATIENCE = 30_000
"""Milliseconds: on a busy machine a browser is slow; nothing waits so long where all is well."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> None:
    try:
        find_chromium()
    except NoBrowserError as error:
        if os.environ.get("HOTLINE_REQUIRE_ALL") == "1":
            pytest.fail(f"{error}; HOTLINE_REQUIRE_ALL=1 wants it")
        pytest.skip(str(error))


# Not longer than a file: as long as Playwright runs, no asynchronous test can run in the same process.
@pytest.fixture(scope="module")
def browser(chromium: None) -> Iterator[Browser]:
    with start_browser() as started:
        yield started


@pytest.fixture(scope="session")
def desk(chromium: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with serve_desk(make_desk(tmp_path_factory.mktemp("desk"))) as served:
        yield served


@pytest.fixture
def open_tab(browser: Browser, desk: Desk) -> Iterator[OpenTab]:
    """Opens a tab with the options of a browser context; when the test is over, none may have met a problem."""
    visits: list[Visit] = []

    def open_(**options: Any) -> Visit:
        context = browser.new_context(**{"viewport": WIDE, "locale": "en-GB"} | options)
        context.set_default_timeout(PATIENCE)
        visit = Visit(context.new_page(), desk.address)
        visits.append(visit)
        return visit

    yield open_
    for visit in visits:
        visit.page.context.close()
    assert [problem for visit in visits for problem in visit.problems] == []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for all tests that found no browser, so that a green run does not pass for a whole one."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "no Chromium" in str(report.longrepr)]
    if skipped:
        words = f"{len(skipped)} tests were not run in a browser, since no Chromium was found; install it to run them"
        terminalreporter.write_line(words, yellow=True)
