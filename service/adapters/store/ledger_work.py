"""The ledger at work: what places articles, folds contacts and takes the steps of the log, inside one transaction.

Enter: a connection inside a transaction that has the ledger's lock, values of the model. Leave: values of the model.
Made by `store` for `Store.work_on_ledger` and for the `place` of `Store.save_reading`; called by the jobs.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    delete,
    select,
    text,
    update,
)

from service.adapters.store import ledger_log, ledger_views, outbox
from service.adapters.store import ledger_statements as sql
from service.adapters.store.claim_states import advance_state, find_last
from service.adapters.store.contact_rows import read_row
from service.adapters.store.ledger_rows import (
    read_claim,
    read_raw_claim,
    write_change,
    write_claim,
    write_contact,
    write_head,
    write_placed,
)
from service.adapters.store.ledger_schema import (
    DERIVED,
    claims,
    contacts,
    ledger_state,
    ledger_tallies,
    placed,
    stories,
    story_aliases,
    story_pins,
)
from service.adapters.store.shelves import SqlShelf
from service.adapters.store.statements import cut
from service.adapters.store.tallying import add_to_tallies
from service.adapters.store.types import UtcInstant, clean_text
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
        sql.BEGIN.run(self._connection, sequence=sequence)
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
        sql.ADD_CLAIM.run_all(self._connection, rows)

    def drop_claims(self, article_id: str) -> None:
        for contact_id in set(sql.DROP_CLAIMS.list_values(self._connection, source_id=article_id)):
            sql.WIPE_STATE.run(self._connection, id=contact_id)

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
        return sql.LIST_STORIES.list_values(self._connection, contact_id=contact_id)

    def list_members(self, story_id: str) -> list[str]:
        query = select(placed.c.article_id).where(placed.c.story_id == story_id).order_by(placed.c.sequence)
        return list(self._connection.execute(query).scalars())

    def find_alias(self, story_id: str) -> str:
        return sql.FIND_ALIAS.find_value(self._connection, story_id=story_id) or story_id

    def put_alias(self, story_id: str, target: str) -> None:
        # Whatever was merged into this story before goes where it goes.
        led = story_aliases.c.target == story_id
        self._connection.execute(update(story_aliases).where(led).values(target=target))
        self._upsert(story_aliases, {"story_id": story_id, "target": target}, ["story_id"])

    def find_pin(self, article_id: str) -> str | None:
        found: str | None = sql.FIND_PIN.find_value(self._connection, article_id=article_id)
        return found

    def put_pin(self, article_id: str, story_id: str) -> None:
        self._upsert(story_pins, {"article_id": article_id, "story_id": story_id}, ["article_id"])

    def count_story(self, story_id: str) -> int:
        rows = sql.LIST_MEMBERS.list_rows(self._connection, story_id=story_id)
        known = bool(sql.FIND_STORY.list_rows(self._connection, story_id=story_id))
        self._tally("stories", "", bool(rows) - known)
        if not rows:
            sql.DROP_STORY.run(self._connection, story_id=story_id)
            return 0
        outlets, langs, origins, titles, published = zip(*rows, strict=True)
        first, last = (self._read_instant(published[place]) for place in (0, -1))
        values = {
            "title": titles[0],
            "first": first,
            "last": last,
            "articles": len(rows),
            "outlets": list(dict.fromkeys(outlets)),
            "origins": list(dict.fromkeys(origins)),
            "langs": sorted({lang for lang in langs if lang}),
        }
        self._put_story(story_id, values)
        return len(rows)

    def count_further(self, story_id: str, article: Article, origin: str) -> int:
        found = sql.FIND_STORY.list_dicts(self._connection, story_id=story_id)
        if not found or article.published <= found[0]["last"]:
            return self.count_story(story_id)
        row = found[0]
        articles: int = row["articles"] + 1
        values = {
            **{name: row[name] for name in ("title", "first")},
            "last": article.published,
            "articles": articles,
            "outlets": list(dict.fromkeys([*row["outlets"], clean_text(article.outlet)])),
            "origins": list(dict.fromkeys([*row["origins"], clean_text(origin)])),
            "langs": sorted({*row["langs"], *([article.lang] if article.lang else ())}),
        }
        self._put_story(story_id, values)
        return articles

    def _put_story(self, story_id: str, counted: dict[str, Any]) -> None:
        story = self.stories.get(story_id)
        told = {"contact_id": story.contact if story else None, "phase": story.phase if story else ""}
        self._upsert(stories, {"id": story_id, **told, **counted}, ["id"])

    def _read_instant(self, stored: int) -> datetime | None:
        return UtcInstant().process_result_value(stored, self._connection.dialect)

    # -- contacts

    def find_contact(self, contact_id: str) -> LedgerContact | None:
        row = sql.FIND_CONTACT.find_value(self._connection, id=contact_id)
        return None if row is None else read_row(row)

    def list_claims(self, contact_id: str) -> list[SourcedClaim]:
        return ledger_views.list_claims(self._connection, contact_id)

    def find_state(self, contact_id: str) -> str:
        return sql.FIND_STATE.find_value(self._connection, id=contact_id) or ""

    def list_claims_since(self, contact_id: str, state: str) -> tuple[list[SourcedClaim], str]:
        last = find_last(state)
        rows = sql.LIST_CLAIMS.list_rows(self._connection, contact_id=contact_id, after=last)
        return [read_raw_claim(*row) for row in rows], advance_state(state, rows)

    def put_contact(self, contact: LedgerContact, state: str | None = None) -> None:
        values = write_contact(contact) | ({} if state is None else {"state": state})
        self._drop_head(contact.id)
        sql.ADD_HEAD.run(self._connection, **write_head(contact))
        self._tally("contacts", values["sort_key"][:4], 1)
        self._tally("writes", "", 1)
        self._upsert(contacts, values, ["id"])
        sql.DROP_PEOPLE.run(self._connection, contact_id=contact.id)
        rows = [
            {"contact_id": contact.id, "name": name, "sort_key": values["sort_key"]}
            for name in ledger_views.find_names(contact)
        ]
        sql.ADD_PERSON.run_all(self._connection, rows)

    def drop_contact(self, contact_id: str) -> None:
        self._drop_head(contact_id)
        self._tally("writes", "", 1)
        sql.DROP_PEOPLE.run(self._connection, contact_id=contact_id)
        sql.DROP_CONTACT.run(self._connection, id=contact_id)

    def _drop_head(self, contact_id: str) -> None:
        for sort_key in sql.DROP_HEAD.list_values(self._connection, id=contact_id):
            self._tally("contacts", sort_key[:4], -1)

    def _tally(self, kind: str, value: str, by: int) -> None:
        add_to_tallies(self._connection, ledger_tallies, {(kind, value): by})

    def add_changes(self, sequence: int, changes: Sequence[SlotChange]) -> None:
        if not changes:
            return
        positions = {
            contact_id: sql.COUNT_CHANGES.find_value(self._connection, contact_id=contact_id, sequence=sequence)
            for contact_id in {change.contact_id: None for change in changes}
        }
        rows = []
        for change in changes:
            rows.append(write_change(sequence, positions[change.contact_id], change))
            positions[change.contact_id] += 1
        sql.ADD_CHANGE.run_all(self._connection, rows)

    def list_between(self, since: str, until: str, but: str = "") -> list[LedgerContact]:
        dated = {"month": since[:7], "since": since, "until": until + _BEYOND}
        return [read_row(row) for row in sql.LIST_BETWEEN.list_values(self._connection, **dated, id=but)]

    def list_first_since(self, day: str, but: str = "") -> list[LedgerContact]:
        rows = sql.LIST_FIRST_SINCE.list_values(self._connection, day=day + _BEYOND, month=day[:7], id=but)
        return sorted(map(read_row, rows), key=lambda contact: contact.id)

    def _upsert(self, table: Table, values: dict[str, Any], key: Sequence[str]) -> None:
        sql.make_upsert(table, tuple(values), tuple(key)).run(self._connection, **values)
