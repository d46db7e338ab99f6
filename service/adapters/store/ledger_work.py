"""The ledger at work: what places articles, folds contacts and takes the steps of the log, inside one transaction.

Enter: a connection inside a transaction that has the ledger's lock, values of the model. Leave: values of the model.
Made by `store` for `Store.work_on_ledger` and for the `place` of `Store.save_reading`; called by the jobs.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Executable,
    Table,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    type_coerce,
    update,
)

from service.adapters.store import ledger_log, ledger_views, outbox
from service.adapters.store.ledger_rows import (
    read_claim,
    read_contact,
    write_change,
    write_claim,
    write_contact,
    write_head,
    write_placed,
)
from service.adapters.store.ledger_schema import (
    DERIVED,
    claims,
    contact_changes,
    contact_heads,
    contact_people,
    contacts,
    ledger_state,
    ledger_tallies,
    placed,
    stories,
    story_aliases,
    story_pins,
)
from service.adapters.store.shelves import SqlShelf
from service.adapters.store.statements import cut, insert_for
from service.adapters.store.tallying import add_to_tallies
from service.adapters.store.types import UtcInstant
from service.errors import LedgerBehindError
from service.model.alert import Alert, AlertKind
from service.model.article import Article
from service.model.ledger import (
    CorrectionKind,
    ImportedContact,
    LedgerContact,
    PlacedArticle,
    SlotChange,
    SourcedClaim,
)

TEXTS_KEPT = timedelta(days=90)
"""How long a text is compared with new ones. Copies come within a week; what is older only costs space."""
# Any number that no other program on the server is likely to use.
_LEDGER_LOCK = 0x4C6564676572
# Instants as they are stored: of a thousand articles only the first and the last are looked at.
_MEMBERS = (
    select(
        placed.c.outlet,
        placed.c.lang,
        placed.c.origin,
        placed.c.title,
        type_coerce(placed.c.published, BigInteger).label("published"),
    )
    .where(placed.c.story_id == bindparam("story_id"))
    .order_by(placed.c.published, placed.c.article_id)
)
_KNOWN_STORY = select(stories.c.id).where(stories.c.id == bindparam("story_id"))
# After a date or month: greater than all that begins so.
_BEYOND = "~"


def lock_ledger(connection: Connection) -> None:
    """Wait until nobody else works on the ledger. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LEDGER_LOCK})


