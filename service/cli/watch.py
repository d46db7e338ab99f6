"""`hotline watch`: what the watch was compiled into."""

import json
from pathlib import Path

import click

from service.cli.layout import find_width
from service.cli.options import config_option, group_config_option, json_option
from service.cli.progress import load_rules
from service.errors import HotlineError


@click.group(short_help="The forms derived from names in watch.yaml.")
@group_config_option
def watch() -> None:
    """The watch: what was derived from the names in watch.yaml."""


@watch.command(short_help="Every form of an official's name.")
@click.argument("official")
@json_option
@config_option
def forms(official: str, as_json: bool, folder: Path) -> None:
    """Every form under which OFFICIAL (an id) is recognised, by language.

    What is wrong is corrected in watch.yaml with `also:` and `never:`.

    \b
    Example:
      hotline watch forms belousov
    """
    rules = load_rules(folder)
    known = [known.id for known in rules.config.watch.officials]
    if official not in known:
        raise HotlineError(f"no official has the id {official!r}; known are: {', '.join(known)}")
    derived = rules.recogniser.forms(official)
    if as_json:
        click.echo(json.dumps({lang: list(forms) for lang, forms in derived.items()}, ensure_ascii=False, indent=1))
        return
    width = max(map(len, derived), default=0) + 2
    for lang, found in sorted(derived.items()):
        click.echo(click.wrap_text(", ".join(found), find_width(), lang.ljust(width), " " * width))
