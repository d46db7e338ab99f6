"""Alerts: all that were raised, newest first, of chosen kinds and priorities. And what the first page tells of one.

Enter: filters and a cursor in the query. Leaves: a page. Called by `app` and `now`. Low ones, articles that are not
relevant and name somebody, are shown when they are asked for: there are ten times as many of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.errors import RequestError
from service.model.alert import Alert, AlertKind, Priority
from service.stages.render import word_subject
from service.web.pages.asking import read_choice, read_cursor
from service.web.rendering import render_page
from service.web.site import Ask, Reply, Site
from service.web.words import make_query

SHOWN = 30
USUAL = (Priority.HIGH, Priority.NORMAL)
EVERY = "any"
KINDS: Mapping[AlertKind, str] = {
    AlertKind.CONTACT: "a contact",
    AlertKind.ACCOUNT: "a side's account",
    AlertKind.MATCH: "an article on the topic",
    AlertKind.MENTION: "an official named",
    AlertKind.REVISION: "a contact told otherwise",
    AlertKind.EDIT: "an article changed",
    AlertKind.SILENCE: "a silence",
}
"""What each kind is raised for, as the filter words it."""
PRIORITIES = {"": "high and normal", **{priority.value: priority.value for priority in Priority}, EVERY: "any"}


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """An alert as pages show it. `subject` says what happened, or who is named."""

    alert: Alert
    subject: str


def list_alerts(site: Site, ask: Ask) -> Reply:
    """`/alerts`."""
    kind, before = read_choice(ask, "kind", AlertKind), _read_number(ask)
    page = site.views.page_alerts(
        kinds=[kind] if kind else [],
        priorities=_read_priorities(ask),
        limit=SHOWN,
        before=before,
    )
    address = {"kind": kind, "priority": ask.first("priority").strip()}
    return render_page(
        ask,
        "alerts.html",
        alerts=list(show_alerts(numbered.alert for numbered in page.items)),
        kind=kind,
        priority=address["priority"],
        kinds=KINDS,
        priorities=PRIORITIES,
        older=page.before and f"/alerts{make_query(**address, before=page.before)}",
        first=before and f"/alerts{make_query(**address)}",
    )


def show_alerts(alerts: Iterable[Alert]) -> Iterable[ShownAlert]:
    """Alerts, each with its subject in words."""
    return (ShownAlert(alert, word_subject(alert)) for alert in alerts)


def _read_priorities(ask: Ask) -> Sequence[Priority]:
    """Those that are asked for; none for all."""
    if ask.first("priority").strip() == EVERY:
        return ()
    chosen = read_choice(ask, "priority", Priority)
    return (chosen,) if chosen else USUAL


def _read_number(ask: Ask) -> int | None:
    """The number of the alert that the page goes on behind."""
    text = read_cursor(ask)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise RequestError(400, "before: the number of an alert is wanted, as the link to the older ones has it")
    return int(text)
