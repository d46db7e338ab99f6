"""Copies of a database that are known to be whole.

Enter: the URL of the config, a path. Leaves: a file. Called by `hotline db backup`, and by `migrate` before an upgrade.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from service.adapters.store.engine import Database, parse_url, sqlite_path
from service.adapters.store.failures import describe_failure
from service.adapters.store.revision import require_current
from service.errors import StoreError


def backup_database(url: str, target: Path) -> None:
    """Copy the database at `url` into the new file `target`, while it is in use, and check the copy.

    Raises StoreError; then there is no file at `target`.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        shown = parsed.set(drivername="postgresql", password=None).render_as_string()
        raise StoreError(
            f"a PostgreSQL database is backed up by its own tool: pg_dump --format=custom --file={target} {shown}"
        )
    database = Database(url, pooled=False)
    try:
        require_current(database)
    finally:
        database.close()
    copy_sqlite(sqlite_path(parsed), target)


def copy_sqlite(source: Path, target: Path) -> None:
    """One consistent copy, through SQLite's own backup; it appears at `target` only when it is whole and checked."""
    if target.exists():
        raise StoreError(f"there is a file at {target} already; name another one, or move it away")
    if not target.parent.is_dir():
        raise StoreError(f"the backup {target} cannot be written: there is no folder {target.parent}; make it first")
    unfinished = target.with_name(f"{target.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        _copy(source, unfinished)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.rename(target)
    except OSError as error:
        raise StoreError(f"the backup {target} cannot be written: {error.strerror or error}") from error
    except sqlite3.Error as error:
        words = describe_failure(parse_url(f"sqlite:///{source}"), error)
        raise StoreError(f"the backup {target} was not made: {words}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
        # One file that can be carried away, with no -wal beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        problems = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    if problems != ["ok"]:
        raise StoreError(f"the database {source} is damaged, so that no backup was made: {'; '.join(problems[:3])}")
