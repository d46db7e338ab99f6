"""Finds surnames that are written with one letter wrong.

Enters: the folded document, and where given names and defence posts stand in it. Leaves: the words behind them that
are a letter off a tracked surname. Called by the recogniser. Likeness alone names nobody: only the word right behind a
given name or a post is looked at, and `people` and `decide` ask whether these are his.

What counts as a letter off: one left out, one too many, two changed about, one vowel for another; in surnames of seven
letters or more any letter for another (Miller is not Milley). The first letter must be right. The index is that of
SymSpell (Garbe 2012): every surname under each of its spellings with one letter left out.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from service.language.detect import script_of_letter
from service.language.names import PersonForms, Strength
from service.stages.recognise.reading import Hit
from service.stages.recognise.surroundings import NameHit

# With a case ending a Cyrillic form is a letter longer.
_SHORTEST = {"latin": 6, "cyrillic": 7}
_LEAST = 5
_LONG = 7
_LONGEST = 24
_MOST_ANCHORS = 500
_VOWELS = frozenset("aeiouyаеиоуыэюяіє")


class SlipFinder:
    """Knows the surnames of a watch by what is left of them without one letter; made when first asked."""

    def __init__(self, forms: Sequence[PersonForms], known: Container[str]) -> None:
        self._forms, self._known = forms, known
        self._index: Mapping[str, Sequence[tuple[str, int]]] | None = None
        self._shapes: Container[tuple[str, int]] | None = None

    def find(self, text: str, anchors: Iterable[Hit]) -> Iterator[NameHit]:
        """The misspelt surnames that begin right behind the anchors, or behind an initial there."""
        seen: set[int] = set()
        shapes = self._find_shapes()
        for number, anchor in enumerate(anchors):
            if number >= _MOST_ANCHORS:
                return
            start, word = _read_word(text, anchor.end)
            if len(word) == 1:
                start, word = _read_word(text, start + 1)
            size = len(word)
            if (
                size >= _LEAST
                and size <= _LONGEST
                and (word[0], size) in shapes
                and start not in seen
                and word not in self._known
            ):
                seen.add(start)
                for official in sorted(self._look_up(word)):
                    script = script_of_letter(word[0])
                    yield NameHit(official, start, start + len(word), Strength.SLIP, script, anchor.sentence)

    def _find_shapes(self) -> Container[tuple[str, int]]:
        if self._shapes is None:
            self._shapes = _list_shapes(self._forms)
        return self._shapes

    def _look_up(self, word: str) -> set[int]:
        if self._index is None:
            self._index = _make_index(self._forms)
        near: set[int] = set()
        for key in (word, *_leave_out(word)):
            near.update(official for surname, official in self._index.get(key, ()) if is_slip(word, surname))
        return near


def is_slip(word: str, surname: str) -> bool:
    """Whether `word` is `surname` with one letter wrong; both folded, of one alphabet."""
    if word[:1] != surname[:1] or abs(len(word) - len(surname)) > 1 or word == surname:
        return False
    place = next((at for at, (one, other) in enumerate(zip(word, surname, strict=False)) if one != other), None)
    if place is None:
        # A letter more at the end is an ending, unless it is doubled; a letter less is a mistake.
        return len(word) < len(surname) or word[-1] == word[-2]
    if len(word) > len(surname):
        return word[place + 1 :] == surname[place:]
    if len(word) < len(surname):
        return word[place:] == surname[place + 1 :]
    if word[place + 1 :] == surname[place + 1 :]:
        return len(surname) >= _LONG or {word[place], surname[place]} <= _VOWELS
    return word[place : place + 2] == surname[place : place + 2][::-1] and word[place + 2 :] == surname[place + 2 :]


def _read_word(text: str, end: int) -> tuple[int, str]:
    """The next word behind a place, and where it begins; none further away than a blank and a mark."""
    start = end
    while start < end + 2 and text[start : start + 1] == " ":
        start += 1
    stop = text.find(" ", start, start + _LONGEST + 1)
    return start, text[start:stop] if stop > start else ""


def _make_index(forms: Sequence[PersonForms]) -> Mapping[str, Sequence[tuple[str, int]]]:
    index: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for surname, official in _list_surnames(forms):
        for key in {surname, *_leave_out(surname)}:
            index[key].append((surname, official))
    return index


def _list_shapes(forms: Sequence[PersonForms]) -> frozenset[tuple[str, int]]:
    """First letter and length of all that may be a letter off a surname: most words are told by these alone."""
    return frozenset(
        (surname[0], size)
        for surname, _ in _list_surnames(forms)
        for size in (len(surname) - 1, len(surname), len(surname) + 1)
    )


def _list_surnames(forms: Sequence[PersonForms]) -> Iterator[tuple[str, int]]:
    """The surnames that are long enough, each with whose it is."""
    for official, derived in enumerate(forms):
        for surname, strength in derived.surnames.items():
            shortest = _SHORTEST.get(script_of_letter(surname[0]), _LONGEST)
            if strength is Strength.SURNAME and len(surname) >= shortest:
                yield surname, official


def _leave_out(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(1, len(word)))
