"""How often a feed publishes, and how often it is worth asking.

Enters: publication times, arrivals. Leaves: the rhythm (mean time between entries) and the interval that follows from
it. Called by `plan`.

The interval is the square root of rhythm times `_PATIENCE`: for a given number of polls over all feeds, the sum of
delays is least when a feed's share of polls grows with the root of its rate (Sia, Cho and Cho, "Efficient Monitoring
Algorithm for Fast News Alerts", IEEE TKDE 19(7), 2007, section 4). An interval in proportion to the rhythm itself, as
most readers have it, starves the quiet feeds, which is where a ministry's statement appears.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

# rhythm 1 hour -> ask every 5.5 minutes, 1 day -> 27 minutes, 1 week -> 71 minutes.
_PATIENCE = timedelta(seconds=30)
# The liveliest of the latest 3, 10 and 30 entries counts: news comes in bursts.
_WINDOWS = (3, 10, 30)
_UNKNOWN = timedelta(hours=6)
_SHORTEST = timedelta(seconds=1)
# Nothing new for longer than this many times the rhythm: the feed has slowed down.
_QUIET = 3


def measure_rhythm(published: Sequence[datetime], now: datetime) -> timedelta | None:
    """Mean time between entries over the liveliest window of the latest ones, the time since the last one included.

    None where fewer than three entries have a date that is not in the future.
    """
    times = sorted(instant for instant in published if instant <= now)
    if len(times) < _WINDOWS[0]:
        return None
    means = [(now - times[-size]) / size for size in _WINDOWS if size <= len(times)]
    return max(min(means), _SHORTEST)


def blend_arrivals(rhythm: timedelta | None, since: timedelta, count: int) -> timedelta:
    """The rhythm of a feed without dates, from `count` arrivals (1 or more) during `since`."""
    seen = max(since / count, _SHORTEST)
    return seen if rhythm is None else (rhythm + seen) / 2


def choose_interval(
    rhythm: timedelta | None, newest: datetime | None, now: datetime, shortest: timedelta, longest: timedelta
) -> timedelta:
    """How long to wait, between `shortest` and `longest`; a feed that has fallen quiet is asked less and less."""
    pace = rhythm or _UNKNOWN
    if newest is not None:
        pace = max(pace, (now - newest) / _QUIET)
    seconds = math.sqrt(pace.total_seconds() * _PATIENCE.total_seconds())
    return min(max(timedelta(seconds=seconds), shortest), longest)
