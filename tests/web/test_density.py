"""The timeline of a ledger with too many contacts to draw each: counted by month, quarter or year."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from service.config import find_default_config, load_config
from service.model.contact import Channel, Initiator
from service.model.views import ContactHead
from service.web.density import GRID, Density, cut_bins, lay_out_density
from service.web.levels import find_level, list_levels
from service.web.picture import Period, Placed
from tests.support.contact_heads import make_head

LEVELS = list_levels(load_config(find_default_config(), {}).watch.offices)
DECADE = Period(date(2015, 1, 1), date(2025, 3, 10))


def draw(heads: Sequence[ContactHead], period: Period) -> Density:
    placed = [Placed(date.fromisoformat(head.sort_key), find_level(head, LEVELS), head) for head in heads]
    return lay_out_density(placed, LEVELS, period)


def test_bins_are_months_then_quarters_then_years() -> None:
    assert len(list(cut_bins(Period(date(2022, 1, 1), date(2022, 12, 31))))) == 12
    quarters = list(cut_bins(DECADE))
    assert (quarters[0].first, quarters[0].last) == (date(2015, 1, 1), date(2015, 3, 31))
    assert len(quarters) == 41
    years = list(cut_bins(Period(date(1990, 5, 1), date(2025, 3, 10))))
    assert (years[0].last, years[1].last, len(years)) == (date(1990, 12, 31), date(1991, 12, 31), 36)


def test_bins_leave_no_day_out() -> None:
    for first in (date(2015, 1, 1), date(2015, 2, 14), date(1950, 7, 31)):
        bins = list(cut_bins(Period(first, DECADE.last)))
        assert (bins[0].first, bins[-1].last) == (first, DECADE.last)
        assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(bins))


def test_every_contact_is_counted_once_in_its_bin_and_lane() -> None:
    heads = [
        make_head(f"20{year}-{month:02}-1{day}", initiator=Initiator(by), channel=channel)
        for year in range(15, 25)
        for month in (1, 2, 9)
        for day, by in enumerate(("us", "ru", "unknown"))
        for channel in (Channel.PHONE, Channel.MEETING)
    ]
    density = draw(heads, DECADE)
    assert sum(bin_.total for bin_ in density.bins) == len(heads) == 180
    assert Counter({bin_.label: bin_.total for bin_ in density.bins})["Jan to Mar 2016"] == 12
    lanes = [lane for group in density.groups for lane in group.lanes]
    assert [(lane.channel, lane.total) for lane in lanes] == [(Channel.PHONE, 90), (Channel.MEETING, 90)]
    assert density.most == 6


def test_bars_stand_upon_each_other_and_the_highest_fills_the_lane() -> None:
    heads = [make_head(f"2024-05-{day:02}", initiator=Initiator.US if day < 4 else Initiator.RU) for day in range(1, 6)]
    density = draw(heads, Period(date(2024, 1, 1), date(2024, 12, 31)))
    paths = dict(density.groups[0].lanes[0].paths)
    # Of five contacts the three below are of the United States, the two above of Russia.
    assert paths == {
        Initiator.US: f"M4 {GRID}V40h1V{GRID}z",
        Initiator.RU: "M4 40V0h1V40z",
    }


def test_one_contact_can_be_seen_beside_many() -> None:
    heads = [make_head(f"2024-05-{1 + number % 28:02}") for number in range(400)]
    density = draw([*heads, make_head("2024-07-01")], Period(date(2024, 1, 1), date(2024, 12, 31)))
    assert f"M6 {GRID}V{GRID - 1}h1" in dict(density.groups[0].lanes[0].paths)[Initiator.US]


def test_a_column_leads_to_its_month_or_year() -> None:
    months = draw([make_head("2024-05-01")], Period(date(2024, 1, 1), date(2024, 12, 31)))
    assert [(bin_.year, bin_.month) for bin_ in months.bins][4] == (2024, 5)
    quarters = draw([make_head("2024-05-01")], DECADE)
    assert {bin_.month for bin_ in quarters.bins[:-1]} == {None}
