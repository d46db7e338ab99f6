"""Which version of the tables a database has, and whether this program can work on it.

Enters: a `Database`. Leaves: its revision, or StoreError. Called by `store` on opening, by `migrate` and `checking`.
"""

from sqlalchemy import Connection, inspect, text

from service.adapters.store.engine import Database
from service.adapters.store.schema import SCHEMA_REVISION
from service.errors import StoreError


def find_revision(connection: Connection) -> str | None:
    """The revision that the last migration wrote, None where none ever ran."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def require_current(database: Database) -> None:
    """Raises StoreError unless the tables are exactly those this program was made for."""
    found = database.read(find_revision)
    name = describe_database(database)
    if found is None:
        raise StoreError(f"the database {name} has no tables yet; run `hotline db upgrade`")
    if found > SCHEMA_REVISION:
        raise StoreError(_newer(name, found))
    if found != SCHEMA_REVISION:
        raise StoreError(f"the database {name} is of the older version {found}; run `hotline db upgrade`")


def refuse_newer(database: Database) -> str | None:
    """The database's revision; StoreError where a newer Hotline made it."""
    found = database.read(find_revision)
    if found is not None and found > SCHEMA_REVISION:
        raise StoreError(_newer(describe_database(database), found))
    return found


def describe_database(database: Database) -> str:
    """The database in words, without a password."""
    if database.is_sqlite:
        return str(database.url.database)
    return database.url.render_as_string(hide_password=True)


def _newer(name: str, found: str) -> str:
    return (
        f"the database {name} is of version {found}, and this Hotline knows versions up to {SCHEMA_REVISION}: "
        "install the newer Hotline again, or restore the backup that its upgrade made"
    )
