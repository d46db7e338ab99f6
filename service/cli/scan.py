"""`hotline scan`: the detection over a file of articles."""

import json
from pathlib import Path

import click

from service import wiring
from service.cli.options import config_option
from service.cli.progress import open_progress
from service.jobs.scan import describe_scan, read_articles, scan_articles


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@config_option
def scan(file: Path, folder: Path) -> None:
    """Run the detection over FILE, offline: one JSON object a line in, one out, in the same order.

    In: id, url, published, outlet, lang (optional), title, summary, body. Out: id, relevant, score, officials,
    implied, story, triage, contact, why. The stored archive is not consulted. `-` reads from standard input.

    \b
    Example:
      hotline scan articles.jsonl > answers.jsonl
    """
    rules = wiring.load_rules(folder)
    with click.open_file(str(file), encoding="utf-8") as lines:
        articles = read_articles(lines, str(file))
    with open_progress() as progress:
        task = progress.add_task("scanning", total=len(articles))
        answers = scan_articles(rules, articles, lambda: progress.advance(task))
    for answer in answers:
        click.echo(json.dumps(describe_scan(answer), ensure_ascii=False))
