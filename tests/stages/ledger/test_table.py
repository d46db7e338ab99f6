import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from service.stages.ledger import fold_contact
from service.stages.ledger.gaps import find_gaps
from service.stages.ledger.imports import read_imports
from service.stages.ledger.table import EXPORTED, quote_cell, read_cells, render_table
from tests.support.ledger_claims import say, tell

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CELLS = st.text(alphabet=st.sampled_from('ab "\n\r,;\té'), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=5))
def test_cells_are_read_as_the_standard_library_reads_them(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    text = file.getvalue()
    expected = [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    assert [[cell.text for cell in row] for row in read_cells(text)] == expected


def test_a_cell_knows_its_line_and_column() -> None:
    text = 'a,b,c\r\n1,"two\nlines",3\r\n\r\nx,"y ""q""",'
    places = [[(cell.text, cell.line, cell.column) for cell in row] for row in read_cells(text)]
    assert places == [
        [("a", 1, 1), ("b", 1, 3), ("c", 1, 5)],
        [("1", 2, 1), ("two\nlines", 2, 3), ("3", 3, 8)],
        [("x", 5, 1), ('y "q"', 5, 3), ("", 5, 13)],
    ]


def test_broken_quotes_are_told() -> None:
    assert [cell.broken for row in read_cells('a,"b"c\n') for cell in row][1].startswith("there is text behind")
    assert [cell.broken for row in read_cells('a,"b\nc') for cell in row] == ["", "its quote is never closed"]


def test_no_cell_is_a_formula() -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'):
        read = next(csv.reader(io.StringIO(quote_cell(text), newline="")))[0]
        assert read == f"'{text}"
    assert quote_cell("2024-06-25") == "2024-06-25"


def test_an_export_has_every_column_and_can_be_imported_again() -> None:
    first = fold_contact("c1", [say(1, "TASS, Moscow", date="2023-03-15", ru=("Sergei Shoigu", "Иван «Ваня» О'Нил"))])
    second = fold_contact("c2", [say(2, first_since="2023-03", accounts=(tell("us", '=cmd|" /C calc"!A0'),))])
    second = replace(second, us=("-Lloyd Austin",))
    text = "\n".join(render_table([first, second], find_gaps([first, second])))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == list(EXPORTED)
    assert (rows[0]["gap_days"], rows[1]["gap_days"]) == ("", "468")
    assert rows[1]["us_account"].startswith("'=cmd")
    imported, problems = read_imports(text, "ours", NOW)
    assert problems == ()
    assert [row.claim.date for row in imported] == ["2023-03-15", "2024-06-25"]
    assert imported[0].claim.ru == first.ru
    assert imported[1].claim.us == ("-Lloyd Austin",)
    assert imported[1].claim.first_since == "2023-03"
