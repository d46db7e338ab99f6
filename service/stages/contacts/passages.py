"""An article as passages: its sentences with their marks, the form in which all slots are read.

In: an article, the mentions found in it, the cues of its language. Out: `Passage`s in reading order. In the marked text
of a passage every person, side and date is overwritten by a character of its own, repeated: positions stay what they
are in the original text, and a cue can say "a person of one side" without knowing names. Called by `claim`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from re import Pattern

from service.language.dates import DateExpression
from service.language.phrases import fold_text
from service.model.article import ZONES, Article, Zone
from service.model.feed import Side
from service.model.verdict import Mention, Span
from service.model.watch import US_AND_RUSSIA
from service.stages.contacts.cues import DATE, PERSON_MARK, SIDE_MARK, Cues, other_side
from service.stages.contacts.furniture import is_bare_line, list_captions
from service.stages.contacts.speech import load_speech
from service.stages.contacts.stretches import Stretch, choose_stretches, lies_within

_DATELINE = 45
_PLACE_WORDS = 2
_LEAD_WEIGHTS = (3.0, 2.0, 1.5)
# The place in its zone of what stands around the text.
_ASIDE = 99
# How far into a sentence its subject stands.
_SUBJECT, _SUBJECT_UNSPACED = 25, 8
# "The Russian ministry".
_ARTICLE = 4
# How far behind a person stands with whom he deals.
_OBJECT = 60


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence. `start` is its place in its zone, `order` its number in its zone; dates count from its beginning.

    `mentions` in reading order. `marked`: persons, sides and dates overwritten. `foreign`: it tells of a contact with a
    third country. `abroad`: people of one side alone deal with others in it.
    """

    zone: Zone
    start: int
    order: int
    text: str
    folded: str
    marked: str
    mentions: tuple[Mention, ...]
    dates: tuple[DateExpression, ...]
    recalled: bool
    foreign: bool
    contact: bool
    abroad: bool

    @property
    def weight(self) -> float:
        """How much a passage counts for what the article is about: the head of the article counts most."""
        if self.zone == "title":
            return 3.0
        if self.zone == "summary":
            return 2.5
        return _LEAD_WEIGHTS[self.order] if self.order < len(_LEAD_WEIGHTS) else max(0.3, 1.0 - 0.08 * self.order)

    @property
    def is_aside(self) -> bool:
        """Whether it stands beside the text: a caption, a credit; or a sentence that has only others to tell of."""
        return self.order == _ASIDE

    @property
    def span(self) -> Span:
        return self.part(0, len(self.text))

    def part(self, start: int, end: int) -> Span:
        """A stretch of the passage as a span of its zone, verbatim."""
        return Span(self.zone, self.start + start, self.start + end, self.text[start:end])

    def people(self, side: Side) -> tuple[Mention, ...]:
        return tuple(mention for mention in self.mentions if mention.side == side)

    @property
    def names_both_sides(self) -> bool:
        """Whether it names a person of each side."""
        return {mention.side for mention in self.mentions} == set(US_AND_RUSSIA)

    def finds(self, *patterns: Pattern[str] | None) -> bool:
        """Whether one of the patterns is found in the marked text; None finds nothing."""
        return any(pattern is not None and pattern.search(self.marked) for pattern in patterns)

    def is_marked(self, start: int, end: int) -> bool:
        """Whether a person, a side or a date stands in a stretch of the passage."""
        return any("\ue000" <= mark <= "\uf8ff" for mark in self.marked[start:end])

    @property
    def is_head(self) -> bool:
        """Title, summary and the first two sentences of the body."""
        return self.zone != "body" or self.order < 2


