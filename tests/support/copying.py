"""An archive of SQLite as one of PostgreSQL: so that what is made slowly is made once."""

from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from service.adapters.store import upgrade_database
from service.adapters.store.engine import Database
from service.adapters.store.indexing import make_index
from service.adapters.store.schema import metadata


def copy_archive(path: Path, url: str) -> None:
    """All that is stored in the file, into an empty database; the search index is made there."""
    upgrade_database(url)
    source, target = Database(f"sqlite:///{path}", pooled=False), Database(url, pooled=False)
    try:

        def read(connection: Connection) -> dict[str, list[dict[str, object]]]:
            return {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in metadata.sorted_tables
            }

        found = source.read(read)

        def write(connection: Connection) -> None:
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
            for table in metadata.sorted_tables:
                if found[table.name]:
                    connection.execute(insert(table), found[table.name])
            make_index(connection)

        target.write(write)
    finally:
        source.close()
        target.close()
