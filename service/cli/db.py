"""`hotline db`: the database: bring it up to date, copy it, check it, make ledger or search index anew."""

import asyncio
from datetime import datetime
from pathlib import Path

import click

from service import wiring
from service.adapters.store import (
    InstanceLock,
    backup_database,
    check_database,
    rebuild_index,
    upgrade_database,
)
from service.cli.layout import count
from service.cli.options import config_option, group_config_option, now_option
from service.cli.progress import load_rules, open_progress
from service.config import load_config, load_settings


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


@db.command(short_help="Make the ledger, or the search index, anew.")
@click.option("--ledger", is_flag=True, help="The stories and the ledger of contacts.")
@click.option("--search", is_flag=True, help="The search index, and what is kept counted.")
@config_option
@now_option
def rebuild(ledger: bool, search: bool, folder: Path, start: datetime | None) -> None:
    """Make anew what follows from stored articles. The daemon must be stopped.

    --ledger: stories and the ledger of contacts, with imports and corrections,
    by the watch as it is now. With the same watch the result is the same, ids
    too. No alert is raised. A rebuild that is broken off goes on when anything
    works on the database again.

    --search: the search index, where `hotline db check` asks for it. One that
    is broken off leaves the old one.

    \b
    Examples:
      hotline db rebuild --ledger
      hotline db rebuild --search
    """
    if not ledger and not search:
        raise click.UsageError("say what is to be made anew: --ledger, --search, or both")
    if search:
        _rebuild_search(load_settings(folder).database)
    if ledger:
        _rebuild_ledger(folder, start)


def _rebuild_search(url: str) -> None:
    upgrade_database(url)
    with InstanceLock(url), open_progress() as progress:
        task = progress.add_task("indexing", total=None)
        done = rebuild_index(url, lambda number: progress.update(task, completed=number))
    click.echo(f"{count(done, 'article')} indexed")


def _rebuild_ledger(folder: Path, start: datetime | None) -> None:
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