def read_passages(article: Article, mentions: Iterable[Mention], cues: Cues) -> tuple[Passage, ...]:
    """The passages of an article, title first, then summary, then body."""
    by_zone: dict[str, list[Mention]] = {zone: [] for zone in ZONES}
    for mention in mentions:
        if not (cues.institutions and cues.institutions.search(fold_text(mention.span.text))):
            by_zone[mention.span.zone].append(mention)
    passages: list[Passage] = []
    for zone in ZONES:
        text = article.zone(zone)
        order = 0
        year: int | None = None
        captions = list_captions(text, cues) if zone == "body" else []
        by_zone[zone].sort(key=lambda mention: mention.span.start)
        stretches = choose_stretches(text, [mention.span.start for mention in by_zone[zone]])
        for (start, end), inside in zip(stretches, _share_out(by_zone[zone], stretches), strict=True):
            passage = _read_passage(zone, start, order, text[start:end], inside, cues, year)
            # "in September 2024 ... on Oct. 21 of that year"
            year = next((each.year for each in reversed(passage.dates) if each.year), year)
            if zone == "body" and (lies_within(start, captions) or _is_furniture(passage, text)):
                passages.append(replace(passage, order=_ASIDE, recalled=True))
                continue
            if _is_of_others(passage, cues):
                passages.append(replace(passage, order=_ASIDE, recalled=True, foreign=True))
                continue
            last = passages[-1] if passages and passages[-1].zone == zone else None
            apart = last is not None and last.is_aside and "\n" in text[last.start + len(last.text) : start]
            if last is not None and last.foreign and not apart and _is_one_sided(passage, cues):
                passage = replace(passage, foreign=True)
            passages.append(passage)
            # "MOSCOW, March 16." is no sentence of its own: the lead comes after it.
            order += not (zone == "body" and order == 0 and _is_dateline(passage))
    return tuple(passages)


def _share_out(mentions: Sequence[Mention], stretches: Sequence[Stretch]) -> list[list[Mention]]:
    """The mentions of each stretch."""
    starts = [start for start, _ in stretches]
    shares: list[list[Mention]] = [[] for _ in stretches]
    for mention in mentions:
        place = bisect_right(starts, mention.span.start) - 1
        if place >= 0 and mention.span.start < stretches[place][1]:
            shares[place].append(mention)
    return shares


def _is_furniture(passage: Passage, text: str) -> bool:
    """Whether a passage is a line around the text that speaks of no contact: a byline, a credit, a heading."""
    if passage.contact or _is_dateline(passage):
        return False
    return is_bare_line(text, passage.start, passage.start + len(passage.text))


def _is_of_others(passage: Passage, cues: Cues) -> bool:
    """Whether a sentence behind the lead opens with others and has only them to tell of: "Finland suspended talks"."""
    if passage.zone != "body" or passage.order == 0 or passage.mentions:
        return False
    sides = [passage.marked.find(mark) for mark in SIDE_MARK.values()]
    if all(place >= 0 for place in sides):
        return False
    reach = min([_SUBJECT if cues.spaced else _SUBJECT_UNSPACED, *(place for place in sides if place >= 0)])
    other = _find_others(passage.folded, 0, len(passage.folded), cues)
    # "They talked about Ukraine" is no sentence of Ukraine's.
    return 0 <= other <= reach and (cues.contact is None or cues.contact.search(passage.marked, 0, other) is None)


def _find_others(folded: str, start: int, end: int, cues: Cues) -> int:
    """Where a stretch first names a third country, a head of state, an alliance; -1 where it does not."""
    found = [p.search(folded, start, end) for p in (cues.outsiders, load_speech(cues.lang).abroad) if p]
    return min((match.start() for match in found if match), default=-1)


def is_place_line(passage: Passage) -> bool:
    """Whether a passage is but a name: "MOSCOW.", "Baku."."""
    words = passage.text.split()
    capital = all(word[0].isupper() for word in words)
    return passage.text.isupper() or (len(words) <= _PLACE_WORDS and capital and passage.text.endswith("."))


