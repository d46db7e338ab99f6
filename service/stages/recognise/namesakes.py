"""Sees whether a surname is somebody else's, or no surname at all.

Enters: a surname hit with the words around it. Leaves: yes or no, by the kind of namesake: another given name before
it, a family name behind it, a longer name in a script without gaps, a common word of the language. Called by `people`.
"""

import re
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass

from service.stages.recognise.lexicon import Person
from service.stages.recognise.surroundings import NameHit, Surroundings, Window

_LONGEST_GIVEN = 16
_LONGEST_HAN = 6
_SHORT_ARABIC = 3
# A blank, or "and".
_NO_PREFIX = " و"
_DOTS = "·・･＝=•‧"
_PATRONYMIC = re.compile(r"(?:вич|вн)\w{0,3}\Z")
_KANA = re.compile(r"[\u30a1-\u30fe]+")


@dataclass(frozen=True, slots=True)
class NameWords:
    """Folded words that matter beside names, of one language: common given names (of all packs), all tracked surnames,
    case endings, courtesies; surnames that are nouns too; common family names, whether any unknown capitalised word
    behind a surname is one, and which are none; letters with which a name goes on."""

    given_names: Collection[str]
    surnames: Container[str]
    endings: Collection[str] = ()
    courtesy: Collection[str] = ()
    nouns: Collection[str] = ()
    family_names: Collection[str] = ()
    no_names: Collection[str] = ()
    goes_on: Collection[str] = ()
    family_behind: bool = False


def is_noun(hit: NameHit, text: str, words: NameWords) -> bool:
    """Whether the surname is a common word of the language, too ("Hagel"), or with what is glued to it in Arabic may be
    one: بكين is Beijing, and "by Caine"."""
    if hit.script == "arabic" and hit.end - hit.start <= _SHORT_ARABIC:
        return text[hit.start - 1] not in _NO_PREFIX
    return bool(words.nouns) and text[hit.start : hit.end] in words.nouns


def goes_on(hit: NameHit, after: Sequence[str], words: NameWords) -> bool:
    """Whether in a script without gaps the name is only the beginning of another: 卡特 in 卡特尔."""
    return bool(words.goes_on) and hit.script == "han" and bool(after) and after[0][0] in words.goes_on


def is_given_name(hit: NameHit, person: Person, after: Sequence[str], around: Surroundings, words: NameWords) -> bool:
    """Whether somebody's family name stands right behind, so that this is his given name ("Austin Butler")."""
    if not after or after[0] in person.givens:
        return False
    original, word = around.original, after[0]
    gap = original.read(hit.end, hit.end + 1)
    if hit.script in ("han", "kana"):
        return gap in _DOTS and _begins_foreign_name(word, hit.script, words)
    if gap != " " or word in words.surnames:
        return False
    if hit.script in ("hangul", "arabic"):
        return any(word.startswith(name) for name in words.family_names)
    start = hit.end + 1
    if not original.read(start, start + 1).isupper() or not original.read(start + 1, start + 2).islower():
        return False
    if any(word == name or (len(name) > 3 and word.startswith(name)) for name in words.family_names):
        return True
    if not words.family_behind or len(word) < 3 or word in words.no_names:
        return False
    return not around.headline and not around.names_something(start)


def _begins_foreign_name(word: str, script: str, words: NameWords) -> bool:
    """Whether what a dot joins to the name is one more part of it, and not a second tracked person."""
    if script == "kana":
        found = _KANA.match(word)
        return found is not None and found.group() not in words.surnames
    return not any(word[:size] in words.surnames for size in range(2, _LONGEST_HAN + 1))


def is_other(
    before: Sequence[tuple[str, int]],
    after: Sequence[str],
    words: NameWords,
    person: Person,
    original: Window,
    hit: NameHit,
) -> bool:
    """Whether somebody else's given name (or initial) stands right before the surname, or right after it."""
    if before:
        word, start = before[-1]
        adjacent = _joined(original, start + len(word), hit.start)
        joined = original.read(start + len(word), hit.start).strip()
        dotted = adjacent and bool(joined) and joined in _DOTS and hit.script in ("han", "kana", "hangul")
        if (dotted or hit.script == "arabic") and word in words.surnames:
            # It also joins two people ("米利・…"), of whom one may be called like a given name ("밀리·…"); and in
            # Arabic whom one meets stands right behind who meets him ("التقى ميلي غيراسيموف").
            return False
        if adjacent and word in words.given_names and word not in person.givens:
            return _capital(original, start)
        if (
            adjacent
            and len(word) == 1
            and word.isalpha()
            and hit.script in ("latin", "cyrillic")
            and word not in person.initials
            and original.read(start, start + 1).isupper()
            and original.read(start + 1, start + 2) == "."
            # The S of "U.S." is nobody's initial.
            and original.read(start - 1, start) != "."
        ):
            return True
        if adjacent and hit.script in ("hangul", "arabic") and word in words.given_names:
            return True
        # A dot joins given name and surname in Chinese and Japanese.
        if dotted and hit.script in ("han", "kana"):
            return True
    if hit.script in ("han", "kana") and before:
        ahead = before[-1][0]
        if before[-1][1] + len(ahead) == hit.start and any(
            ahead[-size:] in words.given_names for size in range(2, min(len(ahead), _LONGEST_GIVEN) + 1)
        ):
            return True
    return hit.script == "cyrillic" and _is_given_behind(after, words, person, original, hit)


def _is_given_behind(after: Sequence[str], words: NameWords, person: Person, original: Window, hit: NameHit) -> bool:
    """Whether somebody else's given name stands behind the surname ("Белоусов Дмитрий Иванович") and does not begin
    the name of the next person ("Белоусов, Юрий Борисов", "передал Белоусову Юрий Борисов")."""
    if not after or after[0] not in words.given_names or after[0] in person.givens:
        return False
    gap = original.read(hit.end, hit.end + 1)
    second = hit.end + 1 + len(after[0]) + 1
    next_begins = len(after) > 1 and original.read(second, second + 1).isupper()
    return gap == " " and (not next_begins or bool(_PATRONYMIC.search(after[1])))


def _joined(original: Window, start: int, end: int) -> bool:
    gap = original.read(start, end)
    return len(gap) <= 3 and not any(char in ",;:!?\n—–/-" for char in gap)


def _capital(original: Window, start: int) -> bool:
    letter = original.read(start, start + 1)
    return not letter.islower()
