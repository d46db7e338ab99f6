"""The ledger as a picture where it holds too many contacts to draw each: so many a month or quarter, lane by lane.

Enter: rows of the ledger, the levels of the watch, a period. Leave: a `Density` of numbers and paths, which the
template turns into SVG. Called by `pages.timeline`. Pure. Bars stand in a grid whose width is the number of bins,
stretched to the width of the picture; heights are pixels.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from service.model.contact import Channel, Initiator
from service.stages.ledger.wording import CHANNEL_NAMES
from service.web.levels import Level
from service.web.picture import BandRow, Period, Placed
from service.web.timeline import BAND, HEAD, list_bands, next_month

BAR = 34
GAP = 8
TITLE = 20
GRID = 99
"""The height of a lane in the units of its bars: whole numbers of two digits, since a page has thousands."""
MOST_BINS = 62
_Counted = Counter[tuple[int, Initiator]]
_INITIATORS = (Initiator.US, Initiator.RU, Initiator.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Bin:
    """A stretch of time. `year` and `month`: where a click on it leads; `month` None for a quarter or a whole year."""

    period: Period
    label: str
    year: int
    month: int | None
    total: int
    by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BarLane:
    """A channel of a level: for each initiator the path of its bars, stacked upon each other, in a grid of one unit a
    bin and `GRID` units of height."""

    channel: Channel
    label: str
    y: int
    total: int
    paths: tuple[tuple[Initiator, str], ...]


@dataclass(frozen=True, slots=True)
class BarGroup:
    """A level: its name at `y`, the bands of its offices, its lanes."""

    level: Level
    y: int
    rows: tuple[BandRow, ...]
    lanes: tuple[BarLane, ...]


@dataclass(frozen=True, slots=True)
class Density:
    """The whole picture. `most`: how many contacts the highest bar stands for."""

    period: Period
    height: int
    bins: tuple[Bin, ...]
    groups: tuple[BarGroup, ...]
    most: int


def lay_out_density(contacts: Iterable[Placed], levels: Sequence[Level], period: Period) -> Density:
    """The picture of the contacts that fall into the period, by month where that is at most five years."""
    bins = list(cut_bins(period))
    cells = _count_cells(contacts, period, bins)
    heights: Counter[tuple[str, Channel, int]] = Counter()
    for (level_id, channel), counted in cells.items():
        for (place, _), number in counted.items():
            heights[level_id, channel, place] += number
    most = max(heights.values(), default=0)
    y = HEAD
    groups = []
    for level in levels:
        lanes = []
        top, y = y, y + TITLE
        rows = []
        for office in level.offices:
            rows.append(BandRow(office.side, y, tuple(list_bands(office.holders, period))))
            y += BAND
        for channel in Channel:
            if (level.id, channel) in cells:
                of_lane = cells[level.id, channel]
                paths = tuple(_draw_bars(of_lane, most))
                lanes.append(BarLane(channel, CHANNEL_NAMES[channel], y, of_lane.total(), paths))
                y += BAR + GAP
        if lanes:
            groups.append(BarGroup(level, top, tuple(rows), tuple(lanes)))
        else:
            y = top
    return Density(period, y, tuple(_count_bins(bins, cells.values())), tuple(groups), most)


def _count_cells(
    contacts: Iterable[Placed], period: Period, bins: Sequence[Period]
) -> dict[tuple[str, Channel], _Counted]:
    """How many contacts of each initiator each bin has (its place in `bins`), lane by lane."""
    ends = [span.last for span in bins]
    cells: defaultdict[tuple[str, Channel], _Counted] = defaultdict(Counter)
    for placed in contacts:
        if period.holds(placed.day):
            place = bisect_left(ends, placed.day)
            cells[placed.level, placed.contact.channel][place, placed.contact.initiator] += 1
    return dict(cells)


def cut_bins(period: Period) -> Iterator[Period]:
    """Months; quarters where there would be too many, then years."""
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    size = next(size for size in (1, 3, 12, 60, 1200) if months <= size * MOST_BINS)
    first = period.first
    while first <= period.last:
        beyond = next_month(first)
        # Quarters and years end where the calendar's do.
        while (beyond.year * 12 + beyond.month - 1) % size:
            beyond = next_month(beyond)
        last = min(beyond - timedelta(days=1), period.last)
        yield Period(first, last)
        first = beyond


def _draw_bars(counted: _Counted, most: int) -> Iterator[tuple[Initiator, str]]:
    stood: Counter[int] = Counter()
    for initiator in _INITIATORS:
        parts = []
        for place in sorted({place for place, by in counted if by is initiator}):
            number = counted[place, initiator]
            low, high = (GRID - round(GRID * count / most) for count in (stood[place], stood[place] + number))
            # One contact can be seen beside a hundred.
            high = min(high, low - 1)
            parts.append(f"M{place} {low}V{high}h1V{low}z")
            stood[place] += number
        if parts:
            yield initiator, "".join(parts)


def _count_bins(bins: Sequence[Period], cells: Iterable[_Counted]) -> Iterator[Bin]:
    totals: _Counted = Counter()
    for counted in cells:
        totals.update(counted)
    for place, span in enumerate(bins):
        by = tuple(totals[place, initiator] for initiator in _INITIATORS)
        single = span.first.month == span.last.month and span.first.year == span.last.year
        yield Bin(span, _word_bin(span), span.first.year, span.first.month if single else None, sum(by), by)


def _word_bin(span: Period) -> str:
    first, last = span.first, span.last
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    if first.year == last.year and last.month - first.month <= 2:
        return f"{first:%b} to {last:%b %Y}"
    return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
