"""The ledger as CSV (RFC 4180): written for spreadsheets, and read from them.

In: rows of the ledger, or the text of a file. Out: the text of a file, or its cells with their places. Called by the
commands and by `imports`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service.model.ledger import LedgerContact
from service.stages.ledger.gaps import Gap

SHARED = ("date", "channel", "us", "ru", "initiator", "status", "first_since")
"""The columns that an import takes too, in the same notation."""
EXPORTED = (
    *("id", *SHARED, "first_since_check", "gap_days", "recalled", "verified", "disputed", "origins", "outlets"),
    *("us_account", "ru_account", "first_reported", "last_reported"),
)
JOINT = "; "
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def render_table(contacts: Iterable[LedgerContact], gaps: Mapping[str, Gap]) -> Iterator[str]:
    """The lines of a CSV file, its header first, without line breaks at their ends; names are joined by "; ".

    A cell that a spreadsheet would run as a formula gets an apostrophe in front, which an import takes off again.
    """
    yield ",".join(EXPORTED)
    for contact in contacts:
        cells = _describe(contact, gaps.get(contact.id))
        yield ",".join(quote_cell(cells[column]) for column in EXPORTED)


def _describe(contact: LedgerContact, gap: Gap | None) -> dict[str, str]:
    gists = {account.side: account.gist for account in reversed(contact.accounts)}
    reported = {"first_reported": contact.first_reported, "last_reported": contact.last_reported}
    return {
        "id": contact.id,
        "date": contact.date or "",
        "channel": contact.channel.value,
        "us": JOINT.join(contact.us),
        "ru": JOINT.join(contact.ru),
        "initiator": contact.initiator.value,
        "status": contact.status.value,
        "first_since": contact.first_since or "",
        "first_since_check": contact.first_since_check.value if contact.first_since else "",
        "gap_days": str(gap.days) if gap else "",
        "recalled": "yes" if contact.recalled else "no",
        "verified": "yes" if contact.verified else "no",
        "disputed": JOINT.join(slot.name for slot in contact.slots if slot.disputed),
        "origins": JOINT.join(contact.origins),
        "outlets": JOINT.join(contact.outlets),
        "us_account": gists.get("us", ""),
        "ru_account": gists.get("ru", ""),
        **{name: f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else "" for name, at in reported.items()},
    }


def quote_cell(text: str) -> str:
    """A cell as CSV has it, harmless in a spreadsheet."""
    safe = f"'{text}" if text.startswith(FORMULA) else text
    quoted = safe.replace('"', '""')
    return f'"{quoted}"' if any(char in safe for char in '",;\r\n') or safe != safe.strip() else safe


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `line` and `column` say where it begins, in lines and characters from 1. `broken`: what is wrong with
    its quotes, "" for nothing."""

    text: str
    line: int
    column: int
    broken: str = ""


def read_cells(text: str, comma: str = ",") -> Iterator[list[Cell]]:
    """The rows of a CSV text, lines that are empty left out. A cell may hold line breaks within quotes.

    Broken quotes end no reading: they are told in the cell, and the rest of it is taken as it stands.
    """
    at, line, start = 0, 1, 0
    row: list[Cell] = []
    while at < len(text):
        first, column = line, at - start + 1
        value, broken, at = _read_cell(text, at, comma)
        inner = text[start + column - 1 : at]
        breaks = _count_breaks(inner)
        if breaks:
            line += breaks
            start = at - len(inner) + max(inner.rfind("\n"), inner.rfind("\r")) + 1
        row.append(Cell(value, first, column, broken))
        if at < len(text) and text[at] == comma:
            at += 1
            if at == len(text):
                row.append(Cell("", line, at - start + 1))
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        line, start = line + 1, at
        if any(cell.text for cell in row):
            yield row
        row = []
    if any(cell.text for cell in row):
        yield row


def _read_cell(text: str, at: int, comma: str) -> tuple[str, str, int]:
    """The value of the cell that begins at `at`, what is wrong with it, and where it ends."""
    if not text.startswith('"', at):
        end = _find_end(text, at, comma)
        return text[at:end], "", end
    parts: list[str] = []
    begin = at + 1
    while True:
        close = text.find('"', begin)
        if close < 0:
            return "".join(parts) + text[begin:], "its quote is never closed", len(text)
        parts.append(text[begin:close])
        if text.startswith('"', close + 1):
            parts.append('"')
            begin = close + 2
            continue
        end = _find_end(text, close + 1, comma)
        behind = text[close + 1 : end]
        broken = (
            "there is text behind its closing quote; a quote inside a cell is written twice" if behind.strip() else ""
        )
        return "".join(parts) + behind.strip(), broken, end


def _find_end(text: str, at: int, comma: str) -> int:
    ends = [end for mark in (comma, "\n", "\r") if (end := text.find(mark, at)) >= 0]
    return min(ends, default=len(text))


def _count_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
