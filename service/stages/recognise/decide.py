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
from service.stages.recognise.people import Judged, Standing


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


# Standings that tell of a namesake in the article.
_NAMESAKES = frozenset((Standing.OTHER, Standing.PLACE, Standing.GIVEN))


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
_FIRM = frozenset((Ground.FOLLOWS, Ground.TITLE, Ground.COUNTERPART))

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
    if standings & {Standing.FULL, Standing.INITIAL}:
        return not told.elsewhere
    if person.official.ambiguous or standings & {Standing.OTHER, Standing.STRANGER}:
        return False
    return bool(standings & {Standing.BARE, Standing.TITLED})


def _decide_one(items: Sequence[Judged], person: Person, opposite: bool, told: Told) -> list[Decision]:
    standings = {item.standing for item in items}
    official = person.official
    if told.elsewhere and official.id not in told.offices_seen and Standing.TITLED not in standings:
        return [(item, False, Ground.NAMESAKE) for item in items]
    namesake = bool(standings & _NAMESAKES) and Standing.FULL not in standings
    ground = _find_ground(items, person, opposite, namesake, told)
    return [(item, *_decide_hit(item, ground, namesake, official, told)) for item in items]


def _find_ground(items: Sequence[Judged], person: Person, opposite: bool, namesake: bool, told: Told) -> Ground | None:
    """Why the bare surnames of the article count; None if they do not."""
    standings = {item.standing for item in items}
    if Standing.FULL in standings:
        return Ground.FOLLOWS
    if Standing.TITLED in standings:
        return Ground.TITLE
    somebody = person.official.ambiguous and bool(standings & {Standing.OTHER, Standing.GIVEN})
    if person.official.id in told.offices_seen and not somebody:
        return Ground.OFFICE
    if namesake:
        return None
    strange = Standing.STRANGER in standings and not told.defence
    if not person.official.ambiguous and not strange:
        return Ground.UNAMBIGUOUS
    if opposite:
        return Ground.COUNTERPART
    doubt = standings & {Standing.UNSURE, Standing.STRANGER} or person.official.id not in told.holders
    if person.official.ambiguous and doubt:
        return None
    if told.defence or any(item.hit.sentence in told.context for item in items):
        return Ground.EVIDENCE
    return None


def _decide_hit(
    item: Judged, ground: Ground | None, namesake: bool, official: Official, told: Told
) -> tuple[bool, str]:
    match item.standing:
        case Standing.FULL:
            return True, item.standing
        case Standing.INITIAL if official.ambiguous and ground is None:
            return False, Ground.NO_EVIDENCE
        case Standing.INITIAL | Standing.TITLED:
            counts = not (namesake and ground is None)
            return counts, item.standing if counts else Ground.NAMESAKE
        case Standing.MISSPELT:
            return official.id in told.holders, item.standing
        case Standing.WEAK:
            return ground is Ground.FOLLOWS, Ground.FOLLOWS if ground is Ground.FOLLOWS else Standing.WEAK
        case Standing.UNSURE:
            counts = ground in _FIRM
            return counts, ground if counts and ground else item.standing
        case Standing.BARE | Standing.STRANGER:
            return ground is not None, ground or (Ground.NAMESAKE if namesake else Ground.NO_EVIDENCE)
    return False, item.standing
