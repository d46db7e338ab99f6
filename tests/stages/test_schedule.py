"""When a feed is polled next, and what is remembered of it: golden tables around one poll."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import FetchError, FetchKind, ParseError
from service.model.entry import Entry, FeedFormat, ParsedFeed
from service.model.feed import Feed, FeedState, FeedStatus, FetchResponse, Redirect
from service.model.settings import PollingSettings
from service.stages.schedule import (
    Outcome,
    PollReason,
    build_page_request,
    build_request,
    is_outage,
    plan_after_failure,
    plan_after_success,
    plan_after_unchanged,
    wants_refetch,
)

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)  # a Wednesday
SETTINGS = PollingSettings()
FEED = Feed(id="gazette", url="https://gazette.example/feed", outlet="Gazette")
STATE = FeedState(feed_id="gazette", next_due=NOW)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def parse(*ages: timedelta | None, **fields: object) -> ParsedFeed:
    """A document whose entries were published so long before NOW; None: without a date."""
    entries = tuple(
        Entry(keys=(f"g:{n}",), title=f"Item {n}", published=None if age is None else NOW - age)
        for n, age in enumerate(ages)
    )
    return ParsedFeed(FeedFormat.RSS, "Gazette", entries, **fields)  # type: ignore[arg-type]


HOURLY = parse(*(HOUR * n for n in range(1, 20)))


def respond(
    status: int = 200, redirects: Sequence[tuple[int, str]] = (), downgraded: bool = False, **headers: str
) -> FetchResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    chain = tuple(Redirect(code, url) for code, url in redirects)
    return FetchResponse(status, chain[-1].url if chain else FEED.url, b"", named, chain, downgraded=downgraded)


def succeed(
    state: FeedState = STATE,
    parsed: ParsedFeed = HOURLY,
    response: FetchResponse | None = None,
    *,
    feed: Feed = FEED,
    now: datetime = NOW,
    new: int | None = None,
) -> tuple[FeedState, PollReason]:
    count = len(parsed.entries) if new is None else new
    return plan_after_success(
        state, feed, response or respond(), parsed, SETTINGS, now, new_entries=count, body_digest="digest"
    )


def fail(
    state: FeedState,
    kind: FetchKind = FetchKind.CONNECT,
    *,
    now: datetime = NOW,
    feed: Feed = FEED,
    outage: bool = False,
    transient: bool = True,
    status: int | None = None,
    retry_at: datetime | None = None,
) -> tuple[FeedState, PollReason]:
    error = FetchError("it broke", kind=kind, transient=transient, status=status, retry_at=retry_at)
    return plan_after_failure(state, feed, error, SETTINGS, now, outage=outage)


def near(wait: timedelta, expected: timedelta) -> bool:
    """Equal but for the spread that keeps feeds from marching in step."""
    return abs(wait - expected) <= expected * 0.101


# -- success


def test_success_remembers_what_the_next_poll_needs() -> None:
    before = replace(STATE, failures=4, last_error="it broke", error_kind="connect", status=FeedStatus.FAILING)
    state, reason = succeed(before, response=respond(etag='W/"1"', last_modified="yesterday"))
    assert reason == PollReason.LEARNED
    assert (state.etag, state.last_modified, state.body_digest) == ('W/"1"', "yesterday", "digest")
    assert (state.last_polled, state.last_success, state.refetched_at) == (NOW, NOW, NOW)
    assert (state.failures, state.last_error, state.error_kind, state.status) == (0, None, None, FeedStatus.OK)
    assert state.newest_entry == NOW - HOUR


def test_a_document_that_breaks_off_leaves_no_validators() -> None:
    before = replace(STATE, etag='"old"', body_digest="old")
    state, _ = succeed(before, replace(HOURLY, complete=False), respond(etag='"broken"'))
    assert (state.etag, state.last_modified, state.body_digest) == (None, None, None)


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (timedelta(seconds=10), timedelta(minutes=2)),
        (10 * MINUTE, timedelta(minutes=2, seconds=14)),
        (HOUR, timedelta(minutes=5, seconds=29)),
        (DAY, timedelta(minutes=26, seconds=50)),
        (7 * DAY, timedelta(hours=1, minutes=11)),
        (365 * DAY, timedelta(hours=8, minutes=33)),
    ],
)
def test_a_lively_feed_is_asked_often_and_a_slow_one_seldom(gap: timedelta, expected: timedelta) -> None:
    state, reason = succeed(parsed=parse(*(gap * n for n in range(1, 31))))
    assert reason == PollReason.LEARNED
    assert near(state.next_due - NOW, expected)
    assert SETTINGS.every_min <= state.next_due - NOW <= SETTINGS.every_max


def test_a_burst_makes_a_slow_feed_lively() -> None:
    slow = [DAY * n for n in range(1, 20)]
    quiet, _ = succeed(parsed=parse(*slow))
    bursting, _ = succeed(parsed=parse(MINUTE, 5 * MINUTE, 9 * MINUTE, *slow))
    assert bursting.next_due - NOW < (quiet.next_due - NOW) / 4


def test_a_feed_that_falls_quiet_is_asked_less_and_less() -> None:
    state, _ = succeed()
    waits = []
    for age in (HOUR, DAY, 30 * DAY, 3000 * DAY):
        later, _ = plan_after_unchanged(state, FEED, respond(304), SETTINGS, NOW + age)
        waits.append(later.next_due - NOW - age)
    assert waits == sorted(waits)
    assert waits[0] < 10 * MINUTE
    assert near(waits[-1], SETTINGS.every_max)


def test_dates_that_are_made_anew_with_every_poll_do_not_make_a_feed_lively() -> None:
    state, _ = succeed(parsed=parse(*(timedelta(seconds=n) for n in range(5))))
    later = NOW + 10 * DAY
    redated = replace(HOURLY, entries=tuple(replace(e, published=later) for e in HOURLY.entries[:5]))
    state, _ = succeed(state, redated, now=later, new=0)
    assert state.newest_entry == NOW
    assert state.next_due - later > 30 * MINUTE


def test_future_dates_count_for_nothing() -> None:
    state, _ = succeed(parsed=parse(-365 * DAY, -DAY, -HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR))
    assert state.newest_entry == NOW - 2 * HOUR


def test_a_feed_without_dates_is_learned_from_what_arrives() -> None:
    undated = parse(None, None, None)
    state, _ = succeed(parsed=undated)
    assert near(state.next_due - NOW, timedelta(minutes=13, seconds=25))
    assert state.newest_entry == NOW
    state, _ = succeed(state, undated, now=NOW + HOUR, new=6)
    assert state.rhythm == 10 * MINUTE
    state, _ = succeed(state, undated, now=NOW + 2 * HOUR, new=2)
    assert state.rhythm == 20 * MINUTE


def test_an_empty_feed_is_a_success_and_asked_again() -> None:
    state, _ = succeed(parsed=parse())
    assert (state.status, state.newest_entry, state.rhythm) == (FeedStatus.OK, None, None)
    assert state.next_due > NOW


def test_a_fixed_interval_is_kept_to_the_second() -> None:
    fixed = replace(FEED, every=10 * MINUTE)
    assert succeed(feed=fixed)[0].next_due == NOW + 10 * MINUTE
    assert succeed(feed=fixed)[1] == PollReason.FIXED
    assert plan_after_unchanged(STATE, fixed, respond(304), SETTINGS, NOW)[0].next_due == NOW + 10 * MINUTE


def test_feeds_of_one_rhythm_do_not_march_in_step() -> None:
    dues = {succeed(feed=replace(FEED, id=f"feed-{n}"))[0].next_due for n in range(20)}
    assert len(dues) == 20
    assert succeed() == succeed()


# -- unchanged


def test_unchanged_keeps_the_validators_and_takes_newer_ones() -> None:
    before = replace(STATE, etag='"1"', last_modified="then", refetched_at=NOW - HOUR, body_digest="d", failures=2)
    state, reason = plan_after_unchanged(before, FEED, respond(304), SETTINGS, NOW)
    assert reason == PollReason.LEARNED
    assert (state.etag, state.last_modified, state.body_digest) == ('"1"', "then", "d")
    assert (state.refetched_at, state.last_success, state.failures) == (NOW - HOUR, NOW, 0)
    state, _ = plan_after_unchanged(before, FEED, respond(304, etag='"2"'), SETTINGS, NOW)
    assert (state.etag, state.last_modified) == ('"2"', "then")


def test_the_same_body_again_is_unchanged_and_counts_as_the_days_refetch() -> None:
    before = replace(STATE, etag='"1"', last_modified="then", body_digest="d")
    state, _ = plan_after_unchanged(before, FEED, respond(200, etag='"2"'), SETTINGS, NOW)
    assert (state.etag, state.last_modified, state.refetched_at) == ('"2"', None, NOW)


# -- what the publisher asks for


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"cache_control": "public, max-age=7200"}, 2 * HOUR),
        ({"cache_control": 'max-age="7200"'}, 2 * HOUR),
        ({"cache_control": "max-age=7200", "age": "3600"}, HOUR),
        ({"cache_control": "max-age=7200", "expires": "Thu, 15 Jan 2026 00:00:00 GMT"}, 2 * HOUR),
        ({"cache_control": "max-age=31536000"}, DAY),
        ({"date": "Wed, 14 Jan 2026 11:00:00 GMT", "expires": "Wed, 14 Jan 2026 14:00:00 GMT"}, 3 * HOUR),
        ({"date": "Wed, 14 Jan 2026 11:00:00 GMT", "expires": "Wed, 14 Jan 2099 14:00:00 GMT"}, DAY),
        ({"cache_control": "no-cache, max-age=7200"}, None),
        ({"cache_control": "max-age=0"}, None),
        ({"cache_control": "s-maxage=7200"}, None),
        ({"cache_control": "max-age=-5"}, None),
        ({"cache_control": "max-age=soon"}, None),
        ({"expires": "0"}, None),
        ({"expires": "Wed, 14 Jan 2026 14:00:00 GMT"}, None),
        ({"date": "x", "expires": "\x00"}, None),
    ],
)
def test_freshness_is_a_lower_bound_of_a_day_at_most(headers: Mapping[str, str], wait: timedelta | None) -> None:
    for feed in (FEED, replace(FEED, every=10 * MINUTE)):
        state, reason = succeed(response=respond(**headers), feed=feed)  # type: ignore[arg-type]
        if wait is None:
            assert reason in (PollReason.LEARNED, PollReason.FIXED)
            assert state.next_due - NOW <= 10 * MINUTE
        else:
            assert reason == PollReason.ASKED_TO_WAIT
            assert state.next_due == NOW + wait


def test_ttl_holds_for_later_polls_that_bring_no_document() -> None:
    state, reason = succeed(parsed=replace(HOURLY, min_interval=HOUR))
    assert (state.next_due, reason) == (NOW + HOUR, PollReason.ASKED_TO_WAIT)
    state, reason = plan_after_unchanged(state, FEED, respond(304), SETTINGS, NOW + HOUR)
    assert (state.next_due, reason) == (NOW + 2 * HOUR, PollReason.ASKED_TO_WAIT)
    state, reason = succeed(state, now=NOW + 2 * HOUR)
    assert reason == PollReason.LEARNED


@pytest.mark.parametrize(
    ("hours", "days", "due"),
    [
        ({12, 13, 14}, set(), NOW + 3 * HOUR),
        ({13}, set(), None),
        (set(), {2}, NOW + 12 * HOUR),
        ({0, 1, 2}, {2}, NOW + 15 * HOUR),
        (set(), {0, 1, 2, 3, 4, 5, 6}, NOW + DAY),
        (set(range(24)), set(), NOW + DAY),
    ],
)
def test_skipped_hours_and_days_are_left_out(hours: set[int], days: set[int], due: datetime | None) -> None:
    wishes = {"skip_hours": frozenset(hours), "skip_days": frozenset(days)}
    state, reason = succeed(parsed=replace(HOURLY, **wishes))  # type: ignore[arg-type]
    if due is None:
        assert reason == PollReason.LEARNED
    else:
        assert (state.next_due, reason) == (due, PollReason.ASKED_TO_WAIT)
        assert plan_after_unchanged(state, FEED, respond(304), SETTINGS, NOW)[0].next_due == due


def test_an_absurd_ttl_that_skips_everything_is_asked_once_a_day() -> None:
    absurd = replace(
        HOURLY,
        min_interval=timedelta(days=99_999),
        skip_hours=frozenset(range(24)),
        skip_days=frozenset(range(7)),
    )
    assert succeed(parsed=absurd)[0].next_due == NOW + DAY


# -- failure


def test_failures_slow_a_feed_down_with_a_cap_and_never_end() -> None:
    state, _ = succeed()
    now, waits, reasons = NOW, [], []
    for _ in range(40):
        state, reason = fail(state, now=now)
        waits.append(state.next_due - now)
        reasons.append(reason)
        now = state.next_due
    assert reasons == [PollReason.RETRY_SOON] + [PollReason.BACKED_OFF] * 39
    assert near(waits[0], 2 * MINUTE)
    assert all(near(wait, 2 * MINUTE * 2**n) for n, wait in enumerate(waits[:8]))
    assert all(near(wait, SETTINGS.every_max) and wait <= SETTINGS.every_max for wait in waits[10:])
    assert (state.failures, state.status) == (40, FeedStatus.FAILING)
    assert (state.last_error, state.error_kind) == ("it broke", "connect")


def test_failure_forgets_nothing() -> None:
    before, _ = succeed(response=respond(etag='"1"'))
    after, _ = fail(before)
    for name in ("etag", "body_digest", "last_success", "refetched_at", "newest_entry", "rhythm"):
        assert getattr(after, name) == getattr(before, name)
    assert after.last_polled == NOW
    recovered, _ = plan_after_unchanged(after, FEED, respond(304), SETTINGS, NOW)
    assert (recovered.failures, recovered.status) == (0, FeedStatus.OK)


def test_what_will_not_pass_by_itself_is_not_tried_again_soon() -> None:
    state, _ = succeed(parsed=parse(*(DAY * n for n in range(1, 20))))
    after, reason = fail(state, FetchKind.BLOCKED, transient=False)
    assert reason == PollReason.BACKED_OFF
    assert near(after.next_due - NOW, timedelta(minutes=27))


def test_a_page_instead_of_a_feed_is_a_failure_with_its_reason() -> None:
    error = ParseError("this is a web page", kind=FetchKind.NOT_A_FEED)
    state, _ = plan_after_failure(STATE, FEED, error, SETTINGS, NOW)
    assert (state.error_kind, state.status, state.failures) == ("not-a-feed", FeedStatus.FAILING, 1)


def test_the_servers_time_to_come_back_is_a_lower_bound_of_a_day_at_most() -> None:
    for retry_at, due in ((NOW + HOUR, NOW + HOUR), (NOW + 9 * DAY, NOW + DAY)):
        state, reason = fail(STATE, FetchKind.THROTTLED, status=503, retry_at=retry_at)
        assert (state.next_due, reason, state.failures) == (due, PollReason.THROTTLED, 1)
    state, reason = fail(STATE, FetchKind.THROTTLED, status=429, retry_at=NOW + timedelta(seconds=1))
    assert reason == PollReason.RETRY_SOON
    assert state.next_due > NOW + MINUTE


def test_a_feed_that_was_not_asked_because_of_its_host_has_not_failed() -> None:
    before, _ = succeed()
    after, reason = fail(before, FetchKind.THROTTLED, retry_at=NOW + HOUR)
    assert reason == PollReason.POSTPONED
    assert (after.failures, after.status, after.error_kind) == (0, FeedStatus.OK, "throttled")
    assert NOW + HOUR < after.next_due < NOW + HOUR + MINUTE
    recovered, _ = succeed(after)
    assert recovered.last_error is None


def test_a_feed_that_is_never_asked_for_days_is_said_to_fail() -> None:
    before, _ = succeed()
    after, _ = fail(before, FetchKind.THROTTLED, now=NOW + 2 * DAY, retry_at=NOW + 3 * DAY)
    assert (after.failures, after.status) == (0, FeedStatus.FAILING)


def test_gone_is_looked_at_once_a_week_and_said() -> None:
    state, reason = fail(STATE, FetchKind.GONE, transient=False, status=410)
    assert (state.status, reason, state.error_kind) == (FeedStatus.GONE, PollReason.GONE, "gone")
    assert near(state.next_due - NOW, 7 * DAY)
    state, _ = succeed(state, now=state.next_due)
    assert state.status == FeedStatus.OK


def test_an_outage_of_our_own_costs_no_feed_its_place() -> None:
    slow, _ = succeed(parsed=parse(*(30 * DAY * n for n in range(1, 20))))
    failing, _ = fail(slow)
    for before in (STATE, slow, failing):
        after, reason = fail(before, outage=True, now=NOW + HOUR)
        assert reason == PollReason.OUTAGE
        assert replace(after, next_due=before.next_due, last_polled=before.last_polled) == before
        assert timedelta(0) < after.next_due - NOW - HOUR < 3 * MINUTE


def test_a_server_that_breaks_http_is_asked_without_condition_next() -> None:
    before, _ = succeed(response=respond(etag='"1"'))
    after, _ = fail(before, FetchKind.PROTOCOL)
    assert build_request(FEED, after, NOW + MINUTE).etag is None


@pytest.mark.parametrize("every", [None, timedelta(0), timedelta(seconds=1), HOUR, 30 * DAY])
@pytest.mark.parametrize("failures", [0, 1, 5, 10_000])
@pytest.mark.parametrize("kind", list(FetchKind))
def test_every_way_out_leaves_a_due_time_ahead(every: timedelta | None, failures: int, kind: FetchKind) -> None:
    feed, state = replace(FEED, every=every), replace(STATE, failures=failures)
    for outage in (False, True):
        for retry_at in (None, NOW - DAY, NOW, NOW + 400 * DAY):
            for transient in (False, True):
                after, _ = fail(state, kind, feed=feed, outage=outage, retry_at=retry_at, transient=transient)
                assert NOW < after.next_due <= NOW + 31 * DAY
    for done in (succeed(state, feed=feed)[0], plan_after_unchanged(state, feed, respond(304), SETTINGS, NOW)[0]):
        assert NOW < done.next_due <= NOW + 31 * DAY


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], False),
        ([("a", FetchKind.DNS), ("b", FetchKind.DNS)], False),
        ([("a", FetchKind.DNS), ("b", FetchKind.CONNECT), ("c", FetchKind.TIMEOUT)], True),
        ([("a", FetchKind.DNS), ("b", FetchKind.DNS), ("c", FetchKind.DNS), ("d", None)], False),
        ([("a", FetchKind.DNS)] * 9, False),
        ([("a", FetchKind.TLS), ("b", FetchKind.TLS), ("c", FetchKind.NOT_A_FEED)], True),
        ([("a", FetchKind.HTTP), ("b", FetchKind.HTTP), ("c", FetchKind.DNS)], False),
        ([("a", FetchKind.DNS), ("b", FetchKind.DNS), ("c", FetchKind.DNS), ("d", FetchKind.BLOCKED)], True),
    ],
)
def test_an_outage_is_when_everything_fails_together(
    outcomes: list[tuple[str, FetchKind | None]], expected: bool
) -> None:
    assert is_outage(Outcome(host, kind) for host, kind in outcomes) is expected


# -- the request


def test_a_new_feed_is_asked_without_condition_and_a_known_one_with_its_validators() -> None:
    first = build_request(FEED, STATE, NOW)
    assert (first.url, first.etag, first.last_modified) == (FEED.url, None, None)
    state, _ = succeed(response=respond(etag='"1"', last_modified="then"))
    second = build_request(FEED, state, NOW + HOUR)
    assert (second.etag, second.last_modified) == ('"1"', "then")


def test_once_a_day_the_whole_feed_is_asked_for_since_some_304s_lie() -> None:
    state, _ = succeed(response=respond(etag='"stuck"'))
    now, unconditional = NOW, 0
    for _ in range(3 * 24):
        now += HOUR
        assert wants_refetch(state, now) == (build_request(FEED, state, now).etag is None)
        if wants_refetch(state, now):
            unconditional += 1
            state, _ = succeed(state, response=respond(etag='"stuck"'), now=now, new=0)
        else:
            state, _ = plan_after_unchanged(state, FEED, respond(304), SETTINGS, now)
    assert unconditional == 3


def test_a_feeds_own_headers_go_with_its_own_address_only() -> None:
    feed = replace(FEED, headers={"X-Key": "1"}, auth=("u", "p"), proxy="http://proxy:3128", user_agent="Mine/1")
    home = build_request(feed, STATE, NOW)
    assert (home.headers, home.auth, home.proxy, home.user_agent) == ({"X-Key": "1"}, ("u", "p"), feed.proxy, "Mine/1")
    assert build_request(feed, replace(STATE, url="https://gazette.example/new"), NOW).auth == ("u", "p")
    for url in ("https://other.example/feed", "http://gazette.example/feed", "https://gazette.example:8443/feed"):
        away = build_request(feed, replace(STATE, url=url), NOW)
        assert (away.url, away.headers, away.auth) == (url, {}, None)


def test_a_link_takes_credentials_to_the_feeds_own_origin_only() -> None:
    feed = replace(FEED, headers={"X-Key": "1"}, auth=("u", "p"), proxy="http://proxy:3128", user_agent="Mine/1")
    home = build_page_request(feed, "https://gazette.example/2026/01/talks")
    assert (home.headers, home.auth, home.proxy, home.user_agent) == ({"X-Key": "1"}, ("u", "p"), feed.proxy, "Mine/1")
    for url in (
        "https://evil.example/",
        "http://gazette.example/",
        "https://gazette.example:1/",
        "http://[::1",
        "/talks",
    ):
        away = build_page_request(feed, url)
        assert (away.url, away.headers, away.auth, away.proxy) == (url, {}, None, feed.proxy)


_texts = st.one_of(st.text(max_size=30), st.from_regex(r"(max-age=)?[0-9]{1,30}", fullmatch=True))
_ages = st.one_of(st.none(), st.timedeltas(-timedelta(days=40_000), timedelta(days=20_000)))


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["cache_control", "age", "expires", "date", "etag"]), _texts),
    st.lists(_ages, max_size=40),
    st.timedeltas(),
    st.frozensets(st.integers(-5, 40)),
    st.one_of(st.none(), _texts),
    st.booleans(),
)
def test_whatever_a_publisher_says_the_feed_is_asked_again_within_a_day_or_so(
    headers: dict[str, str], ages: list[timedelta | None], ttl: timedelta, skips: frozenset[int], wishes: str, new: bool
) -> None:
    parsed = replace(parse(*ages), min_interval=ttl, skip_hours=skips, skip_days=skips)
    response = respond(**headers)  # type: ignore[arg-type]
    state, _ = succeed(replace(STATE, wishes=wishes), parsed, response, new=len(ages) * new)
    assert NOW < state.next_due <= NOW + DAY + HOUR
    for before in (state, replace(STATE, wishes=wishes)):
        after, _ = plan_after_unchanged(before, FEED, response, SETTINGS, NOW)
        assert NOW < after.next_due <= NOW + DAY + HOUR
