"""`hotline health`: does the daemon live? For container health checks and supervisors."""

from pathlib import Path

import click

from service.adapters.heartbeat import FRESH_SECONDS, Heartbeat
from service.cli.options import config_option
from service.config import load_config
from service.errors import HotlineError


@click.command()
@config_option
def health(folder: Path) -> None:
    """Exit 0 if the daemon of this config is alive, 1 if not.

    \b
    Example:
      hotline health && echo alive
    """
    age = Heartbeat(load_config(folder).settings.logs.dir).find_age()
    if age is None:
        raise HotlineError("no daemon runs on this config; start it with `hotline run`")
    if age > FRESH_SECONDS:
        raise HotlineError(f"the daemon's last heartbeat was {age:.0f} s ago; it hangs or was killed")
    click.echo(f"alive; last heartbeat {age:.0f} s ago")
