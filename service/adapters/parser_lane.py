"""A lane of the parser: documents wait in order of rank for a few child processes.

Enters: tasks with a rank (smaller is sooner). Leaves: a future for each. Called by `workers`, which has two lanes: one
for what is read in no time, one for the rest.
"""

import heapq
import itertools
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from service.adapters.parser_process import ParserProcess, Result, Task
from service.errors import ParseError

SHUT_DOWN = "the parser is shut down"
_BUSY = "the parser is busy with other documents; this one is asked for again"


@dataclass(order=True, slots=True)
class _Waiting:
    rank: float
    number: int
    task: Task = field(compare=False)
    since: float = field(compare=False)
    future: "Future[Result]" = field(compare=False)


class Lane:
    """As many threads as `children`. A task that has waited `max_wait` seconds, or finds `max_bytes` of documents
    waiting before it, is given up with a ParseError; 0 for no such limit. `together` seconds are there for waiting and
    reading: who did not wait has more time, since on a busy machine an honest document needs it."""

    def __init__(
        self, children: Sequence[ParserProcess], *, max_wait: float = 0.0, max_bytes: int = 0, together: float = 0.0
    ) -> None:
        self._children = children
        # Last in, first out: a second child is only started when two documents come at once.
        self._free: queue.LifoQueue[ParserProcess] = queue.LifoQueue()
        for child in reversed(children):
            self._free.put(child)
        self._max_wait = max_wait
        self._max_bytes = max_bytes
        self._together = together
        self._waiting: list[_Waiting] = []
        self._waiting_bytes = 0
        self._numbers = itertools.count()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._closed = False
        self._changed = threading.Condition()

    def submit(self, task: Task, rank: float) -> "Future[Result]":
        """Raises ParseError where the lane is shut down or full."""
        future: Future[Result] = Future()
        with self._changed:
            if self._closed:
                raise ParseError(SHUT_DOWN)
            if self._max_bytes and self._waiting and self._waiting_bytes + len(task.body) > self._max_bytes:
                raise ParseError(_BUSY)
            heapq.heappush(self._waiting, _Waiting(rank, next(self._numbers), task, time.monotonic(), future))
            self._waiting_bytes += len(task.body)
            if self._idle < len(self._waiting) and len(self._threads) < len(self._children):
                thread = threading.Thread(target=self._work, name="parser", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify()
        return future

    def close(self) -> None:
        """End the children at once; what was read or waited fails with ParseError."""
        with self._changed:
            self._closed = True
            given_up, self._waiting = self._waiting, []
            self._changed.notify_all()
        for waiting in given_up:
            if waiting.future.set_running_or_notify_cancel():
                waiting.future.set_exception(ParseError(SHUT_DOWN))
        for child in self._children:
            child.close()
        for thread in self._threads:
            thread.join()
        for child in self._children:
            child.reap()

    def _work(self) -> None:
        while (waiting := self._take()) is not None:
            if not waiting.future.set_running_or_notify_cancel():
                continue
            try:
                waiting.future.set_result(self._perform(waiting))
            except BaseException as error:  # whatever it was belongs to who waits for this document
                waiting.future.set_exception(error)

    def _take(self) -> _Waiting | None:
        with self._changed:
            self._idle += 1
            while not self._waiting and not self._closed:
                self._changed.wait()
            self._idle -= 1
            if self._closed:
                return None
            waiting = heapq.heappop(self._waiting)
            self._waiting_bytes -= len(waiting.task.body)
            return waiting

    def _perform(self, waiting: _Waiting) -> Result:
        waited = time.monotonic() - waiting.since
        if self._max_wait and waited > self._max_wait:
            raise ParseError(_BUSY)
        # There are as many threads as children, so one is free.
        child = self._free.get()
        try:
            return child.call(waiting.task, self._together - waited)
        finally:
            self._free.put(child)
