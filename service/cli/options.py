"""Options that several commands share: the config folder, the clock's start, instants and ages."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Instant(click.ParamType[datetime]):
    """An ISO 8601 instant; without a zone it is UTC."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no instant; write it like 2024-06-26T00:00Z", param, ctx)
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


class Age(click.ParamType[timedelta]):
    """A length of time such as 7d, 12h, 30m."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"(\d{1,6})\s*([smhdw])", str(value).strip())
        if not found:
            self.fail(f"{value!r} is no length of time; write it like 7d, 12h or 30m", param, ctx)
        return timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})


def config_option(command: Command) -> Command:
    """`--config DIR` on a command, before or after its name; $HOTLINE_CONFIG, then ./config, where it is not given."""
    return click.option(
        "--config",
        "folder",
        type=click.Path(path_type=Path),
        callback=_find_folder,
        help="The config folder.  [default: $HOTLINE_CONFIG or config]",
    )(command)


def group_config_option(command: Command) -> Command:
    """`--config DIR` between a group and its command: `hotline feeds --config DIR health`."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        callback=_keep_folder,
        expose_value=False,
        help="The config folder.",
    )(command)


def now_option(command: Command) -> Command:
    """`--now INSTANT`: the clock starts there, for replays and tests."""
    return click.option(
        "--now",
        "start",
        type=Instant(),
        metavar="INSTANT",
        help="The clock starts there, as at 2024-06-26T00:00Z.",
    )(command)


def json_option(command: Command) -> Command:
    """`--json`: for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def _find_folder(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path:
    return value or ctx.find_root().obj or Path(os.environ.get("HOTLINE_CONFIG") or "config")


def _keep_folder(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value:
        ctx.find_root().obj = value
