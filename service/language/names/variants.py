"""Spellings that newsrooms vary without rule: foreign names in Arabic, Korean, Japanese; slips of one letter in Latin.

Enters: one folded word of a name. Leaves: its other spellings, folded. Called by `forms`.

Arabic writes g as غ, ج, ق or ك and marks long vowels or not; Korean ends v as 프 or 브 and mixes ㅐ with ㅔ; Japanese
writes v with ヴ or バ行 and lengthens vowels at will. A slip in Latin letters (one left out, one vowel for another)
never counts by itself: only right behind the person's given name.
"""

import re
from itertools import islice, product

from service.language.normalise import fold

_LIMIT = 48
_ARABIC = {
    "غ": "غج", "ج": "جغ", "و": ("و", "وو", "او", "واو", ""), "ي": ("ي", ""), "ا": ("ا", ""), "ث": "ثس", "ك": "كق",
}  # fmt: skip
_ARABIC_VOWELS = "يوا"
_HANGUL_BASE = 0xAC00
# Vowels that one newsroom writes for the other's: ㅐ and ㅔ, and in longer names ㅓ and ㅗ (던퍼드, 던포드).
_AE, _EO, _E, _O = 1, 4, 5, 8
_SWAPPED = {_AE: _E, _E: _AE, _EO: _O, _O: _EO}
_ENDS = (("프", "브"), ("브", "프"), ("트", "츠"), ("프", "흐"))
_KANA = (
    ("ワ", "ヴァ"), ("リー", "リイ"), ("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"),
    ("ティ", "チ"), ("ディ", "デ"),
)  # fmt: skip
# ウ behind a syllable in o, which lengthens it.
_AFTER_O = re.compile(r"(?<=[オコソトノホモヨロゴゾドボポョ])ウ")
_UNSTRETCHED = "ーァィゥェォャュョッン"
_VOWELS = "aeiouy"


def vary(word: str, script: str | None) -> tuple[str, ...]:
    """Other spellings of `word`, itself left out; none where the script has no such habit."""
    if script == "arabic":
        found = _vary_arabic(word)
    elif script == "hangul":
        found = _vary_korean(word)
    elif script == "kana":
        found = _vary_japanese(word)
    else:
        return ()
    return tuple(form for form in dict.fromkeys(map(fold, found)) if form != word and len(form) > 1)


def _vary_arabic(word: str) -> list[str]:
    if len(word) < 4:
        return []
    # The first and the last letter carry the name; long vowels between them come and go.
    inner = [tuple(_ARABIC.get(letter, letter)) for letter in word[1:-1]]
    first = tuple(_ARABIC[word[0]]) if word[0] in "غجك" else (word[0],)
    last = ("ث", "س", "ت") if word[-1] == "ث" else (word[-1],)
    spellings = ("".join(parts) for parts in product(first, *inner, last))
    # A spelling that lost more than one vowel is another word; one may be written where the name as given has none.
    found = [form for form in islice(spellings, _LIMIT * 8) if len(form) >= max(4, len(word) - 1)][: _LIMIT * 2]
    if word[0] == "ا" and word[1] not in _ARABIC_VOWELS:
        found.append("اي" + word[1:])
    for place in range(2, len(word)):
        if not {word[place - 1], word[place]} & set(_ARABIC_VOWELS):
            found += [word[:place] + vowel + word[place:] for vowel in _ARABIC_VOWELS]
    return found


def _vary_korean(word: str) -> list[str]:
    spellings = {word}
    for old, new in _ENDS:
        if word.endswith(old):
            spellings.add(word[: -len(old)] + new)
    for form in tuple(spellings):
        for place, letter in enumerate(form):
            code = ord(letter) - _HANGUL_BASE
            vowel = code // 28 % 21
            if 0 <= code < 11172 and vowel in _SWAPPED and (vowel in (_AE, _E) or len(word) > 2):
                other = chr(ord(letter) + (_SWAPPED[vowel] - vowel) * 28)
                spellings.add(form[:place] + other + form[place + 1 :])
    return list(spellings)


def _vary_japanese(word: str) -> list[str]:
    spellings = {word}
    for old, new in _KANA:
        spellings.update(form.replace(old, new) for form in tuple(spellings))
    if len(word.replace("ー", "")) > 3:
        spellings.update(_AFTER_O.sub("ー", form) for form in tuple(spellings))
        spellings.update(form.replace("ー", "") for form in tuple(spellings))
        # One vowel more may be long.
        spellings.update(
            word[:place] + "ー" + word[place:] for place in range(1, len(word) + 1) if _is_open(word, place)
        )
    return list(spellings)


def _is_open(word: str, place: int) -> bool:
    """Whether the syllable that ends at `place` could be long."""
    return word[place - 1] not in "ーッン" and word[place : place + 1] not in tuple(_UNSTRETCHED)


def slip(word: str, *, shortest: int = 6) -> tuple[str, ...]:
    """Spellings of a Latin word with one letter left out or doubled, two changed about, or one vowel for another; none
    of a word that has fewer letters than `shortest`."""
    if len(word) < shortest or not word.isascii() or not word.isalpha():
        return ()
    found: dict[str, None] = {}
    for place in range(1, len(word)):
        if place > 1:
            found[word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]] = None
        found[word[:place] + word[place + 1 :]] = None
        found[word[:place] + word[place] + word[place:]] = None
        if word[place] in _VOWELS:
            for vowel in _VOWELS:
                found[word[:place] + vowel + word[place + 1 :]] = None
    found.pop(word, None)
    return tuple(found)
