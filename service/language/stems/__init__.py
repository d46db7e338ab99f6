"""Words as a search compares them: every form of a word becomes one token.

Enter: text, and its language where that is known. Leave: tokens, in order. Called for every
article that is stored and for every query, so that both sides are cut alike: `normalise` folds, then the endings of the
language, from `<lang>.txt` beside this module, are taken off until none is left ("–ов" of «Белоусов», too: «Белоусова»
and «Белоусов» meet in "белоус"). A stem is no dictionary's; it only has to be the same for the forms of one word.
Chinese, Japanese and Korean are cut into overlapping pairs of letters, as words have no bounds there, or particles
grow onto them. A new language is a new file. What changes a token raises `INDEX_VERSION`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from service.language.detect import script_of_letter
from service.language.normalise import normalise

INDEX_VERSION = 1
"""Raised with every change that cuts a text into other tokens; archives are then indexed anew, see docs/search.md."""

LONGEST = 40
"""Letters of a token; what is longer is no word."""

_WORD = re.compile(r"[^\W_]+")
# Kana, Han and Hangul letters, which are cut into pairs.
_PAIRED_FROM = "\u3005"
_LETTERS = r"\u3005\u3041-\u30fe\u3400-\u9fff\uac00-\ud7af"
_RUN = re.compile(f"[{_LETTERS}]+|[^{_LETTERS}]+")


class Token(NamedTuple):
    """`start`, `end`: its place in the folded text, end excluded. `tail`: the last letter of a run that is cut into
    pairs, alone."""

    text: str
    start: int
    end: int
    tail: bool = False


@dataclass(frozen=True, slots=True)
class Stemmer:
    """How the words of one language lose their endings.

    `script`: words in other alphabets are left to their own. `least`: letters that stay at least. `rounds`: how often
    an ending is taken off. `endings`: ending -> what stands in its place; the longest that fits is taken.
    """

    lang: str
    script: str
    least: int
    rounds: int
    endings: dict[str, str]
    prefixes: tuple[str, ...]

    def cut(self, word: str) -> str:
        """The stem of a folded word."""
        for _ in range(self.rounds):
            shorter = self._cut_end(word)
            if shorter == word:
                break
            word = shorter
        return self._cut_front(word)

    def _cut_end(self, word: str) -> str:
        for start in range(self.least, len(word)):
            replacement = self.endings.get(word[start:])
            if replacement is not None:
                return word[:start] + replacement
        return word

    def _cut_front(self, word: str) -> str:
        found = True
        while found:
            found = False
            for prefix in self.prefixes:
                if word.startswith(prefix) and len(word) - len(prefix) >= self.least:
                    word, found = word[len(prefix) :], True
                    break
        return word


@lru_cache(maxsize=1)
def load_stemmers() -> dict[str, Stemmer]:
    """Every language that has a file, by its code."""
    found = sorted(file.name for file in files(__name__).iterdir() if file.name.endswith(".txt"))
    return {name[:-4]: _read(name[:-4], (files(__name__) / name).read_text(encoding="utf-8")) for name in found}


def _read(lang: str, text: str) -> Stemmer:
    """A file: `#` remarks; the lines `script`, `least`, `rounds`, `prefixes` with their values; all other words are
    endings, `ending>replacement` where something takes its place."""
    values = {"script": "latin", "least": "4", "rounds": "1", "prefixes": ""}
    endings: dict[str, str] = {}
    for line in text.splitlines():
        key, _, value = line.partition(" ")
        if key in values:
            values[key] = value.strip()
        elif not line.startswith("#"):
            for ending in line.split():
                old, _, new = ending.partition(">")
                endings[old] = new
    prefixes = tuple(sorted(values["prefixes"].split(), key=len, reverse=True))
    return Stemmer(lang, values["script"], int(values["least"]), int(values["rounds"]), endings, prefixes)


_DEFAULTS = {"latin": "en", "cyrillic": "ru", "arabic": "ar"}


def list_languages() -> tuple[str, ...]:
    """The languages as which a query is cut: those that have a file. Whatever language an article is taken for, it is
    cut as one of these."""
    return tuple(load_stemmers())


def cut_tokens(folded: str, lang: str | None) -> Iterator[Token]:
    """The tokens of a text that `normalise` has folded, taken as `lang` (None, or one without a file: what its alphabet
    suggests), in order.

    A run of Chinese, Japanese or Korean letters gives a token for every two that stand side by side, then its last
    letter alone (`tail`): so a run of any length is found within a longer one.
    """
    base = _base(lang)
    for found in _WORD.finditer(folded):
        word = found.group()
        if max(word) < _PAIRED_FROM:
            yield Token(_stem(word, base), found.start(), found.end())
        else:
            yield from _cut_runs(word, found.start(), base)


def cut_words(text: str, lang: str | None) -> list[str]:
    """The texts of the tokens of a text as it was written: what an article is indexed by."""
    base = _base(lang)
    words: list[str] = []
    for word in _WORD.findall(normalise(text).text):
        if max(word) < _PAIRED_FROM:
            words.append(_stem(word, base))
        else:
            words += [token.text for token in _cut_runs(word, 0, base)]
    return words


def _base(lang: str | None) -> str:
    return (lang or "").lower().partition("-")[0].partition("_")[0]


def _cut_runs(word: str, start: int, lang: str) -> Iterator[Token]:
    """The tokens of a word that has letters to be paired; it stands at `start`."""
    for found in _RUN.finditer(word):
        run, begin, end = found.group(), start + found.start(), start + found.end()
        if max(run) < _PAIRED_FROM:
            yield Token(_stem(run, lang), begin, end)
            continue
        for place in range(len(run) - 1):
            yield Token(run[place : place + 2], begin + place, begin + place + 2)
        yield Token(run[-1], end - 1, end, tail=True)


def find_root(token: str) -> str:
    """What every word that is cut to `token` has in front: for a first look through a text. "" where a word may begin
    otherwise (Arabic writes small words together with the next)."""
    if not token.isalpha() or token[0] >= _PAIRED_FROM:
        return token
    script = script_of_letter(token[0])
    stemmers = [stemmer for stemmer in load_stemmers().values() if stemmer.script == script]
    if any(stemmer.prefixes for stemmer in stemmers):
        return ""
    added = {new for stemmer in stemmers for new in stemmer.endings.values() if new and token.endswith(new)}
    return token[: len(token) - max(map(len, added), default=0)]


@lru_cache(maxsize=65_536)
def _stem(word: str, lang: str) -> str:
    word = word[:LONGEST]
    if not word.isalpha():
        return word
    script = script_of_letter(word[0])
    stemmers = load_stemmers()
    stemmer = stemmers.get(lang)
    if stemmer is None or stemmer.script != script:
        stemmer = stemmers.get(_DEFAULTS.get(script, ""))
    return stemmer.cut(word) if stemmer and stemmer.script == script else word
