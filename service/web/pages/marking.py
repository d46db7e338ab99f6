"""The text of an article cut into stretches, marked by what was found there, paragraph by paragraph.

Enter: a text, marks with their offsets. Leave: paragraphs of stretches. Called by the pages of an article and of the
search. Pure; nothing of it is HTML, the template escapes each stretch.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from service.web.words import weigh

MOST_SHOWN = 20_000
"""Characters of a text that a page shows; it says so where there are more."""
MOST_BYTES = 30_000
"""Bytes of a text that a page shows: of heavy letters it shows fewer."""
MOST_MARKED = 200
"""So many finds are marked in a text, the first ones: each costs as much as a line."""
ORDER = ("", "term", "office", "name")
"""Kinds of marks; where two meet, the later one is shown."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` of a text, end excluded; `kind` of `ORDER`; `title` says what it is."""

    start: int
    end: int
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text of one kind; `kind` "" for text without a mark."""

    text: str
    kind: str = ""
    title: str = ""


def measure_shown(text: str) -> int:
    """How many characters of a text are shown."""
    length = min(len(text), MOST_SHOWN)
    while (weight := weigh(text[:length])) > MOST_BYTES:
        length = min(length - 1, length * MOST_BYTES // weight)
    return length


def mark_text(text: str, marks: Iterable[Mark]) -> list[list[Stretch]]:
    """The paragraphs of `text`, each as its stretches in order; empty paragraphs are left out."""
    shown = text[: measure_shown(text)]
    kinds: list[Mark | None] = [None] * len(shown)
    first = sorted(marks, key=lambda mark: mark.start)[:MOST_MARKED]
    for mark in sorted(first, key=lambda mark: (ORDER.index(mark.kind), mark.start)):
        for place in range(max(mark.start, 0), min(mark.end, len(shown))):
            kinds[place] = mark
    paragraphs = []
    start = 0
    for line in shown.split("\n"):
        if line.strip():
            paragraphs.append(list(_cut(shown, kinds, start, start + len(line))))
        start += len(line) + 1
    return paragraphs


def _cut(text: str, kinds: list[Mark | None], start: int, end: int) -> Iterator[Stretch]:
    def tell(place: int) -> Mark | str:
        mark = kinds[place]
        # Terms overlap in every way; they are underlined as one. A name is marked by itself.
        return "" if mark is None else mark.kind if mark.kind == "term" else mark

    for found, run in groupby(range(start, end), key=tell):
        places = list(run)
        piece = text[places[0] : places[-1] + 1]
        if isinstance(found, Mark):
            yield Stretch(piece, found.kind, found.title)
        elif found:
            titles = dict.fromkeys(mark.title for place in places if (mark := kinds[place]) and mark.title)
            yield Stretch(piece, found, ", ".join(titles))
        else:
            yield Stretch(piece)
