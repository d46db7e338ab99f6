"""The inside of a parser's child process: limits, signals, and the loop that reads one document after another.

Enters: tasks through a pipe. Leaves: results through the same pipe. Run by `parser_process`, in a process of its own
that has no threads, no environment and no way out but the pipe.
"""

import contextlib
import ctypes
import gc
import os
import resource
import signal
import sys
from collections.abc import Iterator
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from service.errors import ParseError
from service.stages.extract import extract_page
from service.stages.parse import parse_feed

READY, TAKEN = "ready", "taken"
_TOO_BIG = "the document needs too much memory to read"
_PR_SET_PDEATHSIG = 1
# A child whose memory once grew by this much is replaced: freed memory does not all go back to the system.
_GROWTH_KB = 64_000


class Failure(StrEnum):
    """How a task ended; the value beside it is the result, the ParseError, or a reason in plain words. SLOW: the brief
    time given to it is over, and no more is known of it."""

    NONE = "none"
    PARSE = "parse"
    COST = "cost"
    SLOW = "slow"
    BUG = "bug"


def main(arguments: list[str]) -> None:
    """`arguments`: the pipe's file descriptor, extra memory in bytes, CPU seconds a document, documents in all, CPU
    seconds after which a document is only called slow (0: none), niceness."""
    descriptor, memory_bytes, cpu_seconds, max_tasks = map(int, arguments[:4])
    serve(Connection(descriptor), memory_bytes, cpu_seconds, max_tasks, float(arguments[4]), int(arguments[5]))


def serve(
    pipe: "Connection[Any, Any]", memory_bytes: int, cpu_seconds: int, max_tasks: int, brief: float, niceness: int
) -> None:
    """Answer tasks until the pipe ends, the limits are reached or the memory has grown."""
    parent = os.getppid()
    _shield()
    os.nice(niceness)
    if os.getppid() != parent:
        os._exit(0)  # it died before we could ask to be told
    _limit_memory(memory_bytes)
    first_peak = _peak_kb()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        pipe.send(READY)
        for number in range(1, max_tasks + 1):
            outcome, value = _answer(pipe, cpu_seconds, brief)
            is_last = number == max_tasks or outcome == Failure.COST or _peak_kb() - first_peak > _GROWTH_KB
            pipe.send((outcome, value, is_last))
            del value
            if is_last:
                break
    os._exit(0)  # no clean-up: nothing here is worth it, and it cannot hang


def _answer(pipe: "Connection[Any, Any]", cpu_seconds: int, brief: float) -> tuple[Failure, Any]:
    """Take one task, say so, perform it. A child that dies before it says so was not killed by the document."""
    try:
        task, body, arguments = pipe.recv()
    except MemoryError:
        pipe.send(TAKEN)
        return Failure.COST, _TOO_BIG
    pipe.send(TAKEN)
    _limit_cpu(cpu_seconds)
    try:
        with _brief_time(brief):
            return _perform(task, body, arguments)
    except _OutOfTimeError:
        gc.collect()
        return Failure.SLOW, None


class _OutOfTimeError(BaseException):
    """Not an Exception, so that no parser takes it for one of its own."""


_time_is_short = False


def _end_brief_time(*_: object) -> None:
    if _time_is_short:
        raise _OutOfTimeError


@contextlib.contextmanager
def _brief_time(seconds: float) -> Iterator[None]:
    """Raise _OutOfTimeError after that much processor time, again and again: one may be lost in a callback."""
    global _time_is_short
    _time_is_short = seconds > 0
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds / 4)
    try:
        yield
    finally:
        _time_is_short = False
        signal.setitimer(signal.ITIMER_PROF, 0)


def _perform(task: str, body: bytes, arguments: dict[str, Any]) -> tuple[Failure, Any]:
    try:
        if task == "feed":
            return Failure.NONE, parse_feed(body, **arguments)
        return Failure.NONE, extract_page(body, **arguments)
    except ParseError as error:
        return Failure.PARSE, error.with_traceback(None)
    except MemoryError:
        gc.collect()
        return Failure.COST, _TOO_BIG
    except RecursionError:
        return Failure.COST, "the document is nested too deeply"
    except Exception as error:
        return Failure.BUG, f"the document could not be read ({type(error).__name__})"


def _shield() -> None:
    """Signals to the whole process group are the parent's business; its death is ours."""
    signal.signal(signal.SIGPROF, _end_brief_time)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory(extra_bytes: int) -> None:
    """`extra_bytes` of address space on top of what the process has now."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        ceiling = pages * resource.getpagesize() + extra_bytes
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or ceiling < hard:
            resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _limit_cpu(seconds: int) -> None:
    """SIGXCPU ends the process `seconds` of CPU time from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
