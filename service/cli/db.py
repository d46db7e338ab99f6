"""`hotline db`: the database: bring it up to date, copy it, check it, form the ledger in it anew."""

import asyncio
from datetime import datetime
from pathlib import Path

import click

from service import wiring
from service.adapters.store import backup_database, check_database, upgrade_database
from service.cli.layout import count
from service.cli.options import config_option, group_config_option, now_option
from service.cli.progress import load_rules, open_progress
from service.config import load_config


@click.group()
@group_config_option
def db() -> None:
    """The database: upgrade, backup, check, rebuild."""


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


@db.command(short_help="Form stories and contacts anew from what is stored.")
@click.option("--ledger", is_flag=True, required=True, help="The stories and the ledger of contacts.")
@config_option
@now_option
def rebuild(ledger: bool, folder: Path, start: datetime | None) -> None:
    """Form stories and the ledger of contacts anew, from stored articles,
    imports and corrections, by the watch as it is now. With the same watch the
    result is the same, ids too. No alert is raised. The daemon must be stopped;
    a rebuild that is broken off goes on when anything works on the database
    again.

    \b
    Example:
      hotline db rebuild --ledger
    """
    rules = load_rules(folder)
    with open_progress() as progress:
        task = progress.add_task("rebuilding", total=None)
        summary = asyncio.run(
            wiring.rebuild_ledger(
                rules,
                start,
                lambda total: progress.update(task, total=total),
                lambda done: progress.advance(task, done),
            )
        )
    click.echo(
        f"{count(summary.steps, 'step')} taken again: {count(summary.contacts, 'contact')}, "
        f"{summary.stories:,} {'story' if summary.stories == 1 else 'stories'}"
    )