class SqlLedger:
    """See `LedgerWork`."""

    def __init__(self, connection: Connection) -> None:
        # Here, not above: what only looks into the store starts without what judges.
        from service.stages.cluster import ContactRow, SignedText, Story

        self._connection = connection
        self.stories = SqlShelf(connection, "stories", Story)
        self.texts = SqlShelf(connection, "texts", SignedText)
        self.contacts = SqlShelf(connection, "contacts", ContactRow)

    # -- the log

    def require_current(self) -> None:
        steps, taken = ledger_views.count_ledger(self._connection)
        if taken != steps:
            raise LedgerBehindError(
                f"the ledger has come to step {taken} of {steps} of its log; `hotline run` or `hotline poll` brings it "
                "up to date when it starts, and so does `hotline db rebuild --ledger`"
            )

    def add_article(self, before: Article | None, article_id: str, at: datetime) -> int:
        if before is not None:
            ledger_log.keep_version(self._connection, before)
        return self._add_step("article", article_id, at)

    def add_import(self, row: ImportedContact, at: datetime) -> int | None:
        added = ledger_log.add_import(self._connection, row)
        return self._add_step("import", row.id, at) if added else None

    def add_correction(self, kind: CorrectionKind, articles: Sequence[str], note: str, at: datetime) -> int:
        number = ledger_log.add_correction(self._connection, kind, articles, note, at)
        return self._add_step("correction", str(number), at)

    def _add_step(self, kind: str, ref: str, at: datetime) -> int:
        sequence = ledger_log.add_step(self._connection, kind, ref, at)
        self.begin(sequence, at)
        return sequence

    def begin(self, sequence: int, at: datetime) -> None:
        self._connection.execute(update(ledger_state).values(taken=sequence))
        for shelf in (self.stories, self.texts, self.contacts):
            shelf.at = at
        # In each step, by its own instant: so a rebuild forgets the same texts at the same step.
        self.texts.forget_before(at - TEXTS_KEPT)

    def wipe(self) -> None:
        for table in DERIVED:
            self._connection.execute(delete(table))
        self._connection.execute(update(ledger_state).values(taken=0))

    # -- articles

    def find_placed(self, article_id: str) -> PlacedArticle | None:
        return ledger_views.find_placed(self._connection, article_id)

    def find_alerted(self, story_id: str) -> frozenset[str]:
        return outbox.find_alerted(self._connection, story_id)

    def was_alerted(self, contact_id: str, article_ids: Collection[str]) -> bool:
        return outbox.was_alerted(self._connection, AlertKind.CONTACT, contact_id, article_ids)

    def add_alerts(self, alerts: Sequence[Alert], destinations: Sequence[str], now: datetime) -> list[Alert]:
        return outbox.add_alerts(self._connection, alerts, destinations, now)

    def put_placed(
        self, placed_: PlacedArticle, article: Article, claims_: Sequence[SourcedClaim], named: Collection[str]
    ) -> None:
        self._upsert(placed, write_placed(placed_, article), ["article_id"])
        self.drop_claims(article.id)
        rows = [
            write_claim(article.id, position, contact_id, sourced, named)
            for position, (contact_id, sourced) in enumerate(zip(placed_.contact_ids, claims_, strict=True))
        ]
        if rows:
            self._connection.execute(insert(claims), rows)

    def drop_claims(self, article_id: str) -> None:
        self._connection.execute(delete(claims).where(claims.c.source_id == article_id))

    def put_import(self, import_id: str, contact_id: str, claim: SourcedClaim, named: Collection[str]) -> None:
        values = write_claim(import_id, 0, contact_id, claim, named)
        self._upsert(claims, values, ["source_id", "position"])

    def list_told(self, contact_id: str) -> list[tuple[SourcedClaim, frozenset[str]]]:
        query = select(claims).where(claims.c.contact_id == contact_id)
        rows = self._connection.execute(query.order_by(claims.c.sequence, claims.c.position)).mappings()
        return [(read_claim(row), frozenset(row["named"])) for row in rows]

    def move_articles(self, articles: Collection[str], story_id: str) -> None:
        for some in cut(articles):
            self._connection.execute(update(placed).where(placed.c.article_id.in_(some)).values(story_id=story_id))

    # -- stories

    def list_stories(self, contact_id: str) -> list[str]:
        query = select(stories.c.id).where(stories.c.contact_id == contact_id).order_by(stories.c.id)
        return list(self._connection.execute(query).scalars())

    def list_members(self, story_id: str) -> list[str]:
        query = select(placed.c.article_id).where(placed.c.story_id == story_id).order_by(placed.c.sequence)
        return list(self._connection.execute(query).scalars())

    def find_alias(self, story_id: str) -> str:
        query = select(story_aliases.c.target).where(story_aliases.c.story_id == story_id)
        return self._connection.execute(query).scalar() or story_id

    def put_alias(self, story_id: str, target: str) -> None:
        # Whatever was merged into this story before goes where it goes.
        led = story_aliases.c.target == story_id
        self._connection.execute(update(story_aliases).where(led).values(target=target))
        self._upsert(story_aliases, {"story_id": story_id, "target": target}, ["story_id"])

    def find_pin(self, article_id: str) -> str | None:
        query = select(story_pins.c.story_id).where(story_pins.c.article_id == article_id)
        return self._connection.execute(query).scalar()

    def put_pin(self, article_id: str, story_id: str) -> None:
        self._upsert(story_pins, {"article_id": article_id, "story_id": story_id}, ["article_id"])

    def count_story(self, story_id: str) -> int:
        rows = self._connection.execute(_MEMBERS, {"story_id": story_id}).all()
        known = self._connection.execute(_KNOWN_STORY, {"story_id": story_id}).first() is not None
        self._tally("stories", "", bool(rows) - known)
        if not rows:
            self._connection.execute(delete(stories).where(stories.c.id == story_id))
            return 0
        first, last = (self._read_instant(row.published) for row in (rows[0], rows[-1]))
        story = self.stories.get(story_id)
        values = {
            "id": story_id,
            "contact_id": story.contact if story else None,
            "phase": story.phase if story else "",
            "title": rows[0].title,
            "first": first,
            "last": last,
            "articles": len(rows),
            "outlets": list(Counter(row.outlet for row in rows)),
            "origins": list(Counter(row.origin for row in rows)),
            "langs": sorted({row.lang for row in rows if row.lang}),
        }
        self._upsert(stories, values, ["id"])
        return len(rows)

    def _read_instant(self, stored: int) -> datetime | None:
        return UtcInstant().process_result_value(stored, self._connection.dialect)

    # -- contacts

    def find_contact(self, contact_id: str) -> LedgerContact | None:
        row = self._connection.execute(select(contacts).where(contacts.c.id == contact_id)).mappings().first()
        return None if row is None else read_contact(row)

    def list_claims(self, contact_id: str) -> list[SourcedClaim]:
        return ledger_views.list_claims(self._connection, contact_id)

    def put_contact(self, contact: LedgerContact) -> None:
        values = write_contact(contact)
        self._drop_head(contact.id)
        self._connection.execute(insert(contact_heads), write_head(contact))
        self._tally("contacts", values["sort_key"][:4], 1)
        self._tally("writes", "", 1)
        self._upsert(contacts, values, ["id"])
        self._connection.execute(delete(contact_people).where(contact_people.c.contact_id == contact.id))
        rows = [
            {"contact_id": contact.id, "name": name, "sort_key": values["sort_key"]}
            for name in ledger_views.find_names(contact)
        ]
        if rows:
            self._connection.execute(insert(contact_people), rows)

    def drop_contact(self, contact_id: str) -> None:
        self._drop_head(contact_id)
        self._tally("writes", "", 1)
        self._connection.execute(delete(contact_people).where(contact_people.c.contact_id == contact_id))
        self._connection.execute(delete(contacts).where(contacts.c.id == contact_id))

    def _drop_head(self, contact_id: str) -> None:
        known = delete(contact_heads).where(contact_heads.c.id == contact_id).returning(contact_heads.c.sort_key)
        for sort_key in self._connection.execute(known).scalars().all():
            self._tally("contacts", sort_key[:4], -1)

    def _tally(self, kind: str, value: str, by: int) -> None:
        add_to_tallies(self._connection, ledger_tallies, {(kind, value): by})

    def add_changes(self, sequence: int, changes: Sequence[SlotChange]) -> None:
        if not changes:
            return
        ids = sorted({change.contact_id for change in changes})
        number = func.count().label("number")
        query = select(contact_changes.c.contact_id, number).group_by(contact_changes.c.contact_id)
        query = query.where(contact_changes.c.contact_id.in_(ids), contact_changes.c.sequence == sequence)
        positions = Counter({row.contact_id: row.number for row in self._connection.execute(query)})
        rows = []
        for change in changes:
            rows.append(write_change(sequence, positions[change.contact_id], change))
            positions[change.contact_id] += 1
        self._connection.execute(insert(contact_changes), rows)

    def list_between(self, since: str, until: str) -> list[LedgerContact]:
        dated = contacts.c.date.between(since[:7], until + _BEYOND)
        query = select(contacts).where(dated, or_(contacts.c.date >= since, func.length(contacts.c.date) == 7))
        rows = self._connection.execute(query.order_by(contacts.c.date, contacts.c.id)).mappings()
        return [read_contact(row) for row in rows]

    def list_first_since(self, day: str) -> list[LedgerContact]:
        reaching = (contacts.c.first_since <= day + _BEYOND) & (contacts.c.date >= day[:7])
        # Sorted here: in the order of ids the database would rather look at all of them than use the index.
        rows = self._connection.execute(select(contacts).where(reaching)).mappings()
        return sorted((read_contact(row) for row in rows), key=lambda contact: contact.id)

    def _upsert(self, table: Table, values: dict[str, Any], key: Sequence[str]) -> None:
        statement = _make_upsert(self._connection.dialect.name, table, tuple(values), tuple(key))
        self._connection.execute(statement, values)


# Built once: to build such a statement costs more than to run it.
@cache
def _make_upsert(dialect: str, table: Table, names: Sequence[str], key: Sequence[str]) -> Executable:
    statement = insert_for(dialect, table)
    changes = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changes)
