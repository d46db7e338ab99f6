"""What is looked at of the ledger: contacts, their sources and history, stories and their articles. Reads only.

Enter: a connection inside a transaction, filters. Leave: values of the model. Called by `store`. Pages continue behind
a row and never at an offset, and every query is a search in an index.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, func, or_, select

from service.adapters.store.ledger_rows import (
    read_change,
    read_contact,
    read_correction,
    read_import,
    read_placed,
    read_raw_claim,
    read_story,
)
from service.adapters.store.ledger_schema import (
    claims,
    contact_changes,
    contact_people,
    contacts,
    corrections,
    imports,
    ledger_log,
    ledger_state,
    placed,
    stories,
)
from service.adapters.store.ledger_statements import LIST_CLAIMS
from service.adapters.store.prepared import Prepared
from service.adapters.store.queries import find_beginning
from service.adapters.store.rows import read_article
from service.adapters.store.schema import articles, mentions
from service.adapters.store.statements import cut
from service.adapters.store.types import clean_text
from service.model.article import Article
from service.model.contact import Channel, ContactStatus
from service.model.ledger import (
    Correction,
    ImportedContact,
    LedgerContact,
    LedgerStory,
    PlacedArticle,
    SlotChange,
    SourcedClaim,
)
from service.model.verdict import MentionKind

SHORTEST_REFERENCE = 4
_DAY = 86_400_000_000
"""Microseconds, in which instants are stored."""

_FIND_PLACED = Prepared(lambda _: select(placed).where(placed.c.article_id == bindparam("article_id")))
_COUNT_STEPS = Prepared(lambda _: select(func.max(ledger_log.c.sequence)))
_COUNT_TAKEN = Prepared(lambda _: select(ledger_state.c.taken))


class ContactFilter(NamedTuple):
    """See `LedgerViews.list_contacts`."""

    since: date | None
    until: date | None
    official: str | None
    channel: Channel | None
    status: ContactStatus | None
    recalled: bool | None


def list_contacts(
    connection: Connection,
    *,
    since: date | None,
    until: date | None,
    official: str | None,
    channel: Channel | None,
    status: ContactStatus | None,
    recalled: bool | None,
    limit: int,
    before: str | None,
) -> list[LedgerContact]:
    """See `LedgerViews.list_contacts`."""
    position = None
    if before is not None:
        before = clean_text(before)
        last = connection.execute(select(contacts.c.sort_key).where(contacts.c.id == before)).scalar()
        if last is None:
            return []
        position = (last, before)
    wanted = ContactFilter(since, until, official, channel, status, recalled)
    return list_contacts_behind(connection, wanted, position, limit)


def list_contacts_behind(
    connection: Connection, wanted: ContactFilter, position: tuple[str, str] | None, limit: int
) -> list[LedgerContact]:
    """Contacts that are wanted, newest first, behind a sort key and id."""
    since, until, official, channel, status, recalled = wanted
    query = select(contacts.c.row)
    key: ColumnElement[str] = contacts.c.sort_key
    row_id: ColumnElement[str] = contacts.c.id
    if official is not None:
        query = query.join_from(contact_people, contacts, contacts.c.id == contact_people.c.contact_id)
        query = query.where(contact_people.c.name == official)
        key, row_id = contact_people.c.sort_key, contact_people.c.contact_id
    if since is not None:
        # A month is a key of its own, before its days.
        query = query.where(key >= f"{since:%Y-%m}", or_(key >= f"{since:%Y-%m-%d}", func.length(key) == 7))
    if until is not None:
        query = query.where(key <= f"{until:%Y-%m-%d}")
    if channel is not None:
        query = query.where(contacts.c.channel == channel.value)
    if status is not None:
        query = query.where(contacts.c.status == status.value)
    if recalled is not None:
        query = query.where(contacts.c.recalled.is_(recalled))
    if position is not None:
        last, last_id = position
        query = query.where(key <= last, or_(key < last, row_id < last_id))
    query = query.order_by(key.desc(), row_id.desc()).limit(limit)
    return [read_contact(row) for row in connection.execute(query).mappings()]


def find_contact(connection: Connection, reference: str) -> LedgerContact | None:
    """See `LedgerViews.find_contact`."""
    row = _find_by_id(connection, contacts, reference)
    return None if row is None else read_contact(row)


def _find_by_id(connection: Connection, table: Table, reference: str) -> Any:
    """The row of that id, or the only one whose id begins so."""
    reference = clean_text(reference)
    row = connection.execute(select(table).where(table.c.id == reference)).mappings().first()
    if row is not None or len(reference) < SHORTEST_REFERENCE or not reference.isascii():
        return row
    return find_beginning(connection, table, reference)


def list_claims(connection: Connection, contact_id: str) -> list[SourcedClaim]:
    """See `LedgerViews.list_claims`."""
    return [
        read_raw_claim(*row) for row in LIST_CLAIMS.list_rows(connection, contact_id=clean_text(contact_id), after=0)
    ]


def list_changes(connection: Connection, contact_id: str) -> list[SlotChange]:
    """See `LedgerViews.list_changes`."""
    query = select(contact_changes).where(contact_changes.c.contact_id == clean_text(contact_id))
    rows = connection.execute(query.order_by(contact_changes.c.sequence, contact_changes.c.position)).mappings()
    return [read_change(row) for row in rows]


def list_stories(
    connection: Connection, *, contact_id: str | None, limit: int, before: str | None
) -> list[LedgerStory]:
    """See `LedgerViews.list_stories`."""
    position = None
    if before is not None:
        before = clean_text(before)
        last = connection.execute(select(stories.c.last).where(stories.c.id == before)).scalar()
        if last is None:
            return []
        position = (last, before)
    return list_stories_behind(connection, contact_id, position, limit)


def list_stories_behind(
    connection: Connection, contact_id: str | None, position: tuple[datetime, str] | None, limit: int
) -> list[LedgerStory]:
    """Stories, newest first, those behind a last instant and id; of a contact, or of all."""
    query = select(stories)
    if contact_id is not None:
        query = query.where(stories.c.contact_id == clean_text(contact_id))
    if position is not None:
        last, story_id = position
        query = query.where(stories.c.last <= last, or_(stories.c.last < last, stories.c.id < story_id))
    query = query.order_by(stories.c.last.desc(), stories.c.id.desc()).limit(limit)
    return [read_story(row) for row in connection.execute(query).mappings()]


def find_story(connection: Connection, reference: str) -> LedgerStory | None:
    """See `LedgerViews.find_story`."""
    row = _find_by_id(connection, stories, reference)
    return None if row is None else read_story(row)


def list_story_articles(connection: Connection, story_id: str, limit: int) -> list[tuple[Article, PlacedArticle]]:
    """See `LedgerViews.list_story_articles`."""
    query = select(articles, placed.c.sequence, placed.c.story_id, placed.c.text_id, placed.c.origin, placed.c.why)
    query = query.add_columns(placed.c.article_id).join_from(placed, articles, articles.c.id == placed.c.article_id)
    query = query.where(placed.c.story_id == clean_text(story_id))
    query = query.order_by(placed.c.published, placed.c.article_id).limit(limit)
    rows = connection.execute(query).mappings().all()
    claimed = _load_claims(connection, [row["article_id"] for row in rows])
    return [(read_article(row), read_placed(row, claimed[row["article_id"]])) for row in rows]


def find_placed(connection: Connection, article_id: str) -> PlacedArticle | None:
    """See `LedgerViews.find_placed`."""
    article_id = clean_text(article_id)
    rows = _FIND_PLACED.list_dicts(connection, article_id=article_id)
    return read_placed(rows[0], _load_claims(connection, [article_id])[article_id]) if rows else None


def _load_claims(connection: Connection, article_ids: Collection[str]) -> defaultdict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for some in cut(article_ids):
        query = select(claims).where(claims.c.source_id.in_(some)).order_by(claims.c.source_id, claims.c.position)
        for row in connection.execute(query).mappings():
            found[row["source_id"]].append(row)
    return found


def list_corrections(connection: Connection) -> list[Correction]:
    """See `LedgerViews.list_corrections`."""
    rows = connection.execute(select(corrections).order_by(corrections.c.id)).mappings()
    return [read_correction(row) for row in rows]


def list_imports(connection: Connection) -> list[ImportedContact]:
    """See `LedgerViews.list_imports`."""
    rows = connection.execute(select(imports).order_by(imports.c.position)).mappings()
    return [read_import(row) for row in rows]


def count_mentions(connection: Connection, official: str, since: date, until: date) -> dict[date, int]:
    """See `LedgerViews.count_mentions`."""
    first = datetime.combine(since, time(), UTC)
    beyond = datetime.combine(until, time(), UTC) + timedelta(days=1)
    named = and_(
        mentions.c.official == official,
        mentions.c.kind == MentionKind.NAME.value,
        mentions.c.published >= first,
        mentions.c.published < beyond,
    )
    query = select(mentions.c.published, mentions.c.article_id).where(named).distinct()
    counted: defaultdict[date, int] = defaultdict(int)
    for row in connection.execute(query):
        counted[row.published.date()] += 1
    return dict(sorted(counted.items()))


def count_ledger(connection: Connection) -> tuple[int, int]:
    """See `LedgerViews.count_ledger`."""
    return _COUNT_STEPS.find_value(connection) or 0, _COUNT_TAKEN.find_value(connection) or 0


def count_stories(connection: Connection) -> tuple[int, int]:
    """See `LedgerViews.count_stories`."""
    counted = [
        connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (stories, contacts)
    ]
    return counted[0], counted[1]


def find_names(contact: LedgerContact) -> Sequence[str]:
    """Under which names a contact is found, each once."""
    return tuple(dict.fromkeys((*contact.us, *contact.ru)))
