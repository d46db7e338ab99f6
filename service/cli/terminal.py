"""Rich tables at a terminal and in a pipe: as wide as the one, a line a row in the other.

Enter: what rich can draw. Leave: text. Called by the commands that show the ledger.
"""

import shutil
import sys
from io import StringIO

from rich.console import Console, RenderableType
from rich.table import Table

from service.cli.layout import has_colours

WIDEST = 140
NARROW = 100
"""Below this many columns surnames stand for names, and the two accounts stand below each other."""
UNBOUND = 10_000
"""The columns of a pipe: no line is folded."""


def find_columns() -> int:
    """The columns of the terminal, at most 140; a pipe has as many as a line needs."""
    return min(shutil.get_terminal_size().columns, WIDEST) if sys.stdout.isatty() else UNBOUND


def render(renderable: RenderableType, width: int) -> str:
    """What rich makes of it at `width` columns, without the blanks at the ends of lines."""
    file = StringIO()
    colours = has_colours()
    console = Console(
        file=file,
        width=width,
        force_terminal=colours,
        color_system="standard" if colours else None,
        highlight=False,
        emoji=False,
        markup=False,
    )
    console.print(renderable, soft_wrap=False)
    return "\n".join(line.rstrip() for line in file.getvalue().rstrip("\n").split("\n"))


def make_table(*columns: tuple[int | None, int | None]) -> Table:
    """A table without lines or head; its columns by width, or by share of what is left."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False, expand=True)
    for width, ratio in columns:
        table.add_column(width=width, ratio=ratio, overflow="fold")
    return table
