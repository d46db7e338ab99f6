"""The operational log: what Hotline does and why, on stderr and in `logs/hotline.log`, apart from the alert log.

Enter: log settings. Leave: loguru's sinks, set up once by `wiring`. Text from outside may stand in any message, so each
message is folded to one line before it is written.
"""

import logging
import sys
from typing import Any

from loguru import logger

from service.errors import HotlineError
from service.model.settings import LogSettings
from service.stages.render import fold_line

_FORMAT = "{time:YYYY-MM-DDTHH:mm:ss.SSS!UTC}Z {level:<7} {message}"


def start_operational_log(settings: LogSettings, *, to_file: bool, stderr_level: str | None = None) -> None:
    """Replace loguru's sinks: stderr at `stderr_level` (default: as configured), the rotated file if `to_file`."""
    logger.remove()
    logger.configure(patcher=_fold_message)
    common: dict[str, Any] = {
        "format": _FORMAT,
        "filter": lambda record: "alert_log" not in record["extra"],
        # Never the values of local variables: they hold credentials and foreign text.
        "diagnose": False,
        "backtrace": False,
        "colorize": False,
    }
    logger.add(sys.stderr, level=stderr_level or settings.level, **common)
    if to_file:
        _add_file(settings, common)

    # Libraries speak through the standard library; their chatter is theirs, their warnings are ours.
    logging.basicConfig(handlers=[_Forward()], level=logging.WARNING, force=True)
    # It warns, each second, of every tick that is left out because the one before is not done: that is as intended.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


def _add_file(settings: LogSettings, common: dict[str, Any]) -> None:
    path = settings.dir / "hotline.log"
    try:
        logger.add(
            path,
            level=settings.level,
            rotation=settings.rotation,
            retention=settings.retention,
            encoding="utf-8",
            watch=True,
            **common,
        )
    except OSError as error:
        raise HotlineError(f"cannot write {path}: {error.strerror}; mend that, or change logs.dir") from error


class _Forward(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        logger.log(record.levelname, "{}: {}", record.name, record.getMessage())


def _fold_message(record: Any) -> None:
    record["message"] = fold_line(record["message"])
