"""Shelves in the database: the rows of `stages.cluster`, found again by their tokens.

Enter: a connection inside a transaction, rows with tokens. Leave: the rows that share a token with what is asked for.
Called by `stages.cluster` through `ledger_work`. A look-up is a search in the index of tokens, however many rows there
are.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Connection, String, Text, bindparam, delete, insert, select, type_coerce

from service.adapters.store.ledger_schema import shelf_rows, shelf_tokens
from service.adapters.store.packing import pack, unpack
from service.adapters.store.prepared import Prepared, is_one_of, list_texts
from service.adapters.store.statements import insert_for
from service.adapters.store.types import UtcInstant, clean_text

if TYPE_CHECKING:
    from service.stages.cluster.shelf import HasId

Row = TypeVar("Row", bound="HasId")

_SHELF = bindparam("shelf", type_=String)
# Without DISTINCT, for which SQLite would walk through the shelf in the order of ids.
_UNDER_TOKENS = Prepared(
    lambda dialect: select(shelf_tokens.c.id).where(
        shelf_tokens.c.shelf == _SHELF, is_one_of(shelf_tokens.c.token, "tokens", dialect)
    )
)
# As text: see `_read_row`.
_ROW = type_coerce(shelf_rows.c.row, Text).label("row")
# Two statements, not one in the other: on tables that have grown much since PostgreSQL last counted them it would try
# all rows of the shelf for each token.
_FIND = Prepared(
    lambda dialect: select(shelf_rows.c.id, _ROW).where(
        shelf_rows.c.shelf == _SHELF, is_one_of(shelf_rows.c.id, "ids", dialect)
    )
)
_GET = Prepared(lambda _: select(_ROW).where(shelf_rows.c.shelf == _SHELF, shelf_rows.c.id == bindparam("id")))
_DROP_TOKENS = Prepared(
    lambda _: delete(shelf_tokens).where(shelf_tokens.c.shelf == _SHELF, shelf_tokens.c.id == bindparam("id"))
)
_DROP_ROW = Prepared(
    lambda _: delete(shelf_rows).where(shelf_rows.c.shelf == _SHELF, shelf_rows.c.id == bindparam("id"))
)
_LIST_OLD = Prepared(
    lambda _: select(shelf_rows.c.id).where(
        shelf_rows.c.shelf == _SHELF, shelf_rows.c.put_at < bindparam("instant", type_=UtcInstant)
    )
)


def _write_put(dialect: str) -> Any:
    """What puts a row. One that is put again stays as new as it was: a text is forgotten by the age of its first
    reading."""
    row = insert_for(dialect, shelf_rows)
    return row.on_conflict_do_update(index_elements=["shelf", "id"], set_={"row": row.excluded.row})


def _write_put_tokens(dialect: str) -> Any:
    """What puts a row under tokens, all at once: each of twenty by itself would be a round trip to PostgreSQL."""
    texts = list_texts("tokens", dialect)
    rows = select(_SHELF, texts.c.value, bindparam("id", type_=String)).select_from(texts)
    if dialect == "sqlite":
        # Its parser takes ON CONFLICT behind a SELECT for a join.
        return insert(shelf_tokens).prefix_with("OR IGNORE").from_select(["shelf", "token", "id"], rows)
    return insert_for(dialect, shelf_tokens).from_select(["shelf", "token", "id"], rows).on_conflict_do_nothing()


_PUT, _PUT_TOKENS = Prepared(_write_put), Prepared(_write_put_tokens)


@lru_cache(maxsize=8192)
def _read_row(kind: type[Row], packed: str) -> Row:
    """The rows of a busy week are looked at with each article of it: the same text gives the same value."""
    return unpack(kind, json.loads(packed))


class SqlShelf(Generic[Row]):
    """One shelf inside one transaction. `at`: the instant that a row is put at; whoever works sets it."""

    def __init__(self, connection: Connection, name: str, kind: type[Row]) -> None:
        self._connection = connection
        self._name = name
        self._kind = kind
        self.at: datetime | None = None

    def find(self, tokens: Iterable[str]) -> list[Row]:
        """The rows that were put under any of the tokens, each once, ordered by id."""
        wanted = sorted({clean_text(token) for token in tokens})
        ids = sorted(set(_UNDER_TOKENS.list_values(self._connection, shelf=self._name, tokens=wanted)))
        rows = _FIND.list_rows(self._connection, shelf=self._name, ids=ids) if ids else ()
        return [_read_row(self._kind, row) for _, row in sorted(rows)]

    def put(self, row: Row, tokens: Iterable[str]) -> None:
        """Keep a row, in place of the one with its id; tokens given earlier stay."""
        if self.at is None:
            raise RuntimeError("a row can only be put in a step of the ledger")
        _PUT.run(self._connection, shelf=self._name, id=row.id, row=pack(row), put_at=self.at)
        given = sorted({clean_text(token) for token in tokens})
        if given:
            _PUT_TOKENS.run(self._connection, shelf=self._name, id=row.id, tokens=given)

    def get(self, row_id: str) -> Row | None:
        """The row of that id."""
        found = _GET.find_value(self._connection, shelf=self._name, id=row_id)
        return None if found is None else _read_row(self._kind, found)

    def drop(self, row_id: str) -> None:
        """Forget a row, with its tokens."""
        for statement in (_DROP_TOKENS, _DROP_ROW):
            statement.run(self._connection, shelf=self._name, id=row_id)

    def forget_before(self, instant: datetime) -> None:
        """Forget all rows that were first put before then."""
        for row_id in _LIST_OLD.list_values(self._connection, shelf=self._name, instant=instant):
            self.drop(row_id)
