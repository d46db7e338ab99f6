"""Counts that are kept, so that nobody has to count: by how much each changes.

Enter: a connection inside a transaction, differences by key. Leaves: changed rows; one that comes to nothing goes, so
that counts do not tell what was once there. Called by the modules that change what is counted. On PostgreSQL rows are
taken in the order of their keys, and each caller holds a lock that keeps the others out: nobody waits in a circle.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete

from service.adapters.store.prepared import Prepared
from service.adapters.store.statements import insert_for
from service.adapters.store.types import clean_text


def add_to_tallies(connection: Connection, table: Table, differences: Mapping[Any, int]) -> None:
    """Change the `number` of each row of `table`; the keys are tuples of texts, its primary key in its order."""
    keys = [column.name for column in table.primary_key]
    rows: list[dict[str, Any]] = [
        {**{f"key_{name}": clean_text(part) for name, part in zip(keys, key, strict=True)}, "by": number}
        for key, number in sorted(differences.items())
        if number
    ]
    addition, removal = _prepare(table)
    addition.run_all(connection, rows)
    removal.run_all(connection, [{name: row[name] for name in row if name != "by"} for row in rows if row["by"] < 0])


@cache
def _prepare(table: Table) -> tuple[Prepared, Prepared]:
    """What adds to a row, and what removes it where it has come to nothing."""
    names = [column.name for column in table.primary_key]

    def write_addition(dialect: str) -> Any:
        statement = insert_for(dialect, table)
        values: dict[str, Any] = {name: bindparam(f"key_{name}") for name in names}
        added = statement.values(**values, number=bindparam("by"))
        return added.on_conflict_do_update(
            index_elements=names, set_={"number": table.c.number + statement.excluded.number}
        )

    row = [column == bindparam(f"key_{column.name}") for column in table.primary_key]
    return Prepared(write_addition), Prepared(lambda _: delete(table).where(and_(*row, table.c.number == 0)))
