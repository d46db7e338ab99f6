"""Shelves in the database: the rows of `stages.cluster`, found again by their tokens.

Enter: a connection inside a transaction, rows with tokens. Leave: the rows that share a token with what is asked for.
Called by `stages.cluster` through `ledger_work`. A look-up is a search in the index of tokens, however many rows there
are.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlalchemy import Connection, Executable, String, Text, bindparam, delete, select, type_coerce

from service.adapters.store.ledger_schema import shelf_rows, shelf_tokens
from service.adapters.store.packing import pack, unpack
from service.adapters.store.statements import cut, insert_for
from service.adapters.store.types import clean_text

if TYPE_CHECKING:
    from service.stages.cluster.shelf import HasId

Row = TypeVar("Row", bound="HasId")

# Built once: placing an article takes a dozen of these, and to build such a statement costs more than to run it.
_TOKENS = bindparam("tokens", expanding=True, type_=String)
# Without DISTINCT, for which SQLite would walk through the shelf in the order of ids.
_UNDER_TOKENS = select(shelf_tokens.c.id).where(
    shelf_tokens.c.shelf == bindparam("shelf"), shelf_tokens.c.token.in_(_TOKENS)
)
# As text: see `_read_row`.
_ROW = type_coerce(shelf_rows.c.row, Text).label("row")
# Two statements, not one in the other: on tables that have grown much since PostgreSQL last counted them it would try
# all rows of the shelf for each token.
_FIND = select(shelf_rows.c.id, _ROW).where(
    shelf_rows.c.shelf == bindparam("shelf"), shelf_rows.c.id.in_(bindparam("ids", expanding=True, type_=String))
)
_GET = select(_ROW).where(shelf_rows.c.shelf == bindparam("shelf"), shelf_rows.c.id == bindparam("id"))


@lru_cache(maxsize=8192)
def _read_row(kind: type[Row], packed: str) -> Row:
    """The rows of a busy week are looked at with each article of it: the same text gives the same value."""
    return unpack(kind, json.loads(packed))


@cache
def _make_puts(dialect: str) -> tuple[Executable, Executable]:
    """What puts a row, and what puts it under a token. A row that is put again stays as new as it was: a text is
    forgotten by the age of its first reading."""
    row, token = (insert_for(dialect, table) for table in (shelf_rows, shelf_tokens))
    kept = row.on_conflict_do_update(index_elements=["shelf", "id"], set_={"row": row.excluded.row})
    return kept, token.on_conflict_do_nothing()


class SqlShelf(Generic[Row]):
    """One shelf inside one transaction. `at`: the instant that a row is put at; whoever works sets it."""

    def __init__(self, connection: Connection, name: str, kind: type[Row]) -> None:
        self._connection = connection
        self._name = name
        self._kind = kind
        self.at: datetime | None = None

    def find(self, tokens: Iterable[str]) -> list[Row]:
        """The rows that were put under any of the tokens, each once, ordered by id."""
        ids: set[str] = set()
        for some in cut(sorted({clean_text(token) for token in tokens})):
            ids |= set(self._connection.execute(_UNDER_TOKENS, {"shelf": self._name, "tokens": some}).scalars())
        found: dict[str, str] = {}
        for some in cut(sorted(ids)):
            rows = self._connection.execute(_FIND, {"shelf": self._name, "ids": some})
            found |= {row.id: row.row for row in rows}
        return [_read_row(self._kind, found[row_id]) for row_id in sorted(found)]

    def put(self, row: Row, tokens: Iterable[str]) -> None:
        """Keep a row, in place of the one with its id; tokens given earlier stay."""
        if self.at is None:
            raise RuntimeError("a row can only be put in a step of the ledger")
        put_row, put_token = _make_puts(self._connection.dialect.name)
        self._connection.execute(put_row, {"shelf": self._name, "id": row.id, "row": pack(row), "put_at": self.at})
        rows = [{"shelf": self._name, "token": token, "id": row.id} for token in sorted(set(map(clean_text, tokens)))]
        if rows:
            self._connection.execute(put_token, rows)

    def get(self, row_id: str) -> Row | None:
        """The row of that id."""
        found = self._connection.execute(_GET, {"shelf": self._name, "id": row_id}).scalar()
        return None if found is None else _read_row(self._kind, found)

    def drop(self, row_id: str) -> None:
        """Forget a row, with its tokens."""
        for table in (shelf_tokens, shelf_rows):
            self._connection.execute(delete(table).where(table.c.shelf == self._name, table.c.id == row_id))

    def forget_before(self, instant: datetime) -> None:
        """Forget all rows that were first put before then."""
        old = (shelf_rows.c.shelf == self._name) & (shelf_rows.c.put_at < instant)
        for row_id in self._connection.execute(select(shelf_rows.c.id).where(old)).scalars().all():
            self.drop(row_id)
