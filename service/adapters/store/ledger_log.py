"""The ledger's log: each article as it was read, each import and correction, one step after the other.

Enter: a connection inside a transaction that has the ledger's lock. Leave: steps. Called by `ledger_work`. A step of an
article that has changed since keeps the text as it was then: so a rebuild meets what the first run met.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from service.adapters.store.ledger_rows import read_correction, read_import, write_import
from service.adapters.store.ledger_schema import corrections, imports, ledger_log
from service.adapters.store.packing import pack, unpack
from service.adapters.store.prepared import Prepared
from service.adapters.store.rows import read_article
from service.adapters.store.schema import articles
from service.adapters.store.statements import cut, insert_into
from service.model.article import Article
from service.model.ledger import CorrectionKind, ImportedContact, LedgerStep

_FIND_LAST = Prepared(lambda _: select(func.max(ledger_log.c.sequence)))
_PUT_STEP = Prepared(lambda _: insert(ledger_log), ("sequence", "kind", "ref", "at"))


def add_step(connection: Connection, kind: str, ref: str, at: datetime) -> int:
    """Write the next step; returns its number."""
    sequence: int = (_FIND_LAST.find_value(connection) or 0) + 1
    _PUT_STEP.run(connection, sequence=sequence, kind=kind, ref=ref, at=at)
    return sequence


def keep_version(connection: Connection, before: Article) -> None:
    """The article's text as it was stays with the steps in which it was read so."""
    mine = (ledger_log.c.kind == "article") & (ledger_log.c.ref == before.id) & ledger_log.c.version.is_(None)
    connection.execute(update(ledger_log).where(mine).values(version=pack(before)))


def add_import(connection: Connection, row: ImportedContact) -> bool:
    """Keep an imported row; False where it is kept already."""
    last = connection.execute(select(func.max(imports.c.position))).scalar()
    statement = insert_into(connection, imports).values(write_import(row, (last or 0) + 1)).on_conflict_do_nothing()
    return connection.execute(statement.returning(imports.c.id)).first() is not None


def add_correction(connection: Connection, kind: CorrectionKind, about: Sequence[str], note: str, at: datetime) -> int:
    """Keep a correction; returns its id."""
    number: int = (connection.execute(select(func.max(corrections.c.id))).scalar() or 0) + 1
    values = {"id": number, "kind": kind.value, "at": at, "articles": list(about), "note": note}
    connection.execute(insert(corrections).values(values))
    return number


def list_steps(connection: Connection, after: int, limit: int) -> list[LedgerStep]:
    """See `LedgerWork.list_steps`."""
    query = select(ledger_log).where(ledger_log.c.sequence > after).order_by(ledger_log.c.sequence).limit(limit)
    rows = connection.execute(query).mappings().all()
    current = _load_articles(connection, [row["ref"] for row in rows if row["kind"] == "article"])
    steps = []
    for row in rows:
        step = LedgerStep(row["sequence"], row["at"])
        if row["kind"] == "article":
            kept = row["version"]
            article = unpack(Article, kept) if kept is not None else current.get(row["ref"])
            step = LedgerStep(row["sequence"], row["at"], article=article if row["ref"] in current else None)
        elif row["kind"] == "import":
            found = connection.execute(select(imports).where(imports.c.id == row["ref"])).mappings().one()
            step = LedgerStep(row["sequence"], row["at"], imported=read_import(found))
        else:
            found = connection.execute(select(corrections).where(corrections.c.id == int(row["ref"]))).mappings().one()
            step = LedgerStep(row["sequence"], row["at"], correction=read_correction(found))
        steps.append(step)
    return steps


def _load_articles(connection: Connection, ids: Sequence[str]) -> dict[str, Article]:
    found = {}
    for some in cut(sorted(set(ids))):
        for row in connection.execute(select(articles).where(articles.c.id.in_(some))).mappings():
            found[row["id"]] = read_article(row)
    return found
