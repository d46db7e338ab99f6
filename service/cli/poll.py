"""`hotline poll`: one pass."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from service import wiring
from service.cli.options import config_option, json_option, now_option
from service.cli.progress import show_pass


@click.command()
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
    rules = wiring.load_rules(folder)
    with show_pass(len(rules.config.feeds), quiet=as_json) as on_progress:
        summary = asyncio.run(wiring.run_pass(rules, start, every_feed=every_feed, on_progress=on_progress))
    if as_json:
        click.echo(json.dumps(asdict(summary)))
        return
    click.echo(
        f"{summary.feeds} feeds polled: {summary.fetched} fetched, {summary.unchanged} unchanged, "
        f"{summary.failed} failed.\n{summary.entries_new} new entries, {summary.articles} articles kept, "
        f"{summary.alerts} alerts raised."
    )
    if summary.failed:
        click.echo("`hotline feeds health` says what failed and why.")
    if summary.alerts:
        click.echo(f"The alerts are in {rules.config.settings.logs.dir / 'alerts.log'}")
