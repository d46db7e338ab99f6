"""The timeline: the ledger as a picture, whole or one year or month of it, and a table that says the same.

Enters: `?year=2024&month=7`. Leaves: a page. Called by `app`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.errors import RequestError
from service.model.contact import ContactStatus
from service.model.views import ContactHead
from service.web.density import lay_out_density
from service.web.levels import Level, list_levels
from service.web.picture import Period, Placed
from service.web.rendering import render_page
from service.web.site import Ask, Reply, Site
from service.web.survey import Survey, survey_ledger
from service.web.timeline import lay_out_timeline, next_month

MOST_MARKS = 60
"""So many contacts are drawn one by one, each about 1 kB; more are counted by month, and a click leads closer."""


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
    survey = survey_ledger(site, today)
    period = choose_period([found.day for found in survey.placed], year, month, today)
    shown = [found for found in survey.placed if period.holds(found.day)]
    # However many a single month has, it is drawn; the table goes on by pages.
    dense = len(shown) > MOST_MARKS and not month
    drawn = [] if dense else shown[:MOST_MARKS]
    heads = [found.contact for found in drawn]
    return render_page(
        ask,
        "timeline.html",
        picture=None if dense else lay_out_timeline(heads, levels, period, today, survey.quiet),
        density=lay_out_density(shown, levels, period) if dense else None,
        rows=list(_make_rows(drawn, levels, survey))[::-1],
        period=period,
        year=year,
        month=month,
        months=_count_months(survey, year) if year else {},
        years=survey.years,
        total=len(survey.placed),
        shown=len(shown),
        longest=survey.longest,
        held=sum(found.contact.status is ContactStatus.HELD for found in shown),
        by=Counter(found.contact.initiator.value for found in shown),
    )


def _make_rows(placed: Sequence[Placed], levels: Sequence[Level], survey: Survey) -> Iterator[Row]:
    labels = {level.id: level.label for level in levels}
    before = {quiet.after: quiet for quiet in survey.quiet if quiet.after}
    for found in placed:
        quiet = before.get(found.contact.id)
        days, about = (quiet.days, quiet.about) if quiet else (None, False)
        yield Row(found.contact, labels[found.level], days, about)


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


def choose_period(days: Sequence[date], year: int | None, month: int | None, today: date) -> Period:
    """The month or year asked for; else from the year of the first contact until a little after today, or after what is
    planned within a year."""
    if year and month:
        first = date(year, month, 1)
        return Period(first, next_month(first) - timedelta(days=1))
    if year:
        return Period(date(year, 1, 1), date(year, 12, 31))
    first = min([*days[:1], today])
    latest = today + timedelta(days=366)
    last = max((day for day in days if day <= latest), default=today)
    last = max(last, today)
    # A margin, so that the last marks stand clear of the edge.
    margin = timedelta(days=max(2, (last - first).days // 40))
    if (last - first).days > 500:
        return Period(first.replace(month=1, day=1), last + margin)
    return Period(first.replace(day=1), last + margin)


def _count_months(survey: Survey, year: int) -> dict[int, int]:
    counted = Counter(found.day.month for found in survey.placed if found.day.year == year)
    return {month: counted[month] for month in range(1, 13)}
