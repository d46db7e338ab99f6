"""Participants that nobody tracks: deputies, commanders, envoys, by the name that the text gives.

In: the passages, the side sought. Out: names. Called by `people` for a side of which no tracked official took part. A
name is two or three capitalised words beside a word for a rank or an office, in a passage of the head that puts both
sides together; who only speaks of the contact, and spokesmen, are left out. Scripts without capitals yield nobody.
"""

import re
from collections.abc import Iterator, Sequence

from service.model.feed import Side
from service.stages.contacts.cues import PERSON_MARK, SIDE_MARK, SIDES, Cues
from service.stages.contacts.passages import Passage

_REACH = 25
_NEAR = 25


def find_strangers(passages: Sequence[Passage], side: Side, cues: Cues) -> tuple[str, ...]:
    """The names of one side's participants, in reading order."""
    if cues.ranks is None:
        return ()
    found: list[str] = []
    for passage in passages:
        if not passage.is_head or passage.recalled or passage.foreign or not _joins_sides(passage):
            continue
        found += [name for name in _names_of(passage, side, cues) if name not in found]
    return tuple(found)


def _joins_sides(passage: Passage) -> bool:
    return passage.contact and all(
        PERSON_MARK[side] in passage.marked or SIDE_MARK[side] in passage.marked for side in SIDES
    )


def _names_of(passage: Passage, side: Side, cues: Cues) -> list[str]:
    names = []
    for start, end in _capital_runs(passage):
        first = _skip_titles(passage, start, end, cues)
        titled = _follows_title(passage, first, cues)
        name = passage.text[first:end]
        if not 2 <= len(name.split()) <= 3 or not titled or _speaks(passage, first, end, cues):
            continue
        if _side_of(passage, first, end) == side:
            names.append(name)
    return names


def _capital_runs(passage: Passage) -> Iterator[tuple[int, int]]:
    """Stretches of words that begin with capitals and are no marks, with the initials between them."""
    start = end = None
    for word in re.finditer(r"\S+", passage.text):
        bare = word[0].strip(',.;:()"“”«»')
        marked = any("\ue000" <= mark <= "\uf8ff" for mark in passage.marked[word.start() : word.end()])
        if bare[:1].isupper() and not marked:
            start = word.start() if start is None else start
            end = word.start() + len(word[0].rstrip(',.;:()"“”«»'))
        if start is not None and end is not None and (not bare[:1].isupper() or marked or word[0][-1] in ",;:)"):
            yield start, end
            start = end = None
    if start is not None and end is not None:
        yield start, end


def _skip_titles(passage: Passage, start: int, end: int, cues: Cues) -> int:
    """Where the name begins behind ranks and offices: "Army Secretary Dan Smith" is Dan Smith."""
    first = start
    for word in re.finditer(r"\S+", passage.folded[start:end]):
        bare = word[0].rstrip(".,")
        # "Secretary of State John Smith": the run begins behind "of".
        unit = first == start + word.start() and cues.units and cues.units.fullmatch(bare)
        if (cues.ranks and cues.ranks.fullmatch(bare)) or unit:
            first = start + word.end()
    while first < end and passage.text[first].isspace():
        first += 1
    return first


def _follows_title(passage: Passage, start: int, cues: Cues) -> bool:
    before = passage.folded[max(0, start - _REACH) : start]
    return bool(cues.ranks and cues.ranks.search(before))


def _speaks(passage: Passage, start: int, end: int, cues: Cues) -> bool:
    near = passage.folded[max(0, start - _NEAR) : start] + "|" + passage.folded[end : end + _NEAR]
    return bool(cues.announces and cues.announces.search(near))


def _side_of(passage: Passage, start: int, end: int) -> Side | None:
    """The side named nearest before the name, else nearest after it."""
    for text, nearest in ((passage.marked[:start], True), (passage.marked[end:], False)):
        places = {
            side: text.rfind(SIDE_MARK[side]) if nearest else text.find(SIDE_MARK[side])
            for side in SIDES
            if SIDE_MARK[side] in text
        }
        if places:
            return (max if nearest else min)(places, key=lambda side: places[side])
    return None
