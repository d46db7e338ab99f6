"""Places of groups in a text, and how many words stand between two of them.

Enters: a reading and places in it. Leaves: places, counts. Used by `groups` and `judge`.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from service.stages.recognise.reading import Reading

_GAPLESS = ("zh", "ja")
# Of a folded text; what is longer is no word, and need not be counted.
_LONGEST_WORD = 64


class Place(NamedTuple):
    """Where a group was found: folded stretch, sentence, and the official where it is a person."""

    start: int
    end: int
    sentence: int
    who: str = ""


# Makes a place of all four values: twice as fast as calling the class, and made are dozens an article.
make_place: Callable[[tuple[int, int, int, str]], Place] = partial(tuple.__new__, Place)


class Row:
    """The places of a group in one sentence, in order: the nearest is found without trying all, however many."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._starts = [place[0] for place in places]
        # How far the places reach up to each one.
        self._ends = list(accumulate([place[1] for place in places], max)) if len(places) > 1 else [places[0][1]]

    def find_nearest(self, reading: Reading, stretch: Place, words: int) -> Place | None:
        """The stretch with the nearest place taken in, the first of equals; None if all are over `words` words away."""
        split = bisect_left(self._starts, stretch.end)
        best, fewest = None, words + 1
        if split:
            end = min(self._ends[split - 1], stretch.start)
            gap = count_gap(reading, end, stretch.start, words)
            if gap < fewest:
                first = bisect_left(self._ends, _go_back(reading, end, stretch.start, gap), 0, split)
                best, fewest = self._places[first], gap
        if fewest and split < len(self._places):
            gap = count_gap(reading, stretch.end, self._starts[split], words)
            if gap < fewest:
                best = self._places[split]
        if best is None:
            return None
        return make_place((min(stretch.start, best.start), max(stretch.end, best.end), stretch.sentence, ""))


def count_gap(reading: Reading, start: int, end: int, words: int) -> int:
    """How many words stand between; not counted where they are surely more than `words`."""
    return count_words(reading, start, end) if end - start <= (words + 1) * _LONGEST_WORD else words + 1


def _go_back(reading: Reading, place: int, end: int, gap: int) -> int:
    """The first place from which there are no more words to `end` than the `gap` from `place`."""
    if reading.language in _GAPLESS:
        return end - 2 * gap - 1
    text = reading.document.text
    if gap and text[place] != " ":
        place = text.rfind(" ", 0, place) + 1
    return len(text[max(0, place - _LONGEST_WORD) : place].rstrip()) + max(0, place - _LONGEST_WORD)


def count_words(reading: Reading, start: int, end: int) -> int:
    """Words between two folded places; in scripts without gaps two characters count as one word."""
    if end <= start:
        return 0
    if reading.language in _GAPLESS:
        return (end - start) // 2
    return len(reading.document.text[start:end].split())


def find_closest(places: Sequence[Place], starts: Sequence[int], start: int) -> Place:
    """The place that begins closest to `start`, the first of equals."""
    split = bisect_left(starts, start)
    if split == len(starts) or (split and start - starts[split - 1] <= starts[split] - start):
        split = bisect_left(starts, starts[split - 1])
    return places[split]
