"""Derives the forms under which a person can stand in running text, from the name as configured.

Enters: the canonical name, names by language, further forms. Leaves: `PersonForms`: surname forms with their strength,
given-name forms, whole forms of names that are written without a gap. Called by the recogniser, once an official.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import Any

from service.language.detect import script_of
from service.language.names.cyrillic import (
    decline_russian,
    decline_ukrainian,
    drop_equal,
    fold_cyrillic,
    spell_foreign,
    undouble,
    write_in_ukrainian,
)
from service.language.names.romanise import SCHEMES, romanise
from service.language.names.variants import slip, vary
from service.language.normalise import fold
from service.language.packs import all_packs

_GAPS = re.compile(r"[\s·・･=＝]+")
_SUFFIX = re.compile(r"(?:,?\s+(?:jr|sr|ii|iii|iv)\.?)+$", re.IGNORECASE)
_PATRONYMIC = re.compile(r"(?:вич|вна|ьич|ична|вич)$")
_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
_FAMILY_FIRST = frozenset(["zh", "ja", "ko", "vi"])
_SHORT = {"latin": 4, "cyrillic": 4, "arabic": 3, "hangul": 2, "kana": 2, "han": 2}


class Strength(IntEnum):
    """How much a form says by itself. SLIP: a misspelling, never derived, counts right behind the given name or the
    office. WEAK: only right behind the given name. SURNAME: by the rules for surnames.
    FULL: the whole name."""

    SLIP = 0
    WEAK = 1
    SURNAME = 2
    FULL = 3


_STRENGTHS = {int(strength): strength for strength in Strength}


@dataclass
class PersonForms:
    """Folded forms. `surnames`: form -> strength; `givens`: given names, patronymics, nicknames; `langs`: form -> the
    languages that it was derived for, where `shown` asks for them. `varied`: of all these the spellings that follow no
    scheme, as one newsroom or another has them, and misspellings."""

    surnames: dict[str, Strength] = field(default_factory=dict)
    givens: set[str] = field(default_factory=set)
    langs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    shown: bool = True
    varied: set[str] = field(default_factory=set)

    def add_surname(self, form: str, strength: Strength, lang: str) -> None:
        if not form:
            return
        known = self.surnames.get(form)
        if known is None or known < strength:
            self.surnames[form] = strength
        if self.shown:
            self.langs[form].add(lang)

    def add_surnames(self, forms: Iterable[str], lang: str, strength: Strength | None, script: str = "") -> None:
        """Several at once; without a strength, each by its length in the script."""
        shortest = _SHORT.get(script, 3)
        known = self.surnames
        for form in forms:
            own = strength or (Strength.SURNAME if len(form) >= shortest else Strength.WEAK)
            if form and known.get(form, -1) < own:
                known[form] = own
            if self.shown and form:
                self.langs[form].add(lang)

    def initials(self) -> frozenset[str]:
        """The first letters of the given names."""
        return frozenset(given[0] for given in self.givens if given)


def pack_forms(forms: Iterable[PersonForms]) -> list[Any]:
    """Forms as plain data of JSON types, for keeping; `langs` is left out."""
    return [[{form: int(strength) for form, strength in one.surnames.items()}, sorted(one.givens)] for one in forms]


def unpack_forms(data: Any, count: int) -> list[PersonForms] | None:
    """The forms of `count` people that `pack_forms` made plain; None where `data` is no such thing."""
    try:
        out = [
            PersonForms(
                {_text(form): _STRENGTHS[strength] for form, strength in surnames.items()}, {*map(_text, givens)}
            )
            for surnames, givens in data
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return out if len(out) == count else None


def _text(value: object) -> str:
    if type(value) is not str or not value:
        raise ValueError("no text")
    return value


def derive_forms(
    name: str, names: Mapping[str, str], also: Iterable[str] = (), *, slips: bool = True, shown: bool = True
) -> PersonForms:
    """All forms of a person called `name`, in other languages `names`, further `also`; `slips`: misspelt given names
    too; `shown`: with the languages of each form."""
    forms = PersonForms(shown=shown)
    russian = names.get("ru")
    slavic = russian is not None and _spells(name, russian)
    eastern = any(_is_undivided(text) for lang, text in names.items() if lang in _FAMILY_FIRST)
    _add_latin(forms, name, eastern)
    if russian:
        _add_russian(forms, russian, "ukrainian" not in names and "uk" not in names, eastern)
        if not slavic:
            _add_foreign(forms, russian, eastern)
        _add_romanised(forms, russian, slavic)
    for lang, text in names.items():
        if lang != "ru":
            _add_written(forms, text, lang, eastern)
    for text in also:
        _add_written(forms, text, None, eastern)
    if slips:
        given, _ = split_name(name, family_first=eastern)
        # A given name counts beside the surname only: it may be shorter.
        misspelt = {form for word in given for form in slip(fold(word), shortest=5)} - forms.givens
        forms.givens |= misspelt
        forms.varied |= misspelt
    groups = _nicknames()
    for name in forms.givens & groups.keys():
        forms.givens.update(groups[name])
    return forms


def split_name(name: str, *, family_first: bool = False) -> tuple[list[str], str]:
    """Given names (with patronymic) and surname of a full name; particles ("de", "van") stay with the surname."""
    words = [word for word in _GAPS.split(_SUFFIX.sub("", name.strip())) if word]
    if len(words) < 2:
        return [], words[0] if words else ""
    if family_first:
        return words[1:], words[0]
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].casefold() in ("de", "van", "von", "der", "al", "ben", "bin", "la"):
        cut -= 1
    return words[:cut], " ".join(words[cut:])


@lru_cache(maxsize=1)
def _nicknames() -> Mapping[str, frozenset[str]]:
    """Name -> the names that stand for it; one of two groups takes in those of the other."""
    groups: dict[str, frozenset[str]] = {}
    for group in (group for pack in all_packs().values() for group in pack.names.nicknames):
        whole = frozenset(group).union(*(groups.get(name, ()) for name in group))
        groups.update(dict.fromkeys(whole, whole))
    return groups


def _is_undivided(text: str) -> bool:
    return len(_GAPS.split(text.strip())) == 1


def _spells(name: str, russian: str) -> bool:
    """Whether the Latin name is a spelling of the Russian one: then the person's name is a Cyrillic one."""
    _, surname = split_name(russian)
    _, latin = split_name(name)
    return any(fold(latin) in romanise(surname, lang) for lang in SCHEMES)


