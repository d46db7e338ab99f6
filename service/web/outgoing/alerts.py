"""Alerts as feeds: `/alerts.atom`, `/alerts.json`, `/alerts.ics`; newest first, the parameters of the API's list.

Enter: asks. Leave: documents. Called by `app`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC

from service.model.alert import Alert, AlertKind, Priority
from service.stages.ledger.calendar import escape_text, frame_calendar
from service.stages.render import describe_alert, word_subject
from service.web.api.parameters import choice, limit, read_parameters
from service.web.outgoing.atom import MEDIA as ATOM
from service.web.outgoing.atom import render_atom
from service.web.outgoing.entries import NAMESPACE, FeedHead, FeedItem
from service.web.outgoing.jsonfeed import MEDIA as JSON_FEED
from service.web.outgoing.jsonfeed import render_json_feed
from service.web.rendering import find_weblink, quote_segment
from service.web.site import Ask, Handler, Reply, Site

CALENDAR = "text/calendar; charset=utf-8"
SHOWN = (Priority.HIGH, Priority.NORMAL)
PARAMETERS = (
    choice("kind", "Only of this kind", AlertKind, several=True),
    choice("priority", "Only of this priority; by default high and normal", Priority, several=True),
    limit(100, 500),
)


def serve_atom(site: Site, ask: Ask) -> Reply:
    return Reply(render_atom(_head(ask), make_items(_load(site, ask), ask.base)), ATOM)


def serve_json(site: Site, ask: Ask) -> Reply:
    return Reply(render_json_feed(_head(ask), make_items(_load(site, ask), ask.base)), JSON_FEED)


def serve_calendar(site: Site, ask: Ask) -> Reply:
    """One event an alert, at the instant it was raised, of no length (RFC 5545, 3.6.1)."""
    lines = (line for alert in _load(site, ask) for line in _render_event(alert, ask.base))
    return Reply(frame_calendar("alerts", "Hotline alerts", lines).encode("utf-8", "replace"), CALENDAR)


def make_items(alerts: Sequence[Alert], base: str) -> list[FeedItem]:
    """The alerts as items of a feed, the newest first: they are numbered as they are stored, a moment after they are
    raised, and of two that are raised at once the later one may be the first."""
    return [
        FeedItem(
            id=f"{NAMESPACE}:alert/{alert.id}",
            title=_word_title(alert),
            text="\n\n".join(_word_lines(alert)),
            page=find_page(alert, base),
            updated=alert.created,
            published=alert.created,
            source=find_weblink(alert.url),
            tags=(alert.kind.value, alert.priority.value, *alert.official_names),
        )
        for alert in sorted(alerts, key=lambda alert: alert.created, reverse=True)
    ]


def find_page(alert: Alert, base: str) -> str:
    """The page that tells most of what an alert is about."""
    if alert.contact_id:
        return f"{base}/contacts/{quote_segment(alert.contact_id)}"
    if alert.article_id:
        return f"{base}/articles/{quote_segment(alert.article_id)}"
    return f"{base}/feeds"


def _load(site: Site, ask: Ask) -> list[Alert]:
    values = read_parameters(ask, PARAMETERS)
    page = site.views.page_alerts(
        kinds=values["kind"], priorities=values["priority"] or SHOWN, limit=values["limit"], before=None
    )
    return [numbered.alert for numbered in page.items]


def _head(ask: Ask) -> FeedHead:
    return FeedHead(f"{NAMESPACE}:alerts", "Hotline: alerts", f"{ask.base}{ask.path}", f"{ask.base}/")


def _word_title(alert: Alert) -> str:
    subject, title = word_subject(alert), describe_alert(alert)["title"]
    return f"{alert.kind.value}: {subject}: {title}" if title else f"{alert.kind.value}: {subject}"


def _word_lines(alert: Alert) -> Iterator[str]:
    known = describe_alert(alert)
    if known["sentence"]:
        yield f"«{known['sentence']}»"
    if known["outlet"]:
        yield str(known["outlet"])
    yield f"{known['reason']} ({known['rule']})" if known["rule"] else str(known["reason"])


def _render_event(alert: Alert, base: str) -> Iterator[str]:
    instant = f"{alert.created.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{alert.id}@alerts.hotline.invalid"
    yield f"DTSTAMP:{instant}"
    yield f"DTSTART:{instant}"
    yield f"SUMMARY:{escape_text(_word_title(alert))}"
    text = "\n".join(_word_lines(alert))
    yield f"DESCRIPTION:{escape_text(text)}"
    yield f"CATEGORIES:{escape_text(alert.kind.value)}"
    yield "TRANSP:TRANSPARENT"
    yield f"URL:{find_page(alert, base)}"
    yield "END:VEVENT"


ALERTS: Mapping[str, Handler] = {
    "/alerts.atom": serve_atom,
    "/alerts.json": serve_json,
    "/alerts.ics": serve_calendar,
}
