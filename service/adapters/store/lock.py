"""One Hotline at a time on one database.

Enters: the URL of the config. Leaves: `InstanceLock`, to be held while the daemon, or a command that polls, works.
Built by `wiring`. Both locks go with their process, however it ends: nothing stale is ever left to be cleared by hand.
"""

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, text

from service.adapters.store.engine import Database, parse_url, prepare_folder, sqlite_path
from service.errors import AlreadyRunningError, StoreError

# "hotline" as a number; advisory locks of PostgreSQL belong to one database of the server.
_LOCK_NUMBER = 0x686F746C696E65


class InstanceLock:
    """Holds the database at `url` for this process. Entering raises AlreadyRunningError, or StoreError."""

    def __init__(self, url: str) -> None:
        self._lock: _FileLock | _ServerLock
        parsed = parse_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        # Resolved: one database under two names, by a link, has one lock.
        self._lock = _FileLock(sqlite_path(parsed).resolve()) if sqlite else _ServerLock(url)

    def __enter__(self) -> Self:
        self._lock.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


class _FileLock:
    """flock on a file beside the database; the file says who holds it and stays when the lock is gone."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.lock")
        self._file: int | None = None

    def acquire(self) -> None:
        prepare_folder(self._path)
        try:
            # Not inherited by programs that are started; forked children let go of it in `_forget`.
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(
                f"the lock file {self._path} cannot be opened: {error.strerror}; give this user the right to write it"
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = _read_holder(file)
            os.close(file)
            raise AlreadyRunningError(
                f"another Hotline works on this database{holder}; stop it first (kill -TERM stops it cleanly), "
                "or let it do the work: `hotline alerts` and `hotline feeds` read beside it"
            ) from error
        except OSError as error:
            os.close(file)
            raise StoreError(
                f"{self._path} cannot be locked: {error.strerror}; keep the database on a local disk"
            ) from error
        os.ftruncate(file, 0)
        started = datetime.now(UTC).isoformat(timespec="seconds")
        os.pwrite(file, json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": started}).encode(), 0)
        self._file = file
        os.register_at_fork(after_in_child=self._forget)

    def release(self) -> None:
        if self._file is not None:
            os.ftruncate(self._file, 0)
            self._forget()

    def _forget(self) -> None:
        # Closing a child's copy leaves the parent's lock alone; keeping it would outlive a killed parent.
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _read_holder(file: int) -> str:
    try:
        holder = json.loads(os.pread(file, 1000, 0))
        return f" (process {int(holder['pid'])} on {holder['host']}, since {holder['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        # Taken this very moment, and not written yet.
        return ""


class _ServerLock:
    """An advisory lock of PostgreSQL on a connection of its own, which ends with the connection."""

    def __init__(self, url: str) -> None:
        self._database = Database(url, pooled=False)
        self._connection: Connection | None = None

    def acquire(self) -> None:
        with self._database.translated():
            connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            name = f"hotline, process {os.getpid()} on {socket.gethostname()}"[:63]
            connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name})
            taken = connection.execute(text("SELECT pg_try_advisory_lock(:number)"), {"number": _LOCK_NUMBER})
            if not taken.scalar():
                holder = _find_holder(connection)
                connection.close()
                raise AlreadyRunningError(
                    f"another Hotline works on this database{holder}; stop it first, or let it do the work: "
                    "`hotline alerts` and `hotline feeds` read beside it"
                )
        self._connection = connection
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        # The server sees a connection's end only when its last copy is closed, so a child must not keep one. The
        # number is taken by /dev/null: were it free, libpq would one day say goodbye to whatever got it next.
        if self._connection is not None and (driver := self._connection.connection.driver_connection) is not None:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, driver.fileno())
            os.close(nothing)

    def release(self) -> None:
        if self._connection is not None:
            with self._database.translated():
                self._connection.close()
            self._connection = None
        self._database.close()


def _find_holder(connection: Connection) -> str:
    query = """
        SELECT a.application_name, a.backend_start FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname =
        current_database()) AND l.classid::bigint = :high AND l.objid::bigint = :low
    """
    numbers = {"high": _LOCK_NUMBER >> 32, "low": _LOCK_NUMBER & 0xFFFFFFFF}
    row = connection.execute(text(query), numbers).first()
    return f" ({row[0]}, since {row[1].astimezone(UTC).isoformat(timespec='seconds')})" if row else ""
