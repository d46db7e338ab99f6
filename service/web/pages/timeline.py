"""The timeline: the ledger as a picture, whole or one year or month of it, and a table that says the same.

Enters: `?year=2024&month=7`. Leaves: a page. Called by `app`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.errors import RequestError
from service.model.contact import ContactStatus
from service.model.views import ContactHead
from service.web.density import lay_out_density
from service.web.levels import find_level, find_place, list_levels
from service.web.picture import Period
from service.web.rendering import render_page
from service.web.site import Ask, Reply, Site
from service.web.timeline import find_silences, lay_out_timeline, next_month

MOST_MARKS = 90
"""So many contacts are drawn one by one; more are counted by month, and a click leads closer."""
MOST_YEARS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `gap`: days since the contact held before it, where it is one that was held."""

    contact: ContactHead
    level: str
    gap: int | None
    about: bool


def show_timeline(site: Site, ask: Ask) -> Reply:
    """`/timeline`."""
    today = ask.now.date()
    year, month = read_period(ask)
    levels = list_levels(site.config().watch.offices)
    heads = site.views.list_contact_heads()
    years = _count_years(heads)
    period = choose_period(heads, year, month, today)
    shown = [head for head in heads if _falls(head, period)]
    quiet = find_silences(heads, today)
    # However many a single month has, it is drawn; the table goes on by pages.
    dense = len(shown) > MOST_MARKS and not month
    picture = None if dense else lay_out_timeline(shown[:MOST_MARKS], levels, period, today, quiet)
    gaps = {silence.after: silence for silence in quiet if silence.after}
    labels = {level.id: level.label for level in levels}
    rows = [
        Row(
            head,
            labels[find_level(head, levels)],
            gaps[head.id].days if head.id in gaps else None,
            head.id in gaps and gaps[head.id].about,
        )
        for head in ([] if dense else shown[:MOST_MARKS])
    ]
    return render_page(
        ask,
        "timeline.html",
        picture=picture,
        density=lay_out_density(shown, levels, period) if dense else None,
        rows=rows[::-1],
        period=period,
        year=year,
        month=month,
        months=_count_months(heads, year) if year else {},
        years=years,
        total=len(heads),
        shown=len(shown),
        longest=max((silence for silence in quiet if silence.after), key=lambda found: found.days, default=None),
        held=sum(head.status is ContactStatus.HELD for head in shown),
        by=Counter(head.initiator.value for head in shown),
        today=today,
    )


def read_period(ask: Ask) -> tuple[int | None, int | None]:
    """The year and month that are asked for. Raises RequestError where they are none."""
    year, month = ask.first("year"), ask.first("month")
    if not year:
        return None, None
    if not (year.isascii() and year.isdigit() and len(year) == 4 and 1900 <= int(year) < 2200):
        raise RequestError(400, f"{year[:20]!r} is no year that the timeline could show: write ?year=2024")
    if not month:
        return int(year), None
    if not (month.isascii() and month.isdigit() and len(month) <= 2 and 1 <= int(month) <= 12):
        raise RequestError(400, f"{month[:20]!r} is no month: write ?year=2024&month=7")
    return int(year), int(month)


def choose_period(heads: Sequence[ContactHead], year: int | None, month: int | None, today: date) -> Period:
    """The month or year asked for; else from the year of the first contact to the month after today, or after what is
    planned."""
    if year and month:
        first = date(year, month, 1)
        return Period(first, next_month(first) - timedelta(days=1))
    if year:
        return Period(date(year, 1, 1), date(year, 12, 31))
    days = [day for head in heads if (day := find_place(head)) is not None]
    first = min([*days, today])
    last = max([day for day in days if day <= today + timedelta(days=366)] + [today])
    # A margin, so that the last marks stand clear of the edge.
    margin = timedelta(days=max(2, (last - first).days // 40))
    if (last - first).days > 500:
        return Period(first.replace(month=1, day=1), last + margin)
    return Period(first.replace(day=1), last + margin)


def _falls(head: ContactHead, period: Period) -> bool:
    day = find_place(head)
    return day is not None and period.holds(day)


def _count_years(heads: Sequence[ContactHead]) -> dict[int, int]:
    counted = Counter(int(head.sort_key[:4]) for head in heads if head.sort_key)
    return dict(sorted(counted.items())[-MOST_YEARS:])


def _count_months(heads: Sequence[ContactHead], year: int) -> dict[int, int]:
    counted = Counter(int(head.sort_key[5:7]) for head in heads if head.sort_key.startswith(f"{year:04}-"))
    return {month: counted[month] for month in range(1, 13)}
