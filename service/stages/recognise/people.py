"""Sees a surname by itself: is the official's own given name (or initial) beside it, somebody else's, a title?

Enters: a surname hit with the words around it. Leaves: the hit with its `Standing`. Called by the recogniser; what the
article as a whole makes of the hits is decided in `decide`.
"""

import re
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from service.language.names import Strength
from service.stages.recognise.lexicon import Person
from service.stages.recognise.surroundings import NameHit, Surroundings, Window

_BACK = 48
_AHEAD = 32
_LONGEST_GIVEN = 16
_DOTS = "·・･＝=•‧"
_WORDS = re.compile(r"\S+")
_PATRONYMIC = re.compile(r"(?:вич|вн)\w{0,3}\Z")
_JOINT = re.compile(r"[^\S\n]*(?:[·・･.\-‐'’\"“”«»„＝=()]|[^\S\n])*\Z")


class Standing(StrEnum):
    """What a hit is, seen by itself. The values are shown to the user as the rule of a mention."""

    FULL = "full name"
    INITIAL = "surname with initial"
    TITLED = "surname with title"
    BARE = "surname"
    WEAK = "unusual spelling without the given name"
    OTHER = "another given name stands before it"
    STRANGER = "an unknown word, perhaps a given name, stands before it"
    PLACE = "the words beside it make it a place"
    AGAINST = "the words beside it mean somebody or something else"


@dataclass(frozen=True, slots=True)
class NameWords:
    """Folded words that matter beside names, of one language: common given names (of all packs), all tracked surnames,
    case endings, courtesies."""

    given_names: Collection[str]
    surnames: Container[str]
    endings: Collection[str]
    courtesy: Collection[str]


class Judged(NamedTuple):
    """A hit with its standing; `start` takes in the given name where it is ours."""

    hit: NameHit
    standing: Standing
    start: int
    end: int


def judge_hit(hit: NameHit, person: Person, text: str, around: Surroundings, words: NameWords) -> Judged:
    """The standing of one hit. `text` is the folded document, `around` what stands beside the hit in it."""
    if hit.strength is Strength.FULL:
        return Judged(hit, Standing.FULL, hit.start, hit.end)
    before = _words_before(text, hit.start)
    while before and before[-1][0] in words.courtesy:
        before.pop()
    after = [m.group() for m in islice(_WORDS.finditer(text, hit.end, hit.end + _AHEAD), 2)]
    own = _find_own(hit, person, text, before, after, words.endings if hit.script == "latin" else ())
    if own is not None and (own[0] is Standing.FULL or hit.strength is not Strength.WEAK):
        return Judged(hit, own[0], own[1], own[2])
    return Judged(hit, _find_standing(hit, person, before, after, around, words), hit.start, hit.end)


def _words_before(text: str, end: int) -> list[tuple[str, int]]:
    """The last four words before a place, each with where it begins; the first may be cut."""
    low = max(0, end - _BACK)
    found = []
    for word in reversed(text[low:end].split()[-4:]):
        end = text.rfind(word, low, end)
        found.append((word, end))
    found.reverse()
    return found


def _find_standing(
    hit: NameHit,
    person: Person,
    before: Sequence[tuple[str, int]],
    after: Sequence[str],
    around: Surroundings,
    words: NameWords,
) -> Standing:
    """The standing of a surname beside which nothing of the official's own name stands."""
    if around.against:
        return Standing.AGAINST
    if _is_other(before, after, words, person, around.original, hit):
        return Standing.OTHER
    if person.official.ambiguous and around.place and not around.title:
        return Standing.PLACE
    if hit.strength is Strength.WEAK:
        return Standing.WEAK
    if around.title:
        return Standing.TITLED
    if around.other_title:
        return Standing.AGAINST
    if around.evidence:
        return Standing.TITLED
    return Standing.STRANGER if around.stranger else Standing.BARE


def _find_own(
    hit: NameHit,
    person: Person,
    text: str,
    before: Sequence[tuple[str, int]],
    after: Sequence[str],
    endings: Collection[str],
) -> tuple[Standing, int, int] | None:
    """The official's own given name or initial beside the surname, with the stretch of both."""
    if hit.script in ("han", "kana", "hangul"):
        near = text[max(0, hit.start - 24) : hit.start]
        ahead = near.rstrip()
        for given in person.givens:
            if len(given) > 1 and ahead.endswith(given):
                return Standing.FULL, hit.start - (len(near) - len(ahead)) - len(given), hit.end
            if len(given) == 1 and given > "\u2e80" and ahead.endswith(given):
                return Standing.FULL, hit.start - 1, hit.end
    words = list(reversed(before))
    initials_seen = False
    for distance, (word, start) in enumerate(words[:3]):
        bare = word.removeprefix("و") if hit.script == "arabic" else word
        single = len(word) == 1 and hit.script in ("latin", "cyrillic")
        if not single and (
            word in person.givens or bare in person.givens or _is_inflected(word, person.givens, endings)
        ):
            return Standing.FULL, start, hit.end
        if single and word.isalpha():
            pair = "".join(w for w, _ in reversed(words[: distance + 1]))
            if len(pair) > 1 and pair in person.givens:
                return Standing.FULL, start, hit.end
            initials_seen = initials_seen or word in person.initials
            continue
        if distance > 0 or word not in person.givens:
            # One unknown word may stand between given name and surname: a middle name or nickname.
            if distance == 0 and len(words) > 1 and words[1][0] in person.givens and len(words[1][0]) > 2:
                return Standing.FULL, words[1][1], hit.end
            break
    if after and after[0] in person.givens and len(after[0]) > 2:
        place = text.find(after[0], hit.end)
        return Standing.FULL, hit.start, place + len(after[0])
    if initials_seen and words[0][0] in person.initials:
        return Standing.INITIAL, words[0][1], hit.end
    if initials_seen:
        return Standing.INITIAL, hit.start, hit.end
    return None


def _is_inflected(word: str, givens: Collection[str], endings: Collection[str]) -> bool:
    """Whether a word is a given name with a case ending of the language ("Lloyda", "Markiem")."""
    return bool(endings) and any(word[:cut] in givens and word[cut:] in endings for cut in range(3, len(word)))


def _is_other(
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
