"""Makes spellings of one word equal, and remembers where every character came from.

Enters: any text. Leaves: `Normalised`: folded text plus a map of offsets back into the original. Called by the
recogniser for articles, and for every pattern and name form, so that both sides of a comparison are folded alike.

What is folded: compatibility forms and case (NFKC, casefold); accents and stress marks of Latin, Greek and Cyrillic
(so ё = е, й = и, ú = u); letters that Unicode does not decompose (ł, ø, ı); Arabic letter variants, vowel signs and
tatweel; traditional Chinese to simplified; soft hyphens, zero-width characters and direction marks vanish; look-alikes
inside a word are taken for the alphabet of the rest of the word; character references are resolved. Punctuation becomes
a space, so that "U.S.", "Austin's" and "Joint-Chiefs" fall into words.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.language.mojibake import find_mojibake
from service.language.scripts import COMPOSED_SCRIPTS, LOOKALIKES, PLAIN, SIMPLIFIED

_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_LINE_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐]\n(?=[^\W\d_])")
# Each begins with a class that is rare where it is used, so that the search jumps over the rest.
_DIGITS = re.compile(r"[I10](?<=[a-z].)(?:[a-z]|\b)")
_CYRILLIC_IN_LATIN = re.compile(r"[\u0400-\u04ff](?:(?<=[A-Za-z].)|(?=[A-Za-z]))")
_LATIN_IN_CYRILLIC = re.compile(r"[A-Za-z](?:(?<=[\u0400-\u04ff].)|(?=[\u0400-\u04ff]))")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W_]+")
_INNER_I = re.compile(r"(?<=[a-z])[I1](?=[a-z]|$)")
_INNER_O = re.compile(r"(?<=[a-z])0(?=[a-z])")
# A text may have been misread twice, and in several ways.
_MOST_UNDONE = 4
_JAMO = re.compile(r"[\u1100-\u11ff\u3099\u309a]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """Folded text. `offsets[i]` is the place in the original of the folded character i, with one entry more for the
    end; None where the places are the same."""

    text: str
    offsets: Sequence[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that folded characters `start` to `end` (excluded) came from."""
        if self.offsets is None:
            return start, end
        if end <= start:
            return self.offsets[start], self.offsets[start]
        # Of a letter that was written as several characters, all of them.
        return self.offsets[start], max(self.offsets[end], self.offsets[end - 1] + 1)

    def folded(self, position: int) -> int:
        """The place in the folded text of a place in the original."""
        return position if self.offsets is None else bisect_left(self.offsets, position)


