"""`hotline feeds`: what is polled, and how it fares."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich import filesize

from service import wiring
from service.cli.layout import count, find_width, wrap_hanging
from service.cli.options import config_option, group_config_option, json_option
from service.config import load_config
from service.config.opml import export_opml, import_opml
from service.model.feed import FeedState, FeedStatus
from service.stages.feed_health import describe_feed
from service.stages.render import fold_line

_STYLES: dict[FeedStatus, dict[str, Any]] = {
    FeedStatus.OK: {"fg": "green"},
    FeedStatus.NEW: {"dim": True},
    FeedStatus.MOVED: {"fg": "yellow"},
    FeedStatus.SILENT: {"fg": "yellow"},
}


@click.group()
@group_config_option
def feeds() -> None:
    """The feeds: list, health, import and export as OPML."""


@feeds.command(name="list")
@json_option
@config_option
def list_(as_json: bool, folder: Path) -> None:
    """The configured feeds.

    \b
    Example:
      hotline feeds list
    """
    configured = load_config(folder).feeds
    if as_json:
        rows = [{"id": f.id, "url": f.url, "outlet": f.outlet, "lang": f.lang, "side": f.side} for f in configured]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    wide = max((len(feed.id) for feed in configured), default=0)
    for feed in configured:
        # An address stays whole, however narrow the terminal is: it is there to be copied.
        click.echo(f"{feed.id:<{wide}}  {feed.lang or '-':<3} {feed.side or '-':<3} {fold_line(feed.url)}")
    click.echo(f"{count(len(configured), 'feed')} in {folder / 'feeds.yaml'}", err=True)


@feeds.command(short_help="How each feed fares, and why it fails.")
@json_option
@config_option
def health(as_json: bool, folder: Path) -> None:
    """How each feed fares: its state, what it brought, how often it publishes, what failed and why, what it costs.

    \b
    Examples:
      hotline feeds health
      hotline feeds health --json
    """
    config = load_config(folder)
    with wiring.open_archive(config) as store:
        known = {state.feed_id: state for state in store.list_feed_states()}
    states = [(feed.id, known.get(feed.id)) for feed in config.feeds]
    if as_json:
        click.echo(json.dumps([describe_feed(feed_id, state) for feed_id, state in states], indent=1))
        return
    if not states:
        click.echo(f"no feeds in {folder / 'feeds.yaml'}", err=True)
        return
    wide = max(*(len(feed_id) for feed_id, _ in states), 4)
    click.secho(f"{'feed':<{wide}}  state   entries   rhythm  last success  next (UTC)   traffic", bold=True)
    for feed_id, state in states:
        for line in _lay_out_health(feed_id, state, wide):
            click.echo(line)
    click.echo("\n" + _count_states([state for _, state in states]), err=True)


def _lay_out_health(feed_id: str, state: FeedState | None, wide: int) -> Iterator[str]:
    row = describe_feed(feed_id, state)
    status = FeedStatus(row["state"])
    styled = click.style(f"{row['state']:<7}", **_STYLES.get(status, {"fg": "red"}))
    last = _shorten_instant(state.last_success if state else None)
    due = _shorten_instant(state.next_due if state else None)
    rhythm = _shorten_span(state.rhythm) if state and state.rhythm else "-"
    traffic = filesize.decimal(state.wire_bytes) if state else "-"
    yield f"{feed_id:<{wide}}  {styled} {row['entries']:>7,} {rhythm:>8}  {last:<12}  {due:<11} {traffic:>8}"
    if row["address"]:
        yield f"    polled at {row['address']}"
    if row["last_error"] and row["failures"]:
        often = f"failed {row['failures']:,} times, last: " if row["failures"] > 1 else ""
        yield wrap_hanging(f"{often}{row['last_error']}", find_width(), "    ", 4)


def _count_states(states: Iterable[FeedState | None]) -> str:
    counts = Counter(state.status if state else FeedStatus.NEW for state in states)
    return ", ".join(f"{counts[status]} {status.value}" for status in FeedStatus if counts[status])


@feeds.command(name="import", short_help="Add the feeds of an OPML file.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@config_option
def import_(file: Path, folder: Path) -> None:
    """Add the feeds of an OPML FILE to feeds.yaml; those that are there already are left alone.

    \b
    Example:
      hotline feeds import subscriptions.opml
    """
    added = import_opml(folder, file.read_bytes())
    for feed in added:
        click.echo(f"added {feed.id}: {fold_line(feed.url)}")
    click.echo(f"{count(len(added), 'feed')} added" if added else "nothing new in it")


@feeds.command(short_help="Print the feeds as OPML.")
@config_option
def export(folder: Path) -> None:
    """Print the configured feeds as OPML, for another reader.

    \b
    Example:
      hotline feeds export > feeds.opml
    """
    click.echo(export_opml(load_config(folder).feeds), nl=False)


def _shorten_instant(instant: datetime | None) -> str:
    return instant.strftime("%m-%d %H:%M") if instant else "-"


def _shorten_span(span: timedelta) -> str:
    """A length of time in eight columns: "40 s", "12 min", "7 h", "3 d"."""
    seconds = span.total_seconds()
    for limit, size, unit in ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if seconds < limit:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86_400:.0f} d"