def _add_given(forms: PersonForms, words: Iterable[str]) -> None:
    for word in words:
        whole = fold(word.replace(".", ""))
        if whole:
            forms.givens.add(whole)
            # "C.Q.": both "cq" and the letters one by one.
            forms.givens.add(fold(word).replace(" ", ""))


def _strength(surname: str, script: str | None) -> Strength:
    return Strength.SURNAME if len(surname) >= _SHORT.get(script or "", 3) else Strength.WEAK


def _add_latin(forms: PersonForms, name: str, eastern: bool, lang: str = "en") -> None:
    given, surname = split_name(name, family_first=eastern)
    _add_given(forms, given)
    folded = fold(surname)
    forms.add_surname(folded, Strength.WEAK if eastern else _strength(folded, "latin"), lang)


def _add_russian(forms: PersonForms, name: str, ukrainian_too: bool, eastern: bool) -> None:
    given, surname = split_name(name, family_first=eastern)
    strength = Strength.WEAK if eastern else _strength(fold(surname), "cyrillic")
    for word in given:
        forms.givens.update(_derive_given(word, ukrainian_too))
    forms.add_surnames(decline_russian(surname, "surname"), "ru", strength)
    if not ukrainian_too:
        return
    for spelling in drop_equal(write_in_ukrainian(surname)):
        forms.add_surnames(decline_ukrainian(spelling), "uk", strength)


