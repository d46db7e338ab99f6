"""Statements that are written once and handed to the driver: for what is done dozens of times for each article.

Enter: a statement of SQLAlchemy with named parameters, a connection inside a transaction, values. Leave: rows. Called
by the modules that place articles. SQLAlchemy writes the statement and converts values as it does anywhere, but its
execution, which costs many times what SQLite takes for such a statement, is passed by. Errors are those of SQLAlchemy:
so a lock or a deadlock is tried again as anywhere else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    String,
    TableValuedAlias,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

from service.adapters.store.types import JsonText

Written = Any
"""A statement of SQLAlchemy; what its classes have in common has no public name that can be compiled and selected."""


class _Compiled(NamedTuple):
    """`names`: the parameters in the order in which the driver wants them; it wants a dict where it is None."""

    sql: str
    names: tuple[str, ...] | None
    given: Mapping[str, Any]
    converted: tuple[tuple[str, Callable[[Any], Any]], ...]
    columns: tuple[str, ...]
    read: tuple[tuple[int, Callable[[Any], Any]], ...]


class Prepared:
    """One statement. `write` makes it for a database, given the name of its dialect; lists are written with `is_one_of`
    and not with IN. `columns`: those that an INSERT fills, all by default."""

    def __init__(self, write: Callable[[str], Written], columns: Sequence[str] | None = None) -> None:
        self._write = write
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def list_rows(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """All rows that it finds, as tuples."""
        compiled = self._compile(connection.dialect)
        rows = _run(connection, compiled, _bind(compiled, values))
        if not compiled.read:
            return rows
        return [_convert(row, compiled.read) for row in rows]

    def list_dicts(self, connection: Connection, **values: Any) -> list[dict[str, Any]]:
        """All rows that it finds, by the names of their columns."""
        columns = self._compile(connection.dialect).columns
        return [dict(zip(columns, row, strict=True)) for row in self.list_rows(connection, **values)]

    def list_values(self, connection: Connection, **values: Any) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in self.list_rows(connection, **values)]

    def find_value(self, connection: Connection, **values: Any) -> Any:
        """The first column of the first row; None where there is none."""
        return next(iter(self.list_values(connection, **values)), None)

    def run(self, connection: Connection, **values: Any) -> None:
        """Change what it changes."""
        compiled = self._compile(connection.dialect)
        _run(connection, compiled, _bind(compiled, values))

    def run_all(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """The same for each of the rows; for none where there are none."""
        compiled = self._compile(connection.dialect)
        bound = [_bind(compiled, row) for row in rows]
        if len(bound) == 1:
            _run(connection, compiled, bound[0])
        elif bound:
            _run(connection, compiled, bound, many=True)

    def _compile(self, dialect: Dialect) -> _Compiled:
        known = self._compiled.get(dialect.name)
        if known is None:
            known = self._compiled[dialect.name] = _compile(self._write(dialect.name), dialect, self._columns)
        return known


def list_texts(name: str, dialect: str) -> TableValuedAlias:
    """The texts in the parameter `name`, a list of any length, as a table of one column, `value`."""
    if dialect == "postgresql":
        return func.unnest(bindparam(name, type_=ARRAY(String))).table_valued("value").render_derived()
    return func.json_each(bindparam(name, type_=JsonText)).table_valued("value")


def is_one_of(column: Column[str], name: str, dialect: str) -> ColumnElement[bool]:
    """Whether a column is one of the texts in the parameter `name`, a list of any length."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(String)))
    return column.in_(select(list_texts(name, dialect).c.value))


def _compile(written: Written, dialect: Dialect, filled: Sequence[str] | None) -> _Compiled:
    compiled: SQLCompiler = written.compile(dialect=dialect, column_keys=filled)
    converted = []
    for parameter, name in compiled.bind_names.items():
        convert = parameter.type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            converted.append((name, convert))
    columns = list(written.exported_columns) if hasattr(written, "exported_columns") else []
    read = []
    for place, column in enumerate(columns):
        convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if convert is not None:
            read.append((place, convert))
    given = {name: compiled.params[name] for parameter, name in compiled.bind_names.items() if not parameter.required}
    names = tuple(compiled.positiontup) if compiled.positiontup is not None else None
    return _Compiled(str(compiled), names, given, tuple(converted), tuple(c.key for c in columns), tuple(read))


def _bind(compiled: _Compiled, values: Mapping[str, Any]) -> Any:
    """The parameters as the driver wants them. A name that is missing is a mistake: KeyError, or the driver's own."""
    bound = {**compiled.given, **values}
    for name, convert in compiled.converted:
        if name in bound:
            bound[name] = convert(bound[name])
    return bound if compiled.names is None else [bound[name] for name in compiled.names]


def _convert(row: tuple[Any, ...], read: Iterable[tuple[int, Callable[[Any], Any]]]) -> tuple[Any, ...]:
    values = list(row)
    for place, convert in read:
        values[place] = convert(values[place])
    return tuple(values)


def _run(connection: Connection, compiled: _Compiled, bound: Any, *, many: bool = False) -> list[tuple[Any, ...]]:
    dialect = connection.dialect
    cursor = connection.connection.cursor()
    try:
        if many:
            cursor.executemany(compiled.sql, bound)
        else:
            cursor.execute(compiled.sql, bound)
        return list(cursor.fetchall()) if cursor.description is not None else []
    except dialect.loaded_dbapi.Error as error:
        lost = dialect.is_disconnect(error, connection.connection, cursor)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            compiled.sql,
            None,
            error,
            dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=dialect,
        ) from error
    finally:
        cursor.close()
