"""The heartbeat: a file whose time tells that the daemon is alive, for container health checks and supervisors.

Enter: a beat from the daemon's scheduler. Leave: a file in the log folder; `hotline health` reads its age.
"""

import time
from pathlib import Path

FRESH_SECONDS = 60.0


class Heartbeat:
    """A file that is touched. Its age is counted by the machine's clock, not by `--now`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "heartbeat"

    def beat(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch()

    def stop(self) -> None:
        """Remove the file: a daemon that ended in order is not one that hangs."""
        self._path.unlink(missing_ok=True)

    def find_age(self) -> float | None:
        """Seconds since the last beat, or None where no daemon runs."""
        try:
            return max(0.0, time.time() - self._path.stat().st_mtime)
        except OSError:
            return None
