"""Where an article's terms stand, so that what is beside a place is found without looking at all of them.

Enters: the term hits of an article. Leaves: `Places`, asked by `surroundings` for every surname found. A text may
repeat a name and a title a hundred thousand times: each question costs about the same however many hits there are.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from service.stages.recognise.reading import Hit


class Stretches:
    """Stretches of a text, of which some may overlap: answers whether one of them touches another stretch."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(stretches)
        self._starts = [start for start, _ in ordered]
        # How far the stretches reach that begin no later than the one at the same place.
        self._ends = list(accumulate((end for _, end in ordered), max))

    def touches(self, start: int, end: int) -> bool:
        """Whether a stretch begins at `end` or before and ends at `start` or behind."""
        last = bisect_right(self._starts, end)
        return last > 0 and self._ends[last - 1] >= start


class Places:
    """The term hits of one article by place; each list is put in order when it is first asked for."""

    def __init__(self, hits: Mapping[str, Sequence[Hit]]) -> None:
        self._hits = hits
        self._begins: dict[str, dict[int, list[int]]] = {}
        self._ends: dict[str, dict[int, list[int]]] = {}
        self._sentences: dict[str, frozenset[int]] = {}
        self._stretches: dict[str, Stretches] = {}
        self._known: dict[int, Stretches] | None = None

    def has(self, name: str) -> bool:
        """Whether the article has any term of the list."""
        return name in self._hits

    def ends_at(self, name: str, first: int, last: int, sentence: int) -> bool:
        """Whether a term of the list ends at `first` to `last` (included, a few characters) in the sentence."""
        return sentence in self._find(name, first, last, ends=True)

    def begins_at(self, name: str, first: int, last: int, sentence: int) -> bool:
        """Whether a term of the list begins at `first` to `last` (included, a few characters) in the sentence."""
        return sentence in self._find(name, first, last, ends=False)

    def begin_before(self, name: str, end: int, gap: int, sentence: int) -> list[int]:
        """Where the terms of the list begin that end at most `gap` characters before `end`, in the sentence."""
        if name not in self._hits:
            return []
        known = self._ends.get(name)
        if known is None:
            self._find(name, end, end, ends=True)
            known = self._ends[name]
        return [
            hit.start
            for place in range(end - gap, end + 1)
            for number in known.get(place, ())
            if (hit := self._hits[name][number]).sentence == sentence
        ]

    def stands_in(self, name: str, sentence: int) -> bool:
        """Whether a term of the list stands in the sentence."""
        if name not in self._sentences:
            self._sentences[name] = frozenset(hit.sentence for hit in self._hits.get(name, ()))
        return sentence in self._sentences[name]

    def touches(self, name: str, start: int, end: int) -> bool:
        """Whether a term of the list begins at `end` or before and ends at `start` or behind."""
        if name not in self._hits:
            return False
        if name not in self._stretches:
            self._stretches[name] = Stretches((hit.start, hit.end) for hit in self._hits[name])
        return self._stretches[name].touches(start, end)

    def covers(self, place: int, sentence: int) -> bool:
        """Whether any term of the sentence stands at the place, or begins with the blank before it."""
        if self._known is None:
            by_sentence: dict[int, list[tuple[int, int]]] = defaultdict(list)
            for listed in self._hits.values():
                for hit in listed:
                    by_sentence[hit.sentence].append((hit.start, hit.end))
            self._known = {number: Stretches(found) for number, found in by_sentence.items()}
        known = self._known.get(sentence)
        return known is not None and known.touches(place + 1, place + 1)

    def _find(self, name: str, first: int, last: int, *, ends: bool) -> Iterable[int]:
        """The sentences of the terms that end, or begin, at `first` to `last`."""
        if name not in self._hits:
            return ()
        known = self._ends if ends else self._begins
        places = known.get(name)
        if places is None:
            places = known[name] = defaultdict(list)
            for number, hit in enumerate(self._hits[name]):
                places[hit.end if ends else hit.start].append(number)
        hits = self._hits[name]
        return [hits[number].sentence for place in range(first, last + 1) for number in places.get(place, ())]


def find_inner(stretches: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those stretches that lie within a longer one of them."""
    found: set[tuple[int, int]] = set()
    # Those that begin together stand from the longest to the shortest: each is within what came before, or is not.
    reach = -1
    for start, end in sorted(set(stretches), key=lambda stretch: (stretch[0], -stretch[1])):
        if end <= reach:
            found.add((start, end))
        else:
            reach = end
    return found