def _is_dateline(passage: Passage) -> bool:
    """Whether a passage is but the place, the day or both that an agency puts before its text: "MOSCOW." """
    placed = bool(passage.dates) or is_place_line(passage)
    return placed and not passage.mentions and not passage.contact and len(passage.text) <= _DATELINE


def _is_one_sided(passage: Passage, cues: Cues) -> bool:
    """Whether only one side, or none, comes up: then it goes on about the third country before it."""
    opens = any(0 <= passage.marked.find(mark) <= _ARTICLE for mark in SIDE_MARK.values())
    if opens and cues.announces and cues.announces.search(passage.marked):
        # "The Kremlin's spokesman said": somebody else comes up.
        return False
    named = [any(mark in passage.marked for mark in (PERSON_MARK[side], SIDE_MARK[side])) for side in US_AND_RUSSIA]
    return not all(named) and not passage.mentions


def _read_passage(
    zone: Zone, start: int, order: int, text: str, mentions: Sequence[Mention], cues: Cues, year: int | None
) -> Passage:
    folded = fold_text(text)
    titled = folded
    for mention in mentions:
        first, last = mention.span.start - start, mention.span.end - start
        while cues.spaced and last < len(folded) and folded[last].isalnum():
            # An ending that the mention leaves out belongs to the word all the same.
            last += 1
        titled = _overwrite(titled, first, last, PERSON_MARK[mention.side])
    dates = cues.dates.find(titled, year, cues.contact)
    dated = titled
    for expression in dates:
        dated = _overwrite(dated, expression.start, expression.end, DATE)
    marked = _mark(dated, cues.sides, SIDE_MARK)
    foreign = bool(cues.third and cues.third.search(dated)) and not _is_between_sides(mentions, marked, dated, cues)
    contact = any(pattern is not None and pattern.search(marked) for pattern in (cues.contact, *cues.channels.values()))
    return Passage(
        zone,
        start,
        order,
        text,
        folded,
        marked,
        tuple(mentions),
        dates,
        recalled=zone == "body" and order > 0 and bool(cues.recalled and cues.recalled.search(marked)),
        foreign=foreign,
        contact=contact,
        abroad=zone == "body" and order > 0 and _deals_with_others(mentions, folded, marked, start, cues),
    )


def _deals_with_others(mentions: Sequence[Mention], folded: str, marked: str, start: int, cues: Cues) -> bool:
    """Whether people of one side alone are named, and behind them others: "Austin also spoke with his British
    colleague", "Shoigu visited Belarus"."""
    named = {mention.side for mention in mentions}
    if len(named) != 1 or SIDE_MARK[other_side(named.pop())] in marked:
        return False
    behind = mentions[0].span.end - start
    return _find_others(folded, behind, behind + _OBJECT, cues) >= 0


def _is_between_sides(mentions: Sequence[Mention], marked: str, dated: str, cues: Cues) -> bool:
    """Whether people of both sides are named, or one and the other side's counterpart."""
    named = {mention.side for mention in mentions}
    if len(named) != 1:
        return len(named) == len(US_AND_RUSSIA)
    other = other_side(named.pop())
    return SIDE_MARK[other] in marked and bool(cues.counterpart and cues.counterpart.search(dated))


def _mark(text: str, patterns: Mapping[Side, Pattern[str] | None], marks: Mapping[Side, str]) -> str:
    """Overwrite what the patterns of both sides find; the earlier and longer find wins where two overlap."""
    found = [
        (match.start(), -match.end(), marks[side])
        for side in US_AND_RUSSIA
        for pattern in (patterns[side],)
        if pattern is not None
        for match in pattern.finditer(text)
    ]
    end = 0
    for start, minus_end, mark in sorted(found):
        if start >= end:
            end = -minus_end
            text = _overwrite(text, start, end, mark)
    return text


def _overwrite(text: str, start: int, end: int, mark: str) -> str:
    start, end = max(0, start), min(len(text), end)
    return text[:start] + mark * (end - start) + text[end:]