@lru_cache(maxsize=4096)
def _derive_given(word: str, ukrainian_too: bool) -> frozenset[str]:
    """The Cyrillic forms of a given name or patronymic; many people share one."""
    if _PATRONYMIC.search(word):
        found = {fold_cyrillic(word + ending) for ending in ("", "а", "у", "ем", "е")}
    else:
        found = set(decline_russian(word, "given"))
    if ukrainian_too:
        found.update(*(decline_ukrainian(spelling) for spelling in write_in_ukrainian(word)))
    return frozenset(found)


@lru_cache(maxsize=4096)
def _romanise_given(word: str, slavic: bool) -> frozenset[str]:
    """The Latin forms of a given name; of a patronymic only those of a Cyrillic name, in Russian spelling."""
    patronymic = bool(_PATRONYMIC.search(word))
    found = {form for lang in SCHEMES for form in romanise(word, lang)} if slavic or not patronymic else set()
    if slavic and not patronymic:
        found.update(form for spelling in write_in_ukrainian(word) for form in romanise(spelling, "uk"))
    return frozenset(found)


def _add_foreign(forms: PersonForms, russian: str, eastern: bool) -> None:
    """A foreign name's other spellings in Russian."""
    given, surname = split_name(russian, family_first=eastern)
    for word in given:
        for spelling in spell_foreign(word):
            forms.givens.update(decline_russian(spelling, "given"))
    for spelling in spell_foreign(surname):
        # Without its second letter a name may be a word (Милли, мили): it needs the given name before it.
        weak = eastern or len(spelling) < len(surname)
        own = Strength.WEAK if weak else None
        forms.add_surnames(decline_russian(spelling, "surname"), "ru", own, "cyrillic")


def _add_romanised(forms: PersonForms, russian: str, slavic: bool) -> None:
    given, surname = split_name(russian)
    for word in given:
        forms.givens.update(_romanise_given(word, slavic))
    for lang in SCHEMES:
        written = "en" if lang == "uk" else lang
        forms.add_surnames(romanise(surname, lang), written, None if slavic else Strength.WEAK, "latin")
    if slavic:
        for spelling in write_in_ukrainian(surname):
            forms.add_surnames(romanise(spelling, "uk"), "en", None, "latin")


def _add_written(forms: PersonForms, text: str, lang: str | None, eastern: bool) -> None:
    """A form that the config gives in so many words; what can be derived from it depends on its script."""
    script = script_of(text)
    if script == "latin":
        _add_latin(forms, text, eastern, lang or "en")
    elif script == "cyrillic" and (lang == "ru" or (lang is None and not _UKRAINIAN.search(text))):
        _add_russian(forms, text, True, eastern)
    elif script == "cyrillic":
        given, surname = split_name(text, family_first=eastern)
        for word in given:
            forms.givens.update(decline_ukrainian(word))
        for spelling in (surname, *undouble(surname)):
            forms.add_surnames(decline_ukrainian(spelling), lang or "uk", None, "cyrillic")
    else:
        _add_undeclined(
            forms, text, lang or {"hangul": "ko", "kana": "ja", "han": "zh"}.get(script or "", "ar"), script
        )


def _add_undeclined(forms: PersonForms, text: str, lang: str, script: str | None) -> None:
    if script in ("han", "hangul", "kana") and _is_undivided(text):
        forms.add_surname(fold(text), Strength.FULL if len(fold(text)) > 1 else Strength.WEAK, lang)
        return
    given, surname = split_name(text)
    _add_given(forms, given)
    folded = fold(surname)
    forms.add_surname(folded, _strength(folded, script), lang)
    forms.varied -= {folded, *map(fold, given)}
    for word in given:
        spellings = vary(fold(word), script)
        forms.varied.update(form for form in spellings if form not in forms.givens)
        forms.givens.update(spellings)
    spellings = vary(folded, script)
    forms.varied.update(form for form in spellings if form not in forms.surnames)
    forms.add_surnames(spellings, lang, _strength(folded, script))
