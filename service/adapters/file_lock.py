"""A lock on a file: flock, which goes with its process, however that ends; nothing stale is ever left behind.

Enters: the path and what is held by it, in words. Leaves: a context manager. Used by `store.lock` for the database and
by `wiring` for the folder of the alert log.
"""

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from service.errors import AlreadyRunningError, StoreError


class FileLock:
    """Holds the file at `path`, which says who holds it and stays when the lock is gone. `what` ends the sentence
    "another Hotline works on ...". Entering raises AlreadyRunningError, or StoreError."""

    def __init__(self, path: Path, what: str) -> None:
        self._path = path
        self._what = what
        self._file: int | None = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def acquire(self) -> None:
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
                f"another Hotline works on {self._what}{holder}; stop it first (kill -TERM stops it cleanly), "
                "or let it do the work: `hotline alerts` and `hotline feeds` read beside it"
            ) from error
        except OSError as error:
            os.close(file)
            raise StoreError(f"{self._path} cannot be locked: {error.strerror}; keep it on a local disk") from error
        os.ftruncate(file, 0)
        started = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
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
