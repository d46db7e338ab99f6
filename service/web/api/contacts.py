"""The ledger: contacts, newest first; one with its accounts, sources, history and stories.

Enter: asks. Leave: JSON objects. Called through `operations`.
"""

from typing import Any

from service.errors import RequestError
from service.model.contact import Channel, ContactStatus
from service.stages.ledger import compare_accounts
from service.stages.ledger.describe import describe_contact, describe_contact_whole
from service.web.api.operation import Operation
from service.web.api.parameters import CURSOR, PathParameter, Values, choice, day, limit, truth, word
from service.web.api.schemas import page_of, ref
from service.web.gaps import find_gaps_before
from service.web.site import Ask, Site

FILTERS = (
    day("since", "Only contacts of this day or later; a month counts if it reaches there"),
    day("until", "Only contacts of this day or earlier"),
    word("official", "Only those in which this official took part: an id of the watch, or a whole name"),
    choice("channel", "Only by this channel", Channel),
    choice("status", "Only of this status", ContactStatus),
    truth("recalled", "true: only those known from looking back; false: only the others"),
)


def list_contacts(site: Site, _: Ask, values: Values) -> dict[str, Any]:
    page = site.views.page_contacts(
        since=values["since"],
        until=values["until"],
        official=find_name(site, values["official"]),
        channel=values["channel"],
        status=values["status"],
        recalled=values["recalled"],
        limit=values["limit"],
        before=values["cursor"],
    )
    gaps = find_gaps_before(site.views, page.items)
    return {"items": [describe_contact(row, gaps.get(row.id)) for row in page.items], "next": page.next}


def find_name(site: Site, official: str | None) -> str | None:
    """The ledger knows participants by name; an official's id is as good."""
    watch = site.config().watch
    return next((known.name for known in watch.officials if known.id == official), official)


def show_contact(site: Site, _: Ask, values: Values) -> dict[str, Any]:
    contact = site.views.find_contact(values["id"])
    if contact is None:
        raise RequestError(404, "there is no contact of this id; it may have become one with another")
    gap = find_gaps_before(site.views, [contact]).get(contact.id)
    changes = site.views.list_changes(contact.id)
    stories = site.views.list_stories(contact_id=contact.id)
    return describe_contact_whole(contact, gap, compare_accounts(contact), changes, stories)


OPERATIONS = (
    Operation(
        "listContacts",
        "/contacts",
        "The ledger of contacts, newest first",
        list_contacts,
        page_of("Contact"),
        (*FILTERS, limit(), CURSOR),
    ),
    Operation(
        "showContact",
        "/contacts/{id}",
        "One contact: both accounts, what they agree on, each slot with its sources, its history and stories",
        show_contact,
        ref("WholeContact"),
        within=(PathParameter("id", "The contact's id, or at least four characters that only it begins with"),),
    ),
)
