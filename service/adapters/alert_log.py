"""The alert log: `alerts.jsonl` for programs and `alerts.log` for people, written through loguru.

Enter: alerts from `jobs.deliver`. Leave: lines on disk, flushed and synced before `write` returns, so that an alert
that is marked delivered survives a power cut. Each file is one destination of the outbox; there is one writer at a
time, held by the instance lock.
"""

import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, BinaryIO

from loguru import logger

from service.errors import DeliveryError
from service.model.alert import Alert
from service.model.settings import LogSettings
from service.stages.render import read_json_id, read_text_id, render_json, render_text

_TAIL_BLOCK = 65_536


class AlertLog:
    """One file of the alert log, with rotation and retention by loguru.

    `render` makes a line of an alert; `read_id` finds the id on such a line again, after a crash.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        settings: LogSettings,
        render: Callable[[Alert], str],
        read_id: Callable[[str], str | None],
    ) -> None:
        self.name = name
        self._path = path
        self._settings = settings
        self._render = render
        self._read_id = read_id
        self._handler: int | None = None
        self._descriptor: int | None = None

    def write(self, alerts: Iterable[Alert]) -> None:
        """Append one line an alert, flush, sync. After a failure the torn rest of a line is cut away."""
        batch = list(alerts)
        ids = {alert.id for alert in batch}
        try:
            self._open(ids)
            for alert in batch:
                logger.bind(alert_log=self.name, line=self._render(alert)).info("alert")
                # Line by line: the next one may begin a new file, and close this one without syncing it.
                if self._descriptor is not None:
                    os.fsync(self._descriptor)
        except (OSError, ValueError) as error:
            self._abandon(ids)
            reason = getattr(error, "strerror", None) or str(error)
            raise DeliveryError(
                f"cannot write {self._path}: {reason}; the alerts stay in the outbox and are tried again"
            ) from error

    def find_written(self, alert_ids: Collection[str]) -> frozenset[str]:
        """Which of the ids stand in this log, rotated files included; a torn last line is cut first."""
        _mend_tail(self._path, self._read_id, alert_ids)
        wanted = set(alert_ids)
        found: set[str] = set()
        for path in sorted(self._path.parent.glob(f"{self._path.stem}*{self._path.suffix}"), reverse=True):
            with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
                found.update(wanted.intersection(filter(None, map(self._read_id, lines))))
            if found == wanted:
                break
        return frozenset(found)

    def close(self) -> None:
        if self._handler is not None:
            handler, self._handler = self._handler, None
            logger.remove(handler)
            self._descriptor = None

    def _open(self, ids: Collection[str]) -> None:
        if self._handler is not None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        _mend_tail(self._path, self._read_id, ids)
        name = self.name

        def is_mine(record: Any) -> bool:
            return bool(record["extra"].get("alert_log") == name)

        self._handler = logger.add(
            self._path,
            # The line is a value of the record, never part of a template: braces in a headline stay braces.
            format=lambda _: "{extra[line]}\n",
            filter=is_mine,
            rotation=self._settings.rotation,
            retention=self._settings.retention,
            encoding="utf-8",
            catch=False,
            enqueue=False,
            diagnose=False,
            backtrace=False,
            colorize=False,
            watch=True,
            opener=self._keep_descriptor,
        )

    def _keep_descriptor(self, path: str, flags: int) -> int:
        self._descriptor = os.open(path, flags, 0o644)
        return self._descriptor

    def _abandon(self, ids: Collection[str]) -> None:
        # The file object still holds what could not be written, and would write it when it is closed: it is let go
        # into nothing, and the log ends with its last whole line.
        if self._descriptor is not None:
            with Path(os.devnull).open("wb") as nothing:
                os.dup2(nothing.fileno(), self._descriptor)
        try:
            self.close()
            _mend_tail(self._path, self._read_id, ids)
        except OSError as error:
            logger.warning("the end of {} could not be checked: {}", self._path, error.strerror)


def open_alert_logs(settings: LogSettings) -> tuple[AlertLog, AlertLog]:
    """The two files of the alert log in `settings.dir`; nothing is touched before the first alert."""
    return (
        AlertLog("jsonl", settings.dir / "alerts.jsonl", settings, render_json, read_json_id),
        AlertLog("log", settings.dir / "alerts.log", settings, render_text, read_text_id),
    )


def _mend_tail(path: Path, read_id: Callable[[str], str | None], in_question: Collection[str]) -> None:
    """Cut what stands behind the last line break: the beginning of a line that a crash or a full disk broke off.

    A line of an alert that is not `in_question` was settled before; it lost its line break to an editor, and gets it
    back.
    """
    if not path.exists():
        return
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        keep = _find_last_break(file, size)
        if keep == size:
            return
        file.seek(keep)
        found = read_id(file.read().decode("utf-8", "replace"))
        if found is None or found in in_question:
            file.truncate(keep)
        else:
            file.write(b"\n")
        file.flush()
        os.fsync(file.fileno())


def _find_last_break(file: BinaryIO, size: int) -> int:
    """The offset behind the last line break, 0 where there is none."""
    position = size
    while position > 0:
        start = max(0, position - _TAIL_BLOCK)
        file.seek(start)
        at = file.read(position - start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        position = start
    return 0
