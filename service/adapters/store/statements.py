"""Statements that SQLAlchemy writes differently for each database, and lists cut to what a statement takes.

Enter: a connection, tables, lists. Leave: statements and slices. Called by the modules that hold queries.
"""

from collections.abc import Collection, Iterator
from typing import TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

Item = TypeVar("Item")
Row = TypeVar("Row", bound=tuple[object, ...])

_SLICE = 500


def insert_into(connection: Connection, table: Table) -> SqliteInsert | PostgresqlInsert:
    """An INSERT of this database's kind, which takes `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: Table) -> SqliteInsert | PostgresqlInsert:
    """The same, for a database by the name of its dialect."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def cut(items: Collection[Item]) -> Iterator[list[Item]]:
    """`items` in slices that fit into one `IN (...)` on every database."""
    listed = list(items)
    for start in range(0, len(listed), _SLICE):
        yield listed[start : start + _SLICE]
