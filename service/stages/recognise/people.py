"""Decides which surnames in a text are the tracked officials, and which are their namesakes.

Enters: surname hits with the words around them, and what else the article says. Leaves: named mentions, and the hits
that did not count with the reason. Called by the recogniser.

Each hit is first seen by itself: is the official's own given name (or initial) beside it, somebody else's, a title, a
word that speaks against it? Then the article as a whole decides the bare surnames: a full name carries those that
follow; an `ambiguous` surname needs a full name, a title, a counterpart or an office; a namesake with a full name of
his own takes the bare surnames with him.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.language.names import Strength
from service.stages.recognise.lexicon import Person

_BACK = 48
_AHEAD = 32
_WORDS = re.compile(r"\S+")
_JOINT = re.compile(r"[^\S\n]*(?:[·・･.\-‐'’\"“”«»„＝=()]|[^\S\n])*\Z")


class Standing(StrEnum):
    """What a hit is, seen by itself. The values are shown to the user as the rule of a mention."""

    FULL = "full name"
    INITIAL = "surname with initial"
    TITLED = "surname with title"
    BARE = "surname"
    WEAK = "unusual spelling without the given name"
    OTHER = "another given name stands before it"
    PLACE = "the words beside it make it a place"
    AGAINST = "the words beside it mean somebody or something else"


class Ground(StrEnum):
    """Why a bare surname counts, or does not."""

    UNAMBIGUOUS = "surname"
    FOLLOWS = "surname after the full name"
    TITLE = "surname with a title in the article"
    OFFICE = "surname with the office in the article"
    COUNTERPART = "surname beside a counterpart"
    EVIDENCE = "surname with evidence beside it"
    NO_EVIDENCE = "an ambiguous surname without evidence"
    NAMESAKE = "the article is about a namesake"


@dataclass(frozen=True, slots=True)
class NameHit:
    """A surname found: whose, where in the folded document, how strong the form is, in which sentence."""

    official: int
    start: int
    end: int
    strength: Strength
    script: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the words beside a hit say: `title` ours, `other_title` somebody else's, `evidence`, `against` (both per
    official), `given_names` (folded, all packs of the script)."""

    title: bool
    other_title: bool
    evidence: bool
    against: bool
    place: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A hit with its standing; `start` takes in the given name where it is ours."""

    hit: NameHit
    standing: Standing
    start: int
    end: int


def judge_hit(
    hit: NameHit,
    person: Person,
    text: str,
    original: str,
    around: Surroundings,
    given_names: Collection[str],
    surnames: Collection[str],
) -> Judged:
    """The standing of one hit. `text` is the folded document, `original` the same places of the original where lengths
    agree (else the folded text): only used for capitals."""
    if hit.strength is Strength.FULL:
        return Judged(hit, Standing.FULL, hit.start, hit.end)
    before = [(m.group(), m.start()) for m in _WORDS.finditer(text, max(0, hit.start - _BACK), hit.start)][-4:]
    after = [m.group() for m in _WORDS.finditer(text, hit.end, hit.end + _AHEAD)][:2]
    own = _find_own(hit, person, text, before, after)
    if own is not None:
        return Judged(hit, own[0], own[1], own[2])
    if around.against or _is_other(before, after, given_names, surnames, person, original, hit):
        standing = Standing.AGAINST if around.against else Standing.OTHER
        return Judged(hit, standing, hit.start, hit.end)
    if around.place and person.official.ambiguous and not around.title:
        return Judged(hit, Standing.PLACE, hit.start, hit.end)
    if hit.strength is Strength.WEAK:
        return Judged(hit, Standing.WEAK, hit.start, hit.end)
    if around.other_title and not around.title:
        return Judged(hit, Standing.AGAINST, hit.start, hit.end)
    if around.title or around.evidence:
        return Judged(hit, Standing.TITLED, hit.start, hit.end)
    return Judged(hit, Standing.BARE, hit.start, hit.end)


def _find_own(
    hit: NameHit, person: Person, text: str, before: Sequence[tuple[str, int]], after: Sequence[str]
) -> tuple[Standing, int, int] | None:
    """The official's own given name or initial beside the surname, with the stretch of both."""
    if hit.script in ("han", "kana", "hangul"):
        ahead = text[max(0, hit.start - 24) : hit.start].rstrip()
        for given in person.givens:
            if len(given) > 1 and ahead.endswith(given):
                return (
                    Standing.FULL,
                    hit.start - (len(text[: hit.start]) - len(text[: hit.start].rstrip())) - len(given),
                    hit.end,
                )
            if len(given) == 1 and given > "\u2e80" and ahead.endswith(given):
                return Standing.FULL, hit.start - 1, hit.end
    words = list(reversed(before))
    initials_seen = False
    for distance, (word, start) in enumerate(words[:3]):
        bare = word.removeprefix("و") if hit.script == "arabic" else word
        if word in person.givens or bare in person.givens:
            return Standing.FULL, start, hit.end
        if len(word) == 1 and word.isalpha() and hit.script in ("latin", "cyrillic"):
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


