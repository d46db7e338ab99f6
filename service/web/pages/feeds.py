"""Feeds: how each fares, as a table that can be sorted: state, rhythm, last success, failures in words, cost.

Enters: `?sort=failures&desc=1`. Leaves: a page. Called by `app`. The order is in the address, so that it can be kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from service.errors import RequestError
from service.model.feed import Feed, FeedState, FeedStatus
from service.web.rendering import render_page
from service.web.site import Ask, Reply, Site
from service.web.words import make_query

_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_WORST = (
    FeedStatus.GONE,
    FeedStatus.FAILING,
    FeedStatus.SILENT,
    FeedStatus.MOVED,
    FeedStatus.NEW,
    FeedStatus.OK,
)
MOST_SHOWN = 80
"""So many feeds stand on one page: about 65 kB."""


@dataclass(frozen=True, slots=True)
class Row:
    """A feed that is configured, with its state; None where no poll has seen it."""

    feed: Feed
    state: FeedState | None

    @property
    def status(self) -> FeedStatus:
        return self.state.status if self.state else FeedStatus.NEW

    @property
    def seconds(self) -> float:
        return self.state.rhythm.total_seconds() if self.state and self.state.rhythm else float("inf")


@dataclass(frozen=True, slots=True)
class Column:
    """A heading. `href` sorts by it; `order` is "ascending" or "descending" where the table is sorted so now."""

    name: str
    label: str
    href: str
    order: str
    numeric: bool


_KEYS: dict[str, tuple[str, bool, Callable[[Row], object]]] = {
    "feed": ("Feed", False, lambda row: row.feed.id),
    "state": ("State", False, lambda row: _WORST.index(row.status)),
    "entries": ("Items", True, lambda row: row.state.entries if row.state else 0),
    "rhythm": ("Publishes every", True, lambda row: row.seconds),
    "success": ("Last success", False, lambda row: (row.state and row.state.last_success) or _NEVER),
    "next": ("Next poll", False, lambda row: row.state.next_due if row.state else _NEVER),
    "failures": ("Failures", False, lambda row: row.state.failures if row.state else 0),
    "cost": ("Traffic", True, lambda row: row.state.wire_bytes if row.state else 0),
}


def show_feeds(site: Site, ask: Ask) -> Reply:
    """`/feeds`."""
    sort, descending = ask.first("sort") or "feed", ask.first("desc") == "1"
    if sort not in _KEYS:
        raise RequestError(400, f"sort: {sort[:40]!r} is none of {', '.join(_KEYS)}")
    states = {state.feed_id: state for state in site.views.list_feed_states()}
    rows = [Row(feed, states.get(feed.id)) for feed in site.config().feeds]
    wanted = ask.first("state")
    kept = [row for row in rows if not wanted or row.status == wanted]
    key = _KEYS[sort][2]
    kept.sort(key=lambda row: row.feed.id)
    kept.sort(key=key, reverse=descending)  # type: ignore[arg-type]
    start = int(before) if (before := ask.first("from")).isdigit() and len(before) < 6 else 0
    counts = {status.value: sum(row.status is status for row in rows) for status in FeedStatus}
    query = {"sort": ask.first("sort"), "desc": ask.first("desc")}
    more = start + MOST_SHOWN if len(kept) > start + MOST_SHOWN else None
    return render_page(
        ask,
        "feeds.html",
        rows=kept[start : start + MOST_SHOWN],
        total=len(rows),
        wanted=wanted,
        counts={status: number for status, number in counts.items() if number},
        columns=[_make_column(name, sort, descending, wanted) for name in _KEYS],
        links={status: f"/feeds{make_query(**query, state=status)}" for status in counts},
        everything=f"/feeds{make_query(**query)}",
        more=more and f"/feeds{make_query(**query, state=wanted, **{'from': more})}",
        polls=site.polls,
    )


def _make_column(name: str, sort: str, descending: bool, wanted: str) -> Column:
    label, numeric, _ = _KEYS[name]
    here = name == sort
    # Of numbers and failures the large ones first.
    turned = not descending if here else numeric or name == "failures"
    href = f"/feeds{make_query(sort=name, desc='1' if turned else '', state=wanted)}"
    return Column(name, label, href, ("descending" if descending else "ascending") if here else "", numeric)
