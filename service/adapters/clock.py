"""Clocks. The system's, one that was started at another instant (`--now`), and one that is moved by hand (the demo)."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What tells the time to jobs and adapters."""

    def now(self) -> datetime:
        """The present instant, UTC."""
        ...


class SystemClock:
    """The machine's clock; with `start`, shifted so that it shows `start` at the moment it is made, and runs on."""

    def __init__(self, start: datetime | None = None) -> None:
        self._shift = start - datetime.now(UTC) if start else timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift


class SteppedClock:
    """A clock that stands still until it is moved: for the demo, which lives through days in seconds."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Move forward to `instant`; a clock never runs back."""
        self._now = max(self._now, instant)
