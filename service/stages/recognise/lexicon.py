"""All that is looked for, in one automaton.

Enters: a watch, the packs. Leaves: a `Lexicon`: an Aho-Corasick automaton over folded keys, each with what may be meant
by it. Called by `build_recogniser`. The cost of reading grows with the text: a key costs nothing where it does not
stand, and what may be meant by one key is tried only there.
"""

import gc
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import ahocorasick

from service.language.detect import script_of, script_of_letter
from service.language.names import PersonForms, Strength, derive_forms
from service.language.normalise import fold
from service.language.packs import Pack, all_packs
from service.model.feed import Side
from service.model.watch import US_AND_RUSSIA, Office, Official, Watch
from service.stages.recognise.patterns import End, Pattern, compile_pattern

# Misspellings are many and rare: a watch of thousands goes without them.
SLIPS_UP_TO = 1000
GIVEN = "given name"
_SHORTEST_GIVEN = 3
OFFICE = "office:"
EVIDENCE = "evidence:"
AGAINST = "against:"
# Lists of the packs that name countries which are no side of theirs.
OTHER_COUNTRIES = ("ua", "cn", "other_countries")
# The packs' lists of what stands beside names.
BESIDE_NAMES = ("ranks", "other_titles", "before_place", "after_place", "maybe_before", "maybe_after")
SIDE = "side:"


def list_side_terms(side: Side) -> tuple[str, ...]:
    """The names of the term lists that name a side: the packs have one for `us` and `ru`, the watch for the others."""
    return (side, SIDE + side) if side in US_AND_RUSSIA else (SIDE + side,)


class TermEntry(NamedTuple):
    """A term list that a key may belong to, in one language (None: in all). `number`: the how manieth of all terms."""

    number: int
    list: str
    lang: str | None
    expression: str
    capitals: str
    end: End


class Choice(NamedTuple):
    """The terms of one key and language: those to try wherever it stands, and those to try, these included, by how the
    next word begins (its first two letters, else its first). Nine in ten expressions need not be tried at all.
    `single`: whether a first letter alone may tell."""

    always: Sequence[TermEntry]
    follow: Mapping[str, Sequence[TermEntry]]
    single: bool


def pick_terms(
    always: Sequence[TermEntry], follow: Mapping[str, Sequence[TermEntry]], text: str, place: int
) -> Sequence[TermEntry]:
    """Of a `Choice`, those that can stand before what stands at `place` of a folded text, blanks passed over, in their
    order."""
    two = text[place : place + 2]
    while two[:1] == " ":
        place += 1
        two = text[place : place + 2]
    return follow.get(two) or follow.get(two[:1]) or always


class NameEntry(NamedTuple):
    """An official whose surname (or undivided full name) a key is; `lang`s only for scripts with glued particles."""

    official: int
    strength: Strength
    script: str


class Payload(NamedTuple):
    """What may be meant by one key of `size` characters: terms by language (None: where it is unknown), names. Keys
    that mean the same share one."""

    size: int
    terms: Mapping[str | None, Choice]
    names: tuple[NameEntry, ...]


@dataclass(frozen=True)
class Person:
    """An official as the recogniser needs him. `across`: the sides whose people are his counterparts; `glued_givens`:
    the given names that may be seen before a surname without a gap, the longest first."""

    official: Official
    givens: frozenset[str]
    initials: frozenset[str]
    never: tuple[str, ...]
    across: frozenset[Side] = frozenset()
    glued_givens: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """The automaton (key -> its `Payload`), the officials by number, all surname forms, packs, offices."""

    automaton: Any
    surnames: Container[str]
    people: tuple[Person, ...]
    packs: Mapping[str, Pack]
    offices: Mapping[str, Office]


def build_lexicon(watch: Watch, forms: Sequence[PersonForms]) -> Lexicon:
    """The automaton over the watch's names, titles and terms and all packs' terms; `forms`: of its officials."""
    keys = _Keys()
    packs = all_packs()
    across = {side: watch.sides_across(side) for side in {official.side for official in watch.officials}}
    people = tuple(
        _add_official(keys, number, official, derived, across[official.side])
        for number, (official, derived) in enumerate(zip(watch.officials, forms, strict=True))
    )
    if len(watch.officials) <= SLIPS_UP_TO:
        keys.add_terms(GIVEN, None, sorted({given for derived in forms for given in derived.givens if _leads(given)}))
    for lang, pack in packs.items():
        for name, patterns in pack.terms.items():
            keys.add_terms(name, lang, patterns)
        for name in BESIDE_NAMES:
            keys.add_terms(name, lang, getattr(pack.names, name))
    for side in watch.sides:
        for lang, terms in side.terms.items():
            keys.add_terms(SIDE + side.id, lang, terms, loose=True)
        for lang, pack in packs.items():
            for name in side.packs:
                keys.add_terms(SIDE + side.id, lang, pack.terms.get(name, ()))
    for office in watch.offices:
        for lang, titles in office.titles.items():
            keys.add_terms(OFFICE + office.id, lang, titles, loose=True)
    for topic in watch.topics:
        for group in topic.groups:
            for lang, terms in group.terms.items():
                keys.add_terms(f"{topic.id}/{group.id}", lang, terms)
    with _uncollected():
        automaton = keys.compile(packs.keys())
    offices = {office.id: office for office in watch.offices}
    return Lexicon(automaton, Surnames(automaton), people, packs, offices)


