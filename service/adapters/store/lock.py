"""One Hotline at a time on one database.

Enters: the URL of the config. Leaves: `InstanceLock`, to be held while the daemon, or a command that polls, works.
Built by `wiring`. Both locks go with their process, however it ends: nothing stale is ever left to be cleared by hand.
"""

import os
import socket
from datetime import UTC
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, text

from service.adapters.file_lock import FileLock
from service.adapters.store.engine import Database, parse_url, prepare_folder, sqlite_path
from service.errors import AlreadyRunningError

# "hotline" as a number; advisory locks of PostgreSQL belong to one database of the server.
_LOCK_NUMBER = 0x686F746C696E65


class InstanceLock:
    """Holds the database at `url` for this process. Entering raises AlreadyRunningError, or StoreError."""

    def __init__(self, url: str) -> None:
        self._lock: FileLock | _ServerLock
        parsed = parse_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        # Resolved: one database under two names, by a link, has one lock.
        if sqlite:
            database = sqlite_path(parsed).resolve()
            prepare_folder(database)
            self._lock = FileLock(database.with_name(f"{database.name}.lock"), "this database")
        else:
            self._lock = _ServerLock(url)

    def __enter__(self) -> Self:
        self._lock.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


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
