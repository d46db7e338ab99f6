"""Writes a Cyrillic name in Latin letters, the way newsrooms of different languages do.

Enters: one Russian or Ukrainian word. Leaves: its spellings, folded (`normalise.fold`), by language. For `forms`.

Each table gives, letter by letter, the choices a language's newsrooms make; a choice is made once a word, so "е" is
not "e" in its first and "je" in its second syllable. Sources: BGN/PCGN and Library of Congress for English, Duden for
German, the Imprimerie nationale's habit for French, Fundéu's for Spanish, PWN for Polish, TDK for Turkish, ISO 9 and
KMU 55 (Ukrainian) where agencies use them.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

_COMMON = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "i y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "-", "ы": "y", "ь": "-", "э": "e", "ю": "yu iu", "я": "ya ia",
    "і": "i", "ґ": "g", "ый$": "y yi",
}  # fmt: skip
SCHEMES: Mapping[str, Mapping[str, str]] = {
    "en": {**_COMMON, "е": "e ie ye", "х": "kh h", "ий$": "y i iy ii", "ый$": "y yi", "оу": "ou u", "кс": "ks x",
           "в$": "v ff"},
    "de": {**_COMMON, "в": "w", "ж": "sch sh", "з": "s", "й": "i j", "VсV": "ss s", "х": "ch", "ц": "z", "ч": "tsch",
           "ш": "sch", "щ": "schtsch", "ю": "ju", "я": "ja", "ий$": "i ij y", "е": "e je", "ье": "je"},
    "fr": {**_COMMON, "у": "ou", "ж": "j zh", "ч": "tch ch", "ш": "ch sh",
           "щ": "chtch", "ю": "iou", "я": "ia", "VсV": "s ss",
           "й": "i", "гE": "gu g", "ин$": "ine in", "ий$": "i y", "е": "e ie", "ь": "-", "оу": "oou ou"},
    "es": {**_COMMON, "х": "j kh", "ж": "zh y", "гE": "gu g", "ш": "sh ch", "ий$": "i y", "ю": "yu iu", "я": "ya ia",
           "оу": "ou u", "е": "e ie", "й": "i y"},
    "it": {**_COMMON, "ш": "sh s sc", "ч": "ch c", "ж": "zh z", "ц": "ts c", "й": "i j", "ю": "ju yu", "я": "ja ya",
           "х": "kh ch", "ий$": "ij i y", "ей$": "ei ej ey eij", "гE": "g gh"},
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
_MARKS = 0xE000


@lru_cache(maxsize=65536)
def romanise(word: str, lang: str) -> tuple[str, ...]:
    """The spellings of `word` in the newsrooms of `lang`, likeliest first ("uk": Ukrainians writing English)."""
    expression, special, options = _compile_scheme(lang)
    word = word.casefold() if lang == "uk" else word.casefold().replace("ё", "е")
    keys = [special[match.lastindex - 1] if match.lastindex else match.group() for match in expression.finditer(word)]
    # What is in no table (a hyphen, an apostrophe) falls away.
    found = [key for key in keys if key in options]
    choices = [key for key in dict.fromkeys(found) if len(options[key]) > 1]
    # Each choice first stands as a character of its own; a choice is made once a word, in all its places.
    marks = {key: chr(_MARKS + number) for number, key in enumerate(choices)}
    spellings = ["".join([marks.get(key) or options[key][0] for key in found])]
    for key, mark in marks.items():
        spellings = [spelling.replace(mark, option) for spelling in spellings[:_LIMIT] for option in options[key]]
    return tuple(dict.fromkeys(spellings[:_LIMIT]))


@lru_cache(maxsize=16)
def _compile_scheme(lang: str) -> tuple[re.Pattern[str], tuple[str, ...], Mapping[str, tuple[str, ...]]]:
    """The scheme as one expression with a group for each key that is more than a letter, these keys, and the spellings
    of every key."""
    scheme = SCHEMES[lang]
    special = tuple(sorted((key for key in scheme if len(key) > 1), key=lambda key: (-len(key), key)))
    expressions = []
    for key in special:
        if key.startswith("V"):
            expressions.append(f"((?<=[{_VOWELS}]){key[1]}(?=[{_VOWELS}]))")
        elif key.endswith("E"):
            expressions.append(f"({key[0]}(?=[{_FRONT}]))")
        else:
            expressions.append(f"({key})")
    options = {key: tuple(part.replace("-", "") for part in spellings.split()) for key, spellings in scheme.items()}
    return re.compile("|".join((*expressions, "."))), special, options
