"""Permanent redirects: noticed at once, adopted after days, taken back where they fail."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.errors import FetchError, FetchKind, ParseError
from service.model.entry import FeedFormat, ParsedFeed
from service.model.feed import Feed, FeedState, FeedStatus, FetchResponse, Redirect
from service.model.settings import PollingSettings
from service.stages.schedule import (
    PollReason,
    build_request,
    plan_after_failure,
    plan_after_success,
    plan_after_unchanged,
)

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SETTINGS = PollingSettings()
OLD, NEW = "https://gazette.example/feed", "https://gazette.example/rss"
FEED = Feed(id="gazette", url=OLD, outlet="Gazette")
STATE = FeedState(feed_id="gazette", next_due=NOW)
PARSED = ParsedFeed(FeedFormat.RSS, "Gazette", ())


def poll(
    state: FeedState,
    day: float,
    chain: Sequence[tuple[int, str]] = ((301, NEW),),
    *,
    feed: Feed = FEED,
    status: int = 200,
    downgraded: bool = False,
) -> tuple[FeedState, PollReason]:
    """One successful poll, `day` days after NOW, through this chain of redirects."""
    redirects = tuple(Redirect(code, url) for code, url in chain)
    response = FetchResponse(status, redirects[-1].url if redirects else OLD, b"", {}, redirects, downgraded=downgraded)
    now = NOW + DAY * day
    if status == 304:
        return plan_after_unchanged(state, feed, response, SETTINGS, now)
    return plan_after_success(state, feed, response, PARSED, SETTINGS, now, new_entries=0)


def test_a_move_is_told_after_a_day_and_adopted_after_three() -> None:
    state = STATE
    for day, told in ((0, FeedStatus.OK), (0.9, FeedStatus.OK), (1, FeedStatus.MOVED), (2.9, FeedStatus.MOVED)):
        state, reason = poll(state, day)
        assert (state.url, state.moved_to, state.moved_since) == (None, NEW, NOW)
        assert (state.status, reason) == (told, PollReason.LEARNED)
        assert build_request(FEED, state, NOW).url == OLD
    state, reason = poll(state, 3)
    assert (state.url, state.moved_to, state.moved_since) == (NEW, None, None)
    assert (state.status, reason) == (FeedStatus.OK, PollReason.ADOPTED)
    assert build_request(FEED, state, NOW).url == NEW
    state, reason = poll(state, 4, ())
    assert (state.url, state.status, reason) == (NEW, FeedStatus.OK, PollReason.LEARNED)


def test_308_and_unchanged_count_like_301() -> None:
    state, _ = poll(STATE, 0, [(308, NEW)])
    state, _ = poll(state, 4, [(308, NEW)], status=304)
    assert state.url == NEW


def test_one_sight_is_not_enough_however_late_the_next() -> None:
    state, _ = poll(replace(STATE, moved_to=None, moved_since=NOW - 9 * DAY), 0)
    assert (state.url, state.moved_since) == (None, NOW)


def test_a_redirect_that_went_away_is_forgotten() -> None:
    state, _ = poll(STATE, 0)
    state, _ = poll(state, 2, ())
    assert (state.moved_to, state.moved_since, state.status) == (None, None, FeedStatus.OK)
    state, _ = poll(state, 4)
    assert state.url is None


def test_another_target_begins_anew() -> None:
    state, _ = poll(STATE, 0)
    state, _ = poll(state, 2, [(301, "https://gazette.example/other")])
    state, _ = poll(state, 4, [(301, "https://gazette.example/other")])
    assert (state.url, state.moved_since) == (None, NOW + 2 * DAY)


@pytest.mark.parametrize(
    ("chain", "target"),
    [
        ([(302, NEW)], None),
        ([(307, NEW)], None),
        ([(302, NEW), (301, "https://gazette.example/x")], None),
        ([(301, NEW), (302, "https://cdn.example/x")], NEW),
        ([(301, "https://gazette.example/1"), (308, NEW)], NEW),
    ],
)
def test_only_the_permanent_beginning_of_a_chain_is_a_move(chain: list[tuple[int, str]], target: str | None) -> None:
    state, _ = poll(STATE, 0, chain)
    assert state.moved_to == target
    state, _ = poll(state, 4, chain)
    assert state.url == target


@pytest.mark.parametrize(
    ("feed", "target", "downgraded"),
    [
        (FEED, "http://gazette.example/rss", True),
        (FEED, "http://gazette.example/rss", False),
        (FEED, NEW, True),
        (replace(FEED, auth=("u", "p")), "https://other.example/rss", False),
        (replace(FEED, headers={"X-Key": "1"}), "https://other.example/rss", False),
    ],
)
def test_moves_that_cost_safety_are_told_and_never_adopted(feed: Feed, target: str, downgraded: bool) -> None:
    state = STATE
    for day in range(0, 40, 4):
        state, _ = poll(state, day, [(301, target)], feed=feed, downgraded=downgraded)
    assert (state.url, state.moved_to, state.status) == (None, target, FeedStatus.MOVED)


def test_a_feed_with_credentials_may_move_within_its_origin() -> None:
    feed = replace(FEED, auth=("u", "p"))
    state, _ = poll(STATE, 0, feed=feed)
    state, _ = poll(state, 4, feed=feed)
    assert state.url == NEW


def test_a_captive_portal_rewrites_no_address() -> None:
    """It redirects everything to its own page, which is no feed: nothing of it is a sighting."""
    state = STATE
    for day in range(10):
        error = ParseError("this is a web page", kind=FetchKind.NOT_A_FEED)
        state, _ = plan_after_failure(state, FEED, error, SETTINGS, NOW + DAY * day)
    assert (state.url, state.moved_to, state.moved_since) == (None, None, None)


@pytest.mark.parametrize(("kind", "attempts"), [(FetchKind.CONNECT, 5), (FetchKind.HTTP, 5), (FetchKind.GONE, 1)])
def test_an_adopted_address_that_fails_is_given_up_for_the_configured_one(kind: FetchKind, attempts: int) -> None:
    state = replace(STATE, url=NEW, etag='"1"')
    for _ in range(attempts):
        assert state.url == NEW
        state, reason = plan_after_failure(state, FEED, FetchError("it broke", kind=kind), SETTINGS, NOW)
    assert (state.url, state.etag, state.status) == (None, None, FeedStatus.FAILING)
    assert reason == PollReason.READDRESSED
    assert state.next_due - NOW < timedelta(minutes=3)


def test_a_feed_that_moves_back_home_is_polled_as_configured() -> None:
    state, _ = poll(replace(STATE, url=NEW), 0, [(301, OLD)])
    state, reason = poll(state, 4, [(301, OLD)])
    assert (state.url, reason) == (None, PollReason.ADOPTED)
