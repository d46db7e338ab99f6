"""Resolves "the Pentagon chief" and "her Russian counterpart" to who held the office on the article's date.

Enters: hits of office titles, of side names and of counterpart words. Leaves: implied mentions. Called by the
recogniser. An implied mention names nobody; it is used for contacts and relevance, and shown as implied.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from service.model.article import Article
from service.model.feed import Side
from service.model.verdict import Mention, MentionKind
from service.model.watch import Holder, Office
from service.stages.recognise.lexicon import OFFICE, OTHER_COUNTRIES, list_side_terms
from service.stages.recognise.reading import Document, Found, Hit, make_span

COUNTERPART_REACH = 24
_NAMED_REACH = 150
# In Python 3.11 an enum's member costs twenty times a name.
_OFFICE_KIND = MentionKind.OFFICE
# Right beside "counterpart", another country's name says whose it is: "his Ukrainian counterpart on Russian strikes".
BESIDE = 4


Opposite = Mapping[str, Mapping[Side, Office]]


def find_offices(
    article: Article,
    document: Document,
    hits: Mapping[str, Sequence[Hit]],
    offices: Mapping[str, Office],
    opposite: Opposite,
    named: Sequence[Found] = (),
) -> list[Found]:
    """Implied mentions in order: by title, and by "counterpart" of an office or side named in the same sentence.
    `opposite`: what `list_opposite` says of the offices; `named`: the people whom the text names, as far as they are
    known: "the general could not reach his Russian counterpart" is of generals."""
    day = article.published.date()
    implied = _Implied(article, document, opposite, day)
    if named and hits.get("counterpart"):
        implied.set_across(named, offices)
    lands: dict[Side, Sequence[Hit]] = {}
    if hits.get("counterpart") or hits.get("not_in_office"):
        lands = {side: _find_side(hits, side) for side in dict.fromkeys(office.side for office in offices.values())}
    before, behind = _find_others(hits.get("not_in_office", ()), lands)
    for office in offices.values():
        for hit in hits.get(OFFICE + office.id, ()):
            if hit.start not in before and hit.end not in behind:
                implied.add(hit.start, hit.end, hit.sentence, office)
    if hits.get("counterpart"):
        sides = {side: _Edges(found) for side, found in lands.items()}
        others = [_Edges(hits[name]) for name in OTHER_COUNTRIES if hits.get(name)]
        for hit in hits["counterpart"]:
            beside = min((edges.find_gap(hit, BESIDE) for edges in others), default=BESIDE + 1)
            for side, edges in sides.items():
                near = edges.find_near(hit) if edges.find_gap(hit, beside) <= beside or beside > BESIDE else None
                across = implied.find_across(side, hit) if near is not None else None
                if near is not None and across is not None:
                    implied.add(min(near.start, hit.start), max(near.end, hit.end), hit.sentence, across)
    return implied.found


def _find_others(words: Sequence[Hit], lands: Mapping[Side, Sequence[Hit]]) -> tuple[set[int], set[int]]:
    """Where a title begins, or ends, that is not its holder's: of "the deputy defence minister of Russia", "a former
    U.S. secretary of defense". `words`: those for deputies and former holders; `lands`: where the sides are named."""
    if not words:
        return set(), set()
    before = {word.end + gap for word in words for gap in (0, 1)}
    before |= {land.end + gap for found in lands.values() for land in found if land.start in before for gap in (0, 1)}
    return before, {word.start - gap for word in words for gap in (0, 1)}


def _find_side(hits: Mapping[str, Sequence[Hit]], side: Side) -> Sequence[Hit]:
    return sorted((hit for name in list_side_terms(side) for hit in hits.get(name, ())), key=_begin)


