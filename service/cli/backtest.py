"""`hotline backtest`: what a changed watch would have made of the archive."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from service import wiring
from service.cli.layout import count, find_width, wrap_hanging
from service.cli.options import config_option, json_option
from service.cli.progress import load_rules, open_progress, show_work
from service.jobs.backtest import Change, Comparison, Example
from service.stages.render import fold_line, format_instant

_WHAT = {
    "opened": ("pages opened", "pages no longer opened"),
    "kept": ("newly kept", "no longer kept"),
    "relevant": ("newly relevant to", "no longer relevant to"),
    "flagged": ("newly flagged", "no longer flagged"),
    "alerted": ("newly alerted", "no longer alerted"),
}
"""In the order of the report: how a change is called where it adds, and where it takes away."""


@click.command(short_help="What a changed watch would have made of the archive.")
@click.argument("newconfig", metavar="NEWCONFIG", type=click.Path(path_type=Path))
@click.option(
    "--examples",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    metavar="N",
    help="At most N examples of each change.",
)
@json_option
@config_option
def backtest(newconfig: Path, examples: int, as_json: bool, folder: Path) -> None:
    """Compare the watch of NEWCONFIG (a config folder, or a file like
    watch.yaml) with the running one over all that is stored: what it would
    have kept, flagged and alerted. Nothing is written, and the daemon may run.

    Articles are compared by their whole text, dropped items by headline and
    summary. Only the watch is compared: settings and feeds are the running
    ones. `hotline rescan` applies a watch once it stands in the config.

    \b
    Examples:
      hotline backtest config-new
      hotline backtest watch-new.yaml --examples 10
    """
    rules = load_rules(folder)
    with show_work(f"reading {newconfig}"):
        changed = wiring.load_changed_rules(rules, newconfig)
    with open_progress(quiet=as_json) as progress:
        task = progress.add_task("comparing", total=None)
        comparison = wiring.backtest(
            rules,
            changed,
            examples,
            lambda total: progress.update(task, total=total),
            lambda: progress.advance(task),
        )
    if as_json:
        click.echo(json.dumps(_describe(comparison), ensure_ascii=False, indent=1))
    else:
        _print(comparison)


def _print(comparison: Comparison) -> None:
    width = find_width()
    looked = f"{count(comparison.articles, 'article')} and {count(comparison.items, 'dropped item')} compared."
    click.echo(wrap_hanging(looked, width))
    click.echo(f"\n{'':<10}{'running':>10}{'changed':>10}")
    for name, before in asdict(comparison.running).items():
        click.echo(f"{name:<10}{before:>10,}{getattr(comparison.changed, name):>10,}")
    changes = _sort(comparison)
    if not changes:
        click.echo("\n" + wrap_hanging(_say_unchanged(comparison), width))
    for change in changes:
        for number, shown, words in zip(
            (change.more, change.less), (change.gained, change.lost), _WHAT[change.what], strict=True
        ):
            if number:
                what = f"{words}{': ' if change.what == 'flagged' else ' ' if change.subject else ''}{change.subject}"
                click.secho(f"\n{what}: {number:,}", bold=True)
                for example in shown:
                    _print_example(example, width)


def _say_unchanged(comparison: Comparison) -> str:
    """Why there is nothing to show: no text to tell by, the same watch, or a change that met no text."""
    if not comparison.articles and not comparison.items:
        return "Nothing is stored yet that could tell the two watches apart; poll for some days and ask again."
    if comparison.same_watch:
        return "Nothing differs: the two watches say the same, save for their comments and layout."
    return (
        "Nothing differs: the watches are not the same, but every stored text is opened, kept, flagged and alerted as "
        "before. What was changed stands in none of them; `hotline check --archive` names what never matched."
    )


def _print_example(example: Example, width: int) -> None:
    article = example.article
    about = " · ".join(filter(None, [format_instant(article.published), article.outlet, article.id]))
    click.echo(wrap_hanging(fold_line(article.title) or "(no headline)", width, "  ", 4))
    click.secho(wrap_hanging(fold_line(about), width, "    ", 4), dim=True)
    click.echo(wrap_hanging(fold_line(example.why), width, "    ", 4))


def _sort(comparison: Comparison) -> list[Change]:
    order = list(_WHAT)
    return sorted(comparison.changes.values(), key=lambda change: (order.index(change.what), change.subject))


def _describe(comparison: Comparison) -> dict[str, Any]:
    def describe(example: Example) -> dict[str, str | None]:
        article = example.article
        return {
            "article": article.id,
            "title": article.title,
            "outlet": article.outlet,
            "published": article.published.isoformat(),
            "url": article.url,
            "why": example.why,
        }

    return {
        "articles": comparison.articles,
        "items": comparison.items,
        "running": asdict(comparison.running),
        "changed": asdict(comparison.changed),
        "changes": [
            {
                "what": change.what,
                "subject": change.subject,
                "more": change.more,
                "less": change.less,
                "gained": [describe(example) for example in change.gained],
                "lost": [describe(example) for example in change.lost],
            }
            for change in _sort(comparison)
        ],
    }
