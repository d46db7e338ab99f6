"""The connection to the database: engines for both kinds, transactions, and errors in words that help.

Enters: the URL of the config. Leaves: `Database`, which hands out transactions. Called by `store`, `migrate`, `backup`,
`lock`. Nothing above this module sees an exception of SQLAlchemy or of a driver.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from service.adapters.store.failures import describe_failure
from service.errors import StoreError

Result = TypeVar("Result")

BUSY_SECONDS = 30
"""How long a writer waits for another process's transaction before it gives up."""
_PATIENCE_SECONDS = 0.25
"""How long one try of it lasts: whoever is told to hurry gives up this soon."""
_RETRIES = 5
# PostgreSQL: serialisation failure, deadlock. Nothing was written; the same transaction may be tried again.
_RETRIED_STATES = frozenset({"40001", "40P01"})
# PostgreSQL: `lock_timeout` has passed.
_LOCKED_STATE = "55P03"


def parse_url(url: str) -> URL:
    """The SQLAlchemy URL of a database, with the driver that Hotline uses. Raises StoreError."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            "the database URL cannot be read; write sqlite:///data/hotline.db or postgresql://user@host/name"
        ) from error
    backend = parsed.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise StoreError(f"a database of kind {backend!r} is not supported; use sqlite:/// or postgresql://")
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError("the database needs a file: an in-memory SQLite database would forget every alert")
    return parsed.set(drivername="sqlite+pysqlite")


def sqlite_path(url: URL) -> Path:
    """The file of a SQLite database."""
    return Path(url.database or "")


def prepare_folder(path: Path) -> None:
    """Create the folder of a new SQLite file, if the one above it exists. Raises StoreError."""
    folder = path.parent
    if folder.is_dir():
        return
    try:
        # Not its parents: a mistyped path should be said, and not be built.
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder {folder} of the database cannot be created ({error.strerror}); create it, or correct "
            "`database` in hotline.yaml"
        ) from error


class Database:
    """One database and its connections. Every method may be called from any thread."""

    def __init__(self, url: str, *, pooled: bool = True, create: bool = False) -> None:
        """`create`: a missing SQLite file is made, and foreign keys are not enforced: for migrations alone."""
        self.url = parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = _make_engine(self.url, pooled, create)
        # SQLite has one writer; a lock wakes the next thread at once, where its own waiting sleeps and polls.
        self._one_writer = threading.Lock() if self.is_sqlite else None
        self._hurried = threading.Event()

    @property
    def engine(self) -> Engine:
        return self._engine

    def read(self, work: Callable[[Connection], Result]) -> Result:
        """`work` in a transaction that sees one state of the database and changes nothing."""
        return self._run(work, writes=False)

    def write(self, work: Callable[[Connection], Result], *, lasting: bool = True) -> Result:
        """`work` in a transaction that is committed whole, or not at all where anything is raised.

        `lasting`: on the disk before this returns. Otherwise a power cut may take it back, together with all that came
        after it and with nothing that came before; a crash of the process takes nothing back. `work` may be called
        again from the start where another process held a lock, or PostgreSQL broke a deadlock.
        """
        if self._one_writer is None:
            return self._run(work, writes=True, lasting=lasting)
        with self._one_writer:
            return self._run(work, writes=True, lasting=lasting)

    def hurry(self) -> None:
        """From now on no transaction waits longer than one try for another process: this one is ending."""
        self._hurried.set()

    @property
    def is_hurried(self) -> bool:
        return self._hurried.is_set()

    def close(self) -> None:
        self._engine.dispose()

    def _run(self, work: Callable[[Connection], Result], *, writes: bool, lasting: bool = True) -> Result:
        options = {"writes": writes, "lasting": lasting}
        begun, tries = time.monotonic(), 0
        with self.translated():
            while True:
                try:
                    with self._engine.connect().execution_options(**options) as connection, connection.begin():
                        return work(connection)
                except OperationalError as error:
                    tries += 1
                    if not self._may_retry(error, tries, time.monotonic() - begun):
                        raise

    def _may_retry(self, error: OperationalError, tries: int, waited: float) -> bool:
        state = getattr(error.orig, "sqlstate", None)
        if state in _RETRIED_STATES:
            return tries < _RETRIES
        # The low byte: the rest says why it is busy.
        busy = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
        return (busy or state == _LOCKED_STATE) and waited < BUSY_SECONDS and not self.is_hurried

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turns an error of the database into StoreError, in words that help and without the password."""
        try:
            yield
        except DBAPIError as error:
            raise StoreError(describe_failure(self.url, error.orig or error)) from error
        except (SQLAlchemyError, sqlite3.Error, psycopg.Error) as error:
            raise StoreError(describe_failure(self.url, error)) from error


def _make_engine(url: URL, pooled: bool, create: bool) -> Engine:
    # hide_parameters: texts of articles have no business in a traceback.
    options: dict[str, Any] = {"hide_parameters": True}
    if not pooled:
        options["poolclass"] = NullPool
    if url.get_backend_name() == "sqlite":
        patience = _PATIENCE_SECONDS if pooled else BUSY_SECONDS
        engine = create_engine(url, creator=lambda: _connect_sqlite(sqlite_path(url), create, patience), **options)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if pooled:
        options |= {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}
    connect_args = {"connect_timeout": 10, "application_name": "hotline"}
    engine = create_engine(url, connect_args=connect_args, **options)
    event.listen(engine, "begin", _begin_postgresql)
    if pooled:
        event.listen(engine, "connect", _limit_waiting)
    return engine


def _limit_waiting(connection: Any, _: object) -> None:
    # By a statement: a pooler in between may refuse options at the connection's start.
    connection.execute(f"SET lock_timeout = {int(_PATIENCE_SECONDS * 1000)}")
    connection.commit()


def _connect_sqlite(path: Path, create: bool, patience: float) -> sqlite3.Connection:
    # mode=rw: merely looking at a database never makes an empty file.
    name = f"file:{quote(str(path))}?mode={'rwc' if create else 'rw'}"
    # isolation_level None: sqlite3 would begin transactions by its own rules; `_begin_sqlite` does it alone.
    connection = sqlite3.connect(name, uri=True, timeout=patience, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA foreign_keys = {'OFF' if create else 'ON'}")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    # A reader that turns writer fails at once with "locked" and no wait; so writers say so from the start.
    writes = options.get("writes", True)
    if writes:
        # Can only be set between transactions. FULL syncs the log of all transactions so far, NORMAL none.
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options.get('lasting', True) else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("lasting", True):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
