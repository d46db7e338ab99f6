"""How an alert looks at a terminal: a few lines, at most 100 columns, the name first."""

import shutil
import textwrap

import click

from service.model.alert import Alert, Priority
from service.stages.render import describe_alert, shorten

WIDEST = 100
QUOTED = 300
_COLOURS = {Priority.HIGH: "red", Priority.NORMAL: "yellow", Priority.LOW: None}


def lay_out_alert(alert: Alert) -> str:
    """The alert as several lines for a person; nothing from a feed can colour or break them."""
    known = describe_alert(alert)
    width = min(shutil.get_terminal_size().columns, WIDEST)
    who = ", ".join(known["names"]) or known["rule"]
    head = click.style(f"{known['time'].replace('T', ' ')[:16]}  {known['priority']:<6}  {known['kind']:<7}", bold=True)
    outlet = f" ({known['outlet']})" if known["outlet"] else ""
    lines = [f"{head}  {click.style(who, fg=_COLOURS[alert.priority])}"]
    lines += textwrap.wrap(f"{known['title']}{outlet}", width, initial_indent="  ", subsequent_indent="  ")
    if known["sentence"] and known["sentence"] != known["title"]:
        quote = f"«{shorten(known['sentence'], QUOTED)}»"
        lines += textwrap.wrap(quote, width, initial_indent="    ", subsequent_indent="    ")
    lines.append(click.style("  " + "  ".join(filter(None, (known["url"], known["id"]))), dim=True))
    return "\n".join(lines)
