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


@dataclass
class PersonForms:
    """Folded forms. `surnames`: form -> strength; `givens`: given names, patronymics, nicknames; `langs`: form -> the
    languages that it was derived for, where `shown` asks for them."""

    surnames: dict[str, Strength] = field(default_factory=dict)
    givens: set[str] = field(default_factory=set)
    langs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    shown: bool = True

    def add_surname(self, form: str, strength: Strength, lang: str) -> None:
        if not form:
            return
        known = self.surnames.get(form)
        if known is None or known < strength:
            self.surnames[form] = strength
        if self.shown:
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
                {_text(form): Strength(strength) for form, strength in surnames.items()}, set(map(_text, givens))
            )
            for surnames, givens in data
        ]
    except (AttributeError, TypeError, ValueError):
        return None
    return out if len(out) == count else None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
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
        forms.givens.update(form for word in given for form in slip(fold(word), shortest=5))
    for group in _nicknames():
        if not forms.givens.isdisjoint(group):
            forms.givens.update(group)
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
def _nicknames() -> tuple[tuple[str, ...], ...]:
    return tuple(group for pack in all_packs().values() for group in pack.names.nicknames)


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
        if _PATRONYMIC.search(word):
            forms.givens.update(fold_cyrillic(word + ending) for ending in ("", "а", "у", "ем", "е"))
        else:
            forms.givens.update(decline_russian(word, "given"))
    for form in decline_russian(surname, "surname"):
        forms.add_surname(form, strength, "ru")
    if not ukrainian_too:
        return
    for word in given:
        for spelling in write_in_ukrainian(word):
            forms.givens.update(decline_ukrainian(spelling))
    for spelling in write_in_ukrainian(surname):
        for form in decline_ukrainian(spelling):
            forms.add_surname(form, strength, "uk")


def _add_foreign(forms: PersonForms, russian: str, eastern: bool) -> None:
    """A foreign name's other spellings in Russian."""
    given, surname = split_name(russian, family_first=eastern)
    for word in given:
        for spelling in spell_foreign(word):
            forms.givens.update(decline_russian(spelling, "given"))
    for spelling in spell_foreign(surname):
        # Without its second letter a name may be a word (Милли, мили): it needs the given name before it.
        weak = eastern or len(spelling) < len(surname)
        for form in decline_russian(spelling, "surname"):
            forms.add_surname(form, Strength.WEAK if weak else _strength(form, "cyrillic"), "ru")


def _add_romanised(forms: PersonForms, russian: str, slavic: bool) -> None:
    given, surname = split_name(russian)
    words = [word for word in given if not _PATRONYMIC.search(word)]
    for lang in SCHEMES:
        for word in given if slavic else words:
            forms.givens.update(romanise(word, lang))
        for form in romanise(surname, lang):
            forms.add_surname(
                form, _strength(form, "latin") if slavic else Strength.WEAK, "en" if lang == "uk" else lang
            )
    if slavic:
        for spelling in write_in_ukrainian(surname):
            for form in romanise(spelling, "uk"):
                forms.add_surname(form, _strength(form, "latin"), "en")
        for word in words:
            for spelling in write_in_ukrainian(word):
                forms.givens.update(romanise(spelling, "uk"))


def _add_written(forms: PersonForms, text: str, lang: str | None, eastern: bool) -> None:
    """A form that the config gives in so many words; what can be derived from it depends on its script."""
    script = script_of(text)
    if script == "latin":
        _add_latin(forms, text, eastern, lang or "en")
    elif script == "cyrillic" and lang in (None, "ru"):
        _add_russian(forms, text, True, eastern)
    elif script == "cyrillic":
        given, surname = split_name(text, family_first=eastern)
        for word in given:
            forms.givens.update(decline_ukrainian(word))
        for spelling in (surname, *undouble(surname)):
            for form in decline_ukrainian(spelling):
                forms.add_surname(form, _strength(form, "cyrillic"), lang or "uk")
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
    for word in given:
        forms.givens.update(vary(fold(word), script))
    folded = fold(surname)
    strength = _strength(folded, script)
    for form in (folded, *vary(folded, script)):
        forms.add_surname(form, strength, lang)
