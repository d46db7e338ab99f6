"""How things look at a terminal: an alert in a few lines, text folded behind a label, counts with their plurals."""

import shutil
import sys
import textwrap

import click

from service.model.alert import Alert, Priority
from service.stages.render import describe_alert, shorten, word_subject

WIDEST = 100
QUOTED = 300
_COLOURS = {Priority.HIGH: "red", Priority.NORMAL: "yellow", Priority.LOW: None}


def find_width() -> int:
    """The columns to fill: the terminal's, or 80 where there is none, and at most 100."""
    return min(shutil.get_terminal_size().columns, WIDEST)


def has_colours() -> bool:
    """Whether what is printed may be coloured: at a terminal only, and not where NO_COLOR asks for none."""
    context = click.get_current_context(silent=True)
    wanted = context.color if context else None
    return sys.stdout.isatty() if wanted is None else wanted


def wrap_hanging(text: str, width: int, label: str = "", indent: int = 0) -> str:
    """`text` behind `label`, folded at `width` columns, the further lines indented. Colours take no room."""
    words = text.split(" ")
    lines, line, used = [], label, len(label)
    fresh = True
    for word in words:
        room = len(click.unstyle(word))
        if not fresh and used + 1 + room > width:
            lines.append(line)
            line, used, fresh = " " * indent, indent, True
        line, used = (line + word, used + room) if fresh else (f"{line} {word}", used + 1 + room)
        fresh = False
    return "\n".join([*lines, line])


def count(number: int, word: str) -> str:
    """As in 1 feed, 2 feeds, 1,200 feeds."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def lay_out_alert(alert: Alert) -> str:
    """The alert as several lines for a person; nothing from a feed can colour or break them."""
    known = describe_alert(alert)
    width = find_width()
    who = word_subject(alert)
    head = f"{known['time'].replace('T', ' ')[:16]}  {known['priority']:<6}  {known['kind']:<8} {known['id']}"
    lines = [click.style(head, bold=True), click.style(wrap_hanging(who, width, "  ", 2), fg=_COLOURS[alert.priority])]
    outlet = f" ({known['outlet']})" if known["outlet"] else ""
    lines += textwrap.wrap(f"{known['title']}{outlet}", width, initial_indent="  ", subsequent_indent="  ")
    if known["sentence"] and known["sentence"] != known["title"]:
        quote = f"«{shorten(known['sentence'], QUOTED)}»"
        lines += textwrap.wrap(quote, width, initial_indent="    ", subsequent_indent="    ")
    if known["url"]:
        lines.append(click.style(f"  {known['url']}", dim=True))
    return "\n".join(lines)
