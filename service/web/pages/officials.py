"""Officials: how often each is named, month by month; and one official: offices, forms that matched, contacts.

Enter: an id in the path. Leave: pages. Called by `app`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from service.errors import RequestError
from service.model.views import ArticleFilter
from service.model.watch import Holder, Office, Official, Watch
from service.web.charts import Bars, lay_out_bars, list_months
from service.web.rendering import render_page
from service.web.site import Ask, Reply, Site
from service.web.words import word_official

MONTHS = 24
MONTHS_WHOLE = 60
FORMS = 40
MOST_SHOWN = 120
NEWEST = 12


@dataclass(frozen=True, slots=True)
class Term:
    """A time in an office. `title` is the first English title of the office."""

    office: Office
    title: str
    holder: Holder


@dataclass(frozen=True, slots=True)
class Row:
    """An official in the list. `terms`: newest first."""

    official: Official
    terms: tuple[Term, ...]
    bars: Bars


def list_officials(site: Site, ask: Ask) -> Reply:
    """`/officials`."""
    today, watch = ask.now.date(), site.config().watch
    months = list_months(today, MONTHS)
    chosen = choose_officials(site, MOST_SHOWN)
    counted = site.views.count_mention_months([official.id for official in chosen], _first_day(months), today)
    most = max((number for of in counted.values() for number in of.values()), default=0)
    rows = [
        Row(official, tuple(list_terms(official, watch)), lay_out_bars(counted.get(official.id, {}), months, most))
        for official in chosen
    ]
    rows.sort(key=lambda row: -row.bars.total)
    return render_page(
        ask,
        "officials.html",
        rows=rows,
        sides=list(dict.fromkeys(official.side for official in chosen)),
        names=_name_sides(watch),
        months=months,
        most=most,
        left_out=len(watch.officials) - len(chosen),
    )


def choose_officials(site: Site, most: int, wanted: str = "") -> list[Official]:
    """Those who are watched; of very many those whom most articles name, and `wanted`."""
    officials = site.config().watch.officials
    if len(officials) <= most:
        return list(officials)
    named = [official_id for official_id, _ in site.views.list_facets(most).officials]
    ranks = {official_id: rank for rank, official_id in enumerate([wanted, *named])}
    ranked = sorted(officials, key=lambda official: ranks.get(official.id, len(ranks)))
    return ranked[:most]


def show_official(site: Site, ask: Ask) -> Reply:
    """`/officials/ID`."""
    today, watch = ask.now.date(), site.config().watch
    wanted = ask.params["official"]
    official = next((official for official in watch.officials if official.id == wanted), None)
    if official is None:
        raise RequestError(404, f"no official with the id {wanted[:40]!r} is watched")
    months = list_months(today, MONTHS_WHOLE)
    counted = site.views.count_mention_months([official.id], _first_day(months), today).get(official.id, {})
    page = site.views.list_articles(ArticleFilter(official=official.id), limit=NEWEST)
    return render_page(
        ask,
        "official.html",
        official=official,
        side=_name_sides(watch)[official.side],
        terms=list(list_terms(official, watch)),
        bars=lay_out_bars(counted, months),
        by_year=_sum_years(counted),
        forms=site.views.list_forms(official.id, FORMS),
        contacts=site.views.list_contacts(official=official.name, limit=NEWEST),
        articles=page.items,
        more=page.next is not None,
        names={found: word_official(found, watch) for head in page.items for found in head.officials},
        today=today,
    )


def list_terms(official: Official, watch: Watch) -> Iterator[Term]:
    """The terms of office of an official, newest first."""
    found = [
        Term(office, office.titles.get("en", (office.id,))[0], holder)
        for office in watch.offices
        for holder in office.holders
        if holder.official == official.id
    ]
    yield from sorted(found, key=lambda term: term.holder.since, reverse=True)


def _first_day(months: list[str]) -> date:
    return date.fromisoformat(f"{months[0]}-01")


def _sum_years(counted: Mapping[str, int]) -> dict[str, int]:
    years: dict[str, int] = {}
    for month, number in sorted(counted.items()):
        years[month[:4]] = years.get(month[:4], 0) + number
    return years


def _name_sides(watch: Watch) -> dict[str, str]:
    named = {"us": "United States", "ru": "Russia", **{side.id: side.name for side in watch.sides if side.name}}
    return {official.side: named.get(official.side, official.side) for official in watch.officials} | named
