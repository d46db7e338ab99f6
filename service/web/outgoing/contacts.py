"""The ledger as feeds: `/contacts.atom`, `/contacts.json`, `/contacts.ics`; the parameters of the API's list.

Enter: asks. Leave: documents. Called by `app`. A contact that is told of anew comes anew, with the same id.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from service.model.ledger import LedgerContact
from service.stages.ledger.calendar import render_calendar, tell_contact
from service.stages.ledger.wording import word_contact
from service.web.api.contacts import FILTERS, find_name
from service.web.api.parameters import limit, read_parameters
from service.web.outgoing.alerts import CALENDAR
from service.web.outgoing.atom import MEDIA as ATOM
from service.web.outgoing.atom import render_atom
from service.web.outgoing.entries import NAMESPACE, FeedHead, FeedItem
from service.web.outgoing.jsonfeed import MEDIA as JSON_FEED
from service.web.outgoing.jsonfeed import render_json_feed
from service.web.rendering import find_weblink, quote_segment
from service.web.site import Ask, Handler, Reply, Site

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def serve_atom(site: Site, ask: Ask) -> Reply:
    return Reply(render_atom(_head(ask), make_items(_load(site, ask, 100), ask.base)), ATOM)


def serve_json(site: Site, ask: Ask) -> Reply:
    return Reply(render_json_feed(_head(ask), make_items(_load(site, ask, 100), ask.base)), JSON_FEED)


def serve_calendar(site: Site, ask: Ask) -> Reply:
    """As `hotline contacts --ical` writes it, oldest first."""
    return Reply(render_calendar(_load(site, ask, 500)[::-1]).encode("utf-8", "replace"), CALENDAR)


def make_items(rows: Sequence[LedgerContact], base: str) -> list[FeedItem]:
    """The contacts as items of a feed, those told of last first."""
    items = [
        FeedItem(
            id=f"{NAMESPACE}:contact/{row.id}",
            title=f"{row.date or 'day unknown'}: {word_contact(row)}",
            text="\n\n".join((word_contact(row), *tell_contact(row))),
            page=f"{base}/contacts/{quote_segment(row.id)}",
            updated=row.last_reported or row.first_reported or _LONG_AGO,
            published=row.first_reported or _LONG_AGO,
            source=next((source for account in row.accounts if (source := find_weblink(account.source.url))), None),
            tags=(row.channel.value, row.status.value),
        )
        for row in rows
    ]
    return sorted(items, key=lambda item: (item.updated, item.id), reverse=True)


def _load(site: Site, ask: Ask, usual: int) -> Sequence[LedgerContact]:
    values: dict[str, Any] = {**read_parameters(ask, (*FILTERS, limit(usual, 1000)))}
    values["official"] = find_name(site, values["official"])
    return site.views.page_contacts(**values).items


def _head(ask: Ask) -> FeedHead:
    return FeedHead(f"{NAMESPACE}:contacts", "Hotline: contacts", f"{ask.base}{ask.path}", f"{ask.base}/contacts")


CONTACTS: Mapping[str, Handler] = {
    "/contacts.atom": serve_atom,
    "/contacts.json": serve_json,
    "/contacts.ics": serve_calendar,
}
