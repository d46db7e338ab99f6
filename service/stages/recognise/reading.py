"""What one pass over an article finds; everything later stages need, so that none reads the text again.

Enters, leaves: values only. Made by `Recogniser.read`; read by relevance, triage, contacts, explain.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from service.language.normalise import Normalised
from service.model.article import Article, Zone
from service.model.verdict import Mention, Span


class Sentence(NamedTuple):
    """One sentence: its zone, its stretch of the zone's original text, its stretch of the folded document, its number
    in the document, the number of its paragraph, and whether it belongs to the lead (the body's beginning)."""

    zone: Zone
    start: int
    end: int
    folded_start: int
    folded_end: int
    number: int
    paragraph: int
    lead: bool = False


class Hit(NamedTuple):
    """A term found: `list` is the name of its term list; `start`, `end` are places in the folded document."""

    list: str
    start: int
    end: int
    sentence: int


# Make one of all its values: twice as fast as calling the class, and made are a hundred an article.
make_hit: Callable[[tuple[str, int, int, int]], Hit] = partial(tuple.__new__, Hit)
make_sentence: Callable[[tuple[Zone, int, int, int, int, int, int, bool]], Sentence] = partial(tuple.__new__, Sentence)


@dataclass(frozen=True, slots=True)
class Found:
    """A mention with its place in the folded document."""

    mention: Mention
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Document:
    """An article folded for matching: one text of all zones, each zone's beginning in it, and the map back."""

    text: str
    zones: Mapping[Zone, tuple[int, int, Normalised]]
    sentences: tuple[Sentence, ...]
    starts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """One article, read. `language` is None where no pack fits: then only names were looked for.

    `hits` holds the term hits by list name, each in order; `people` the mentions in order, `doubtful` those surnames
    that did not count, with the reason.
    """

    article: Article
    language: str | None
    document: Document
    hits: Mapping[str, tuple[Hit, ...]]
    people: tuple[Found, ...]
    doubtful: tuple[Found, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions that count, named and implied, in order."""
        return tuple(found.mention for found in self.people)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return self.document.sentences

    def span(self, start: int, end: int) -> Span:
        """The stretch of original text behind folded places `start` to `end` (of one zone)."""
        return make_span(self.article, self.document, start, end)

    def sentence_text(self, number: int) -> str:
        """The original text of a sentence."""
        sentence = self.document.sentences[number]
        return self.article.zone(sentence.zone)[sentence.start : sentence.end]


def make_span(article: Article, document: Document, start: int, end: int) -> Span:
    """A span of the original text; `start` and `end` are places in the folded document."""
    for zone, (begin, finish, normalised) in document.zones.items():
        if begin <= start < finish:
            first, last = normalised.original(start - begin, min(end, finish) - begin)
            return Span(zone, first, last, article.zone(zone)[first:last])
    raise ValueError(f"no zone holds {start}")
