"""Whose word an article is, as its head says: the Kremlin's, a senator's, a newspaper's.

In: an article, its language. Out: names of institutions. Called by `telling`. The names are data, in `voices.yaml`.
An institution that a sentence of the head names beside a word of saying speaks; so does the one that opens the title.
Whom somebody speaks to or of does not: neither "arms for Kyiv", nor whoever is named behind another's word. A party to
the contact that only confirms it tells what the press tells.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
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


def find_voices(
    folded: str, language: str | None, *, opens: bool = False, people: Iterable[int] = ()
) -> frozenset[str]:
    """The institutions that speak in a folded sentence; `opens`: who begins it needs no word of saying. `people`: where
    it names those whom the contact is about."""
    code = choose_pack(language, "attribution")
    names = _load_names(code)
    found = [(name, match.span()) for name, pattern in names.items() for match in pattern.finditer(folded)]
    objects = [match.span() for pattern in _load_objects(code) for match in pattern.finditer(folded)] if found else []
    found = [(name, (start, end)) for name, (start, end) in found if not _is_inside(start, end, objects)]
    if not found:
        return frozenset()
    said, at = _find_sayings(folded, language), sorted(people)
    speech = load_speech(language)
    near = _NEAR if speech.spaced else _NEAR_UNSPACED
    voices = frozenset(
        name
        for name, (start, end) in found
        if (opens and start <= _OPENING and not _stands_between(at, 0, start))
        or any(
            max(first - end, start - last) <= near and (speech.verb_last or not _stands_between(at, last, start))
            for first, last in said
        )
    )
    confirming = _load_confirming(code)
    if voices & PARTIES and confirming and confirming.search(folded):
        return voices - PARTIES | {PRESS}
    return voices


def _is_inside(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(first <= start < last and end <= last + 1 for first, last in spans)


def _stands_between(people: Sequence[int], said: int, name: int) -> bool:
    """Whether a person stands between a word of saying and a name behind it: "told Austin that Kyiv"."""
    return any(said <= at < name for at in people)


def _find_sayings(folded: str, language: str | None) -> list[tuple[int, int]]:
    speech = load_speech(language)
    patterns = (speech.verbs, speech.by, speech.after, _load_announcing(choose_pack(language, "contacts")))
    return [match.span() for pattern in patterns if pattern for match in pattern.finditer(folded)]


@lru_cache(maxsize=64)
def _load_announcing(code: str) -> Pattern[str] | None:
    spaced, prefix = load_spelling(code)
    phrases = load_pack(code).raw["contacts"].get("announces", ())
    return compile_phrases(map(str, phrases), spaced=spaced, prefix=prefix)


def _load() -> Mapping[str, Mapping[str, Any]]:
    return load_table(__package__, "voices.yaml")


@lru_cache(maxsize=64)
def _load_confirming(code: str) -> Pattern[str] | None:
    spaced, prefix = load_spelling(code)
    return compile_phrases(map(str, _load()["confirms"].get(code, ())), spaced=spaced, prefix=prefix)


@lru_cache(maxsize=64)
def _load_objects(code: str) -> tuple[Pattern[str], ...]:
    spaced, prefix = load_spelling(code)
    pattern = compile_phrases(map(str, _load()["objects"].get(code, ())), spaced=spaced, prefix=prefix)
    return (pattern,) if pattern else ()


@lru_cache(maxsize=64)
def _load_names(code: str) -> Mapping[str, Pattern[str]]:
    spaced, prefix = load_spelling(code)
    compiled = {
        name: compile_phrases(map(str, words.get(code, ())), spaced=spaced, prefix=prefix)
        for name, words in _load()["voices"].items()
    }
    # Said once for all phrases, so that inside a word none is tried.
    start = r"(?<!\w)" if spaced else ""
    return {
        name: re.compile(f"{start}(?:{pattern.pattern})", pattern.flags)
        for name, pattern in compiled.items()
        if pattern
    }
