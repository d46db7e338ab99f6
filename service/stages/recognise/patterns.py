"""Term patterns: what a user or a pack writes, as something that the automaton can find.

Enters: a pattern ("defence minister*", "=US", "военн* канал*") and its language. Leaves: `Pattern`: the literal key
that the automaton looks for, and a matcher that decides at each place where the key stands. Called by `lexicon`.

`*` at a word's end (or beginning) stands for any letters, `?` for one letter; words may be parted by anything that is
not a letter. `=` in front of a word asks for exactly these capitals. In Chinese and Japanese a pattern is found
anywhere; in Korean any ending may follow a word; in Arabic the usual prefixes may stand before it.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from service.language.normalise import fold

GAPLESS = frozenset(("zh", "ja"))
_ADJECTIVE_ENDINGS = ("ии", "ыи", "ои", "іи", "ая", "яя", "ое", "ее")
_HAN_OR_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# What `*` stands for. No word is longer; a text without blanks would else be read to its end at each find.
_LETTERS = r"\w{0,64}"


class End(Enum):
    """How a pattern ends behind its key."""

    KEY = 0
    WORD = 1
    STEM = 2
    EXPRESSION = 3


@dataclass(frozen=True, slots=True)
class Pattern:
    """`key` is searched literally; `end` says how a find is completed: the key is all of it, a word must end behind it,
    its word goes with it, or `expression` is matched from the key's beginning. `capitals`: what the original text must
    read, letters only, or "" . `follow`: how the word after the key's word begins, two letters at most; "" if open."""

    key: str
    expression: str
    capitals: str = ""
    end: End = End.EXPRESSION
    follow: str = ""


@cache
def compile_expression(expression: str) -> re.Pattern[str]:
    """An expression, compiled when it is first needed: most of the packs' patterns never are."""
    return re.compile(expression)


@cache
def compile_pattern(text: str, lang: str, *, loose: bool = False) -> Pattern:
    """The pattern for `text` in `lang`; ValueError if nothing is left of it to look for. `loose`: words may be
    inflected though no `*` says so (for titles that a user gives in their basic form)."""
    capitals = "".join(char for word in text.split() if word.startswith("=") for char in word if char.isalnum())
    words = _fold_words(text.replace("=", ""), loose and lang in ("ru", "uk", "pl", "tr", "de", "it", "es", "fr", "ar"))
    if not words:
        raise ValueError(f"the pattern {text!r} holds nothing to look for")
    if capitals and len(words) > 1 and len(capitals) < sum(len(word.strip("*?")) for word in words):
        capitals = ""
    key = _key(words[0])
    if lang in GAPLESS and _HAN_OR_KANA.search(words[0]):
        if len(words) == 1:
            return Pattern(key, "", end=End.KEY)
        return Pattern(key, r"\s*".join(map(_word, words)))
    if words[0].startswith("*"):
        words[0] = words[0].lstrip("*")
        return Pattern(key, " +".join(map(_word, words)) + r"(?!\w)", capitals, follow=_follow(words))
    body = " +".join(map(_word, words))
    if lang == "ar":
        return Pattern(key, body + r"(?!\w)", capitals, follow=_follow(words))
    # A Korean word takes any ending; a single syllable does not, or it would be found everywhere.
    tail = r"[\uac00-\ud7af]*" if lang == "ko" and len("".join(words)) > 1 else ""
    if words == [key] or words == [key + "*"]:
        return Pattern(" " + key, "", capitals, End.WORD if words == [key] and not tail else End.STEM)
    return Pattern(" " + key, " " + body + tail + r"(?!\w)", capitals, follow=_follow(words))


def _fold_words(text: str, loose: bool) -> list[str]:
    """The pattern's words, folded, wildcards kept; a folded word may fall into several ("U.S." -> u s)."""
    words: list[str] = []
    for word in text.split():
        head, tail = "*" if word.startswith("*") else "", "*" if len(word) > 1 and word.endswith("*") else ""
        parts = fold(word.replace("?", "\ue000")).split() if "?" not in word else [_fold_holes(word)]
        if not parts:
            continue
        if loose and not tail and len(parts) == 1 and len(parts[0]) > 4:
            parts, tail = [_stem(parts[0])], "*"
        parts[0] = head + parts[0]
        parts[-1] = parts[-1] + tail
        words.extend(parts)
    return words


def _fold_holes(word: str) -> str:
    return "?".join(fold(part) for part in word.strip("*").split("?"))


def _stem(word: str) -> str:
    # Russian and Ukrainian adjectives change both letters: китайский, китайского (й is folded to и).
    if word.endswith(_ADJECTIVE_ENDINGS):
        return word[:-2]
    return word[:-1] if word[-1] in "aeiouyаеиоуыэюяіьи" else word


def _word(word: str) -> str:
    return re.escape(word).replace(r"\*", _LETTERS).replace(r"\?", r"\w")


def _follow(words: list[str]) -> str:
    return re.split(r"[*?]", words[1])[0][:2] if len(words) > 1 else ""


def _key(word: str) -> str:
    key = re.split(r"[*?]", word.lstrip("*"))[0]
    if not key:
        raise ValueError(f"the pattern {word!r} begins with a wildcard and nothing else")
    return key
