"""`hotline contacts`: the ledger as a table, one contact with both accounts, exports, and a historical ledger in."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from service import wiring
from service.cli.contact_page import WholeContact, lay_out_contact
from service.cli.contacts_table import lay_out_table, word_last
from service.cli.layout import count, find_width, wrap_hanging
from service.cli.ledger_options import find_names, page_through, read_days, suggest_ids, suggest_names
from service.cli.options import config_option, json_option, now_option
from service.cli.show_group import ShowGroup
from service.cli.terminal import find_columns
from service.config import load_settings, load_watch
from service.errors import HotlineError
from service.jobs.ports import LedgerViews
from service.model.contact import Channel, ContactStatus
from service.model.ledger import LedgerContact
from service.stages.ledger import compare_accounts
from service.stages.ledger.calendar import render_calendar
from service.stages.ledger.describe import describe_contact, describe_contact_whole
from service.stages.ledger.gaps import Gap, find_gaps, find_last_held, find_usual_gap
from service.stages.ledger.imports import read_imports
from service.stages.ledger.table import render_table

SHOWN = 50
USUAL_OVER = 30
"""Over how many contacts that were held, at least, the usual gap is taken, where there are as many."""


@click.group(cls=ShowGroup, invoke_without_command=True, short_help="The ledger of contacts; `show ID` shows one.")
@click.option("--since", metavar="DAY", help="Only contacts from then on: 2024-06-25, 2024-06, 2024, or an age as 90d.")
@click.option("--until", metavar="DAY", help="Only contacts up to then, its whole month or year included.")
@click.option("--official", metavar="NAME", help="Only contacts in which that person took part.")
@click.option("--channel", type=click.Choice([channel.value for channel in Channel]), help="Only this channel.")
@click.option("--status", type=click.Choice([status.value for status in ContactStatus]), help="Only this status.")
@click.option("--all", "everything", is_flag=True, help="Also what is known only from looking back or an import.")
@click.option(
    "-n", "number", type=click.IntRange(min=1), metavar="N", help=f"At most the newest N.  [default: {SHOWN}]"
)
@click.option("--csv", "form", flag_value="csv", help="Print CSV, for a spreadsheet.")
@click.option("--ical", "form", flag_value="ical", help="Print an iCalendar file, for a calendar.")
@json_option
@config_option
@now_option
@click.pass_context
def contacts(
    ctx: click.Context,
    since: str | None,
    until: str | None,
    official: str | None,
    channel: str | None,
    status: str | None,
    everything: bool,
    number: int | None,
    form: str | None,
    as_json: bool,
    folder: Path,
    start: datetime | None,
) -> None:
    """The ledger: who spoke with whom, when, by which channel, on whose
    initiative, with what outcome; the oldest first.

    `orig` counts independent sources, `gap` the days since the contact before.
    A question mark: sources disagree. Contacts known only from looking back or
    from an unverified import are left out, unless asked for with --all.

    \b
    Examples:
      hotline contacts
      hotline contacts --official Belousov --since 2024
      hotline contacts show c5bae16
      hotline contacts --all --csv > contacts.csv
    """
    ctx.find_root().obj = folder
    if ctx.invoked_subcommand is not None:
        return
    if as_json and form:
        raise click.UsageError(f"--json and --{form} are two formats; choose one")
    settings = load_settings(folder)
    today = (start or datetime.now(UTC)).date()
    wanted: dict[str, Any] = {
        "since": read_days(since, "--since", today)[0],
        "until": read_days(until, "--until", today)[1],
        "channel": Channel(channel) if channel else None,
        "status": ContactStatus(status) if status else None,
    }
    officials = load_watch(folder).officials if official else ()
    names = find_names(official, officials) if official else [None]
    with wiring.open_archive(settings) as store:
        found = {row.id: row for name in names for row in list_all(store, official=name, **wanted)}
        known = [row for row in found.values() if everything or row.verified or not row.recalled]
        limit = number or (len(known) if as_json or form else SHOWN)
        rows = sorted(known, key=_place)[-limit:]
        held = list_held(store, rows, today)
    gaps = find_gaps(held)
    if as_json or form:
        _print_export("json" if as_json else form or "", rows, gaps)
        return
    if rows:
        click.echo(lay_out_table(rows, gaps, find_columns()))
    else:
        click.echo(f"no contacts{suggest_names(official or '', officials)}", err=True)
    last = word_last(find_last_held(held, today), find_usual_gap(gaps.values()))
    at_terminal = sys.stdout.isatty()
    click.echo(wrap_hanging(f"\n{last}", find_width()) if at_terminal else last, err=not at_terminal)
    _hint(len(known) - len(rows), len(found) - len(known))


@contacts.command(short_help="One contact: both accounts, sources, history.")
@click.argument("contact_id", metavar="ID")
@json_option
@config_option
@now_option
def show(contact_id: str, as_json: bool, folder: Path, start: datetime | None) -> None:
    """One contact: what each side says, side by side; each slot with its
    sources; how it came to be so; the stories that told it. The first
    characters of its ID are enough.

    \b
    Example:
      hotline contacts show c5bae16
    """
    today = (start or datetime.now(UTC)).date()
    with wiring.open_archive(load_settings(folder)) as store:
        contact = store.find_contact(contact_id)
        if contact is None:
            hint = suggest_ids(contact_id, list_all(store), "hotline contacts")
            raise HotlineError(f"{contact_id}: no contact of this id{hint}")
        gap = find_gaps(list_held(store, [contact], today)).get(contact.id)
        whole = WholeContact(
            contact,
            gap,
            compare_accounts(contact),
            store.list_changes(contact.id),
            store.list_stories(contact_id=contact.id),
            store.find_contact(gap.previous) if gap else None,
            store.find_contact(contact.conflicting) if contact.conflicting else None,
        )
    if as_json:
        described = describe_contact_whole(contact, gap, whole.comparison, whole.changes, whole.stories)
        click.echo(json.dumps(described, ensure_ascii=False, indent=1))
    else:
        click.echo(lay_out_contact(whole, find_columns()))


@contacts.command(name="import", short_help="Add a historical ledger from a CSV file.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--source", default="", metavar="NAME", help="Where rows are from that have no source of their own.")
@config_option
@now_option
def import_(file: Path, source: str, folder: Path, start: datetime | None) -> None:
    """Add the contacts of a CSV FILE. Its first line names the columns: date
    and channel, and if known us, ru, initiator, status, first_since, source,
    verified, note. Several names are divided by semicolons.

    A row tells of the same contact as articles of that day and those people,
    and weighs as a paper; one marked as verified outweighs them all. Nothing
    is imported if any line is wrong. Importing a row again adds nothing.

    \b
    Example:
      hotline contacts import 2014-2020.csv --source "Our chronology"
    """
    # What judges articles is only needed here, and takes longer to load than the rest.
    from service.cli.progress import load_rules

    rules = load_rules(folder)
    now = start or datetime.now(UTC)
    rows, problems = read_imports(_read(file), source.strip(), now, rules.config.watch.officials)
    if problems:
        for problem in problems:
            click.echo(f"{file}:{problem.line}:{problem.column}: {problem.message}", err=True)
        click.echo(f"{count(len(problems), 'mistake')} in {file}; nothing was imported", err=True)
        raise click.exceptions.Exit(1)
    added = wiring.import_contacts(rules, rows, now)
    known = f"; {len(rows) - added:,} were there already" if added < len(rows) else ""
    click.echo(f"{count(added, 'contact')} imported from {file}{known}")
    if any(not row.verified for row in rows):
        click.echo("(`hotline contacts --all` shows those that are not verified, too)", err=True)


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise HotlineError(f"{file}:{line}: not UTF-8; save it as CSV in UTF-8 and import it again") from error


def list_all(store: LedgerViews, **wanted: Any) -> Iterator[LedgerContact]:
    """Every contact that fits, newest first, page by page."""
    return page_through(lambda limit, before: store.list_contacts(**wanted, limit=limit, before=before))


def list_held(store: LedgerViews, rows: list[LedgerContact], today: date) -> list[LedgerContact]:
    """What gaps are counted from: contacts that were held, by whomever, from one before the first of `rows` on, and as
    many as make a usual gap."""
    first = min((_place(row)[0] for row in rows), default=f"{today:%Y-%m-%d}")
    held: list[LedgerContact] = []
    earlier = 0
    for row in list_all(store, status=ContactStatus.HELD):
        if row.date is None:
            continue
        held.append(row)
        earlier += row.date[:7] < first[:7]
        if earlier > 1 and len(held) > USUAL_OVER:
            break
    return held


def _place(row: LedgerContact) -> tuple[str, str]:
    """Where a row stands in order of time: by its date, else by when it was first told of."""
    return row.date or (f"{row.first_reported:%Y-%m-%d}" if row.first_reported else ""), row.id


def _print_export(form: str, rows: Sequence[LedgerContact], gaps: Mapping[str, Gap]) -> None:
    if form == "json":
        described = [describe_contact(row, gaps.get(row.id)) for row in rows]
        click.echo(json.dumps(described, ensure_ascii=False, indent=1))
    elif form == "csv":
        for line in render_table(rows, gaps):
            click.echo(line)
    else:
        # As bytes: its lines end in CR LF on every system.
        click.echo(render_calendar(rows).encode("utf-8", "replace"), nl=False)
        undated = sum(row.date is None for row in rows)
        if undated:
            click.echo(f"{count(undated, 'contact')} of unknown date left out", err=True)


def _hint(older: int, hidden: int) -> None:
    if older:
        click.echo(f"({older:,} older; -n shows more)", err=True)
    if hidden:
        click.echo(f"({hidden:,} more known only from looking back or an import; --all shows them, too)", err=True)
