"""One child process that reads documents, and the pipe to it: started, fed, limited, killed, replaced.

Enters: a task. Leaves: its result with what it cost, or ParseError with plain words. Called by `parser_lane`; the other
end of the pipe is `parser_child`.
"""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from service.adapters.parser_child import READY, TAKEN, Failure
from service.errors import ParseError

_START_SECONDS = 60.0
_ROOT = str(Path(__file__).resolve().parent.parent.parent)
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from service.adapters.parser_child import main; main(sys.argv[2:])"
)
# Credentials live in the environment: a process that reads hostile bytes gets none of it.
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "TZDIR", "SYSTEMROOT", "COVERAGE_PROCESS_START")
_Reply = tuple[str, Any, bool]


class SlowDocumentError(Exception):
    """The document is not read within the little time that this child gives; another child may give it more."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to do ("feed" or "page") with which bytes; `arguments` are those of the stage's function."""

    what: str
    body: bytes
    arguments: dict[str, Any]


class Result(NamedTuple):
    """`seconds` of wall time that it took."""

    value: Any
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. `memory_bytes` come on top of what the reader itself needs; after `max_tasks`
    documents the child is replaced. `brief_seconds` of processor time are all there is in a child that is meant for
    quick work (0: no such bound); `niceness` is how far the child steps back behind other work."""

    wall_seconds: float
    cpu_seconds: int
    memory_bytes: int
    max_tasks: int
    brief_seconds: float = 0.0
    niceness: int = 0


class ParserProcess:
    """Used by one thread at a time, closed by any."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection[Any, Any] | None = None
        self._closed = False
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process id while the child lives."""
        process = self._process
        return process.pid if process is not None else None

    def call(self, task: Task, wall_seconds: float = 0.0) -> Result:
        """Raises ParseError for whatever the document did, SlowDocumentError where it may do it elsewhere.

        `wall_seconds`: it has that much time, where that is more than the limits say."""
        begun = time.monotonic()
        self._send((task.what, task.body, task.arguments))
        outcome, value, is_last = self._receive(max(wall_seconds, self._limits.wall_seconds))
        if is_last:
            self._stop()
        if outcome == Failure.PARSE:
            raise value
        if outcome == Failure.SLOW:
            raise SlowDocumentError
        if outcome != Failure.NONE:
            raise ParseError(str(value))
        return Result(value, time.monotonic() - begun)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            process = self._process
        # Only killed here: the thread that uses the pipe sees it end, and cleans up.
        if process is not None:
            with contextlib.suppress(OSError):
                process.kill()

    def reap(self) -> None:
        """After `close`, with no thread left that uses the child."""
        self._stop()

    def _send(self, message: Any) -> None:
        """Hand the task over; a child that died while idle (a stray kill) is replaced first."""
        for _ in range(2):
            pipe = self._ensure_started()
            try:
                pipe.send(message)
                if pipe.poll(self._limits.wall_seconds) and pipe.recv() == TAKEN:
                    return
            except (OSError, EOFError, ValueError):
                pass
            self._stop()
        raise ParseError("the parser is shut down" if self._closed else "the process that reads documents keeps dying")

    def _receive(self, wall_seconds: float) -> _Reply:
        pipe = self._pipe
        assert pipe is not None
        try:
            if pipe.poll(wall_seconds):
                reply: _Reply = pipe.recv()
                return reply
        except (EOFError, OSError):
            raise self._explain_death() from None
        self._stop()
        if self._limits.brief_seconds:
            raise SlowDocumentError
        raise ParseError(f"the document took over {wall_seconds:.0f} s to read")

    def _explain_death(self) -> Exception:
        process = self._process
        code = process.wait(10) if process is not None else None
        self._stop()
        if self._closed:
            return ParseError("the parser is shut down")
        if code == -signal.SIGXCPU:
            if self._limits.brief_seconds:
                return SlowDocumentError()
            return ParseError(f"the document took over {self._limits.cpu_seconds} s of processor time to read")
        return ParseError("the document crashed its reader")

    def _ensure_started(self) -> "Connection[Any, Any]":
        with self._lock:
            if self._process is not None and self._pipe is not None and self._process.poll() is None:
                return self._pipe
        self._stop()
        try:
            pipe = self._start()
            # Importing the parsers takes about a second, longer on a busy machine.
            if not pipe.poll(_START_SECONDS) or pipe.recv() != READY:
                raise OSError("no sign of life")
        except (OSError, EOFError) as error:
            self._stop()
            raise ParseError(
                "the parser is shut down" if self._closed else "the process that reads documents could not be started"
            ) from error
        return pipe

    def _start(self) -> "Connection[Any, Any]":
        ours, theirs = multiprocessing.Pipe()
        known = self._limits
        limits = (known.memory_bytes, known.cpu_seconds, known.max_tasks, known.brief_seconds, known.niceness)
        with theirs, self._lock:
            if self._closed:
                ours.close()
                raise OSError("closed")
            # Not multiprocessing's own start methods: fork is unsafe beside threads, and the others import the
            # program's main module, with database and network, into a process that must have neither.
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, _ROOT, str(theirs.fileno()), *map(str, limits)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
                | {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
                start_new_session=True,
            )
            self._pipe = ours
        return ours

    def _stop(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            pipe, self._pipe = self._pipe, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.wait(10)
