"""`hotline watch`: what the watch was compiled into."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len

from service import wiring
from service.cli.layout import find_width
from service.cli.options import config_option, group_config_option, json_option
from service.cli.progress import show_work
from service.language.detect import script_of_letter
from service.language.names import PersonForms, Strength
from service.model.watch import Official

_SCRIPTS = {
    "latin": "Latin",
    "cyrillic": "Cyrillic",
    "arabic": "Arabic",
    "hangul": "Korean",
    "kana": "Japanese",
    "han": "Chinese",
}
_SHOWN = 6
_LABEL = 12

Listed = dict[str, list[str]]
"""Forms by language or script."""


@click.group(short_help="The forms derived from names in watch.yaml.")
@group_config_option
def watch() -> None:
    """The watch: what was derived from the names in watch.yaml."""


@watch.command(short_help="Every form of an official's name.")
@click.argument("official")
@click.option("--all", "everything", is_flag=True, help="Also every rare spelling, not only the first few.")
@json_option
@config_option
def forms(official: str, everything: bool, as_json: bool, folder: Path) -> None:
    """Every form under which OFFICIAL (an id) is recognised, by language.

    What is wrong is corrected in watch.yaml with `also:` and `never:`. Forms
    are shown as they are compared: in small letters, without accents.

    \b
    Examples:
      hotline watch forms belousov
      hotline watch forms belousov --all
    """
    with show_work("deriving the forms"):
        known, derived = wiring.load_forms(folder, official)
    if as_json:
        click.echo(json.dumps(_describe(derived), ensure_ascii=False, indent=1))
    else:
        _print(known, derived, everything)


def _print(official: Official, derived: PersonForms, everything: bool) -> None:
    most = None if everything else _SHOWN
    counts = "counts where the article speaks for him" if official.ambiguous else "counts by itself"
    click.secho(f"{official.name} ({official.id}, side {official.side})", bold=True)
    _show(f"The surname; it {counts}:", _list_surnames(derived, varied=False))
    _show("Given names; beside the surname they make it certain:", _by_script(derived.givens - derived.varied))
    _show("Surnames that count only behind a given name:", _list_surnames(derived, firm=False))
    _show("Rarer spellings of the surname, which count like it:", _list_surnames(derived, varied=True), most)
    _show("Rarer and mistaken spellings of given names:", _by_script(derived.givens & derived.varied), most)
    if official.never:
        _show("Never:", {"": list(official.never)})
    click.echo("\nA surname of six letters and more (Latin, Cyrillic) may have one letter wrong")
    click.echo("behind a given name or the office; such misspellings are not listed.")


def _show(title: str, forms: Listed, most: int | None = None) -> None:
    if not forms:
        return
    click.secho(f"\n{title}", underline=True)
    for label, found in sorted(forms.items()):
        shown = sorted(found)[:most]
        more = [f"and {len(found) - len(shown)} more (--all)"] if len(found) > len(shown) else []
        for line in _wrap([*shown, *more], label):
            click.echo(line)


def _wrap(forms: Iterable[str], label: str) -> Iterator[str]:
    """The forms behind their label in lines that fit, letters of double width counted as two."""
    width, line, used = find_width(), f"  {label}".ljust(_LABEL), _LABEL
    fresh = True
    for form in forms:
        room = cell_len(form) + 2
        if not fresh and used + room >= width:
            yield f"{line},"
            line, used, fresh = " " * _LABEL, _LABEL, True
        line, used, fresh = line + ("" if fresh else ", ") + form, used + room, False
    yield line


def _list_surnames(derived: PersonForms, *, firm: bool = True, varied: bool | None = None) -> Listed:
    """Surname forms by language: those that count by the rules for surnames, or those that need a given name; of these
    the rarer spellings only, none of them, or (None) all."""
    out: Listed = defaultdict(list)
    for form, strength in derived.surnames.items():
        if firm == (strength >= Strength.SURNAME) and varied in (None, form in derived.varied):
            for lang in derived.langs[form]:
                out[lang].append(form)
    return out


def _by_script(forms: Iterable[str]) -> Listed:
    out: Listed = defaultdict(list)
    for form in forms:
        out[_SCRIPTS[script_of_letter(form[0])]].append(form)
    return out


def _describe(derived: PersonForms) -> dict[str, Any]:
    def sort(forms: Listed) -> Listed:
        return {label: sorted(found) for label, found in sorted(forms.items())}

    return {
        **sort(_list_surnames(derived, varied=False)),
        "given": sorted(derived.givens - derived.varied),
        "with_given_only": sort(_list_surnames(derived, firm=False)),
        "rarer": sort(_list_surnames(derived, varied=True)),
        "rarer_given": sorted(derived.givens & derived.varied),
    }
