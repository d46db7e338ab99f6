"""All that is looked for, in one automaton.

Enters: a watch, the packs. Leaves: a `Lexicon`: an Aho-Corasick automaton over folded keys, each with what may be meant
by it. Called by `build_recogniser`. The cost of reading grows with the text: a key costs nothing where it does not
stand, and what may be meant by one key is tried only there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import ahocorasick

from service.language.detect import script_of, script_of_letter
from service.language.names import PersonForms, Strength, derive_forms
from service.language.normalise import fold
from service.language.packs import Pack, all_packs
from service.model.watch import Office, Official, Watch
from service.stages.recognise.patterns import End, Pattern, compile_pattern

# Misspellings are many and rare: a watch of thousands goes without them.
SLIPS_UP_TO = 1000
OFFICE = "office:"
EVIDENCE = "evidence:"
AGAINST = "against:"


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term list that a key may belong to, in one language (None: in all)."""

    list: str
    lang: str | None
    expression: str
    capitals: str
    end: End


@dataclass(frozen=True, slots=True)
class NameEntry:
    """An official whose surname (or undivided full name) a key is; `lang`s only for scripts with glued particles."""

    official: int
    strength: Strength
    script: str


@dataclass
class Payload:
    """What may be meant by one key."""

    terms: list[TermEntry] = field(default_factory=list)
    names: list[NameEntry] = field(default_factory=list)


@dataclass(frozen=True)
class Person:
    """An official as the recogniser needs him."""

    official: Official
    givens: frozenset[str]
    initials: frozenset[str]
    never: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """The automaton (key -> its length and `Payload`), the officials by number, all surname forms, packs, offices."""

    automaton: Any
    surnames: frozenset[str]
    people: tuple[Person, ...]
    packs: Mapping[str, Pack]
    offices: Mapping[str, Office]


def build_lexicon(watch: Watch) -> Lexicon:
    """The automaton over the watch's names, titles and terms and all packs' terms."""
    payloads: dict[str, Payload] = {}
    packs = all_packs()
    slips = len(watch.officials) <= SLIPS_UP_TO
    people = tuple(_add_official(payloads, number, official, slips) for number, official in enumerate(watch.officials))
    for lang, pack in packs.items():
        for name, patterns in pack.terms.items():
            _add_terms(payloads, name, lang, patterns)
        for name in ("ranks", "other_titles", "before_place", "after_place"):
            _add_terms(payloads, name, lang, getattr(pack.names, name))
    for office in watch.offices:
        for lang, titles in office.titles.items():
            _add_terms(payloads, OFFICE + office.id, lang, titles, loose=True)
    for topic in watch.topics:
        for group in topic.groups:
            for lang, terms in group.terms.items():
                _add_terms(payloads, f"{topic.id}/{group.id}", lang, terms)
    automaton = ahocorasick.Automaton()
    for key, payload in payloads.items():
        automaton.add_word(key, (len(key), payload))
    automaton.make_automaton()
    surnames = frozenset(key.strip() for key, payload in payloads.items() if payload.names)
    return Lexicon(automaton, surnames, people, packs, {office.id: office for office in watch.offices})


def derive_official(official: Official, *, slips: bool = True) -> PersonForms:
    """The forms of one official; `slips`: with misspellings that count right behind the given name."""
    return derive_forms(official.name, official.names, official.also, slips=slips)


def _add_terms(
    payloads: dict[str, Payload], name: str, lang: str | None, patterns: Iterable[str], *, loose: bool = False
) -> None:
    for text in patterns:
        pattern: Pattern = compile_pattern(text, lang or "en", loose=loose)
        payloads.setdefault(pattern.key, Payload()).terms.append(
            TermEntry(name, lang, pattern.expression, pattern.capitals, pattern.end)
        )


def _add_official(payloads: dict[str, Payload], number: int, official: Official, slips: bool) -> Person:
    forms = derive_official(official, slips=slips)
    never = tuple(fold(text) for text in official.never)
    for form, strength in forms.surnames.items():
        script = script_of_letter(form[0])
        key = form if script in ("han", "kana", "hangul", "arabic") else " " + form
        if form not in never:
            payloads.setdefault(key, Payload()).names.append(NameEntry(number, strength, script))
    for prefix, texts in ((EVIDENCE, official.evidence), (AGAINST, official.against)):
        for text in texts:
            lang = {"han": "zh", "kana": "ja", "hangul": "ko", "arabic": "ar"}.get(script_of(text) or "", "en")
            pattern = compile_pattern(text, lang)
            payloads.setdefault(pattern.key, Payload()).terms.append(
                TermEntry(prefix + official.id, None, pattern.expression, pattern.capitals, pattern.end)
            )
    return Person(official, frozenset(forms.givens), forms.initials(), never)
