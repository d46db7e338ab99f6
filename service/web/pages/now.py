"""Now: days since the last contact against the usual gap, the newest alerts, what is planned or refused, the feeds.

Enters: a request for the first page. Leaves: a page; a script asks for it again when an alert arrives. Called by `app`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.model.alert import Alert, AlertKind, Priority
from service.model.contact import ContactStatus
from service.model.feed import FeedState, FeedStatus
from service.model.ledger import LedgerContact
from service.stages.ledger.gaps import find_gaps, find_last_held, find_usual_gap
from service.stages.render import word_subject
from service.web.rendering import render_page
from service.web.site import Ask, Reply, Site

ALERTS = 12
CONTACTS = 60
"""So many contacts that were held the usual gap is taken from."""
RECENT = 8
OPEN = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """How long the sides have been silent. `share`: of the longest span that the scale shows, in percent."""

    last: LedgerContact
    days: int
    usual: int | None
    longest: int | None
    share: float
    usual_share: float | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An alert as the page shows it. `subject` says what happened, or who is named."""

    alert: Alert
    subject: str
    told: bool


def show_now(site: Site, ask: Ask) -> Reply:
    """`/`."""
    today = ask.now.date()
    held = site.views.list_contacts(status=ContactStatus.HELD, until=today, limit=CONTACTS)
    alerts = site.views.list_newest_alerts(priorities=(Priority.HIGH, Priority.NORMAL), limit=ALERTS)
    states = {state.feed_id: state for state in site.views.list_feed_states()}
    feeds = [states.get(feed.id) for feed in site.config().feeds]
    return render_page(
        ask,
        "now.html",
        standing=find_standing(held, today),
        recent=held[:RECENT],
        pending=site.views.list_open_contacts(today, OPEN),
        alerts=[_show(alert) for alert in reversed(alerts)],
        feeds=Counter((state.status if state else FeedStatus.NEW).value for state in feeds),
        unwell=[state for state in feeds if state and _is_unwell(state)][:6],
        polled=max((state.last_success for state in feeds if state and state.last_success), default=None),
        polls=site.polls,
    )


def find_standing(held: Sequence[LedgerContact], today: date) -> Standing | None:
    """The silence of today beside the usual gap and the longest; None where nothing was held yet."""
    found = find_last_held(held, today)
    if found is None:
        return None
    last, days = found
    gaps = list(find_gaps(held).values())
    usual = find_usual_gap(gaps)
    longest = max((gap.days for gap in gaps), default=None)
    scale = max(days, 3 * (usual or 0), 7)
    usual_share = round(min(usual / scale, 1) * 100, 1) if usual else None
    return Standing(last, days, usual, longest, round(days / scale * 100, 1), usual_share)


def _show(alert: Alert) -> Shown:
    told = alert.kind not in {AlertKind.MATCH, AlertKind.MENTION}
    return Shown(alert, word_subject(alert), told)


def _is_unwell(state: FeedState) -> bool:
    return state.status in {FeedStatus.FAILING, FeedStatus.GONE, FeedStatus.SILENT}
