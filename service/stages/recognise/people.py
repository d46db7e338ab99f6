"""Sees a surname by itself: is the official's own given name (or initial) beside it, somebody else's, a title?

Enters: a surname hit with the words around it. Leaves: the hit with its `Standing`. Called by the recogniser; what the
article as a whole makes of the hits is decided in `decide`.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple

from service.language.names import Strength
from service.stages.recognise.lexicon import Person
from service.stages.recognise.namesakes import NameWords, goes_on, is_given_name, is_noun, is_other
from service.stages.recognise.surroundings import NameHit, Surroundings

_BACK = 48
_AHEAD = 32


class Standing(StrEnum):
    """What a hit is, seen by itself. The values are shown to the user as the rule of a mention."""

    FULL = "full name"
    INITIAL = "surname with initial"
    TITLED = "surname with title"
    MISSPELT = "surname, misspelt, with the office"
    BARE = "surname"
    WEAK = "unusual spelling without the given name"
    OTHER = "another given name stands before it"
    GIVEN = "another family name stands behind it"
    STRANGER = "an unknown word, perhaps a given name, stands before it"
    PLACE = "the words beside it make it a place"
    UNSURE = "it may as well be a place or a common word"
    AGAINST = "the words beside it mean somebody or something else"


# In Python 3.11 an enum's member costs twenty times a name.
FULL, INITIAL, TITLED, MISSPELT, BARE, WEAK, OTHER, GIVEN, STRANGER, PLACE, UNSURE, AGAINST = Standing
_SLIP, _WEAK_FORM, _WHOLE = Strength.SLIP, Strength.WEAK, Strength.FULL


class Judged(NamedTuple):
    """A hit with its standing; `start` takes in the given name where it is ours."""

    hit: NameHit
    standing: Standing
    start: int
    end: int


def judge_hit(hit: NameHit, person: Person, text: str, around: Surroundings, words: NameWords) -> Judged:
    """The standing of one hit. `text` is the folded document, `around` what stands beside the hit in it."""
    if hit.strength is _WHOLE:
        return Judged(hit, FULL, hit.start, hit.end)
    before = _words_before(text, hit.start)
    while before and before[-1][0] in words.courtesy:
        before.pop()
    after = text[hit.end : hit.end + _AHEAD].split(None, 2)[:2]
    own = _find_own(hit, person, text, before, after, words)
    if own is not None and (own[0] is FULL or hit.strength > _WEAK_FORM):
        return Judged(hit, own[0], own[1], own[2])
    return Judged(hit, _find_standing(hit, person, text, before, after, around, words), hit.start, hit.end)


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
    text: str,
    before: Sequence[tuple[str, int]],
    after: Sequence[str],
    around: Surroundings,
    words: NameWords,
) -> Standing:
    """The standing of a surname beside which nothing of the official's own name stands."""
    if around.against or goes_on(hit, after, words):
        return AGAINST
    if is_other(before, after, words, person, around.original, hit):
        return OTHER
    if person.official.ambiguous:
        namesake = _find_namesake(hit, person, after, around, words)
        if namesake is not None:
            return namesake
    if hit.strength is _SLIP:
        return MISSPELT if around.office else WEAK
    if hit.strength is _WEAK_FORM:
        return WEAK
    if around.title:
        return TITLED
    if around.other_title:
        return AGAINST
    if around.evidence:
        return TITLED
    if person.official.ambiguous and (around.perhaps_place or is_noun(hit, text, words)):
        return UNSURE
    return STRANGER if around.stranger else BARE


def _find_namesake(
    hit: NameHit, person: Person, after: Sequence[str], around: Surroundings, words: NameWords
) -> Standing | None:
    """What else an ambiguous surname surely is: a place, a given name, the name of another country's general."""
    if around.place:
        return PLACE
    if around.foreign_title:
        return OTHER
    return GIVEN if is_given_name(hit, person, after, around, words) else None


def _find_own(
    hit: NameHit,
    person: Person,
    text: str,
    before: Sequence[tuple[str, int]],
    after: Sequence[str],
    words_known: NameWords,
) -> tuple[Standing, int, int] | None:
    """The official's own given name or initial beside the surname, with the stretch of both."""
    endings = words_known.endings if hit.script == "latin" else ()
    if hit.script in ("han", "kana", "hangul"):
        near = text[max(0, hit.start - 24) : hit.start]
        ahead = near.rstrip()
        if ahead.endswith(person.glued_givens):
            given = next(given for given in person.glued_givens if ahead.endswith(given))
            size = len(near) - len(ahead) + len(given) if len(given) > 1 else 1
            return FULL, hit.start - size, hit.end
    words = list(reversed(before))
    initials_seen = False
    for distance, (word, start) in enumerate(words[:3]):
        bare = word.removeprefix("و") if hit.script == "arabic" else word
        single = len(word) == 1 and hit.script in ("latin", "cyrillic")
        if not single and (
            word in person.givens or bare in person.givens or _is_inflected(word, person.givens, endings)
        ):
            return FULL, start, hit.end
        if single and word.isalpha():
            pair = "".join(w for w, _ in reversed(words[: distance + 1]))
            if len(pair) > 1 and pair in person.givens:
                return FULL, start, hit.end
            initials_seen = initials_seen or word in person.initials
            continue
        if distance > 0 or word not in person.givens:
            # One unknown word may stand between given name and surname: a middle name or nickname.
            own = len(words) > 1 and words[1][0] in person.givens and len(words[1][0]) > 2
            if distance == 0 and own and word not in words_known.surnames:
                return FULL, words[1][1], hit.end
            break
    if after and after[0] in person.givens and len(after[0]) > 2:
        place = text.find(after[0], hit.end)
        return FULL, hit.start, place + len(after[0])
    if initials_seen and words[0][0] in person.initials:
        return INITIAL, words[0][1], hit.end
    if initials_seen:
        return INITIAL, hit.start, hit.end
    return None


def _is_inflected(word: str, givens: Collection[str], endings: Collection[str]) -> bool:
    """Whether a word is a given name with a case ending of the language ("Lloyda", "Markiem")."""
    return bool(endings) and any(word[:cut] in givens and word[cut:] in endings for cut in range(3, len(word)))
