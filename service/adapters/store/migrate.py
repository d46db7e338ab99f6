"""Bringing a database to this program's version, by the Alembic migrations that come with it.

Enters: the URL of the config. Leaves: a database that `open_store` takes. Called by `wiring` at the first start and by
`hotline db upgrade`, and, for the search index alone, by `hotline db rebuild --search`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from service.adapters.store.backup import copy_sqlite
from service.adapters.store.engine import Database, prepare_folder, sqlite_path
from service.adapters.store.revision import describe_database, refuse_newer, require_current
from service.adapters.store.schema import SCHEMA_REVISION
from service.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

# Any number that no other program on the server is likely to use: two upgrades at once wait for each other.
_UPGRADE_LOCK = 0x486F746C696E65


def find_migrations() -> Path:
    """The folder of the migrations: packaged beside this module, or at the top of a clone. Raises StoreError."""
    here = Path(__file__).resolve().parent
    for folder in (here / "migrations", here.parents[2] / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise StoreError(f"the migrations are missing from {here}; install Hotline again")


def upgrade_database(url: str) -> str:
    """Create the tables at `url`, or bring them to this version; the whole upgrade happens, or nothing.

    A SQLite database that has tables is copied first. The folder of a new SQLite file is created if its parent exists.
    Returns what was done, as a sentence for the user. Raises StoreError.
    """
    database = Database(url, pooled=False, create=True)
    try:
        if database.is_sqlite:
            prepare_folder(sqlite_path(database.url))
        name = describe_database(database)
        found = refuse_newer(database)
        if found == SCHEMA_REVISION:
            return f"the database {name} is up to date (version {found})"
        copy = _copy_before(database, found) if database.is_sqlite and found is not None else None
        database.write(_run_migrations)
        if found is None:
            return f"the database {name} was created (version {SCHEMA_REVISION})"
        kept = f"; a copy of the old one is {copy}" if copy else ""
        return f"the database {name} was brought from version {found} to {SCHEMA_REVISION}{kept}"
    finally:
        database.close()


def _copy_before(database: Database, found: str) -> Path:
    path = sqlite_path(database.url)
    target = path.with_name(f"{path.name}.version-{found}")
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.version-{found}-{number}")
    copy_sqlite(path, target)
    return target


def _run_migrations(connection: Connection) -> None:
    # Imported where it is used: a database that is up to date, as nearly all are, needs none of it.
    from alembic import command
    from alembic.util import CommandError

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _UPGRADE_LOCK})
    config = make_alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"the database cannot be upgraded: {error}; restore a backup, or install Hotline again"
        ) from error
    # Here, and not in a migration: how words are cut changes with the code.
    from service.adapters.store.indexing import is_index_current, make_index

    if not is_index_current(connection):
        make_index(connection)
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreError(
            f"the upgrade of {connection.engine.url.database} would leave rows that point nowhere; "
            "nothing was changed. Run `hotline db check`"
        )


def rebuild_index(url: str, note: Callable[[int], None] = lambda _: None) -> int:
    """Make the search index and the counts anew, from what is stored; `note` is told how many articles are done.

    Returns how many there are. Nobody else may work on the database meanwhile. Raises StoreError.
    """
    from service.adapters.store.indexing import make_index

    database = Database(url, pooled=False)
    try:
        require_current(database)
        return database.write(lambda connection: make_index(connection, note))
    finally:
        database.close()


def make_alembic_config() -> Config:
    """Alembic's settings without an ini file; it finds the connection in `attributes["connection"]`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(find_migrations()).replace("%", "%%"))
    return config
