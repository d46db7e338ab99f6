"""`hotline check`: is the config sound, and do the feeds answer?"""

import asyncio
from pathlib import Path

import click

from service import wiring
from service.cli.layout import count
from service.cli.options import config_option
from service.cli.progress import load_rules, open_progress
from service.daemon import describe_rules
from service.jobs.try_feeds import FeedTrial


@click.command(short_help="Is the config sound? Do the feeds answer?")
@click.option("--live", is_flag=True, help="Also fetch every feed once, and say which do not answer or have moved.")
@config_option
def check(live: bool, folder: Path) -> None:
    """Check the config; each mistake as file:line:column, and exit code 2.

    \b
    Examples:
      hotline check
      hotline check --live
    """
    rules = load_rules(folder, strict=True)
    click.echo(f"{folder}: in order: {describe_rules(rules)}")
    if not live:
        return
    with open_progress() as progress:
        task = progress.add_task("trying the feeds", total=len(rules.config.feeds))
        trials = asyncio.run(wiring.try_all_feeds(rules, lambda: progress.advance(task)))
    for trial in trials:
        click.echo(_describe(trial))
    bad = sum(not trial.works for trial in trials)
    click.echo(f"{len(trials) - bad} of {count(len(trials), 'feed')} work")
    if bad:
        raise click.exceptions.Exit(1)


def _describe(trial: FeedTrial) -> str:
    mark = click.style("ok  ", fg="green") if trial.works else click.style("BAD ", fg="red")
    return f"{mark} {trial.feed_id}: {trial.finding}"
