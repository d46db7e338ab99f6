"""What the page and the API look at beside articles and the ledger: alerts by number, contacts in few columns, counts.

Enter: a connection inside a transaction, filters. Leave: values of the model. Called by `view_reader`. Every query is a
search in an index, or reads rows that are kept counted (`index_schema`).
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, Text, func, or_, select, type_coerce, union_all

from service.adapters.store import ledger_views, queries
from service.adapters.store.index_schema import mention_forms, tallies
from service.adapters.store.ledger_rows import make_sort_key, read_contact
from service.adapters.store.ledger_schema import contact_heads, contacts, ledger_tallies
from service.adapters.store.rows import read_alert
from service.adapters.store.schema import alerts, deliveries, entries, feeds
from service.adapters.store.types import clean_text
from service.model.alert import AlertKind, DeliveryState, Priority
from service.model.contact import Channel, ContactStatus, Initiator
from service.model.ledger import LedgerContact
from service.model.views import (
    AlertPage,
    ArchiveFacets,
    ContactHead,
    ContactPage,
    MatchedForm,
    NumberedAlert,
    StoreCounts,
    StoredArticle,
    StoryPage,
)

_HEAD = ("id", "sort_key", "date", "channel", "status", "initiator", "us", "ru", "recalled", "verified")
# JSON as text: see `_read_head`.
_HEAD_COLUMNS = [
    type_coerce(contact_heads.c[name], Text) if name in ("us", "ru") else contact_heads.c[name] for name in _HEAD
]

COUNTED = 10_000
"""Rows that wait are counted up to here."""
_MOST = 2**63 - 1
_PLANNED_KEPT = timedelta(days=60)
_REFUSED_KEPT = timedelta(days=90)


def open_article(connection: Connection, reference: str) -> StoredArticle | None:
    """See `Views.open_article`."""
    article = queries.find_article(connection, reference)
    if article is None:
        return None
    placed = ledger_views.find_placed(connection, article.id)
    return StoredArticle(
        article,
        tuple(queries.load_mentions(connection, article.id)),
        tuple(queries.load_verdicts(connection, article.id)),
        placed,
        ledger_views.find_story(connection, placed.story_id) if placed else None,
    )


def list_facets(connection: Connection, limit: int) -> ArchiveFacets:
    """See `Views.list_facets`."""
    found = []
    for kind in ("outlet", "lang", "official"):
        query = select(tallies.c.value, tallies.c.number).where(tallies.c.kind == kind)
        rows = connection.execute(query.order_by(tallies.c.number.desc(), tallies.c.value).limit(limit))
        found.append(tuple((row.value, row.number) for row in rows))
    return ArchiveFacets(*found)


def count_mention_months(
    connection: Connection, officials: Collection[str], since: date, until: date
) -> Mapping[str, Mapping[str, int]]:
    """See `Views.count_mention_months`."""
    counted: defaultdict[str, dict[str, int]] = defaultdict(dict)
    query = select(tallies.c.value, tallies.c.month, tallies.c.number).where(tallies.c.kind == "named")
    query = query.where(tallies.c.month.between(f"{since:%Y-%m}", f"{until:%Y-%m}"))
    for official in sorted(set(officials)):
        of_official = query.where(tallies.c.value == official).order_by(tallies.c.month)
        counted[official] = {row.month: row.number for row in connection.execute(of_official)}
    return dict(counted)


def list_forms(connection: Connection, official: str, limit: int) -> list[MatchedForm]:
    """See `Views.list_forms`."""
    query = select(mention_forms).where(mention_forms.c.official == clean_text(official))
    query = query.order_by(mention_forms.c.number.desc(), mention_forms.c.kind, mention_forms.c.form).limit(limit)
    return [MatchedForm(row.form, row.kind, row.number) for row in connection.execute(query)]


# -- alerts


def page_alerts(
    connection: Connection,
    kinds: Collection[AlertKind],
    priorities: Collection[Priority],
    limit: int,
    before: int | None,
) -> AlertPage:
    """See `Views.page_alerts`."""
    if before is not None and not 0 <= before <= _MOST:
        raise ValueError(f"no cursor: {str(before)[:40]}")
    behind = [] if before is None else [alerts.c.number < before]
    found = _list_numbered(connection, kinds, priorities, limit + 1, behind, newest=True)
    return AlertPage(tuple(found[:limit]), found[limit - 1].number if len(found) > limit else None)


def list_alerts_after(
    connection: Connection, number: int, kinds: Collection[AlertKind], priorities: Collection[Priority], limit: int
) -> list[NumberedAlert]:
    """See `Views.list_alerts_after`."""
    behind = alerts.c.number > min(max(number, 0), _MOST)
    return _list_numbered(connection, kinds, priorities, limit, [behind], newest=False)


def _list_numbered(
    connection: Connection,
    kinds: Collection[AlertKind],
    priorities: Collection[Priority],
    limit: int,
    where: Sequence[ColumnElement[bool]],
    newest: bool,
) -> list[NumberedAlert]:
    """The first `limit` numbers of each kind and priority, then the first of all these: each a search in an index."""
    order = alerts.c.number.desc() if newest else alerts.c.number
    chosen = _choose(connection, kinds, priorities) if kinds or priorities else None
    if chosen is None:
        rows = connection.execute(select(alerts).where(*where).order_by(order).limit(limit)).mappings()
        return [NumberedAlert(row["number"], read_alert(row)) for row in rows]
    if not chosen:
        return []
    parts = []
    for kind, priority in chosen:
        fitting = select(alerts.c.number).where(alerts.c.kind == kind, alerts.c.priority == priority, *where)
        parts.append(select(fitting.order_by(order).limit(limit).subquery().c.number))
    numbers = sorted(connection.execute(union_all(*parts)).scalars(), reverse=newest)[:limit]
    rows = connection.execute(select(alerts).where(alerts.c.number.in_(numbers)).order_by(order)).mappings()
    return [NumberedAlert(row["number"], read_alert(row)) for row in rows]


def _choose(
    connection: Connection, kinds: Collection[AlertKind], priorities: Collection[Priority]
) -> list[tuple[str, str]]:
    """The kinds and priorities that are asked for and exist."""
    chosen = []
    for kind, priority in sorted(_count_alerts(connection)):
        if (not kinds or AlertKind(kind) in kinds) and (not priorities or Priority(priority) in priorities):
            chosen.append((kind, priority))
    return chosen


def _count_alerts(connection: Connection) -> dict[tuple[str, str], int]:
    query = select(tallies.c.value, tallies.c.number).where(tallies.c.kind == "alerts")
    counted = {}
    for row in connection.execute(query):
        kind, _, priority = row.value.partition(" ")
        counted[kind, priority] = row.number
    return counted


def find_last_number(connection: Connection) -> int:
    """See `Views.find_last_number`."""
    return connection.execute(select(func.max(alerts.c.number))).scalar() or 0


def find_alert(connection: Connection, alert_id: str) -> NumberedAlert | None:
    row = connection.execute(select(alerts).where(alerts.c.id == clean_text(alert_id))).mappings().first()
    return None if row is None else NumberedAlert(row["number"], read_alert(row))


def list_alerts_about(
    connection: Connection, article_id: str | None, contact_id: str | None, limit: int
) -> list[NumberedAlert]:
    """See `Views.list_alerts_about`."""
    column = alerts.c.contact_id if article_id is None else alerts.c.article_id
    about = column == clean_text(contact_id or article_id or "")
    query = select(alerts).where(about).order_by(alerts.c.created.desc(), alerts.c.number.desc()).limit(limit)
    return [NumberedAlert(row["number"], read_alert(row)) for row in connection.execute(query).mappings()]


# -- contacts


def page_contacts(
    connection: Connection, wanted: ledger_views.ContactFilter, limit: int, before: str | None
) -> ContactPage:
    """See `Views.page_contacts`. A cursor is the last one's sort key and id."""
    position = None
    if before is not None:
        key, mark, contact_id = clean_text(before).partition("~")
        if not mark:
            raise ValueError(f"no cursor: {before[:40]}")
        position = (key, contact_id)
    found = ledger_views.list_contacts_behind(connection, wanted, position, limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return ContactPage(tuple(found[:limit]), f"{make_sort_key(last)}~{last.id}" if last else None)


def page_stories(connection: Connection, limit: int, before: str | None) -> StoryPage:
    """See `Views.page_stories`. A cursor is the last one's last instant and id."""
    position = None
    if before is not None:
        instant, _, story_id = clean_text(before).partition("~")
        try:
            position = (datetime.fromisoformat(instant).astimezone(UTC), story_id)
        except OverflowError as error:
            raise ValueError(f"no cursor: {before[:40]}") from error
    found = ledger_views.list_stories_behind(connection, None, position, limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    following = f"{last.last.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}~{last.id}" if last else None
    return StoryPage(tuple(found[:limit]), following)


def list_contact_heads(connection: Connection, since: date | None, until: date | None) -> list[ContactHead]:
    """See `Views.list_contact_heads`."""
    key = contact_heads.c.sort_key
    query = select(*_HEAD_COLUMNS)
    if since is not None:
        # A month is a key of its own, before its days.
        query = query.where(key >= f"{since:%Y-%m}", or_(key >= f"{since:%Y-%m-%d}", func.length(key) == 7))
    if until is not None:
        query = query.where(key <= f"{until:%Y-%m-%d}")
    rows = connection.execute(query.order_by(key, contact_heads.c.id))
    return [_read_head(*row) for row in rows]


@lru_cache(maxsize=20_000)
def _read_head(
    contact_id: str,
    sort_key: str,
    date_: str | None,
    channel: str,
    status: str,
    initiator: str,
    us: str,
    ru: str,
    recalled: bool,
    verified: bool,
) -> ContactHead:
    """All heads are read again after each change of one of them: what has not changed is the same value."""
    ways = Channel(channel), ContactStatus(status), Initiator(initiator)
    return ContactHead(
        contact_id, sort_key, date_, *ways, tuple(json.loads(us)), tuple(json.loads(ru)), recalled, verified
    )


def count_contact_years(connection: Connection) -> dict[int, int]:
    """See `Views.count_contact_years`."""
    query = select(ledger_tallies.c.value, ledger_tallies.c.number).where(ledger_tallies.c.kind == "contacts")
    rows = connection.execute(query.order_by(ledger_tallies.c.value))
    return {int(row.value): row.number for row in rows if row.value}


def count_contact_writes(connection: Connection) -> int:
    """See `Views.count_contact_writes`."""
    query = select(ledger_tallies.c.number).where(ledger_tallies.c.kind == "writes", ledger_tallies.c.value == "")
    return connection.execute(query).scalar() or 0


def list_open_contacts(connection: Connection, today: date, limit: int) -> list[LedgerContact]:
    """See `Views.list_open_contacts`."""
    planned = [
        contact
        for contact in _list_recent(connection, ContactStatus.PLANNED, today - _PLANNED_KEPT)
        if contact.date is None or contact.date >= f"{today}"[: len(contact.date)]
    ]
    planned.sort(key=lambda contact: (contact.date is None, contact.date or "", contact.id))
    refused = _list_recent(connection, ContactStatus.REFUSED, today - _REFUSED_KEPT)
    return [*planned, *refused[::-1]][:limit]


def _list_recent(connection: Connection, status: ContactStatus, since: date) -> list[LedgerContact]:
    """Those of that status since that day, or a month that reaches into the time, oldest first."""
    key = contacts.c.sort_key
    query = select(contacts.c.row).where(contacts.c.status == status.value, key >= f"{since:%Y-%m}")
    query = query.where(or_(key >= f"{since}", func.length(key) == 7)).order_by(key, contacts.c.id)
    return [read_contact(row) for row in connection.execute(query).mappings()]


# -- counts


def count_store(connection: Connection) -> StoreCounts:
    """See `Views.count_store`."""
    kinds: Counter[str] = Counter()
    for (kind, _), number in _count_alerts(connection).items():
        kinds[kind] += number
    query = select(ledger_tallies.c.kind, func.sum(ledger_tallies.c.number).label("number"))
    ledger = {row.kind: int(row.number) for row in connection.execute(query.group_by(ledger_tallies.c.kind))}
    configured = select(feeds.c.status, func.count().label("number")).where(feeds.c.position.is_not(None))
    states = {row.status: row.number for row in connection.execute(configured.group_by(feeds.c.status))}
    steps, taken = ledger_views.count_ledger(connection)
    return StoreCounts(
        articles=_read_tally(connection, "articles"),
        relevant=_read_tally(connection, "relevant"),
        entries=connection.execute(select(func.sum(feeds.c.entries))).scalar() or 0,
        to_read=_count_to_read(connection),
        stories=ledger.get("stories", 0),
        contacts=ledger.get("contacts", 0),
        waiting=_count_waiting(connection),
        steps=steps,
        taken=taken,
        alerts=dict(kinds),
        feeds=states,
    )


def _read_tally(connection: Connection, kind: str) -> int:
    query = select(tallies.c.number).where(tallies.c.kind == kind, tallies.c.value == "", tallies.c.month == "")
    return connection.execute(query).scalar() or 0


def _count_to_read(connection: Connection) -> int:
    some = select(entries.c.id).where(entries.c.read_due.is_not(None)).limit(COUNTED).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _count_waiting(connection: Connection) -> int:
    """Destinations are few, and found one after the other in the index of deliveries."""
    waiting = 0
    destination = connection.execute(select(func.min(deliveries.c.destination))).scalar()
    while destination is not None:
        open_states = [DeliveryState.PENDING.value, DeliveryState.CLAIMED.value]
        mine = (deliveries.c.destination == destination) & deliveries.c.state.in_(open_states)
        some = select(deliveries.c.alert_id).where(mine).limit(COUNTED).subquery()
        waiting = max(waiting, connection.execute(select(func.count()).select_from(some)).scalar_one())
        following = select(func.min(deliveries.c.destination)).where(deliveries.c.destination > destination)
        destination = connection.execute(following).scalar()
    return waiting
