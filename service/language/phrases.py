"""Phrase patterns: the small notation in which language packs write what to look for, compiled to regular expressions.

In: phrases from the `contacts` sections of the packs, and texts. Out: compiled patterns, and texts folded so that
pattern and text agree on accents, apostrophes, digits and traditional Chinese characters. Folding never changes a
length: a position in the folded text is a position in the text. Called by `service.language.dates` and
`service.stages.contacts`.

The notation: a space matches any white space; `*` stands for further letters of a word; `..` for a gap of up to 25
characters, `...` of up to 110, `~` of up to 20 within a clause; `( | )`, `?`, `[ ]`, `.{m,n}` and `\\` are those of
regular expressions, `( | )*` repeats where every alternative ends in a space; a `{name}` is a slot whose pattern the
caller gives. Where words are divided by spaces a phrase matches whole words only.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from service.language.scripts import SIMPLIFIED

_SLOT = re.compile(r"\{(\w+)\}")
_SPECIAL = {
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u3000": " ",
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2010": "-",
    "\u2011": "-",
    "\u2013": "-",
    "ł": "l",
    "Ł": "L",
    "ı": "i",
    "İ": "I",
    "ø": "o",
    "ё": "е",
    "Ё": "Е",
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ة": "ه",
    "ى": "ي",
}


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    special = _SPECIAL.get(character)
    if special is not None:
        return special
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in SIMPLIFIED:
        return SIMPLIFIED[character]
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    base = unicodedata.normalize("NFD", character)[0]
    # Only Latin letters lose their marks: й is not и, and が is not か.
    return base if base.isascii() and character.isalpha() else character


def fold_text(text: str) -> str:
    """The text with plain apostrophes, digits, spaces, unmarked Latin letters and simplified characters, of the same
    length."""
    if text.isascii():
        return text
    return "".join(map(_fold_character, text))


def compile_phrases(
    phrases: Iterable[str],
    *,
    spaced: bool = True,
    prefix: str = "",
    slots: Mapping[str, str] | None = None,
) -> re.Pattern[str] | None:
    """One pattern that matches any of the phrases in a folded text, longest phrase first; None if there are none.

    `spaced`: words are divided by spaces. `prefix`: a pattern of what may be glued before a word (Arabic). Slots are
    replaced as given; an unknown slot raises KeyError, a phrase that is no pattern re.error.
    """
    parts = [
        phrase_pattern(phrase, spaced=spaced, prefix=prefix, slots=slots or {})
        for phrase in sorted(phrases, key=len, reverse=True)
    ]
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE) if parts else None


def phrase_pattern(phrase: str, *, spaced: bool, prefix: str, slots: Mapping[str, str]) -> str:
    """The regular expression of one phrase, as text."""
    phrase = fold_text(phrase.strip())
    pieces: list[str] = []
    at = 0
    for slot in _SLOT.finditer(phrase):
        pieces += [_translate(phrase[at : slot.start()], spaced, prefix), slots[slot[1]]]
        at = slot.end()
    pieces.append(_translate(phrase[at:], spaced, prefix))
    body = "".join(pieces)
    if not spaced:
        return body
    starts_word = bool(phrase) and (phrase[0].isalnum() or phrase[0] == "(")
    # A choice or a repetition at the end ends with its word, too.
    ends_word = bool(phrase) and (phrase[-1].isalnum() or phrase[-1] in ")?]+")
    before = rf"{_word_start(phrase)}{prefix}" if starts_word else ""
    after = r"(?!\w)" if ends_word else ""
    return f"{before}(?:{body}){after}"


def _word_start(phrase: str) -> str:
    """What stands where a phrase begins: nothing of a word, but for the glued negation of English ("wasn't")."""
    return r"(?:(?<!\w)|(?=n't(?!\w)))" if "n't" in phrase else r"(?<!\w)"


def _translate(text: str, spaced: bool, prefix: str) -> str:
    space = r"\s+" if spaced else r"\s*"
    # What follows a gap begins a word.
    word = rf"{_word_start(text)}{prefix}" if spaced else ""
    for gap, mark in (("...", "\x01"), ("..", "\x02"), ("~", "\x03")):
        text = re.sub(rf"\s*{re.escape(gap)}\s*", mark, text)
    text = re.sub(r"(?<!\\)\.(?!\{)", r"\\.", text)
    text = re.sub(r"(?<= \))\*", "\x04", text)
    # Written out, it is what it says, and not a letter more.
    text = text.replace(r"\w*", "*").replace("*", r"\w*")
    # A space that may be missing ("à l'initiative"): behind a space, `?` would only make it lazy.
    text = re.sub(r"\s+\?", "\x05", text)
    text = re.sub(r"\s+", lambda _: space, text)
    for mark, pattern in (
        ("\x01", ".{0,110}?" + word),
        ("\x02", ".{0,25}?" + word),
        ("\x03", "[^,;.。、]{0,20}?" + word),
        ("\x04", "*"),
        ("\x05", r"\s*"),
    ):
        text = text.replace(mark, pattern)
    return text
