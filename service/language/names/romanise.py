"""Writes a Cyrillic name in Latin letters, the way newsrooms of different languages do.

Enters: one Russian or Ukrainian word. Leaves: its spellings, folded (`normalise.fold`), by language. For `forms`.

Each table gives, letter by letter, the choices a language's newsrooms make; a choice is made once a word, so "е" is
not "e" in its first and "je" in its second syllable. Sources: BGN/PCGN and Library of Congress for English, Duden for
German, the Imprimerie nationale's habit for French, Fundéu's for Spanish, PWN for Polish, TDK for Turkish, ISO 9 and
KMU 55 (Ukrainian) where agencies use them.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import product

from service.language.normalise import fold

_COMMON = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "i y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "-", "ы": "y", "ь": "-", "э": "e", "ю": "yu iu", "я": "ya ia",
    "і": "i", "ґ": "g",
}  # fmt: skip
SCHEMES: Mapping[str, Mapping[str, str]] = {
    "en": {**_COMMON, "е": "e ie ye", "х": "kh h", "ий$": "y i iy ii", "ый$": "y yi", "оу": "ou u", "кс": "ks x",
           "в$": "v ff"},
    "de": {**_COMMON, "в": "w", "ж": "sch sh", "з": "s", "й": "i j", "VсV": "ss s", "х": "ch", "ц": "z", "ч": "tsch",
           "ш": "sch", "щ": "schtsch", "ю": "ju", "я": "ja", "ий$": "i ij y", "е": "e je", "ье": "je"},
    "fr": {**_COMMON, "у": "ou", "ж": "j zh", "ч": "tch ch", "ш": "ch sh",
           "щ": "chtch", "ю": "iou", "я": "ia", "VсV": "s ss",
           "й": "i", "гE": "gu g", "ин$": "ine in", "ий$": "i y", "е": "e ie", "ь": "-"},
    "es": {**_COMMON, "х": "j kh", "ж": "zh y", "гE": "gu g", "ш": "sh ch", "ий$": "i y", "ю": "yu iu", "я": "ya ia",
           "оу": "ou u", "е": "e ie", "й": "i y"},
    "it": {**_COMMON, "ш": "sh s sc", "ч": "ch c", "ж": "zh z", "ц": "ts c", "й": "i j", "ю": "ju yu", "я": "ja ya",
           "х": "kh ch", "ий$": "ij i y"},
    "pl": {**_COMMON, "в": "w", "ж": "z", "х": "ch", "ц": "c", "ч": "cz", "ш": "sz", "щ": "szcz", "й": "j",
           "е": "ie e je", "ю": "iu ju", "я": "ia ja", "ий$": "ij y i", "ле": "le", "^е": "je", "рий": "rij ry rii"},
    "tr": {**_COMMON, "ж": "j", "х": "h", "ч": "c", "ш": "s", "щ": "sc", "ы": "i", "й": "y", "ю": "yu", "я": "ya",
           "ий$": "iy i", "е": "e ye"},
    "uk": {**_COMMON, "г": "h", "и": "y", "е": "e ie", "є": "ie ye", "ї": "i yi", "й": "i y", "ий$": "yi yy y",
           "ій$": "ii iy i"},
}  # fmt: skip
_VOWELS = "аеёиоуыэюяіїє"
_FRONT = "еёиіїє"
_LIMIT = 96


@lru_cache(maxsize=65536)
def romanise(word: str, lang: str) -> tuple[str, ...]:
    """The spellings of `word` in the newsrooms of `lang`, likeliest first ("uk": Ukrainians writing English)."""
    scheme = SCHEMES[lang]
    word = word.casefold().replace("ё", "е") if lang != "uk" else word.casefold()
    keys = _cut(word, scheme)
    options = [scheme.get(key, key).split() for key in keys]
    choices = {key: range(len(option)) for key, option in zip(keys, options, strict=True) if len(option) > 1}
    spellings: dict[str, None] = {}
    for picked in product(*choices.values()):
        chosen = dict(zip(choices, picked, strict=True))
        spelling = "".join(option[chosen.get(key, 0)] for key, option in zip(keys, options, strict=True))
        spellings[fold(spelling.replace("-", ""))] = None
        if len(spellings) >= _LIMIT:
            break
    return tuple(spellings)


def _cut(word: str, scheme: Mapping[str, str]) -> list[str]:
    """The word as keys of the scheme: special stretches first, then letters with their surroundings, then letters."""
    keys: list[str] = []
    place = 0
    while place < len(word):
        letter, rest = word[place], word[place:]
        before = word[place - 1] if place else ""
        after = word[place + 1] if place + 1 < len(word) else ""
        special = next((key for size in (3, 2, 1) if (key := rest[:size] + "$") in scheme and len(rest) == size), None)
        special = special or next((rest[:size] for size in (3, 2) if len(rest) >= size and rest[:size] in scheme), None)
        if special:
            keys.append(special)
            place += len(special.rstrip("$"))
            continue
        if not before and f"^{letter}" in scheme:
            keys.append(f"^{letter}")
        elif f"V{letter}V" in scheme and before and before in _VOWELS and after and after in _VOWELS:
            keys.append(f"V{letter}V")
        elif f"{letter}E" in scheme and after and after in _FRONT:
            keys.append(f"{letter}E")
        else:
            keys.append(letter)
        place += 1
    return keys