def derive_watch(watch: Watch) -> list[PersonForms]:
    """The forms of all officials of a watch, in its order, without `langs`: they are many, and only for showing."""
    slips = len(watch.officials) <= SLIPS_UP_TO
    with _uncollected():
        return [derive_official(official, slips=slips, shown=False) for official in watch.officials]


def derive_official(official: Official, *, slips: bool = True, shown: bool = True) -> PersonForms:
    """The forms of one official; `slips`: with misspelt given names; `shown`: with the
    languages of each form."""
    return derive_forms(official.name, official.names, official.also, slips=slips, shown=shown)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Building makes a million objects that last and no garbage: the collector would only look at all of them again and
    again, for a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class Surnames(Container[str]):
    """All surname forms, as the automaton knows them: a set of its own would be as large again."""

    def __init__(self, automaton: Any) -> None:
        self._automaton = automaton

    def __contains__(self, word: object) -> bool:
        find = self._automaton.get
        payload = find(f" {word}", None)
        if payload is not None and payload.names:
            return True
        payload = find(word, None)
        return payload is not None and bool(payload.names)


class _Keys:
    """What is gathered for the automaton: by key, the terms by language and the names."""

    def __init__(self) -> None:
        self.terms: dict[str, dict[str | None, list[tuple[str, TermEntry]]]] = {}
        self.names: dict[str, tuple[NameEntry, ...]] = {}
        self._count = 0

    def add_terms(self, name: str, lang: str | None, patterns: Iterable[str], *, loose: bool = False) -> None:
        for text in patterns:
            self.add_pattern(name, lang, compile_pattern(text, lang or "en", loose=loose))

    def add_pattern(self, name: str, lang: str | None, pattern: Pattern) -> None:
        self._count += 1
        entry = TermEntry(self._count, name, lang, pattern.expression, pattern.capitals, pattern.end)
        self.terms.setdefault(pattern.key, {}).setdefault(lang, []).append((pattern.follow, entry))

    def compile(self, languages: Collection[str]) -> Any:
        # Ten thousand people have a third of a million keys: without sharing, as many payloads would be kept.
        automaton = ahocorasick.Automaton()
        shared: dict[tuple[int, int], Payload] = {}
        for key, names in self.names.items():
            if key in self.terms:
                continue
            mark = (len(key), id(names))
            if mark not in shared:
                shared[mark] = Payload(len(key), {}, names)
            automaton.add_word(key, shared[mark])
        for key, terms in self.terms.items():
            everywhere = terms.get(None, [])
            meant = languages if everywhere else terms.keys()
            choices: dict[str | None, Choice] = {None: _make_choice(everywhere)} if everywhere else {}
            choices.update((lang, _make_choice(terms.get(lang, []) + everywhere)) for lang in meant if lang is not None)
            automaton.add_word(key, Payload(len(key), choices, self.names.get(key, ())))
        automaton.make_automaton()
        return automaton


def _leads(given: str) -> bool:
    """Whether misspelt surnames are looked for behind a given name."""
    return len(given) >= _SHORTEST_GIVEN and script_of_letter(given[0]) in ("latin", "cyrillic")


def _make_choice(entries: Sequence[tuple[str, TermEntry]]) -> Choice:
    by_beginning: dict[str, list[TermEntry]] = {}
    for beginning, entry in entries:
        by_beginning.setdefault(beginning, []).append(entry)
    always = by_beginning.pop("", [])
    follow = {}
    for beginning, found in by_beginning.items():
        wider = by_beginning.get(beginning[0], []) if len(beginning) > 1 else []
        follow[beginning] = tuple(sorted([*always, *found, *wider]))
    return Choice(tuple(always), follow, any(len(beginning) == 1 for beginning in follow))


def _add_official(keys: _Keys, number: int, official: Official, forms: PersonForms, across: frozenset[Side]) -> Person:
    never = tuple(fold(text) for text in official.never)
    entries: dict[tuple[Strength, str], tuple[NameEntry]] = {}
    for form, strength in forms.surnames.items():
        script = script_of_letter(form[0])
        key = form if script in ("han", "kana", "hangul", "arabic") else " " + form
        if form in never:
            continue
        entry = entries.get((strength, script))
        if entry is None:
            entry = entries[strength, script] = (NameEntry(number, strength, script),)
        known = keys.names.get(key)
        keys.names[key] = entry if known is None else known + entry
    for prefix, texts in ((EVIDENCE, official.evidence), (AGAINST, official.against)):
        for text in texts:
            lang = {"han": "zh", "kana": "ja", "hangul": "ko", "arabic": "ar"}.get(script_of(text) or "", "en")
            keys.add_pattern(prefix + official.id, None, compile_pattern(text, lang))
    # A single letter of an alphabet is an initial.
    glued = sorted((given for given in forms.givens if len(given) > 1 or given > "\u2e80"), key=len, reverse=True)
    return Person(official, frozenset(forms.givens), forms.initials(), never, across, tuple(glued))
