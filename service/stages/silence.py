"""Is it quiet? Decide that a feed, or all polling, has fallen silent, and say so in an alert.

Enter: the state of a feed, when its latest items came, `now`. Leave: a silence with its reason in words, or None; and
the alert of it. Called by `jobs.watchdog`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from service.model.alert import Alert, AlertKind, Priority
from service.model.feed import Feed, FeedState, FeedStatus
from service.stages.alerts import compute_alert_id

SHORTEST_SILENCE = timedelta(hours=24)
PATIENCE = 2
"""A feed is silent once it has been quiet for this many times the longest pause that it is known to make."""

FEWEST_ITEMS = 5
EMPTY_FOR = timedelta(hours=6)
ALL_DOWN_AFTER = timedelta(hours=1)
POLLED_WITHIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Silence:
    """`since`: when the last sign of life came (UTC); it names the silence, so that one silence is alerted once."""

    since: datetime
    reason: str


def judge_feed(state: FeedState, times: Sequence[tuple[datetime, datetime]], now: datetime) -> Silence | None:
    """Whether a feed is quiet far longer than its rhythm. `times`: when each of its latest items came,
    and when it was first seen, in any order.

    A feed that was not polled of late is not judged (the daemon was off), nor one that has been watched for a shorter
    time than it would have to be silent for.
    """
    if state.last_polled is None:
        return None
    if state.status is FeedStatus.GONE:
        return Silence(state.last_success or state.last_polled, "its server says that it is gone for good (410)")
    if now - state.last_polled > POLLED_WITHIN:
        return None
    if state.empty_since is not None and now - state.empty_since > EMPTY_FOR:
        return Silence(state.empty_since, "it answers, but with an empty feed")
    known = sorted(came for came, _ in times if came <= now)
    if len(known) < FEWEST_ITEMS:
        return None
    longest = max(later - earlier for earlier, later in pairwise(known))
    limit = max(SHORTEST_SILENCE, PATIENCE * longest)
    quiet = now - known[-1]
    watched = now - min(seen for _, seen in times)
    if min(quiet, watched) <= limit:
        return None
    trouble = f"; its polls fail: {state.last_error}" if state.failures and state.last_error else ""
    return Silence(
        known[-1], f"nothing new for {describe_span(quiet)}, its longest pause was {describe_span(longest)}{trouble}"
    )


def judge_polling(states: Sequence[FeedState], now: datetime) -> Silence | None:
    """Whether all polling has gone quiet: every feed that was polled failed since its last success, for an hour."""
    polled = [state for state in states if state.last_polled is not None]
    if not polled or any(now - (state.last_polled or now) > POLLED_WITHIN for state in polled):
        return None
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    if any((state.last_polled or epoch) <= (state.last_success or epoch) for state in polled):
        return None
    last = max((state.last_success for state in polled if state.last_success), default=None)
    if last is None or now - last <= ALL_DOWN_AFTER:
        return None
    return Silence(last, f"no feed could be polled for {describe_span(now - last)}: is the network up?")


def make_silence_alert(feed: Feed | None, silence: Silence, now: datetime) -> Alert:
    """The alert of a silence; `feed` None: all polling."""
    name = feed.id if feed else "all feeds"
    key = f"{name}|{silence.since.isoformat()}"
    outlet = (feed.outlet or feed.id) if feed else ""
    return Alert(
        id=compute_alert_id(AlertKind.SILENCE, key),
        kind=AlertKind.SILENCE,
        priority=Priority.NORMAL,
        dedup_key=key,
        created=now,
        reason=silence.reason,
        feed_id=feed.id if feed else None,
        title=f"{outlet} has gone quiet" if feed else "All polling has gone quiet",
        outlet=outlet,
        url=feed.url if feed else None,
        sentence=silence.reason,
        rule="silence",
    )


def describe_span(span: timedelta) -> str:
    """A length of time in one unit: "5 days", "36 hours", "1 minute"."""
    seconds = int(span.total_seconds())
    if seconds >= 2 * 86_400:
        return f"{seconds // 86_400} days"
    if seconds >= 2 * 3_600:
        return f"{seconds // 3_600} hours"
    minutes = seconds // 60
    return f"{minutes} minute{'s' * (minutes != 1)}"
