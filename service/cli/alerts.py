"""`hotline alerts`: look at the alerts in the store, and follow them."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

import click

from service import wiring
from service.adapters.store import SqlStore
from service.cli.layout import lay_out_alert
from service.cli.options import Age, config_option, json_option
from service.config import load_settings
from service.model.alert import Alert, AlertKind, Priority
from service.stages.render import render_json, render_text

SHOWN = 50
OVERLAP = timedelta(minutes=2)
# Seconds between two looks at the store.
PAUSE = 1


@click.command(short_help="Show the alerts, and follow them.")
@click.option("-f", "--follow", is_flag=True, help="Go on showing new alerts until Ctrl-C.")
@click.option("--since", type=Age(), metavar="AGE", help="Only alerts raised within the last 7d, 12h, 30m.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in AlertKind]),
    help="Only alerts of this kind; may be given again.",
)
@click.option("--low", is_flag=True, help="Also alerts of low priority.")
@click.option(
    "-n",
    "count",
    type=click.IntRange(min=1),
    default=SHOWN,
    show_default=True,
    help="At most the newest N.",
    metavar="N",
)
@json_option
@config_option
def alerts(
    follow: bool, since: timedelta | None, kinds: tuple[str, ...], low: bool, count: int, as_json: bool, folder: Path
) -> None:
    """Show the alerts, oldest first; those of low priority only with --low.

    In a pipe each alert is one line, as in logs/alerts.log.

    \b
    Examples:
      hotline alerts
      hotline alerts --since 7d --kind mention
      hotline alerts -f --json
    """
    settings = load_settings(folder)
    priorities = tuple(Priority) if low else (Priority.HIGH, Priority.NORMAL)
    chosen = tuple(AlertKind(kind) for kind in kinds)
    start = datetime.now(UTC) - since if since else None
    with wiring.open_archive(settings) as store:
        shown = store.list_newest_alerts(since=start, kinds=chosen, priorities=priorities, limit=count)
        if follow:
            _follow(store, chosen, priorities, shown, as_json)
            return
        for alert in shown:
            _show(alert, as_json)
        if not shown:
            hint = "" if low else " (low priority is shown with --low)"
            click.echo(f"no alerts{hint}", err=True)
        elif not low and store.list_newest_alerts(since=start, kinds=chosen, priorities=(Priority.LOW,), limit=1):
            # A pass counts them among its alerts; whoever misses one here learns where it is.
            click.echo("(there are others of low priority: --low shows them, too)", err=True)


def _follow(
    store: SqlStore,
    kinds: tuple[AlertKind, ...],
    priorities: tuple[Priority, ...],
    shown: list[Alert],
    as_json: bool,
) -> None:
    seen = {alert.id for alert in shown}
    last = shown[-1].created if shown else None
    with _interruption() as interrupted:
        for alert in shown:
            _show(alert, as_json)
        while not interrupted():
            # Two readings may be saved in another order than they were decided in: look a little back each time.
            since = last - OVERLAP if last else None
            for alert in store.list_alerts(since=since, kinds=kinds, priorities=priorities):
                if alert.id not in seen:
                    _show(alert, as_json)
                    seen.add(alert.id)
                    last = max(last or alert.created, alert.created)
            time.sleep(PAUSE)


@contextmanager
def _interruption() -> Iterator[Callable[[], bool]]:
    """Yield what tells whether Ctrl-C was pressed; a second Ctrl-C ends the command where it stands.

    No KeyboardInterrupt: raised in a finaliser or a callback of the database driver, it is printed and lost.
    """
    pressed: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def _show(alert: Alert, as_json: bool) -> None:
    if as_json:
        click.echo(render_json(alert))
    elif sys.stdout.isatty():
        click.echo(lay_out_alert(alert))
    else:
        click.echo(render_text(alert))
    sys.stdout.flush()
