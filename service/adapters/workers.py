"""The child processes in which foreign documents are parsed: the `Workers` port.

Enters: fetched bodies. Leaves: parsed values, or ParseError with plain words. Called by the poll and read jobs, built
by wiring. Each child is killed at the wall limit, replaced when it dies, grows or has done `max_tasks` documents, and
dies with its parent. A hostile document costs only itself: children share no pipe and no lock with each other.
"""

import asyncio
import contextlib
import multiprocessing
import os
import queue
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from service.adapters.parser_child import READY, TAKEN, Failure
from service.errors import FetchKind, ParseError
from service.model.article import ExtractedPage
from service.model.entry import ParsedFeed
from service.model.feed import Feed, FetchResponse

MAX_BODY = 32_000_000
_START_SECONDS = 60.0
_ROOT = str(Path(__file__).resolve().parent.parent.parent)
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from service.adapters.parser_child import main; main(sys.argv[2:])"
)
# Credentials live in the environment: a process that reads hostile bytes gets none of it.
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "TZDIR", "SYSTEMROOT", "COVERAGE_PROCESS_START")
_Reply = tuple[str, Any, bool]


class ParserPool:
    """`workers` child processes; a document gets `wall_seconds`, `cpu_seconds` of processor time, and `memory_bytes` on
    top of what the reader itself needs. `max_tasks` documents later the child is replaced.

    Children start with the first document. `close()` ends them at once, busy or not.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        wall_seconds: float = 40.0,
        cpu_seconds: int = 25,
        memory_bytes: int = 256_000_000,
        max_tasks: int = 500,
    ) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="parser")
        self._children = [_Child(wall_seconds, cpu_seconds, memory_bytes, max_tasks) for _ in range(workers)]
        # Last in, first out: a second child is only started when two documents come at once.
        self._free: queue.LifoQueue[_Child] = queue.LifoQueue()
        for child in self._children:
            self._free.put(child)
        self._closed = False

    async def parse_feed(self, response: FetchResponse, feed: Feed, now: datetime) -> ParsedFeed:
        """Raises ParseError, also where the document cost too much or crashed its reader."""
        arguments = {
            "content_type": response.headers.get("content-type", ""),
            "url": response.url,
            "tz": feed.tz,
            "lang": feed.lang,
            "now": now,
        }
        result = await self._run("feed", response.body, arguments)
        assert isinstance(result, ParsedFeed)
        return result

    async def extract_page(self, response: FetchResponse) -> ExtractedPage:
        """Never raises for a bad page: `problem` says what was wrong with it."""
        arguments = {"content_type": response.headers.get("content-type", ""), "url": response.url}
        try:
            result = await self._run("page", response.body, arguments)
        except ParseError as error:
            return ExtractedPage(problem=str(error))
        assert isinstance(result, ExtractedPage)
        return result

    def close(self) -> None:
        """End all children at once; what they were reading fails with ParseError. The pool cannot be used again."""
        self._closed = True
        for child in self._children:
            child.close()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.reap()

    async def _run(self, task: str, body: bytes, arguments: dict[str, Any]) -> Any:
        if self._closed:
            raise ParseError("the parser is shut down")
        if len(body) > MAX_BODY:
            raise ParseError(f"the document has over {MAX_BODY // 1_000_000} MB", kind=FetchKind.TOO_LARGE)
        try:
            future = self._threads.submit(self._call, task, body, arguments)
        except RuntimeError as error:
            raise ParseError("the parser is shut down") from error
        return await asyncio.wrap_future(future)

    def _call(self, task: str, body: bytes, arguments: dict[str, Any]) -> Any:
        """In one of the pool's threads: there are as many threads as children, so one is free."""
        child = self._free.get()
        try:
            return child.call(task, body, arguments)
        finally:
            self._free.put(child)


class _Child:
    """One child process and the pipe to it; used by one thread at a time, closed by any."""

    def __init__(self, wall_seconds: float, cpu_seconds: int, memory_bytes: int, max_tasks: int) -> None:
        self._wall = wall_seconds
        self._cpu = cpu_seconds
        self._memory = memory_bytes
        self._max_tasks = max_tasks
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection[Any, Any] | None = None
        self._closed = False
        self._lock = threading.Lock()

    def call(self, task: str, body: bytes, arguments: dict[str, Any]) -> Any:
        """The task's result. Raises ParseError for whatever the document did."""
        self._send((task, body, arguments))
        outcome, value, is_last = self._receive()
        if is_last:
            self._stop()
        if outcome == Failure.PARSE:
            raise value
        if outcome != Failure.NONE:
            raise ParseError(str(value))
        return value

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
                if pipe.poll(self._wall) and pipe.recv() == TAKEN:
                    return
            except (OSError, EOFError, ValueError):
                pass
            self._stop()
        raise ParseError("the parser is shut down" if self._closed else "the process that reads documents keeps dying")

    def _receive(self) -> _Reply:
        pipe = self._pipe
        assert pipe is not None
        try:
            if pipe.poll(self._wall):
                reply: _Reply = pipe.recv()
                return reply
        except (EOFError, OSError):
            raise ParseError(self._explain_death()) from None
        self._stop()
        raise ParseError(f"the document took over {self._wall:g} s to read")

    def _explain_death(self) -> str:
        process = self._process
        code = process.wait(10) if process is not None else None
        self._stop()
        if self._closed:
            return "the parser is shut down"
        if code == -signal.SIGXCPU:
            return f"the document took over {self._cpu} s of processor time to read"
        return "the document crashed its reader"

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
        limits = (self._memory, self._cpu, self._max_tasks)
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
