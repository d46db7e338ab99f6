"""Alerts, newest first; one by its id.

Enter: asks. Leave: JSON objects. Called through `operations`.
"""

from typing import Any

from service.errors import RequestError
from service.model.alert import AlertKind, Priority
from service.web.api.describe import describe_numbered
from service.web.api.operation import Operation
from service.web.api.parameters import CURSOR, PathParameter, Values, choice, limit, number
from service.web.api.schemas import page_of, ref
from service.web.site import Ask, Site


def list_alerts(site: Site, _: Ask, values: Values) -> dict[str, Any]:
    """Newest first; with `after`, those that entered the store after a number, oldest first."""
    kinds, priorities = values["kind"], values["priority"]
    if values["after"] is not None:
        if values["cursor"] is not None:
            raise RequestError(400, "after, cursor: only one of them at a time")
        found = site.views.list_alerts_after(values["after"], kinds=kinds, priorities=priorities, limit=values["limit"])
        return {"items": [describe_numbered(item) for item in found], "next": None}
    before = int(values["cursor"]) if values["cursor"] is not None else None
    page = site.views.page_alerts(kinds=kinds, priorities=priorities, limit=values["limit"], before=before)
    items = [describe_numbered(item) for item in page.items]
    return {"items": items, "next": str(page.before) if page.before is not None else None}


def show_alert(site: Site, _: Ask, values: Values) -> dict[str, Any]:
    found = site.views.find_alert(values["id"])
    if found is None:
        raise RequestError(404, "there is no alert of this id")
    return describe_numbered(found)


OPERATIONS = (
    Operation(
        "listAlerts",
        "/alerts",
        "Alerts, newest first",
        list_alerts,
        page_of("Alert"),
        (
            choice("kind", "Only of this kind; may be given several times", AlertKind, several=True),
            choice("priority", "Only of this priority; may be given several times", Priority, several=True),
            number(
                "after",
                "Only those that entered the store after the alert of this `number`, oldest first: whoever asks again "
                "with the highest number seen misses none",
                least=0,
                most=10**15,
            ),
            limit(),
            CURSOR,
        ),
    ),
    Operation(
        "showAlert",
        "/alerts/{id}",
        "One alert",
        show_alert,
        ref("Alert"),
        within=(PathParameter("id", "The alert's id"),),
    ),
)
