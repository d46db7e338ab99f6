"""Undoes mojibake: letters that were written in one encoding and read in another.

Enters: text. Leaves: what to look for in it, and how to undo that. Called by `normalise`, again until nothing is left.
Undone are: UTF-8 read as windows-1252 or windows-1251, from a single letter on where it is a Latin one ("ChoÃ¯gou"),
twice where it happened twice; a byte that windows-1252 does not have and that was lost in Cyrillic; windows-1251 and
KOI8-R read as windows-1252 ("Áåëîóñîâ").

What may stand in a correct text is left alone: French has "é" before a wide blank and a quotation mark, Portuguese "Ã"
before a closing one.
"""

import re
from collections.abc import Callable

# What windows-1252 and windows-1251 make of the bytes 80 to BF, from which all but the first byte of a letter are.
_WESTERN_MARKS = "\u201a\u201e\u2026\u2018\u2019\u201c\u201d\u2013\u2014\u2039\u203a"
_WESTERN = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020-\u2022\u2030\u20ac\u2122"
_WESTERN_ALL = _WESTERN + _WESTERN_MARKS
_EASTERN = "".join(map(re.escape, dict.fromkeys(bytes(range(0x80, 0xC0)).decode("cp1251", "ignore")))) + "\u0098"

# Cyrillic and Arabic letters in UTF-8 are two bytes, Chinese, Japanese and Korean ones three. A lost second byte is
# told by what surrounds it.
_RUN = re.compile(
    rf"(?:[ÐÑ][{_WESTERN_ALL}]|[ÐÑ](?=[ÐÑ][{_WESTERN_ALL}])){{2,}}(?:[ÐÑ](?!\w))?|(?:[Ø-Û][{_WESTERN_ALL}]){{3,}}"
    rf"|(?:[ã-í][{_WESTERN_ALL}]{{2}}){{2,}}"
)
_LATIN = re.compile(
    rf"[ÂÃÄÅ](?:[{_WESTERN}]|[{_WESTERN_MARKS}](?=[^\W\d_]|[ÂÃÄÅ][{_WESTERN}])|(?<=[a-z][ÂÃÄÅ])[{_WESTERN_MARKS}])"
)
_READ_EASTERN = re.compile(rf"(?:[РС][{_EASTERN}]){{3,}}")
# Begins with what it looks for, so that the search jumps over the rest.
_HIGH = re.compile(r"[\u00c0-\u00ff](?<![A-Za-z].)[\u00c0-\u00ff]{4,}(?![A-Za-z])")
_LEADS_OF_RUNS = re.compile(rf"[ÐÑØ-Ûã-í][{_WESTERN_ALL}]")
# Without two such letters side by side nothing was read as windows-1252. One look sends nearly all texts on their way.
_PERHAPS_WESTERN = re.compile(rf"[\u00c0-\u00ff][{_WESTERN_ALL}\u00c0-\u00ff]")

Undo = Callable[[re.Match[str]], str]


def find_mojibake(text: str) -> tuple[re.Pattern[str], Undo] | None:
    """What to replace in the text, and by what; None where it has nothing of the kind. To be asked again after it."""
    western = _PERHAPS_WESTERN.search(text) is not None
    if western:
        for lead in "ÃÅÄÂ":
            if lead in text and _LATIN.search(text):
                return _LATIN, _redo_utf8
        if _LEADS_OF_RUNS.search(text) and _RUN.search(text):
            return _RUN, _redo_utf8
    if ("Рѕ" in text or "Р°" in text or "Рµ" in text) and _READ_EASTERN.search(text):
        return _READ_EASTERN, _redo_eastern
    found = _HIGH.search(text) if western else None
    return (_HIGH, _redo_high) if found and _redo_high(found) != found.group() else None


def _to_bytes(text: str, codec: str) -> bytes:
    raw = bytearray()
    for char in text:
        try:
            raw += char.encode(codec)
        except UnicodeEncodeError:
            # Bytes without a letter in the codec are kept as control characters.
            raw.append(ord(char))
    return bytes(raw)


def _redo_utf8(found: re.Match[str]) -> str:
    """UTF-8 that was read as windows-1252, read again; unchanged where that gives no text."""
    whole = found.group()
    if whole[0] in "ÐÑ":
        # The bytes that windows-1252 does not have are those of с and я, and of А and Н.
        whole = re.sub(rf"Ñ(?![{_WESTERN_ALL}])(?!\w)", "Ñ\u008f", whole) if whole[-1] == "Ñ" else whole
        whole = re.sub(r"Ñ(?=[ÐÑ]|$)", "Ñ\u0081", whole)
        whole = re.sub(r"Ð(?=[ÐÑ]|$)", "Ð\u009d", whole)
    try:
        return _to_bytes(whole, "cp1252").decode("utf-8")
    except (UnicodeDecodeError, ValueError):
        return found.group()


def _redo_eastern(found: re.Match[str]) -> str:
    try:
        return _to_bytes(found.group(), "cp1251").decode("utf-8")
    except (UnicodeDecodeError, ValueError):
        return found.group()


def _redo_high(found: re.Match[str]) -> str:
    """A word of high letters only, as Cyrillic; unchanged where that gives no word. In one of the two codecs its
    capitals are small letters."""
    raw = found.group().encode("latin-1")
    for codec in ("cp1251", "koi8-r"):
        word = raw.decode(codec)
        if word[1:].islower() and word.isalpha():
            return word
    return found.group()
