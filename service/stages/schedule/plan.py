"""What is remembered of a feed after a poll, and when the next one is due.

Enters: the feed, its state before the poll, what the poll brought, the settings, `now`. Leaves: the new state (whose
`next_due` is always set, and always later than `now`) and the reason. Called by the poll job, which saves it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from service.errors import FetchError, FetchKind, ParseError
from service.model.entry import ParsedFeed
from service.model.feed import Feed, FeedState, FeedStatus, FetchResponse
from service.model.settings import PollingSettings
from service.stages.schedule.bounds import (
    LONGEST_HOLD,
    read_freshness,
    read_wishes,
    skip_closed_hours,
    take_wishes,
    write_wishes,
)
from service.stages.schedule.moves import Move, note_move
from service.stages.schedule.rhythm import blend_arrivals, choose_interval, measure_rhythm

GONE_INTERVAL = timedelta(days=7)

_SPREAD = 0.1
# An adopted address that fails this often in a row is given up for the configured one.
_ADOPTED_FAILURES = 5
# A redirect of an hour is nobody's business yet.
_TELL_MOVE_AFTER = timedelta(days=1)
_MAX_ERROR = 500
_OUTAGE_RETRY = timedelta(minutes=2)


class PollReason(StrEnum):
    """Why the next poll is due when it is; one is logged for each poll."""

    LEARNED = "asked again at the pace of the feed"
    FIXED = "asked again after the configured interval"
    ASKED_TO_WAIT = "the publisher asks for longer pauses"
    ADOPTED = "moved for days: polled at its new address from now on"
    RETRY_SOON = "first failure: tried again soon"
    BACKED_OFF = "failing: tried less and less often"
    THROTTLED = "the server named the time to come back"
    POSTPONED = "not asked: its host is to be left alone for now"
    GONE = "gone (410): looked at once a week"
    READDRESSED = "the new address fails: back to the configured one"
    OUTAGE = "everything fails: our own network; the feed keeps its place"


def plan_after_success(
    state: FeedState,
    feed: Feed,
    response: FetchResponse,
    parsed: ParsedFeed,
    settings: PollingSettings,
    now: datetime,
    *,
    new_entries: int,
    body_digest: str | None = None,
) -> tuple[FeedState, PollReason]:
    """After a 200 whose body was read as a feed; `new_entries` of its entries had not been seen before.

    `body_digest` is remembered for telling an unchanged body. Of a document that broke off no validator is kept, or the
    rest of it would never be asked for.
    """
    state, move = note_move(state, feed, response, now)
    state = _learn_rhythm(state, parsed, new_entries, now)
    state = _note_signs_of_life(state, parsed, new_entries, now)
    state = _note_success(_add_cost(state, response), move, now)
    state = replace(
        state,
        etag=response.headers.get("etag") if parsed.complete else None,
        last_modified=response.headers.get("last-modified") if parsed.complete else None,
        body_digest=body_digest if parsed.complete else None,
        refetched_at=now,
    )
    return _plan_next(state, feed, response, parsed, settings, move, now)


def plan_after_unchanged(
    state: FeedState, feed: Feed, response: FetchResponse, settings: PollingSettings, now: datetime
) -> tuple[FeedState, PollReason]:
    """After a 304, or a 200 whose body is the one that was parsed last."""
    state, move = note_move(state, feed, response, now)
    state = _note_success(_add_cost(state, response), move, now)
    etag, modified = response.headers.get("etag"), response.headers.get("last-modified")
    if not response.unchanged:
        state = replace(state, etag=etag, last_modified=modified, refetched_at=now)
    elif etag or modified:
        # RFC 9110, 15.4.5: a 304 carries the validators that hold from now on.
        state = replace(state, etag=etag or state.etag, last_modified=modified or state.last_modified)
    return _plan_next(state, feed, response, None, settings, move, now)


def plan_after_failure(
    state: FeedState,
    feed: Feed,
    error: FetchError | ParseError,
    settings: PollingSettings,
    now: datetime,
    *,
    outage: bool = False,
) -> tuple[FeedState, PollReason]:
    """After any failure. `outage`: all feeds fail together (`is_outage`), so this one is not to blame.

    Validators, rhythm and adopted address survive; a feed is never given up.
    """
    retry_at = error.retry_at if isinstance(error, FetchError) else None
    state = replace(state, last_polled=now)
    if outage:
        wait = max(min(_usual_interval(state, feed, settings, now), _OUTAGE_RETRY), settings.every_min)
        return replace(state, next_due=now + _spread(wait, feed.id, state.failures)), PollReason.OUTAGE
    if _was_not_asked(error) and retry_at is not None:
        return _postpone(state, feed, error, max(retry_at, now), settings, now), PollReason.POSTPONED
    state = replace(
        state,
        failures=state.failures + 1,
        last_error=str(error)[:_MAX_ERROR],
        error_kind=error.kind.value,
        requests=state.requests + 1,
    )
    if state.url is not None and (state.failures >= _ADOPTED_FAILURES or error.kind == FetchKind.GONE):
        state = replace(state, url=None, moved_to=None, moved_since=None, etag=None, last_modified=None)
        wait = _spread(settings.every_min, feed.id, state.failures)
        return replace(state, status=FeedStatus.FAILING, next_due=now + wait), PollReason.READDRESSED
    if error.kind == FetchKind.GONE:
        wait = _spread(GONE_INTERVAL, feed.id, state.failures)
        return replace(state, status=FeedStatus.GONE, next_due=now + wait), PollReason.GONE
    if error.kind == FetchKind.PROTOCOL:
        # Some servers break only where they answer 304: the next question has no condition.
        state = replace(state, refetched_at=None)
    wait, reason = _back_off(state, feed, error, settings, now)
    due = now + wait
    if retry_at is not None and retry_at > due:
        due, reason = min(retry_at, now + LONGEST_HOLD), PollReason.THROTTLED
    return replace(state, status=FeedStatus.FAILING, next_due=due), reason


def _was_not_asked(error: FetchError | ParseError) -> bool:
    """The host's limits kept the request from being made: nothing was learned about the feed."""
    return isinstance(error, FetchError) and error.kind == FetchKind.THROTTLED and error.status is None


