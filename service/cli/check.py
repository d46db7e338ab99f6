"""`hotline check`: is the config sound, and do the feeds answer?"""

import asyncio
from pathlib import Path

import click

from service import wiring
from service.cli.coverage import print_coverage
from service.cli.layout import count
from service.cli.options import config_option
from service.cli.progress import load_rules, open_progress
from service.daemon import describe_rules
from service.jobs.coverage import FEWEST
from service.jobs.try_feeds import FeedTrial
from service.jobs.world import Rules


@click.command(short_help="Is the config sound? Do the feeds answer?")
@click.option("--live", is_flag=True, help="Also fetch every feed once, and say which do not answer or have moved.")
@click.option("--archive", is_flag=True, help="Also say what of the watch has never matched what is stored.")
@click.option(
    "--fewest",
    type=click.IntRange(min=1),
    default=FEWEST,
    show_default=True,
    metavar="N",
    help="With --archive: judge a language's terms by N texts at least.",
)
@config_option
def check(live: bool, archive: bool, fewest: int, folder: Path) -> None:
    """Check the config; each mistake as file:line:column, and exit code 2.

    \b
    Examples:
      hotline check
      hotline check --live
      hotline check --archive
    """
    rules = load_rules(folder, strict=True)
    click.echo(f"{folder} is in order: {describe_rules(rules)}")
    if archive:
        _check_archive(rules, fewest)
    if live:
        _try_feeds(rules)


def _check_archive(rules: Rules, fewest: int) -> None:
    with open_progress() as progress:
        task = progress.add_task("searching the archive", total=None)
        coverage = wiring.check_archive(
            rules, fewest, lambda total: progress.update(task, total=total), lambda: progress.advance(task)
        )
    print_coverage(coverage, rules.config.watch, fewest)


def _try_feeds(rules: Rules) -> None:
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
