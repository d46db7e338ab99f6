"""All words on one slot together: who says what, and how much it weighs. Added to word by word.

In: the words of one slot, in order of sequence. Out: its values with those who say them. Called by `fold`, `dates` and
`people` of this room. What a word changes is made anew and nothing else: a contact that a thousand articles tell of
gains one more at little cost. What has not changed stays the very same object.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from service.model.ledger import ContactSource, SlotValue
from service.model.verdict import Span
from service.stages.ledger.words import Word, find_standing, name_origin, name_text, weigh_kind

Voices = Mapping[tuple[float, str], float]
"""How plainly each origin says something, by the weight of its kind and its name."""
Said = tuple[ContactSource, Span | None]


@dataclass(slots=True, eq=False)
class Chorus:
    """Those who say one value with one rank, in order of sequence."""

    value: str
    rank: int
    words: list[Word] = field(default_factory=list)
    said_by: list[Said] = field(default_factory=list)
    voices: dict[tuple[float, str], float] = field(default_factory=dict)
    said: bool = False
    """Whether any text has words of its own for it."""

    def add(self, word: Word) -> None:
        self.words.append(word)
        self.said_by.append((word.source, word.span))
        self.said = self.said or word.said
        key = weigh_kind(word.source), name_origin(word.source)
        self.voices[key] = max(self.voices.get(key, 0.0), word.factor)

    @property
    def first(self) -> int:
        return self.words[0].sourced.sequence


def weigh(choirs: Iterable[Chorus]) -> float:
    """The weight of all words of these together: for each kind of source, its weight times the sum of f(n)/n over its
    origins, the plainest first, f(n) being the factor of the n-th."""
    by_kind: dict[float, list[float]] = defaultdict(list)
    for (weight, _), factor in _join_voices(choirs).items():
        by_kind[weight].append(factor)
    return round(
        sum(
            weight * factor / place
            for weight, factors in sorted(by_kind.items())
            for place, factor in enumerate(sorted(factors, reverse=True), 1)
        ),
        3,
    )


def _join_voices(choirs: Iterable[Chorus]) -> Voices:
    listed = list(choirs)
    if len(listed) == 1:
        return listed[0].voices
    joined: dict[tuple[float, str], float] = {}
    for chorus in listed:
        for key, factor in chorus.voices.items():
            joined[key] = max(joined.get(key, 0.0), factor)
    return joined


class Values:
    """The values of one slot as they were made last: one that nobody has said since is not made again."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[list[tuple[Chorus, int]], SlotValue]] = {}

    def make(self, value: str, choirs: Sequence[Chorus], *, merged: bool = False) -> SlotValue:
        """The value with its weight and with those who say it, one entry a text: chorus after chorus, or `merged` in
        order of sequence."""
        state = [(chorus, len(chorus.words)) for chorus in choirs]
        known = self._made.get(value)
        if known is not None and known[0] == state:
            return known[1]
        if len(choirs) == 1:
            said = tuple(choirs[0].said_by)
        elif merged:
            words = sorted((word for chorus in choirs for word in chorus.words), key=attrgetter("sourced.sequence"))
            said = tuple((word.source, word.span) for word in words)
        else:
            said = tuple(entry for chorus in choirs for entry in chorus.said_by)
        made = SlotValue(value, weigh(choirs), said)
        self._made[value] = state, made
        return made

    def make_all(self, choirs: Iterable[Chorus]) -> list[SlotValue]:
        """The values that are said, the heaviest first; of equal ones that which was said first.

        A value that no text has words for only counts where there is no other: it contradicts nobody.
        """
        grouped: dict[str, list[Chorus]] = {}
        for chorus in sorted(choirs, key=attrgetter("first")):
            grouped.setdefault(chorus.value, []).append(chorus)
        spoken = {value: own for value, own in grouped.items() if any(chorus.said for chorus in own)}
        values = [self.make(value, own, merged=True) for value, own in (spoken or grouped).items()]
        return sorted(values, key=lambda value: -value.weight)


class Voiced:
    """The words on one slot that count. Of the copies of one text the first that says something; of each origin its
    last word (`find_standing`), and its other texts that say the same."""

    def __init__(self) -> None:
        self.values = Values()
        self._texts: set[str] = set()
        self._by_origin: dict[str, list[Word]] = {}
        self._last: dict[str, Word] = {}
        self._choirs: dict[tuple[int, str], Chorus] = {}

    def add(self, word: Word) -> None:
        """A word that comes after all before it."""
        text, origin = name_text(word.source), name_origin(word.source)
        if text in self._texts:
            return
        self._texts.add(text)
        self._by_origin.setdefault(origin, []).append(word)
        last = self._last.get(origin)
        if last is None:
            self._last[origin] = word
            self._keep(word)
        elif find_standing(word) <= find_standing(last):
            if word.value == last.value:
                self._keep(word)
        else:
            self._last[origin] = word
            if word.value == last.value:
                self._keep(word)
            else:
                self._sort()

    def list_choirs(self, rank: int | None = None) -> list[Chorus]:
        """Those of that rank, or all, in order of their first words."""
        return [chorus for (own, _), chorus in self._choirs.items() if rank is None or own == rank]

    def find_chorus(self, rank: int, value: str) -> Chorus | None:
        return self._choirs.get((rank, value))

    def _keep(self, word: Word) -> None:
        key = word.rank, word.value
        if key not in self._choirs:
            self._choirs[key] = Chorus(word.value, word.rank)
        self._choirs[key].add(word)

    def _sort(self) -> None:
        """An origin has taken its word back: all is put together anew."""
        self._choirs = {}
        kept = [
            word for origin, own in self._by_origin.items() for word in own if word.value == self._last[origin].value
        ]
        for word in sorted(kept, key=attrgetter("sourced.sequence")):
            self._keep(word)
