"""Now: days since the last contact against the usual gap, the newest alerts, what is planned or refused, the feeds.

Enters: a request for the first page. Leaves: a page; a script asks for it again when an alert arrives. Called by `app`.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from service.model.feed import FeedState, FeedStatus
from service.model.views import ContactHead
from service.web.pages.alerts import USUAL, show_alerts
from service.web.rendering import render_page
from service.web.site import Ask, Reply, Site
from service.web.survey import Survey, survey_ledger

ALERTS = 12
RECENT = 8
OPEN = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """How long the sides have been silent. `share`, `usual_share`: of the span that the scale shows, in percent."""

    last: ContactHead
    days: int
    usual: int | None
    share: float
    usual_share: float | None


def show_now(site: Site, ask: Ask) -> Reply:
    """`/`."""
    today = ask.now.date()
    survey = survey_ledger(site, today)
    alerts = site.views.list_newest_alerts(priorities=USUAL, limit=ALERTS)
    states = {state.feed_id: state for state in site.views.list_feed_states()}
    feeds = [states.get(feed.id) for feed in site.config().feeds]
    return render_page(
        ask,
        "now.html",
        standing=find_standing(survey, today),
        recent=[found.contact for found in survey.held[: -RECENT - 1 : -1]],
        pending=site.views.list_open_contacts(today, OPEN),
        alerts=list(show_alerts(reversed(alerts))),
        feeds=Counter((state.status if state else FeedStatus.NEW).value for state in feeds),
        unwell=[state for state in feeds if state and _is_unwell(state)][:6],
        polled=max((state.last_success for state in feeds if state and state.last_success), default=None),
        polls=site.polls,
    )


def find_standing(survey: Survey, today: date) -> Standing | None:
    """The silence of today beside the usual gap; None where nothing was held yet."""
    if not survey.held:
        return None
    last, usual = survey.held[-1], survey.usual
    days = (today - last.day).days
    scale = max(days, 3 * (usual or 0), 7)
    usual_share = round(min(usual / scale, 1) * 100, 1) if usual else None
    return Standing(last.contact, days, usual, round(days / scale * 100, 1), usual_share)


def _is_unwell(state: FeedState) -> bool:
    return state.status in {FeedStatus.FAILING, FeedStatus.GONE, FeedStatus.SILENT}