def _is_other(
    before: Sequence[tuple[str, int]],
    after: Sequence[str],
    given_names: Collection[str],
    surnames: Collection[str],
    person: Person,
    original: str,
    hit: NameHit,
) -> bool:
    """Whether somebody else's given name (or initial) stands right before the surname, or right after it."""
    if before:
        word, start = before[-1]
        adjacent = _joined(original, start + len(word), hit.start)
        if adjacent and word in given_names and word not in person.givens:
            return _capital(original, start)
        if (
            adjacent
            and len(word) == 1
            and word.isalpha()
            and hit.script in ("latin", "cyrillic")
            and word not in person.initials
            and original[start : start + 1].isupper()
            and original[start + 1 : start + 2] == "."
        ):
            return True
        if adjacent and hit.script in ("hangul", "arabic") and word in given_names:
            return True
        # A dot joins given name and surname in Chinese and Japanese; it also joins two surnames ("米利・…").
        joined = original[start + len(word) : hit.start].strip()
        if adjacent and hit.script in ("han", "kana") and joined and joined in "·・･＝=•‧":
            return word not in surnames
    if hit.script in ("han", "kana") and before:
        ahead = before[-1][0]
        if before[-1][1] + len(ahead) == hit.start and any(
            ahead.endswith(name) for name in given_names if len(name) > 1
        ):
            return True
    return bool(after) and after[0] in given_names and after[0] not in person.givens and hit.script == "cyrillic"


def _joined(original: str, start: int, end: int) -> bool:
    gap = original[start:end]
    return len(gap) <= 3 and not any(char in ",;:!?\n—–/-" for char in gap)


def _capital(original: str, start: int) -> bool:
    letter = original[start : start + 1]
    return not letter.islower()


def decide_people(
    judged: Sequence[Judged],
    people: Sequence[Person],
    offices_seen: Collection[str],
    context: Collection[int],
    namesake_context: bool,
) -> list[tuple[Judged, bool, str]]:
    """Which hits count, with the rule. `offices_seen`: ids of officials whose office the article names; `context`:
    sentences that speak of defence; `namesake_context`: the article speaks of sport or the arts and not of defence."""
    by_person: dict[int, list[Judged]] = defaultdict(list)
    for item in judged:
        by_person[item.hit.official].append(item)
    sure = {number for number, items in by_person.items() if _is_sure(items, people[number], namesake_context)}
    out: list[tuple[Judged, bool, str]] = []
    for number, items in by_person.items():
        out.extend(_decide_one(items, people[number], number, sure, people, offices_seen, context, namesake_context))
    return sorted(out, key=lambda item: item[0].start)


def _is_sure(items: Sequence[Judged], person: Person, namesake_context: bool) -> bool:
    standings = {item.standing for item in items}
    if standings & {Standing.FULL, Standing.INITIAL}:
        return not namesake_context
    if person.official.ambiguous or Standing.OTHER in standings:
        return False
    return bool(standings & {Standing.BARE, Standing.TITLED})


def _decide_one(
    items: Sequence[Judged],
    person: Person,
    number: int,
    sure: Collection[int],
    people: Sequence[Person],
    offices_seen: Collection[str],
    context: Collection[int],
    namesake_context: bool,
) -> list[tuple[Judged, bool, str]]:
    official = person.official
    own = any(item.standing is Standing.FULL for item in items)
    namesake = any(item.standing in (Standing.OTHER, Standing.PLACE) for item in items) and not own
    opposite = any(people[other].official.side != official.side for other in sure if other != number)
    ground: Ground | None = None
    if namesake_context and official.id not in offices_seen and not any(i.standing is Standing.TITLED for i in items):
        return [(item, False, Ground.NAMESAKE) for item in items]
    if own:
        ground = Ground.FOLLOWS
    elif any(item.standing is Standing.TITLED for item in items):
        ground = Ground.TITLE
    elif official.id in offices_seen:
        ground = Ground.OFFICE
    elif not official.ambiguous and not namesake:
        ground = Ground.UNAMBIGUOUS
    elif opposite and not namesake:
        ground = Ground.COUNTERPART
    elif any(item.hit.sentence in context for item in items) and not namesake:
        ground = Ground.EVIDENCE
    out: list[tuple[Judged, bool, str]] = []
    for item in items:
        if item.standing in (Standing.FULL, Standing.INITIAL, Standing.TITLED):
            counts = not (item.standing is not Standing.FULL and namesake and ground is None)
            if item.standing is Standing.INITIAL and official.ambiguous and ground is None:
                counts = False
            out.append((item, counts, item.standing if counts else Ground.NO_EVIDENCE))
        elif item.standing is Standing.WEAK:
            out.append((item, own, Ground.FOLLOWS if own else Standing.WEAK))
        elif item.standing is Standing.BARE:
            denied = Ground.NAMESAKE if namesake else Ground.NO_EVIDENCE
            out.append((item, ground is not None, ground or denied))
        else:
            out.append((item, False, item.standing))
    return out
