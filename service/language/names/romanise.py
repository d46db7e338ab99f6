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
from typing import NamedTuple

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
_FIRST_MARK = chr(_MARKS)


class _Scheme(NamedTuple):
    """A scheme made ready: an expression with a group for each key that is more than a letter, the marks that stand for
    these, all else that one pass can write, and the choices behind the marks."""

    special: re.Pattern[str]
    marks: tuple[str, ...]
    table: Mapping[int, str]
    choices: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=65536)
def romanise(word: str, lang: str) -> tuple[str, ...]:
    """The spellings of `word` in the newsrooms of `lang`, likeliest first ("uk": Ukrainians writing English)."""
    scheme = _compile_scheme(lang)
    word = word.casefold() if lang == "uk" else word.casefold().replace("ё", "е")
    marked = scheme.special.sub(lambda found: scheme.marks[(found.lastindex or 1) - 1], word).translate(scheme.table)
    spellings = [marked]
    # Each choice stands as a character of its own; a choice is made once a word, in all its places.
    for mark in dict.fromkeys(char for char in marked if char >= _FIRST_MARK):
        spellings = [
            spelling.replace(mark, option) for spelling in spellings[:_LIMIT] for option in scheme.choices[mark]
        ]
    return tuple(dict.fromkeys(spellings[:_LIMIT]))


class _Written(dict[int, str]):
    """A table for `str.translate`: what is in none (a hyphen, an apostrophe) falls away, marks stay."""

    def __missing__(self, code: int) -> str:
        return chr(code) if code >= _MARKS else ""


@lru_cache(maxsize=16)
def _compile_scheme(lang: str) -> _Scheme:
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
    marks = {key: chr(_MARKS + number) for number, key in enumerate(scheme)}
    table, choices = _Written(), {}
    for key, spellings in scheme.items():
        options = tuple(part.replace("-", "") for part in spellings.split())
        written = options[0] if len(options) == 1 else marks[key]
        choices[marks[key]] = options
        table[ord(marks[key])] = written
        if len(key) == 1:
            table[ord(key)] = written
    return _Scheme(re.compile("|".join(expressions)), tuple(marks[key] for key in special), table, choices)
