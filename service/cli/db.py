"""`hotline db`: the database: bring it up to date, copy it, check it."""

from pathlib import Path

import click

from service.adapters.store import backup_database, check_database, upgrade_database
from service.cli.options import config_option, group_config_option
from service.config import load_config


@click.group()
@group_config_option
def db() -> None:
    """The database: upgrade, backup, check."""


@db.command(short_help="Create the database, or bring it to this version.")
@config_option
def upgrade(folder: Path) -> None:
    """Create the database, or bring it to this version. `hotline run` does it by itself.

    \b
    Example:
      hotline db upgrade
    """
    click.echo(upgrade_database(load_config(folder).settings.database))


@db.command(short_help="Copy the SQLite database, also while it is used.")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@config_option
def backup(target: Path, folder: Path) -> None:
    """Copy the SQLite database to TARGET, also while the daemon works.

    \b
    Example:
      hotline db backup hotline-monday.db
    """
    backup_database(load_config(folder).settings.database, target)
    click.echo(f"{target}: {target.stat().st_size:,} bytes, checked")


@db.command()
@config_option
def check(folder: Path) -> None:
    """Check that the database is whole; exit 1 if it is not.

    \b
    Example:
      hotline db check
    """
    problems = check_database(load_config(folder).settings.database)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise click.exceptions.Exit(1)
    click.echo("the database is whole")