class _Folder(dict[int, str]):
    """Character (its code) -> folded character(s), filled as characters are met. For `str.translate`."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _fold(char)
        self[code] = folded
        if len(folded) != 1:
            self.uneven.add(char)
        return folded


def _fold(char: str) -> str:
    if char in "\n\t\r":
        return " "
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me") or char == "\u0640":
        return ""
    composed = unicodedata.normalize("NFKC", char)
    out = []
    for piece in composed.casefold():
        piece = SIMPLIFIED.get(piece, piece)
        if not COMPOSED_SCRIPTS.match(piece):
            piece = unicodedata.normalize("NFD", piece)
        for part in piece:
            plain = PLAIN.get(part, part)
            kind = unicodedata.category(part)[0] if plain == part else "L"
            if kind == "M":
                continue
            out.append(plain if kind in "LN" else " ")
    return "".join(out)


_folder = _Folder()


def _list_plain() -> str:
    """The small letters and signs that fold to themselves, as the inside of a character class."""
    ranges = [(ord("0"), ord("9")), (ord("a"), ord("z")), (0x430, 0x45F), (0x620, 0x64A)]
    singles = [code for low, high in ranges for code in range(low, high + 1) if _fold(chr(code)) == chr(code)]
    # Of Japanese, Chinese and Korean letters only those of the table change.
    breaks = [0x4DFF, *sorted(ord(char) for char in SIMPLIFIED if "\u4e00" <= char <= "\u9fff"), 0xA000]
    spans = [(0x3041, 0x3096), (0x30A1, 0x30FA), (0x30FC, 0x30FC), (0xAC00, 0xD7A3)]
    spans += [(low + 1, high - 1) for low, high in pairwise(breaks) if high - low > 1]
    return " " + "".join(map(chr, singles)) + "".join(f"{chr(low)}-{chr(high)}" for low, high in spans)


# What is left to be folded of a text in small letters.
_ODD = re.compile(f"[^{_list_plain()}]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
# In nearly every text: taken out of the way in one go each.
_FREQUENT = (*((sign, " ") for sign in ",.\n-、。，"), ("й", "и"), ("ё", "е"))


def normalise(text: str) -> Normalised:
    """Fold `text`; any length, any script. Cost: a few passes in C, and one look-up for each unusual character."""
    plain, places = _repair(text)
    if plain.isascii():
        # Every ASCII character folds to one.
        joined = plain.translate(_folder)
        return Normalised(joined, None if places is None else [*places, len(text)])
    lowered = plain.lower()
    if len(lowered) != len(plain):
        lowered = plain
    joined, moved = _fold_lowered(lowered)
    if moved is None:
        return Normalised(joined, None if places is None else [*places, len(text)])
    if places is not None:
        moved = [places[place] for place in moved]
    moved.append(len(text))
    return Normalised(joined, moved)


def _fold_lowered(text: str) -> tuple[str, list[int] | None]:
    """A text that is in small letters already, folded, with where each character came from; None where none moved."""
    expression = _FOREIGN if text[:64].translate(_folder).isascii() else _ODD
    if expression is _ODD:
        for char, plain in _FREQUENT:
            text = text.replace(char, plain)
    odd = expression.findall(text)
    folded = [run.translate(_folder) for run in odd]
    if not _folder.uneven.isdisjoint("".join(odd)):
        return _fold_uneven(text, expression)
    if folded:
        replacements = iter(folded)
        text = expression.sub(lambda _: next(replacements), text)
    return (text.translate(_folder) if expression is _FOREIGN else text), None


def _fold_uneven(text: str, expression: re.Pattern[str]) -> tuple[str, list[int]]:
    """The same where a character becomes none or several."""
    pieces: list[str] = []
    moved: list[int] = []
    last = 0
    for run in expression.finditer(text):
        start = run.start()
        pieces.append(text[last:start])
        moved.extend(range(last, start))
        for place, char in enumerate(run.group(), start):
            folded = _folder[ord(char)]
            pieces.append(folded)
            moved.extend([place] * len(folded))
        last = run.end()
    pieces.append(text[last:])
    moved.extend(range(last, len(text)))
    joined = "".join(pieces)
    return (joined.translate(_folder) if expression is _FOREIGN else joined), moved


def fold(text: str) -> str:
    """Only the folded text, single-spaced: for patterns and name forms."""
    return " ".join(normalise(text).text.split())


def _repair(text: str) -> tuple[str, list[int] | None]:
    """Undo what hides words: references, line hyphens, undone UTF-8, look-alikes. Places are None if none moved."""
    places: list[int] | None = None
    if "&" in text and _REFERENCE.search(text):
        text, places = _replace(text, places, _REFERENCE, lambda found: html.unescape(found.group()))
    plain = text.isascii()
    for _ in range(0 if plain else _MOST_UNDONE):
        found = find_mojibake(text)
        if found is None:
            break
        text, places = _replace(text, places, *found)
    if "-\n" in text or "‐\n" in text:
        text, places = _replace(text, places, _LINE_HYPHEN, lambda found: "")
    if not plain and _JAMO.search(text):
        text, places = _compose(text, places)
    if _DIGITS.search(text) or (not plain and _is_mixed(text)):
        text = _WORD.sub(_unmix, text)
    return text, places


def _is_mixed(text: str) -> bool:
    """Whether a Latin and a Cyrillic letter stand side by side. Either expression finds it; one of them sooner."""
    found = _CYRILLIC.search(text)
    if found is None:
        return False
    expression = _LATIN_IN_CYRILLIC if found.start() < 64 else _CYRILLIC_IN_LATIN
    return expression.search(text, max(0, found.start() - 1)) is not None


def _replace(
    text: str, places: list[int] | None, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]
) -> tuple[str, list[int]]:
    """Replace every match; each new character keeps a place of the match it came from."""
    pieces: list[str] = []
    moved: list[int] = []
    last = 0
    places = places if places is not None else list(range(len(text)))
    for found in pattern.finditer(text):
        pieces.append(text[last : found.start()])
        moved.extend(places[last : found.start()])
        new = replacement(found)
        old = places[found.start() : found.end()]
        pieces.append(new)
        moved.extend(old[min(len(old) - 1, i * len(old) // max(len(new), 1))] for i in range(len(new)))
        last = found.end()
    pieces.append(text[last:])
    moved.extend(places[last:])
    return "".join(pieces), moved


def _compose(text: str, places: list[int] | None) -> tuple[str, list[int]]:
    """Join loose Hangul letters and voicing marks into the syllables they spell."""
    pieces: list[str] = []
    moved: list[int] = []
    places = places if places is not None else list(range(len(text)))
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and (unicodedata.combining(text[end]) or "\u1160" <= text[end] <= "\u11ff"):
            end += 1
        cluster = unicodedata.normalize("NFC", text[start:end])
        pieces.append(cluster)
        moved.extend([places[start]] * len(cluster))
        start = end
    return "".join(pieces), moved


def _unmix(found: re.Match[str]) -> str:
    """A word that mixes alphabets, in the alphabet that most of its letters belong to; same length."""
    word = found.group()
    latin = sum(char.isascii() and char.isalpha() for char in word)
    cyrillic = sum("\u0400" <= char <= "\u04ff" for char in word)
    if cyrillic and latin:
        table = LOOKALIKES["cyrillic"] if cyrillic > latin else LOOKALIKES["latin"]
        return word.translate(table)
    if latin > 2 and any(char in "I10" for char in word[1:]):
        return _INNER_O.sub("o", _INNER_I.sub("l", word))
    return word
