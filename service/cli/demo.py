"""`hotline demo`: the main job on the bundled archive."""

import asyncio
import shlex
import shutil
import sys
from datetime import datetime
from pathlib import Path

import click

from service import wiring
from service.cli.contacts_table import lay_out_table
from service.cli.layout import lay_out_alert
from service.cli.options import now_option
from service.cli.progress import open_progress
from service.cli.terminal import find_columns
from service.model.contact import ContactStatus
from service.stages.ledger.gaps import find_gaps


@click.command(short_help="See it work on a bundled archive, offline.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("hotline-demo"),
    show_default=True,
    help="The demo's own folder; an earlier demo in it is replaced.",
)
@click.option("--stay", is_flag=True, help="Then serve the page on what was found, until Ctrl-C.")
@now_option
def demo(folder: Path, stay: bool, start: datetime | None) -> None:
    """The whole of Hotline on a bundled archive: offline, over six simulated days, in a folder of its own.

    The news of the archive is invented. What is left behind is a config folder like any other.

    \b
    Examples:
      hotline demo
      hotline demo --stay
      hotline alerts --low --config hotline-demo/config
    """
    with open_progress() as progress:
        task = progress.add_task("living through the archive", total=None)

        def on_step(done: int, total: int, instant: datetime) -> None:
            progress.update(task, completed=done, total=total, description=f"polling on {instant:%a %d %b %H:%M}")

        def on_done(result: wiring.DemoResult, address: str | None) -> None:
            progress.stop()
            _print_result(folder, result, address)

        asyncio.run(wiring.run_demo(folder, start, on_step, on_done, to_stay=stay))


def _print_result(folder: Path, result: wiring.DemoResult, address: str | None) -> None:
    for alert in result.alerts:
        click.echo(lay_out_alert(alert))
    summary = result.summary
    click.echo(
        f"\n{summary.feeds} polls of {result.feeds} feeds: {summary.fetched} fetched, {summary.unchanged} unchanged, "
        f"{summary.failed} failed.\n{summary.entries_new} items, {summary.articles} articles kept, "
        f"{summary.alerts} alerts raised: {len(result.alerts)} shown here, the rest of low priority."
    )
    click.echo("\nThe ledger of contacts, those that are only looked back at, too:\n")
    held = [contact for contact in result.contacts if contact.status is ContactStatus.HELD]
    click.echo(lay_out_table(result.contacts, find_gaps(held), find_columns()))
    click.echo(f"\nThe log:        {folder / 'logs' / 'alerts.log'}")
    click.echo(f"For programs:   {folder / 'logs' / 'alerts.jsonl'}")
    click.echo(f"Look further:   {_find_hotline()} alerts --low --config {folder / 'config'}")
    told = [contact for contact in result.contacts if {account.side for account in contact.accounts} == {"us", "ru"}]
    if told:
        best = max(told, key=lambda contact: len(contact.origins))
        click.echo(f"Both accounts:  {_find_hotline()} contacts show {best.id} --config {folder / 'config'}")
    if address:
        click.echo(f"\nThe page:       {address}/   (Ctrl-C ends it)")
    else:
        again = "" if folder == Path("hotline-demo") else f" --dir {folder}"
        click.echo(f"The page:       {_find_hotline()} demo --stay{again}")


def _find_hotline() -> str:
    """What to type for `hotline`: after `make demo` it stands in .venv/bin, which is hardly ever in the path."""
    called = Path(sys.argv[0])
    return "hotline" if shutil.which("hotline") or called.name != "hotline" else shlex.quote(str(called))