class _Edges:
    """The hits of one list by where they begin and end: which stand near a place is found without trying them all."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = hits
        self._begins: dict[int, list[int]] = defaultdict(list)
        self._ends: dict[int, list[int]] = defaultdict(list)
        for number, hit in enumerate(hits):
            self._begins[hit.start].append(number)
            self._ends[hit.end].append(number)

    def find_near(self, hit: Hit) -> Hit | None:
        """The first hit of the list that stands in the sentence of `hit`, `COUNTERPART_REACH` before or behind it."""
        reach = range(COUNTERPART_REACH + 1)
        numbers = [
            *(number for gap in reach for number in self._ends.get(hit.start - gap, ())),
            *(number for gap in reach for number in self._begins.get(hit.end + gap, ())),
        ]
        near = (number for number in numbers if self._hits[number].sentence == hit.sentence)
        first = min(near, default=None)
        return None if first is None else self._hits[first]

    def find_gap(self, hit: Hit, reach: int) -> int:
        """Characters between `hit` and the closest of the list in its sentence; reach + 1 for more than `reach`."""
        for gap in range(reach + 1):
            for number in (*self._ends.get(hit.start - gap, ()), *self._begins.get(hit.end + gap, ())):
                if self._hits[number].sentence == hit.sentence:
                    return gap
        return reach + 1


class _Implied:
    """The implied mentions of an article as they are found, none over another."""

    def __init__(self, article: Article, document: Document, opposite: Opposite, day: date) -> None:
        self.found: list[Found] = []
        self._article, self._document, self._day = article, document, day
        self._holders: dict[str, Holder | None] = {}
        self._opposite = opposite
        # By side: where offices of the other sides stand that have a counterpart there, with when each was found.
        self._across: dict[str, list[tuple[int, int, Office]]] = defaultdict(list)
        # The same of the people named who hold such an office.
        self._named: dict[str, list[tuple[int, int, Office]]] = defaultdict(list)

    def set_across(self, named: Sequence[Found], offices: Mapping[str, Office]) -> None:
        """Take in the people named who hold an office on the day: those across from them are meant, too."""
        held = {holder.official: one for one in offices.values() if (holder := self._find_holder(one)) is not None}
        for number, found in enumerate(named):
            office = held.get(found.mention.official) if found.mention.official else None
            for side, across in self._opposite.get(office.id, {}).items() if office else ():
                insort(self._named[side], (found.start, number, across), key=_first)

    def find_across(self, side: str, hit: Hit) -> Office | None:
        """The office of `side` across the table from the nearest office that was found so far and has one there, or,
        where he is named nearer, from who holds one."""
        offices = _list_nearest(self._across[side], hit)
        if not offices:
            return None
        people = (item for item in _list_nearest(self._named[side], hit) if abs(item[0] - hit.start) <= _NAMED_REACH)
        return min((*offices, *people), key=lambda item: (abs(item[0] - hit.start), item[1]))[2]

    def add(self, start: int, end: int, sentence: int, office: Office) -> None:
        """Note a mention of the office's holder, unless it had none or another mention stands there."""
        while start < end and self._document.text[start] == " ":
            start += 1
        holder = self._find_holder(office)
        place = bisect_left(self.found, start, key=_start)
        if holder is None or any(a.start < end and start < a.end for a in self.found[max(0, place - 1) : place + 1]):
            return
        mention = Mention(
            name=holder.name,
            side=office.side,
            kind=_OFFICE_KIND,
            span=make_span(self._article, self._document, start, end),
            rule=f"office holder on {self._day.isoformat()}",
            official=holder.official,
            office=office.id,
        )
        number = len(self.found)
        self.found.insert(place, Found(mention, start, end, sentence))
        for side, across in self._opposite.get(office.id, {}).items():
            insort(self._across[side], (start, number, across), key=_first)

    def _find_holder(self, office: Office) -> Holder | None:
        if office.id not in self._holders:
            self._holders[office.id] = office.holder_on(self._day)
        return self._holders[office.id]


def list_opposite(offices: Mapping[str, Office]) -> Opposite:
    """By office and side, the office across the table. It is enough that one of the two says so: so one office may have
    counterparts on several sides."""
    pairs = [(one, other) for one in offices.values() if (other := offices.get(one.counterpart or "")) is not None]
    opposite: dict[str, dict[Side, Office]] = defaultdict(dict)
    for one, other in [*pairs, *((other, one) for one, other in pairs)]:
        if one.side != other.side:
            opposite[one.id].setdefault(other.side, other)
    return opposite


def _list_nearest(items: Sequence[tuple[int, int, Office]], hit: Hit) -> Sequence[tuple[int, int, Office]]:
    """The last that begins before a hit, and the first that begins behind."""
    place = bisect_left(items, hit.start, key=_first)
    return items[max(0, place - 1) : place + 1]


def _first(item: tuple[int, int, Office]) -> int:
    return item[0]


def _begin(hit: Hit) -> int:
    return hit.start


def _start(found: Found) -> int:
    return found.start
