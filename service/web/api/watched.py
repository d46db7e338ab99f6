"""What is watched: officials and feeds, each with how it fares.

Enter: asks. Leave: JSON objects. Called through `operations`.
"""

from datetime import date
from typing import Any

from service.errors import RequestError
from service.web.api.describe import describe_form, describe_official, describe_source_feed
from service.web.api.operation import Operation
from service.web.api.parameters import PathParameter, Values, day
from service.web.api.schemas import many, obj, ref
from service.web.site import Ask, Site

YEARS_SHOWN = 2


def list_officials(site: Site, _: Ask, __: Values) -> dict[str, Any]:
    watch = site.config().watch
    return {"items": [describe_official(official, watch.offices) for official in watch.officials]}


def show_official(site: Site, ask: Ask, values: Values) -> dict[str, Any]:
    watch = site.config().watch
    official = next((known for known in watch.officials if known.id == values["id"]), None)
    if official is None:
        raise RequestError(404, "there is no official of this id in the watch")
    until = values["until"] or ask.now.date()
    since = values["since"] or date(until.year - YEARS_SHOWN, until.month, 1)
    months = site.views.count_mention_months([official.id], since, until).get(official.id, {})
    forms = site.views.list_forms(official.id)
    return {
        **describe_official(official, watch.offices),
        "months": dict(sorted(months.items())),
        "forms": [describe_form(form) for form in forms],
    }


def list_feeds(site: Site, _: Ask, __: Values) -> dict[str, Any]:
    states = {state.feed_id: state for state in site.views.list_feed_states()}
    return {"items": [describe_source_feed(feed, states.get(feed.id)) for feed in site.config().feeds]}


OPERATIONS = (
    Operation(
        "listOfficials",
        "/officials",
        "The tracked officials, in the order of watch.yaml",
        list_officials,
        obj("", items=many(ref("Official"))),
    ),
    Operation(
        "showOfficial",
        "/officials/{id}",
        "One official: offices, how often named, and in which forms",
        show_official,
        ref("WholeOfficial"),
        (
            day("since", f"Months from that of this day on; by default the last {YEARS_SHOWN} years"),
            day("until", "Months up to that of this day; by default today's"),
        ),
        (PathParameter("id", "The official's id in watch.yaml"),),
    ),
    Operation(
        "listFeeds",
        "/feeds",
        "The configured feeds, in the order of feeds.yaml, and how each fares",
        list_feeds,
        obj("", items=many(ref("Feed"))),
    ),
)
