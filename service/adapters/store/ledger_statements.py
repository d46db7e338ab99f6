"""The statements of the ledger at work, each written once.

Nothing enters. Leave: statements that `ledger_work` runs a few dozen of for each article.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from service.adapters.store.ledger_schema import (
    claims,
    contact_changes,
    contact_heads,
    contact_people,
    contacts,
    ledger_state,
    placed,
    stories,
    story_aliases,
    story_pins,
)
from service.adapters.store.prepared import Prepared
from service.adapters.store.statements import insert_for

_ID, _CONTACT_ID, _STORY_ID = (bindparam(name, type_=String) for name in ("id", "contact_id", "story_id"))

BEGIN = Prepared(lambda _: update(ledger_state).values(taken=bindparam("sequence")))

DROP_CLAIMS = Prepared(
    lambda _: delete(claims).where(claims.c.source_id == bindparam("source_id")).returning(claims.c.contact_id)
)
ADD_CLAIM = Prepared(lambda _: insert(claims))

LIST_STORIES = Prepared(
    lambda _: select(stories.c.id).where(stories.c.contact_id == _CONTACT_ID).order_by(stories.c.id)
)
FIND_ALIAS = Prepared(lambda _: select(story_aliases.c.target).where(story_aliases.c.story_id == _STORY_ID))
FIND_PIN = Prepared(lambda _: select(story_pins.c.story_id).where(story_pins.c.article_id == bindparam("article_id")))
# Instants as they are stored: of a thousand articles only the first and the last are looked at.
LIST_MEMBERS = Prepared(
    lambda _: (
        select(
            placed.c.outlet,
            placed.c.lang,
            placed.c.origin,
            placed.c.title,
            type_coerce(placed.c.published, BigInteger).label("published"),
        )
        .where(placed.c.story_id == _STORY_ID)
        .order_by(placed.c.published, placed.c.article_id)
    )
)
FIND_STORY = Prepared(lambda _: select(stories).where(stories.c.id == _STORY_ID))
DROP_STORY = Prepared(lambda _: delete(stories).where(stories.c.id == _STORY_ID))

FIND_CONTACT = Prepared(lambda _: select(contacts.c.row).where(contacts.c.id == _ID))
FIND_STATE = Prepared(lambda _: select(contacts.c.state).where(contacts.c.id == _ID))
WIPE_STATE = Prepared(lambda _: update(contacts).where(contacts.c.id == _ID).values(state=None))
DROP_CONTACT = Prepared(lambda _: delete(contacts).where(contacts.c.id == _ID))
ADD_HEAD = Prepared(lambda _: insert(contact_heads))
DROP_HEAD = Prepared(
    lambda _: delete(contact_heads).where(contact_heads.c.id == _ID).returning(contact_heads.c.sort_key)
)
ADD_PERSON = Prepared(lambda _: insert(contact_people))
DROP_PEOPLE = Prepared(lambda _: delete(contact_people).where(contact_people.c.contact_id == _CONTACT_ID))
COUNT_CHANGES = Prepared(
    lambda _: select(func.count()).where(
        contact_changes.c.contact_id == _CONTACT_ID, contact_changes.c.sequence == bindparam("sequence")
    )
)
ADD_CHANGE = Prepared(lambda _: insert(contact_changes))
LIST_BETWEEN = Prepared(
    lambda _: (
        select(contacts.c.row)
        .where(
            contacts.c.date.between(bindparam("month"), bindparam("until")),
            or_(contacts.c.date >= bindparam("since"), func.length(contacts.c.date) == 7),
            contacts.c.id != _ID,
        )
        .order_by(contacts.c.date, contacts.c.id)
    )
)
# Sorted by whoever asks: in the order of ids the database would rather look at all of them than use the index.
LIST_FIRST_SINCE = Prepared(
    lambda _: select(contacts.c.row).where(
        contacts.c.first_since <= bindparam("day"), contacts.c.date >= bindparam("month"), contacts.c.id != _ID
    )
)

# As text: see `ledger_rows.read_raw_claim`.
LIST_CLAIMS = Prepared(
    lambda _: (
        select(type_coerce(claims.c.claim, Text), type_coerce(claims.c.source, Text), claims.c.sequence)
        .where(claims.c.contact_id == _CONTACT_ID, claims.c.sequence > bindparam("after", type_=BigInteger))
        .order_by(claims.c.sequence, claims.c.position)
    )
)


@cache
def make_upsert(table: Table, names: Sequence[str], key: Sequence[str]) -> Prepared:
    """What puts a row of these columns in place of the one with its key."""

    def write(dialect: str) -> Any:
        statement = insert_for(dialect, table)
        changes = {name: statement.excluded[name] for name in names if name not in key}
        return statement.on_conflict_do_update(index_elements=list(key), set_=changes)

    return Prepared(write, names)
