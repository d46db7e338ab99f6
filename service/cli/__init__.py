"""The command line: `hotline COMMAND`. One file a command group: parse arguments, call, print; nothing is decided here.

Commands are imported when they are called, so that `hotline --help` and a health check start fast.
"""

import difflib
import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from service.errors import ConfigError, HotlineError

COMMANDS = {
    "run": "run:run",
    "demo": "demo:demo",
    "poll": "poll:poll",
    "check": "check:check",
    "alerts": "alerts:alerts",
    "contacts": "contacts:contacts",
    "stories": "stories:stories",
    "search": "search:search",
    "feeds": "feeds:feeds",
    "scan": "scan:scan",
    "explain": "explain:explain",
    "watch": "watch:watch",
    "backtest": "backtest:backtest",
    "rescan": "rescan:rescan",
    "db": "db:db",
    "init": "init:init",
    "health": "health:health",
}
"""Command -> module and object, in the order of the help text."""


class LazyGroup(click.Group):
    """A group that imports a command only when it is asked for, and turns errors raised on purpose into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(f"service.cli.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        near = difflib.get_close_matches(args[0], COMMANDS, 1)
        if args[0] not in COMMANDS and near:
            ctx.fail(f"no command {args[0]!r}; did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            click.echo(str(error), err=True)
            count = len(error.problems)
            click.echo(f"{count} mistake{'s' * (count != 1)} in the config; nothing was done", err=True)
            ctx.exit(2)
        except HotlineError as error:
            click.echo(f"hotline: {error}", err=True)
            ctx.exit(1)
        except BrokenPipeError:
            # `hotline alerts | head`: the reader has enough; the interpreter must not complain at its exit.
            sys.stderr.close()
            ctx.exit(1)
        except OSError as error:
            # What no adapter foresaw: a full disk, a folder that may not be read.
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"hotline: {where}{error.strerror or error}", err=True)
            ctx.exit(1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(package_name="hotline-watch", prog_name="hotline")
@click.option(
    "--config",
    "folder",
    type=click.Path(path_type=Path),
    help="The config folder.  [default: $HOTLINE_CONFIG or config]",
)
@click.pass_context
def main(ctx: click.Context, folder: Path | None) -> None:
    """Hotline watches news feeds for US-Russia defence contacts.

    It keeps the articles that concern them, flags the officials they name,
    and writes each alert once to logs/alerts.log and logs/alerts.jsonl.

    \b
    hotline demo             see it work, offline, in under a minute
    hotline init             put a config into ./config, ready to edit
    hotline check            say what is wrong in it, with file:line:column
    hotline run              poll, read and alert until stopped
    hotline alerts -f        follow the alerts in a terminal
    hotline contacts         the ledger: who spoke with whom, and when
    """
    ctx.obj = folder
    if os.environ.get("NO_COLOR"):
        ctx.color = False  # no-color.org; rich knows it by itself
