"""Whose word an article is, as its head says: the Kremlin's, a senator's, a newspaper's.

In: an article, its language. Out: names of institutions. Called by `telling`. The names are data, in `voices.yaml`.
An institution that a sentence of the head names beside a word of saying speaks; so does the one that opens the title.
A party to the contact that only confirms it tells what the press tells.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from re import Pattern
from typing import Any

from service.language.packs import choose_pack, load_pack, load_spelling
from service.language.phrases import compile_phrases
from service.language.tables import load_table
from service.stages.contacts.speech import load_speech

PRESS = "press"
PARTIES = frozenset({"pentagon", "russian defence ministry"})
"""Whose word the news of a contact is itself."""
_NEAR = 60
_NEAR_UNSPACED = 20
_OPENING = 25


def find_voices(folded: str, language: str | None, *, opens: bool = False) -> frozenset[str]:
    """The institutions that speak in a folded sentence; `opens`: who begins it needs no word of saying."""
    code = choose_pack(language, "attribution")
    names = _load_names(code)
    found = [(name, match) for name, pattern in names.items() for match in pattern.finditer(folded)]
    if not found:
        return frozenset()
    said = _find_sayings(folded, language)
    near = _NEAR if load_speech(language).spaced else _NEAR_UNSPACED
    voices = frozenset(
        name
        for name, match in found
        if (opens and match.start() <= _OPENING)
        or any(max(start - match.end(), match.start() - end) <= near for start, end in said)
    )
    confirming = _load_confirming(code)
    if voices & PARTIES and confirming and confirming.search(folded):
        return voices - PARTIES | {PRESS}
    return voices


def _find_sayings(folded: str, language: str | None) -> list[tuple[int, int]]:
    speech = load_speech(language)
    patterns = (speech.verbs, speech.by, speech.after, _load_announcing(choose_pack(language, "contacts")))
    return [match.span() for pattern in patterns if pattern for match in pattern.finditer(folded)]


@lru_cache(maxsize=64)
def _load_announcing(code: str) -> Pattern[str] | None:
    spaced, prefix = load_spelling(code)
    phrases = load_pack(code).raw["contacts"].get("announces", ())
    return compile_phrases(map(str, phrases), spaced=spaced, prefix=prefix, closed=True)


def _load() -> Mapping[str, Mapping[str, Any]]:
    return load_table(__package__, "voices.yaml")


@lru_cache(maxsize=64)
def _load_confirming(code: str) -> Pattern[str] | None:
    spaced, prefix = load_spelling(code)
    return compile_phrases(map(str, _load()["confirms"].get(code, ())), spaced=spaced, prefix=prefix, closed=True)


@lru_cache(maxsize=64)
def _load_names(code: str) -> Mapping[str, Pattern[str]]:
    spaced, prefix = load_spelling(code)
    compiled = {
        name: compile_phrases(map(str, words.get(code, ())), spaced=spaced, prefix=prefix, closed=True)
        for name, words in _load()["voices"].items()
    }
    # Said once for all phrases, so that inside a word none is tried.
    start = r"(?<!\w)" if spaced else ""
    return {
        name: re.compile(f"{start}(?:{pattern.pattern})", pattern.flags)
        for name, pattern in compiled.items()
        if pattern
    }
