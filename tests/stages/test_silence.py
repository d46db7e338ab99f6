"""When a feed counts as silent, and when all polling does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.model.alert import AlertKind
from service.model.feed import Feed, FeedState, FeedStatus
from service.stages.silence import Silence, describe_span, judge_feed, judge_polling, make_silence_alert

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WELL = FeedState("gazette", NOW + HOUR, last_polled=NOW, last_success=NOW, status=FeedStatus.OK, entries=40)


def seen_at_once(*instants: datetime) -> list[tuple[datetime, datetime]]:
    """Items that were first seen when they came."""
    return [(instant, instant) for instant in instants]


def every(gap: timedelta, count: int, quiet: timedelta) -> list[tuple[datetime, datetime]]:
    """`count` items, `gap` apart, the last of them `quiet` ago."""
    return seen_at_once(*(NOW - quiet - gap * number for number in range(count)))


@pytest.mark.parametrize(
    ("gap", "quiet", "silent"),
    [
        (HOUR, 20 * HOUR, False),
        (HOUR, 25 * HOUR, True),
        (30 * HOUR, 59 * HOUR, False),
        (30 * HOUR, 61 * HOUR, True),
    ],
)
def test_silence_is_measured_by_the_longest_pause(gap: timedelta, quiet: timedelta, silent: bool) -> None:
    assert (judge_feed(WELL, every(gap, 20, quiet), NOW) is not None) is silent


def test_a_weekend_that_the_feed_always_keeps_is_no_silence() -> None:
    workdays = [NOW - timedelta(days=3) - HOUR * number for number in range(8)]
    week_before = [instant - timedelta(days=4) for instant in workdays]
    assert judge_feed(WELL, seen_at_once(*workdays, *week_before), NOW) is None


def test_a_feed_of_few_items_or_one_that_was_not_polled_is_not_judged() -> None:
    long_quiet = every(HOUR, 20, 100 * HOUR)
    assert judge_feed(WELL, long_quiet[:4], NOW) is None
    assert judge_feed(replace(WELL, last_polled=NOW - timedelta(days=3)), long_quiet, NOW) is None
    assert judge_feed(replace(WELL, last_polled=None), long_quiet, NOW) is None


def test_a_new_feed_that_is_long_asleep_is_not_told_before_it_was_watched_as_long() -> None:
    old = [(NOW - timedelta(days=30) - HOUR * number, NOW - HOUR) for number in range(8)]
    assert judge_feed(WELL, old, NOW) is None
    assert judge_feed(WELL, [(came, NOW - timedelta(days=2)) for came, _ in old], NOW) is not None


def test_the_reason_says_what_fails() -> None:
    failing = replace(WELL, failures=3, last_error="503 Service Unavailable", status=FeedStatus.FAILING)
    silence = judge_feed(failing, every(HOUR, 20, 72 * HOUR), NOW)
    assert silence is not None
    assert silence.reason == (
        "nothing new for 3 days, its longest pause was 60 minutes; its polls fail: 503 Service Unavailable"
    )


def test_a_feed_that_is_gone_and_one_that_is_empty_are_told() -> None:
    gone = judge_feed(replace(WELL, status=FeedStatus.GONE, last_polled=NOW - timedelta(days=6)), [], NOW)
    assert gone is not None
    assert "410" in gone.reason
    empty = judge_feed(replace(WELL, empty_since=NOW - 7 * HOUR), every(HOUR, 20, HOUR), NOW)
    assert empty is not None
    assert "empty" in empty.reason
    assert judge_feed(replace(WELL, empty_since=NOW - HOUR), every(HOUR, 20, HOUR), NOW) is None


def test_all_polling_is_quiet_when_every_feed_has_failed_for_an_hour() -> None:
    down = replace(WELL, last_success=NOW - 2 * HOUR)
    silence = judge_polling([down, replace(down, feed_id="b", last_success=NOW - 3 * HOUR)], NOW)
    assert silence == Silence(NOW - 2 * HOUR, "no feed could be polled for 2 hours: is the network up?")
    assert judge_polling([down, WELL], NOW) is None
    assert judge_polling([replace(down, last_success=NOW - HOUR / 2)], NOW) is None
    assert judge_polling([], NOW) is None


def test_one_silence_has_one_id() -> None:
    feed = Feed("gazette", "https://gazette.example/feed", "Gazette")
    first = make_silence_alert(feed, Silence(NOW, "quiet"), NOW)
    later = make_silence_alert(feed, Silence(NOW, "quieter still"), NOW + HOUR)
    assert first.id == later.id
    assert (first.kind, first.feed_id, first.title) == (AlertKind.SILENCE, "gazette", "Gazette has gone quiet")
    assert make_silence_alert(feed, Silence(NOW + HOUR, "again"), NOW).id != first.id
    assert make_silence_alert(None, Silence(NOW, "down"), NOW).title == "All polling has gone quiet"


def test_spans_are_told_in_one_unit() -> None:
    assert describe_span(timedelta(days=5, hours=3)) == "5 days"
    assert describe_span(timedelta(hours=36)) == "36 hours"
    assert describe_span(timedelta(minutes=1)) == "1 minute"
