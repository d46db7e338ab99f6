"""`hotline run`: the daemon."""

import asyncio
from datetime import datetime
from pathlib import Path

import click

from service import wiring
from service.cli.options import config_option, now_option
from service.cli.progress import load_rules


@click.command(epilog="SIGTERM or Ctrl-C ends it in order, SIGHUP or a saved config file reloads the config.")
@config_option
@now_option
def run(folder: Path, start: datetime | None) -> None:
    """The daemon: poll, read, alert, until stopped.

    \b
    Examples:
      hotline run
      hotline run --config /etc/hotline
    """
    asyncio.run(wiring.run_daemon(folder, load_rules(folder), start))
