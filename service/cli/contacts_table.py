"""The ledger as a table: a contact a line.

Enter: rows of the ledger with the gaps between them. Leave: lines of text. Called by `hotline contacts`.
"""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from service.cli.layout import count
from service.cli.terminal import NARROW, UNBOUND, render
from service.model.contact import ContactStatus, Initiator
from service.model.ledger import FirstSinceCheck, LedgerContact
from service.stages.ledger.gaps import Gap
from service.stages.ledger.wording import word_people
from service.stages.render import fold_line

ID_SHOWN = 7
SHORT_NOTE = 14
_STATUS_STYLES = {
    ContactStatus.HELD: "green",
    ContactStatus.PLANNED: "yellow",
    ContactStatus.REFUSED: "red",
    ContactStatus.REPORTED: "dim",
}
_SIDES_SHORT = {Initiator.US: "US", Initiator.RU: "RU", Initiator.UNKNOWN: "–"}


def lay_out_table(rows: Sequence[LedgerContact], gaps: Mapping[str, Gap], width: int) -> str:
    """The table, a contact a line: id, date, channel, who, on whose initiative, status, origins, gap in days.

    A value that sources do not agree on has a question mark. Without a terminal the notes have a column of their own.
    """
    piped, narrow = width >= UNBOUND, width < NARROW
    table = Table(box=None, pad_edge=False, padding=(0, 2 if not narrow else 1, 0, 0), header_style="bold")
    table.add_column("id", no_wrap=True, style="dim")
    table.add_column("date", no_wrap=True)
    table.add_column("channel", no_wrap=True)
    table.add_column("who", overflow="fold", ratio=None if piped else 1)
    table.add_column("by", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("origins" if not narrow else "orig", justify="right", no_wrap=True)
    table.add_column("gap", justify="right", no_wrap=True)
    if piped:
        table.add_column("notes")
    for row in rows:
        who = Text(fold_line(word_people(row, surnames=narrow)) + _doubt(row, "us", "ru"))
        notes = list(_note(row))
        if notes and not piped:
            # A sentence has a line of its own; "imported" goes with the names.
            alone = len(notes) > 1 or len(notes[0]) > SHORT_NOTE
            who.append(("\n" if alone else ", ") + "; ".join(notes), style="dim")
        cells: list[RenderableType] = [
            row.id[:ID_SHOWN],
            (row.date or "unknown") + _doubt(row, "date"),
            row.channel.value + _doubt(row, "channel"),
            who,
            _SIDES_SHORT[row.initiator] + _doubt(row, "initiator"),
            Text(row.status.value + _doubt(row, "status"), style=_STATUS_STYLES[row.status]),
            str(len(row.origins)),
            _word_gap(gaps.get(row.id)),
        ]
        table.add_row(*cells, *(["; ".join(notes)] if piped else []), style="dim" if row.recalled else None)
    return render(table, width)


def word_last(last: tuple[LedgerContact, int] | None, usual: int | None) -> str:
    """How long ago the last contact was: "last contact 12 days ago (2026-05-12, phone, Caine – Gerasimov)"."""
    if last is None:
        return "no contact was held yet"
    row, days = last
    when = "today" if days == 0 else f"{count(days, 'day')} ago"
    usually = f"; usually {count(usual, 'day')} pass between contacts" if usual else ""
    return (
        f"last contact {when} ({row.date}, {row.channel.value}, {fold_line(word_people(row, surnames=True))}){usually}"
    )


def _note(row: LedgerContact) -> Iterator[str]:
    if row.first_since_check is FirstSinceCheck.CONFLICT and row.conflicting:
        yield f"called first since {row.first_since}, but {row.conflicting[:ID_SHOWN]} was between"
    if row.verified:
        yield "verified"
    elif row.recalled:
        yield "looked back at" if row.first_reported else "imported"


def _doubt(row: LedgerContact, *slots: str) -> str:
    return "?" if any(row.slot(slot).disputed for slot in slots) else ""


def _word_gap(gap: Gap | None) -> str:
    return f"{'~' if gap.about else ''}{gap.days} d" if gap else ""
