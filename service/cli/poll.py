"""`hotline poll`: one pass."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from service import wiring
from service.cli.layout import count
from service.cli.options import config_option, json_option, now_option
from service.cli.progress import load_rules, show_pass
from service.errors import HotlineError
from service.jobs.runner import PassSummary


@click.command(short_help="One pass: poll, read, deliver, exit.")
@click.option("--all", "every_feed", is_flag=True, help="Every feed, due or not.")
@json_option
@config_option
@now_option
def poll(every_feed: bool, as_json: bool, folder: Path, start: datetime | None) -> None:
    """One pass over the due feeds: poll, read what is found, deliver, exit.

    \b
    Examples:
      hotline poll
      hotline poll --all --json
    """
    rules = load_rules(folder)
    with show_pass(len(rules.config.feeds), quiet=as_json) as on_progress:
        summary, waiting = asyncio.run(wiring.run_pass(rules, start, every_feed=every_feed, on_progress=on_progress))
    if as_json:
        click.echo(json.dumps(asdict(summary)))
    else:
        _print(summary, rules.config.settings.logs.dir)
    if waiting:
        raise HotlineError(
            f"{count(waiting, 'alert')} could not be written to {rules.config.settings.logs.dir}, and "
            f"{'waits' if waiting == 1 else 'wait'} in the database; mend what is said above, and poll "
            "again in a minute: nothing is lost"
        )


def _print(summary: PassSummary, logs: Path) -> None:
    click.echo(
        f"{count(summary.feeds, 'feed')} polled: {summary.fetched} fetched, {summary.unchanged} unchanged, "
        f"{summary.failed} failed.\n{count(summary.entries_new, 'new item')}, "
        f"{count(summary.articles, 'article')} kept, {count(summary.alerts, 'alert')} raised."
    )
    if summary.failed:
        click.echo("`hotline feeds health` says what failed and why.")
    if summary.alerts:
        click.echo(f"The alerts are in {logs / 'alerts.log'}")
