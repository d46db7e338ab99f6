"""Small charts: how often something was, month by month, as one path.

Enter: counts by month. Leave: a `Bars` of a path and words. Called by the pages of the officials. Pure. The path stands
in a grid of one unit a month and `HIGH` units of height, which the template stretches to the chart's width.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

HIGH = 40


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart. `months` as "YYYY-MM"; `peak` is the month with the most, "" where there is none."""

    months: tuple[str, ...]
    counts: tuple[int, ...]
    path: str
    most: int
    total: int
    peak: str


def list_months(until: date, number: int) -> list[str]:
    """The last `number` months up to that of `until`, oldest first."""
    last = until.year * 12 + until.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(last - number + 1, last + 1)]


def lay_out_bars(counts: Mapping[str, int], months: Sequence[str], most: int = 0) -> Bars:
    """The chart of the months; `most`: what the whole height stands for, so that charts can be compared (0: the highest
    of these counts)."""
    numbers = tuple(counts.get(month, 0) for month in months)
    highest = max(numbers, default=0)
    path = "".join(_draw(numbers, max(most, highest)))
    peak = months[numbers.index(highest)] if highest else ""
    return Bars(tuple(months), numbers, path, highest, sum(numbers), peak)


def _draw(numbers: Sequence[int], most: int) -> Iterator[str]:
    for place, number in enumerate(numbers):
        if number:
            # One article can be seen beside a thousand.
            high = max(HIGH * number / most, 1.5)
            yield f"M{place}.12 {HIGH}v-{high:.1f}h.76v{high:.1f}z"
