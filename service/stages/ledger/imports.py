"""A historical ledger from CSV: every row checked, every mistake with its place.

In: the text of a file, a name for where it is from. Out: `ImportedContact`s, or the mistakes. Called by
`hotline contacts import`.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import TypeVar

from service.model.contact import Channel, ContactClaim, ContactStatus, Initiator
from service.model.ledger import ImportedContact
from service.model.verdict import Span
from service.model.watch import Official
from service.stages.ledger.names import fold_words, list_forms
from service.stages.ledger.table import EXPORTED, FORMULA, Cell, read_cells

REQUIRED = ("date", "channel")
COLUMNS = ("date", "channel", "us", "ru", "initiator", "status", "first_since", "source", "verified", "note")
_EXPORT_ONLY = frozenset(EXPORTED) - frozenset(COLUMNS)
_YES, _NO = frozenset({"yes", "true", "y", "1", "x"}), frozenset({"no", "false", "n", "0", ""})
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_EARLIEST = "1945-01"
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True, order=True)
class TableProblem:
    """One mistake; `line` and `column` count from 1, the column in characters."""

    line: int
    column: int
    message: str


@dataclass
class _Row:
    """One row while it is read: its cells by column, and what is wrong with them."""

    cells: Mapping[str, Cell]
    start: Cell
    problems: list[TableProblem] = field(default_factory=list)

    def text(self, column: str) -> str:
        cell = self.cells.get(column)
        text = cell.text.strip() if cell else ""
        return text[1:].strip() if text.startswith("'") and text[1:].startswith(FORMULA) else text

    def blame(self, column: str, message: str) -> None:
        cell = self.cells.get(column) or self.start
        self.problems.append(TableProblem(cell.line, cell.column, f"{column}: {message}"))


def read_imports(
    text: str, source: str, now: datetime, officials: Sequence[Official] = ()
) -> tuple[tuple[ImportedContact, ...], tuple[TableProblem, ...]]:
    """The contacts of a CSV text, or every mistake in it, by place; where there is one, no contact is given.

    The first line names the columns, in any order: those of COLUMNS, of which REQUIRED must be there; columns that only
    an export writes are passed over. Cells are divided by commas, or by semicolons or tabs if the first line is.
    `source` stands where a row has none of its own. Names by which `officials` are known become their canonical ones.
    """
    rows = list(read_cells(text.removeprefix("\ufeff"), _find_comma(text)))
    if not rows:
        return (), (TableProblem(1, 1, f"the file is empty; its first line names the columns: {','.join(COLUMNS)}"),)
    header, problems = _read_header(rows[0])
    known = _name_officials(officials)
    found = []
    for cells in rows[1:]:
        row = _Row({name: cell for name, cell in zip(header, cells, strict=False) if name}, cells[0])
        if header and len(cells) > len(header):
            extra = cells[len(header)]
            row.problems.append(TableProblem(extra.line, extra.column, f"more cells than the {len(header)} columns"))
        row.problems += [TableProblem(c.line, c.column, c.broken) for c in cells if c.broken]
        contact = _read_row(row, source, now, known)
        problems += row.problems
        found.append(contact)
    if not found and not problems:
        problems.append(TableProblem(rows[0][0].line + 1, 1, "no rows below the names of the columns"))
    return ((), tuple(sorted(problems))) if problems else (tuple(found), ())


def _find_comma(text: str) -> str:
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    return max(",;\t", key=lambda mark: (first.count(mark), mark == ","))


def _read_header(cells: Sequence[Cell]) -> tuple[list[str], list[TableProblem]]:
    names: list[str] = []
    problems = []
    for cell in cells:
        name = cell.text.strip().lower()
        if name in names and name:
            problems.append(TableProblem(cell.line, cell.column, f"the column {name!r} is there twice"))
        elif name not in COLUMNS and name not in _EXPORT_ONLY and name:
            near = difflib.get_close_matches(name, COLUMNS, 1)
            advice = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(COLUMNS)}"
            problems.append(TableProblem(cell.line, cell.column, f"no column {cell.text.strip()!r}; {advice}"))
        names.append(name)
    problems += [
        TableProblem(cells[0].line, cells[0].column, f"the column {name!r} is missing")
        for name in REQUIRED
        if name not in names
    ]
    return names, problems


def _read_row(row: _Row, source: str, now: datetime, known: Mapping[str, str]) -> ImportedContact:
    when = _read_date(row, "date", now)
    verified = row.text("verified").lower()
    if verified not in _YES | _NO:
        row.blame("verified", f"{row.text('verified')!r} is neither yes nor no")
    origin = row.text("source") or source
    if not origin:
        row.blame("source", "the row has none; fill it in, or name one for all rows with --source")
    claim = ContactClaim(
        channel=_read_word(row, "channel", Channel, None),
        status=_read_word(row, "status", ContactStatus, ContactStatus.HELD),
        initiator=_read_word(row, "initiator", Initiator, Initiator.UNKNOWN),
        date=when,
        us=_read_names(row.text("us"), known),
        ru=_read_names(row.text("ru"), known),
        first_since=_read_month(row, when, now),
        recalled=True,
        # The row is the text; its date is stated, as in a text that names the day.
        evidence=(("date", Span("body", 0, len(when), when)),) if when else (),
    )
    if when and claim.status is ContactStatus.HELD and when[:10] > f"{now:%Y-%m-%d}":
        row.blame(
            "date", f"{when} is yet to come, and the contact shall have been held; write planned, or mend the date"
        )
    is_verified, note = verified in _YES, row.text("note")
    return ImportedContact(_make_id(claim, origin, is_verified, note), claim, origin, is_verified, now, note)


def _read_date(row: _Row, column: str, now: datetime) -> str | None:
    text = row.text(column)
    if not text or text.lower() == "unknown":
        return None
    if not _DATE.fullmatch(text):
        row.blame(column, f"{text!r} is no date; write 2024-06-25, or 2024-06 where only the month is known")
        return None
    try:
        date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    except ValueError:
        row.blame(column, f"there is no {text}")
        return None
    if not _EARLIEST <= text <= f"{now.year + 5}":
        row.blame(column, f"{text} lies too far away; is the year right?")
    return text


def _read_month(row: _Row, when: str | None, now: datetime) -> str | None:
    text = _read_date(row, "first_since", now)
    if text and when and text[:7] > when[:7]:
        row.blame("first_since", f"{text} is after the contact itself, {when}")
    return text[:7] if text else None


def _read_word(row: _Row, column: str, words: type[Word], default: Word | None) -> Word:
    text = row.text(column).lower()
    if not text and default is not None:
        return default
    if text in [word.value for word in words]:
        return words(text)
    known = ", ".join(word.value for word in words)
    near = difflib.get_close_matches(text, [word.value for word in words], 1)
    advice = f"did you mean {near[0]!r}? " if near else ""
    row.blame(column, f"{text!r} is none; {advice}there are {known}" if text else f"it is empty; there are {known}")
    return next(iter(words))


def _read_names(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    names = [" ".join(name.split()) for name in re.split(r"[;|]", text)]
    return tuple(dict.fromkeys(known.get(fold_words(name), name) for name in names if name))


def _name_officials(officials: Iterable[Official]) -> dict[str, str]:
    """Every full form of a name -> the canonical one."""
    return {form: official.name for official in officials for form in list_forms(official)}


def _make_id(claim: ContactClaim, source: str, verified: bool, note: str) -> str:
    """A digest of the row, so that the same row, imported again, is the same."""
    parts = [claim.date or "", claim.channel, *claim.us, "|", *claim.ru, claim.initiator, claim.status]
    parts += [claim.first_since or "", source, str(verified), note]
    return "i" + blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()
