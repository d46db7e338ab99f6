"""The language packs: what is said differently in each language, as data.

Enters: the name of a language; the files `<lang>.yaml` beside this module. Leaves: `Pack`s, read once and kept. Called
by everything that reads text. A new language is a new file here: its list of terms under the names the others use.
A section that this module does not know stays available as `raw`, for the room that owns it.

Reading all of them as YAML takes most of a second; who has kept what `read_packs` gave can hand it in again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

FALLBACK = "en"
"""The language whose section is read where a text's own has none."""


@dataclass(frozen=True, slots=True)
class NameRules:
    """How names stand in running text of a language.

    `endings`: what may follow a name's stem within the word. `prefixes`: what may stand before it, glued to it.
    `ranks` and `other_titles`: patterns of titles right beside a surname that make it ours, or somebody else's.
    `before_place` and `after_place`: words that make an ambiguous surname right behind or before them a place;
    `maybe_before` and `maybe_after`: those that as well introduce a person ("à Austin"). `place_endings` and
    `maybe_endings`: the same of endings, glued to the name or behind an apostrophe ("Austin'de").
    `nouns`: surnames that are also words of the language, folded. `family_names`: common surnames, folded, before which
    a tracked surname is a given name; `family_behind`: any unknown capitalised word behind a surname is taken for one,
    but for `no_names`. `goes_on`: letters behind which a name in a script without gaps is a longer one.
    `courtesy`: words like Mr, before anybody's name.
    `given_names`: common given names, folded, which before a surname make it another person's. `nicknames`: groups of
    given names that stand for each other.
    """

    endings: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    other_titles: tuple[str, ...] = ()
    before_place: tuple[str, ...] = ()
    after_place: tuple[str, ...] = ()
    maybe_before: tuple[str, ...] = ()
    maybe_after: tuple[str, ...] = ()
    place_endings: tuple[str, ...] = ()
    maybe_endings: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    family_names: tuple[str, ...] = ()
    no_names: tuple[str, ...] = ()
    goes_on: tuple[str, ...] = ()
    courtesy: tuple[str, ...] = ()
    given_names: tuple[str, ...] = ()
    nicknames: tuple[tuple[str, ...], ...] = ()
    nouns_capitalised: bool = False
    family_behind: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """One language: name rules, term lists (list name -> patterns), and the whole file as `raw`."""

    lang: str
    names: NameRules
    terms: Mapping[str, tuple[str, ...]]
    raw: Mapping[str, Any] = field(default_factory=dict)


def list_languages() -> tuple[str, ...]:
    """The languages that have a pack."""
    return _languages()


@lru_cache(maxsize=1)
def _languages() -> tuple[str, ...]:
    return tuple(
        sorted(file.name.removesuffix(".yaml") for file in files(__name__).iterdir() if file.name.endswith(".yaml"))
    )


_given: dict[str, Mapping[str, Any]] = {}


def read_packs() -> dict[str, Mapping[str, Any]]:
    """All packs as they stand in their files, by language."""
    return {lang: load_pack(lang).raw for lang in _languages()}


def give_packs(raw: Any) -> bool:
    """Take what `read_packs` gave for these very files, in place of reading them; False, and nothing happens, where it
    is no such thing."""
    if not isinstance(raw, dict) or raw.keys() != set(_languages()):
        return False
    if not all(isinstance(pack, dict) and isinstance(pack.get("terms", {}), dict) for pack in raw.values()):
        return False
    _given.update(raw)
    return True


def list_terms(lang: str) -> frozenset[str]:
    """The names of the term lists of a pack, read from the lines of its file: for checking a config."""
    block = re.search(r"^terms:\n((?:(?: .*)?\n)*)", _read(lang), re.MULTILINE)
    return frozenset(re.findall(r"^  (\w+):", block.group(1), re.MULTILINE)) if block else frozenset()


def choose_pack(language: str | None, section: str) -> str:
    """The language whose pack is read for a text in `language` ("de", "pt-BR"): FALLBACK where none has the section."""
    code = (language or FALLBACK).lower().split("-")[0].split("_")[0]
    return code if code in list_languages() and section in load_pack(code).raw else FALLBACK


def load_spelling(lang: str) -> tuple[bool, str]:
    """How the phrases of a language are compiled: whether words are divided by spaces, and what may be glued before
    one. KeyError if it has no pack."""
    contacts = load_pack(lang).raw.get("contacts", {})
    return bool(contacts.get("spaced", True)), str(contacts.get("prefix", ""))


def _read(lang: str) -> str:
    return (files(__name__) / f"{lang}.yaml").read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def load_pack(lang: str) -> Pack:
    """The pack of `lang`; KeyError if there is none."""
    if lang not in _languages():
        raise KeyError(lang)
    raw = _given.get(lang) or YAML(typ="safe", pure=True).load(_read(lang))
    names = raw.get("names", {})
    return Pack(
        lang=lang,
        names=NameRules(
            endings=tuple(str(names.get("endings", "")).split()),
            prefixes=tuple(str(names.get("prefixes", "")).split()),
            ranks=_lines(names.get("ranks", "")),
            other_titles=_lines(names.get("other_titles", "")),
            before_place=_lines(names.get("before_place", "")),
            after_place=_lines(names.get("after_place", "")),
            maybe_before=_lines(names.get("maybe_before", "")),
            maybe_after=_lines(names.get("maybe_after", "")),
            **{
                name: tuple(str(names.get(name, "")).split())
                for name in ("place_endings", "maybe_endings", "nouns", "family_names", "no_names", "goes_on")
            },
            courtesy=tuple(str(names.get("courtesy", "")).split()),
            given_names=tuple(str(names.get("given_names", "")).split()),
            nicknames=tuple(tuple(line.split()) for line in _lines(names.get("nicknames", ""))),
            nouns_capitalised=bool(names.get("nouns_capitalised", False)),
            family_behind=bool(names.get("family_behind", False)),
        ),
        terms={name: _lines(block) for name, block in raw.get("terms", {}).items()},
        raw=raw,
    )


def all_packs() -> Mapping[str, Pack]:
    """Every pack by language."""
    return {lang: load_pack(lang) for lang in _languages()}


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.splitlines() if line.strip())
