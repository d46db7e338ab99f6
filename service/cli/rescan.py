"""`hotline rescan`: what is stored, judged by the watch as it is now."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from service import wiring
from service.cli.layout import count, find_width, wrap_hanging
from service.cli.options import config_option, json_option, now_option
from service.cli.progress import load_rules, open_progress
from service.errors import HotlineError
from service.jobs.rescan import RescanSummary
from service.jobs.world import Rules


@click.command(short_help="Judge what is stored by the watch as it is now.")
@json_option
@config_option
@now_option
def rescan(as_json: bool, folder: Path, start: datetime | None) -> None:
    """Judge all that is stored by the watch as it is now, after an official or
    a term was added: the articles by their whole text, dropped items by
    headline and summary. The daemon must not run meanwhile.

    Articles younger than alerts.max_age (2 days) alert what was not alerted
    before; older ones are only stored. Dropped items that pass now have their
    pages read by the next poll, or by the daemon.

    \b
    Examples:
      hotline rescan
      hotline rescan --json
    """
    rules = load_rules(folder)
    with open_progress(quiet=as_json) as progress:
        task = progress.add_task("rescanning", total=None)
        summary, waiting = asyncio.run(
            wiring.rescan(
                rules,
                start,
                lambda total: progress.update(task, total=total),
                lambda done: progress.advance(task, done),
            )
        )
    if as_json:
        click.echo(json.dumps(asdict(summary)))
    else:
        _print(summary, rules)
    if waiting:
        raise HotlineError(
            f"{count(waiting, 'alert')} could not be written to {rules.config.settings.logs.dir}; mend what is said "
            "above or in hotline.log: the next poll, or the daemon, delivers them"
        )


def _print(summary: RescanSummary, rules: Rules) -> None:
    def tell(text: str) -> None:
        click.echo(wrap_hanging(text, find_width()))

    tell(
        f"{count(summary.articles, 'article')} and {count(summary.entries, 'dropped item')} judged by the watch "
        f"{rules.config.watch.digest[:12]}."
    )
    turned = f", {summary.matched:,} of them now match" if summary.matched else ""
    lost = f", {summary.unmatched:,} no longer do and stay stored" if summary.unmatched else ""
    tell(f"{count(summary.changed, 'article')} judged otherwise than before{turned}{lost}.")
    for official, articles in sorted(summary.officials.items(), key=lambda item: (-item[1], item[0])):
        name = rules.config.watch.official(official).name
        tell(f"  {name}: newly named in {count(articles, 'article')}")
    if summary.reopened:
        pages = "page is" if summary.reopened == 1 else "pages are"
        tell(
            f"{count(summary.reopened, 'dropped item')} may concern the watch now: the {pages} read by the next "
            "`hotline poll`, or by the daemon."
        )
    tell(f"{count(summary.alerts, 'alert')} raised.")
