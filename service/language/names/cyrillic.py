"""Case forms of Russian and Ukrainian names, and Ukrainian spellings of Russian ones.

Enters: one word of a name, nominative. Leaves: its forms, folded. Called by `forms`. pytrovich (the Petrovich rules)
declines Russian; it takes every surname in -ин or -ов for a Russian one (Остиным), so foreign ones get their own
endings here as well (Остином). Rules after the Institute of the Russian Language's handbook (declension of foreign
surnames) and the Ukrainian orthography of 2019, § 100 on.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

_HARD = ("", "а", "у", "ом", "ым", "е", "ем")
_SOFT = ("я", "ю", "ем", "ём", "е")
_UKRAINIAN_HARD = ("", "а", "у", "ові", "ом", "им", "ем", "і", "е")
_UKRAINIAN_SOFT = ("я", "ю", "єві", "єм", "ем", "ї", "і", "еві")
# Whose endings are all among the hard ones; two surnames in three, and pytrovich takes its time.
_REGULAR = ("ов", "ев", "ёв", "ин", "ын")
_INDECLINABLE = "оеёиіїуыэєю"


# The same folding as `normalise.fold`, for one Cyrillic word: ten times as fast, and needed for every case form.
# How many letters at most decide on a word's endings.
_END = 4
_PLAIN = str.maketrans({"ё": "е", "й": "и", "ї": "і", "є": "е", "ґ": "г", "-": " ", "'": " ", "’": " ", "ʼ": None})


def fold_cyrillic(word: str) -> str:
    """`fold` for a Cyrillic word as a config would give it."""
    return word.casefold().translate(_PLAIN)


@lru_cache(maxsize=1)
def _petrovich() -> tuple[Any, Any, list[Any]]:
    from pytrovich.enums import Case, Gender, NamePart
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker(), (NamePart, Gender), list(Case)


@lru_cache(maxsize=65536)
def decline_russian(word: str, part: str) -> frozenset[str]:
    """All case forms of a surname (`part` "surname") or a given name ("given"), folded, the nominative among them."""
    forms = {word}
    if word[-1:] not in _INDECLINABLE and not (part == "surname" and word.endswith(_REGULAR)):
        maker, (name_part, gender), cases = _petrovich()
        kind = name_part.LASTNAME if part == "surname" else name_part.FIRSTNAME
        forms.update(maker.make(kind, gender.MALE, case, word) for case in cases)
    forms.update(_decline(word, _HARD, _SOFT))
    return _fold_all(forms)


@lru_cache(maxsize=65536)
def decline_ukrainian(word: str) -> frozenset[str]:
    """All case forms of a Ukrainian name, folded, the nominative among them."""
    return _fold_all({word, *_decline(word, _UKRAINIAN_HARD, _UKRAINIAN_SOFT)})


def _fold_all(forms: Iterable[str]) -> frozenset[str]:
    """All of them folded at once, which is much faster than one by one."""
    return frozenset(fold_cyrillic("\n".join(forms)).split("\n"))


def _decline(word: str, hard: tuple[str, ...], soft: tuple[str, ...]) -> set[str]:
    last = word[-1:].casefold()
    if word.endswith(("ский", "цкий", "ський", "цький")):
        stem = word[:-2]
        return {stem + ending for ending in ("ий", "ого", "ому", "им", "ом")}
    if word.endswith(("ий", "ый", "ой")) and len(word) > 5 and word[-3] not in "рлнт":
        return {word[:-2] + ending for ending in ("ий", "ый", "ой", "ого", "ему", "ому", "ым", "им", "ом")}
    if last in "ьй":
        return {word, *(word[:-1] + ending for ending in soft)}
    if last == "а":
        return {word, *(word[:-1] + ending for ending in ("ы", "и", "е", "і", "у", "ой", "ою", "ей"))}
    if last == "я":
        return {word, *(word[:-1] + ending for ending in ("и", "і", "ї", "е", "ю", "ей", "ею", "єю"))}
    if last in _INDECLINABLE:
        return {word}
    return {word + ending for ending in hard}


# Given names that Ukrainian has a word of its own for.
_OWN_GIVEN = {
    "Александр": "Олександр", "Алексей": "Олексій", "Владимир": "Володимир", "Дмитрий": "Дмитро", "Евгений": "Євген",
    "Игорь": "Ігор", "Кирилл": "Кирило", "Константин": "Костянтин", "Михаил": "Михайло", "Никита": "Микита",
    "Николай": "Микола", "Павел": "Павло", "Пётр": "Петро", "Фёдор": "Федір",
}  # fmt: skip


def spell_foreign(word: str) -> tuple[str, ...]:
    """Russian spellings of a foreign name beside the one given: newsrooms write э and е for one vowel, and a doubled
    letter once."""
    found = list(undouble(word))
    for place, letter in enumerate(word):
        if letter in "эе" and place and word[place - 1] not in _INDECLINABLE + "ая":
            found.append(word[:place] + ("е" if letter == "э" else "э") + word[place + 1 :])
    return tuple(found)


def undouble(word: str) -> tuple[str, ...]:
    """The word with each doubled letter written once: Міллі, Мілі."""
    return tuple(
        word[:place] + word[place + 1 :]
        for place, letter in enumerate(word)
        if place and letter == word[place - 1].casefold()
    )


def write_in_ukrainian(word: str) -> tuple[str, ...]:
    """Ukrainian spellings of a name written in Russian: Белоусов -> Бєлоусов, Білоусов; Остин -> Остін."""
    if word in _OWN_GIVEN:
        return (_OWN_GIVEN[word], *_spell_ukrainian(word))
    return _spell_ukrainian(word)


def _spell_ukrainian(word: str) -> tuple[str, ...]:
    base = word.replace("ы", "и").replace("э", "е").replace("Э", "Е").replace("ъ", "").replace("ё", "йо")
    found = dict.fromkeys((base, base.replace("и", "і"), base.replace("е", "і", 1), base.replace("е", "є", 1)))
    if "э" in word:
        # Мэттис: Меттіс, and Маттіс.
        found[word.replace("э", "а").replace("и", "і")] = None
    for form in tuple(found):
        found[form.replace("ей", "ій")] = None
        found[form.replace("ий", "ій")] = None
        found[form.replace("ій", "і")] = None
        if form[:1] in "Хх":
            found[("Г" if form[0] == "Х" else "г") + form[1:]] = None
    found.pop("", None)
    return tuple(found)


def drop_equal(words: Iterable[str]) -> tuple[str, ...]:
    """Words of which no two have the same case forms, folded: є and е make no difference before the ending."""
    return tuple({word[:-_END].replace("є", "е") + word[-_END:]: word for word in words}.values())
