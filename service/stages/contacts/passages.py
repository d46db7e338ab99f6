"""An article as passages: its sentences with their marks, the form in which all slots are read.

In: an article, the mentions found in it, the cues of its language. Out: `Passage`s in reading order. In the marked text
of a passage every person, side and date is overwritten by a character of its own, repeated: positions stay what they
are in the original text, and a cue can say "a person of one side" without knowing names. Called by `claim`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.language.dates import DateExpression
from service.language.phrases import fold_text
from service.model.article import ZONES, Article, Zone
from service.model.feed import Side
from service.model.verdict import Mention, Span
from service.stages.contacts.cues import DATE, PERSON_MARK, SIDE_MARK, SIDES, VOICE_MARK, Cues

_END = re.compile(r"[.!?…]+[\"»”’')\]]*(?=\s)|[。！？]+[」』”）)]*|\n+")
_LEAD_WEIGHTS = (3.0, 2.0, 1.5)


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence. `start` is its place in its zone, `order` its number in its zone; dates count from its beginning.

    `marked`: persons, sides and dates overwritten; `voiced`: only the voices of the sides overwritten.
    """

    zone: Zone
    start: int
    order: int
    text: str
    folded: str
    marked: str
    voiced: str
    mentions: tuple[Mention, ...]
    dates: tuple[DateExpression, ...]
    recalled: bool
    foreign: bool
    contact: bool

    @property
    def weight(self) -> float:
        """How much a passage counts for what the article is about: the head of the article counts most."""
        if self.zone == "title":
            return 3.0
        if self.zone == "summary":
            return 2.5
        return _LEAD_WEIGHTS[self.order] if self.order < len(_LEAD_WEIGHTS) else max(0.3, 1.0 - 0.08 * self.order)

    @property
    def span(self) -> Span:
        return self.part(0, len(self.text))

    def part(self, start: int, end: int) -> Span:
        """A stretch of the passage as a span of its zone, verbatim."""
        return Span(self.zone, self.start + start, self.start + end, self.text[start:end])

    def people(self, side: Side) -> tuple[Mention, ...]:
        return tuple(mention for mention in self.mentions if mention.side == side)

    @property
    def is_head(self) -> bool:
        """Title, summary and the first two sentences of the body."""
        return self.zone != "body" or self.order < 2


def split_sentences(text: str, abbreviations: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The sentences of a text as (start, end), blank edges left out; a full stop after an abbreviation ends nothing."""
    start = 0
    for end in _END.finditer(text):
        if text[end.start()] == "." and _is_abbreviation(text[start : end.start()], abbreviations):
            continue
        following = text[end.end() : end.end() + 2].lstrip()
        if text[end.start()] != "\n" and following[:1].islower():
            continue
        yield from _trim(text, start, end.end())
        start = end.end()
    yield from _trim(text, start, len(text))


def _is_abbreviation(before: str, abbreviations: frozenset[str]) -> bool:
    word = re.search(r"[\w.]+$", before)
    if word is None:
        return False
    last = word[0].lower()
    return last in abbreviations or (len(last.split(".")[-1]) == 1 and last[-1].isalpha())


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if part.strip():
        yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def read_passages(article: Article, mentions: Iterable[Mention], cues: Cues) -> tuple[Passage, ...]:
    """The passages of an article, title first, then summary, then body."""
    by_zone: dict[str, list[Mention]] = {zone: [] for zone in ZONES}
    for mention in mentions:
        by_zone[mention.span.zone].append(mention)
    passages: list[Passage] = []
    for zone in ZONES:
        text = article.zone(zone)
        for order, (start, end) in enumerate(split_sentences(text, cues.abbreviations)):
            inside = [m for m in by_zone[zone] if start <= m.span.start < end]
            passages.append(_read_passage(zone, start, order, text[start:end], inside, cues))
    return tuple(passages)


def _read_passage(zone: Zone, start: int, order: int, text: str, mentions: Sequence[Mention], cues: Cues) -> Passage:
    folded = fold_text(text)
    marked = folded
    for mention in mentions:
        marked = _overwrite(marked, mention.span.start - start, mention.span.end - start, PERSON_MARK[mention.side])
    dates = cues.dates.find(marked)
    for expression in dates:
        marked = _overwrite(marked, expression.start, expression.end, DATE)
    foreign = bool(cues.third and cues.third.search(marked))
    voiced = folded
    for side in SIDES:
        for pattern, mark in ((cues.sides[side], SIDE_MARK[side]), (cues.voices[side], VOICE_MARK[side])):
            if pattern is None:
                continue
            target = marked if mark == SIDE_MARK[side] else voiced
            for match in pattern.finditer(target):
                target = _overwrite(target, match.start(), match.end(), mark)
            if mark == SIDE_MARK[side]:
                marked = target
            else:
                voiced = target
    return Passage(
        zone,
        start,
        order,
        text,
        folded,
        marked,
        voiced,
        tuple(mentions),
        dates,
        recalled=zone != "title" and bool(cues.recalled and cues.recalled.search(marked)),
        foreign=foreign,
        contact=bool(cues.contact and cues.contact.search(marked)),
    )


def _overwrite(text: str, start: int, end: int, mark: str) -> str:
    start, end = max(0, start), min(len(text), end)
    return text[:start] + mark * (end - start) + text[end:]