def _postpone(
    state: FeedState,
    feed: Feed,
    error: FetchError | ParseError,
    until: datetime,
    settings: PollingSettings,
    now: datetime,
) -> FeedState:
    """No failure is counted, but the reason is noted, and a feed that is kept waiting for over a day is failing: of
    many feeds on one host that always refuses, all but one are never even asked."""
    waits_long = state.last_success is not None and now - state.last_success > LONGEST_HOLD
    return replace(
        state,
        # Not all feeds of the host in the same moment.
        next_due=min(until, now + LONGEST_HOLD) + _spread(settings.every_min, feed.id, state.failures) / 4,
        last_error=str(error)[:_MAX_ERROR],
        error_kind=error.kind.value,
        status=FeedStatus.FAILING if waits_long else state.status,
    )


def _back_off(
    state: FeedState, feed: Feed, error: FetchError | ParseError, settings: PollingSettings, now: datetime
) -> tuple[timedelta, PollReason]:
    """Doubling, with a cap: from the shortest interval for what may pass, from the feed's own for what will not."""
    usual = _usual_interval(state, feed, settings, now)
    transient = not isinstance(error, FetchError) or error.transient
    first = min(settings.every_min, usual) if transient else usual
    longest = max(settings.every_max, usual)
    wait = min(first * 2 ** min(state.failures - 1, 16), longest)
    wait = min(_spread(wait, feed.id, state.failures), longest)
    return wait, PollReason.RETRY_SOON if transient and state.failures == 1 else PollReason.BACKED_OFF


def _note_signs_of_life(state: FeedState, parsed: ParsedFeed, new_entries: int, now: datetime) -> FeedState:
    """A new entry ends a silence; a feed that had entries and answers without any is noted from the first time on."""
    empty_since = (state.empty_since or now) if state.entries and not parsed.entries else None
    return replace(state, silent_since=None if new_entries else state.silent_since, empty_since=empty_since)


def _add_cost(state: FeedState, response: FetchResponse) -> FeedState:
    return replace(
        state,
        requests=state.requests + 1 + len(response.redirects),
        wire_bytes=state.wire_bytes + response.wire_bytes,
    )


def _note_success(state: FeedState, move: Move, now: datetime) -> FeedState:
    status = FeedStatus.SILENT if state.silent_since else FeedStatus.OK
    if move == Move.SEEN and state.moved_since is not None and now - state.moved_since >= _TELL_MOVE_AFTER:
        status = FeedStatus.MOVED
    return replace(
        state, last_polled=now, last_success=now, failures=0, last_error=None, error_kind=None, status=status
    )


def _learn_rhythm(state: FeedState, parsed: ParsedFeed, new_entries: int, now: datetime) -> FeedState:
    """The rhythm from the dates of the entries, else from arrivals. Nothing new: both stay, and `newest_entry` ages."""
    if new_entries == 0 and state.newest_entry is not None:
        return state
    dates = _past_dates((entry.published for entry in parsed.entries), now)
    rhythm = measure_rhythm(dates, now)
    if rhythm is None:
        rhythm = state.rhythm
        if new_entries and state.last_success is not None:
            rhythm = blend_arrivals(state.rhythm, now - state.last_success, new_entries)
    newest = max(dates, default=now if new_entries else state.newest_entry)
    return replace(state, rhythm=rhythm, newest_entry=newest)


def _past_dates(dates: Iterable[datetime | None], now: datetime) -> list[datetime]:
    return [instant for instant in dates if instant is not None and instant <= now]


def _plan_next(
    state: FeedState,
    feed: Feed,
    response: FetchResponse,
    parsed: ParsedFeed | None,
    settings: PollingSettings,
    move: Move,
    now: datetime,
) -> tuple[FeedState, PollReason]:
    reason = PollReason.LEARNED if feed.every is None else PollReason.FIXED
    interval = _usual_interval(state, feed, settings, now)
    if feed.every is None:
        interval = max(_spread(interval, feed.id, now.toordinal()), settings.every_min)
    wishes = read_wishes(state.wishes) if parsed is None else take_wishes(parsed)
    floor = max(read_freshness(response.headers), wishes.min_interval)
    due = skip_closed_hours(now + max(interval, floor), wishes, now)
    if due > now + interval:
        reason = PollReason.ASKED_TO_WAIT
    if move == Move.ADOPTED:
        reason = PollReason.ADOPTED
    return replace(state, next_due=due, wishes=write_wishes(wishes)), reason


def _usual_interval(state: FeedState, feed: Feed, settings: PollingSettings, now: datetime) -> timedelta:
    """The interval without failures or publishers' wishes; never zero."""
    if feed.every is not None:
        return max(feed.every, timedelta(seconds=1))
    return choose_interval(state.rhythm, state.newest_entry, now, settings.every_min, settings.every_max)


def _spread(wait: timedelta, feed_id: str, salt: int) -> timedelta:
    """`wait` give or take a tenth, always the same for the same feed and salt: feeds must not march in step."""
    digest = hashlib.sha256(f"{feed_id}\0{salt}".encode()).digest()
    return wait * (1 + _SPREAD * (int.from_bytes(digest[:4]) / 0x7FFFFFFF - 1))
