"""Decides for a whole article which surnames are the tracked officials, and which are their namesakes.

Enters: hits with their standing, and what else the article says. Leaves: every hit, whether it counts, and why. Called
by the recogniser.

A full name carries the bare surnames of the article; an `ambiguous` surname needs a full name, a title, a counterpart,
an office, or, of who is in office, an article that is about defence; a namesake with a given name of his own takes the
bare surnames with him; and where an article is about sport or the arts and not about defence, even a full name is a
namesake's.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.model.watch import Official
from service.stages.recognise.lexicon import Person
from service.stages.recognise.people import (
    BARE,
    FULL,
    GIVEN,
    INITIAL,
    MISSPELT,
    OTHER,
    PLACE,
    STRANGER,
    TITLED,
    UNSURE,
    WEAK,
    Judged,
)


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


# In Python 3.11 an enum's member costs twenty times a name.
(_UNAMBIGUOUS, _FOLLOWS, _TITLE, _OFFICE, _COUNTERPART, _EVIDENCE, _NO_EVIDENCE, _NAMESAKE) = Ground
# Standings that tell of a namesake in the article.
_NAMESAKES = frozenset((OTHER, PLACE, GIVEN))
_OWN, _OTHERS, _PLAIN = frozenset((FULL, INITIAL)), frozenset((OTHER, STRANGER)), frozenset((BARE, TITLED))
_SOMEBODY, _DOUBTFUL = frozenset((OTHER, GIVEN)), frozenset((UNSURE, STRANGER))


@dataclass(frozen=True, slots=True)
class Told:
    """What the article tells besides. `offices_seen`: ids of officials whose office it names; `holders`: of those who
    hold one at its date, or nearly, and of those who have none in the watch; `context`: the numbers of
    sentences that speak of defence; `defence`: the article does, beyond doubt; `elsewhere`: it is about sport or the
    arts, and not about defence."""

    offices_seen: Collection[str]
    holders: Collection[str]
    context: Collection[int]
    defence: bool
    elsewhere: bool


# Grounds on which a surname counts that may as well be a place or a common word.
_FIRM = frozenset((_FOLLOWS, _TITLE, _COUNTERPART))

Decision = tuple[Judged, bool, str]


def decide_people(judged: Sequence[Judged], people: Sequence[Person], told: Told) -> list[Decision]:
    """For every hit, in order: the hit, whether it counts, and the rule that says so."""
    by_person: dict[int, list[Judged]] = defaultdict(list)
    for item in judged:
        by_person[item.hit.official].append(item)
    sure = {number for number, items in by_person.items() if _is_sure(items, people[number], told)}
    sides = {people[number].official.side for number in sure}
    out: list[Decision] = []
    for number, items in by_person.items():
        opposite = bool(sides & people[number].across)
        out.extend(_decide_one(items, people[number], opposite, told))
    return sorted(out, key=lambda item: item[0].start)


def _is_sure(items: Sequence[Judged], person: Person, told: Told) -> bool:
    standings = {item.standing for item in items}
    if standings & _OWN:
        return not told.elsewhere
    if person.official.ambiguous or standings & _OTHERS:
        return False
    return bool(standings & _PLAIN)


def _decide_one(items: Sequence[Judged], person: Person, opposite: bool, told: Told) -> list[Decision]:
    standings = {item.standing for item in items}
    official = person.official
    if told.elsewhere and official.id not in told.offices_seen and TITLED not in standings:
        return [(item, False, _NAMESAKE) for item in items]
    namesake = bool(standings & _NAMESAKES) and FULL not in standings
    ground = _find_ground(items, person, opposite, namesake, told)
    return [(item, *_decide_hit(item, ground, namesake, official, told)) for item in items]


def _find_ground(items: Sequence[Judged], person: Person, opposite: bool, namesake: bool, told: Told) -> Ground | None:
    """Why the bare surnames of the article count; None if they do not."""
    standings = {item.standing for item in items}
    if FULL in standings:
        return _FOLLOWS
    if TITLED in standings:
        return _TITLE
    somebody = person.official.ambiguous and bool(standings & _SOMEBODY)
    if person.official.id in told.offices_seen and not somebody:
        return _OFFICE
    if namesake:
        return None
    strange = STRANGER in standings and not told.defence
    if not person.official.ambiguous and not strange:
        return _UNAMBIGUOUS
    if opposite:
        return _COUNTERPART
    doubt = standings & _DOUBTFUL or person.official.id not in told.holders
    if person.official.ambiguous and doubt:
        return None
    if told.defence or any(item.hit.sentence in told.context for item in items):
        return _EVIDENCE
    return None


def _decide_hit(
    item: Judged, ground: Ground | None, namesake: bool, official: Official, told: Told
) -> tuple[bool, str]:
    standing = item.standing
    if standing is FULL:
        return True, standing
    if standing is INITIAL and official.ambiguous and ground is None:
        return False, _NO_EVIDENCE
    if standing is INITIAL or standing is TITLED:
        counts = not (namesake and ground is None)
        return counts, standing if counts else _NAMESAKE
    if standing is MISSPELT:
        return official.id in told.holders, standing
    if standing is WEAK:
        return ground is _FOLLOWS, _FOLLOWS if ground is _FOLLOWS else WEAK
    if standing is UNSURE:
        counts = ground in _FIRM
        return counts, ground if counts and ground else standing
    if standing is BARE or standing is STRANGER:
        return ground is not None, ground or (_NAMESAKE if namesake else _NO_EVIDENCE)
    return False, standing
