"""Term patterns: what a user or a pack writes, as something that the automaton can find.

Enters: a pattern ("defence minister*", "=US", "военн* канал*") and its language. Leaves: `Pattern`: the literal key
that the automaton looks for, and a matcher that decides at each place where the key stands. Called by `lexicon`.

`*` at a word's end (or beginning) stands for any letters, `?` for one letter; words may be parted by anything that is
not a letter. `=` in front of a word asks for exactly these capitals. In Chinese and Japanese a pattern is found
anywhere; in Korean any ending may follow a word; in Arabic the usual prefixes may stand before it.
"""

import re
from dataclasses import dataclass

from service.language.normalise import fold

GAPLESS = frozenset(("zh", "ja"))
_HAN_OR_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ARABIC_PREFIX = r"(?:[وف]?(?:ب|ل|ك)?(?:ال|ل)?)"


@dataclass(frozen=True, slots=True)
class Pattern:
    """`key` is searched literally; `matcher` is matched from the key's beginning, None where the key alone decides.
    `capitals`: what the original text must read, letters only, or "" ."""

    key: str
    matcher: re.Pattern[str] | None
    capitals: str = ""


def compile_pattern(text: str, lang: str, *, loose: bool = False) -> Pattern:
    """The pattern for `text` in `lang`; ValueError if nothing is left of it to look for. `loose`: words may be
    inflected though no `*` says so (for titles that a user gives in their basic form)."""
    capitals = "".join(char for word in text.split() if word.startswith("=") for char in word if char.isalnum())
    words = _fold_words(text.replace("=", ""), loose and lang in ("ru", "uk", "pl", "tr", "de", "it", "es", "fr", "ar"))
    if not words:
        raise ValueError(f"the pattern {text!r} holds nothing to look for")
    if capitals and len(words) > 1 and len(capitals) < sum(len(word.strip("*?")) for word in words):
        capitals = ""
    if lang in GAPLESS and _HAN_OR_KANA.search(words[0]):
        return Pattern(
            words[0].strip("*"), _match("".join(r"\s*" + _word(word) for word in words)) if len(words) > 1 else None
        )
    tail = r"[\uac00-\ud7af]*" if lang == "ko" and (len(words[-1]) > 1 or len(words) > 1) else ""
    body = r" +".join(_word(word) for word in words)
    key = _key(words[0])
    if lang == "ar":
        return Pattern(key, _match(body + r"(?!\w)"), capitals)
    if words[0].startswith("*"):
        return Pattern(
            key,
            _match(
                re.escape(key)
                + _word(words[0].lstrip("*"))[len(re.escape(key)) :]
                + "".join(r" +" + _word(w) for w in words[1:])
                + r"(?!\w)"
            ),
            capitals,
        )
    return Pattern(" " + key, _match(" " + body + tail + r"(?!\w)"), capitals)


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
    return word[:-1] if word[-1] in "aeiouyаеиоуыэюяіьи" else word


def _word(word: str) -> str:
    return re.escape(word).replace(r"\*", r"\w*").replace(r"\?", r"\w")


def _key(word: str) -> str:
    key = re.split(r"[*?]", word.lstrip("*"))[0]
    if not key:
        raise ValueError(f"the pattern {word!r} begins with a wildcard and nothing else")
    return key


def _match(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
