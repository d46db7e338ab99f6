"""Judges whether an article concerns a topic, and says why.

Enters: a reading, a topic. Leaves: a `Verdict`: the sum of the weights of the rules that hold, with the spans that
satisfied each, and what was missing. Called by the jobs `read` and `scan`, and by `hotline explain`.

A group is found where one of its terms, packs' terms, officials, offices or member groups is found; with `near`, where
all the named groups stand within `words` words of each other in a sentence. A rule holds where all its groups stand in
one sentence, two neighbouring ones, one paragraph or the article, in the zones of `where`.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from service.model.verdict import Evidence, MentionKind, Span, Verdict
from service.model.watch import Rule, TermGroup, Topic, Within
from service.stages.recognise.lexicon import list_side_terms
from service.stages.recognise.reading import Reading

_GAPLESS = ("zh", "ja")
_SPANS_SHOWN = 6
# Of a folded text; what is longer is no word, and need not be counted.
_LONGEST_WORD = 64
# In how many regions a rule whose groups must stand close is tried: an article has a hundred sentences at most.
_MOST_REGIONS = 500


class Place(NamedTuple):
    """Where a group was found: folded stretch, sentence, and the official where it is a person."""

    start: int
    end: int
    sentence: int
    who: str = ""


def judge_article(reading: Reading, topic: Topic) -> Verdict:
    """The topic's decision on the article."""
    places = find_groups(reading, topic)
    regions = _Regions(reading, places)
    spans: dict[tuple[int, int], Span] = {}
    evidence: list[Evidence] = []
    score = 0.0
    for rule in topic.rules:
        found = _find_rule(reading, rule, regions)
        if found:
            score += rule.weight
            shown = tuple(_make_span(reading, spans, place) for place in found[:_SPANS_SHOWN])
            evidence.append(Evidence(rule.id, rule.weight, shown))
    relevant = score >= topic.threshold
    missing = () if relevant else _say_missing(topic, places, score, {held.rule for held in evidence})
    return Verdict(topic.id, relevant, score, topic.threshold, tuple(evidence), missing)


def _make_span(reading: Reading, known: dict[tuple[int, int], Span], place: Place) -> Span:
    mark = place[:2]
    if mark not in known:
        known[mark] = reading.span(*mark)
    return known[mark]


def find_groups(reading: Reading, topic: Topic) -> dict[str, list[Place]]:
    """Where each group of the topic is found, in order."""
    places: dict[str, list[Place]] = {}
    listed: dict[str, list[Place]] = {}
    near = _Near(reading, places)
    hits = reading.hits
    for group, own in _plan_groups(topic):
        found: set[Place] = set()
        for name in own:
            if name in hits:
                if name not in listed:
                    listed[name] = _find_terms(reading, name)
                found.update(listed[name])
        if reading.people and (group.officials or group.offices):
            found.update(_find_people(reading, group))
        for member in group.any:
            found.update(places.get(member, ()))
        if group.near:
            found.update(near.find(group))
        places[group.id] = sorted(found)
    return places


_Plan = tuple[tuple[TermGroup, tuple[str, ...]], ...]
_plans: dict[int, tuple[tuple[TermGroup, ...], _Plan]] = {}
_PLANS_KEPT = 64


def _plan_groups(topic: Topic) -> _Plan:
    """The groups in the order in which they can be found, each with its term lists; remembered: the same topic judges
    every article."""
    known = _plans.get(id(topic.groups))
    if known is None or known[0] is not topic.groups:
        if len(_plans) >= _PLANS_KEPT:
            _plans.clear()
        plan = tuple((group, (*_list_names(group), f"{topic.id}/{group.id}")) for group in _in_order(topic.groups))
        known = _plans[id(topic.groups)] = (topic.groups, plan)
    return known[1]


def _list_names(group: TermGroup) -> tuple[str, ...]:
    return (*group.packs, *(name for side in group.sides for name in list_side_terms(side)))


def _in_order(groups: tuple[TermGroup, ...]) -> tuple[TermGroup, ...]:
    """Groups after those that they are made of; a circle is cut where it closes."""
    by_id = {group.id: group for group in groups}
    done: dict[str, TermGroup] = {}

    def visit(group: TermGroup, path: frozenset[str]) -> None:
        if group.id in done or group.id in path:
            return
        for member in (*group.any, *group.near):
            if member in by_id:
                visit(by_id[member], path | {group.id})
        done[group.id] = group

    for group in groups:
        visit(group, frozenset())
    return tuple(done.values())


def _find_terms(reading: Reading, name: str) -> list[Place]:
    text = reading.document.text
    return [
        Place(start + (text[start] == " "), end, sentence) for _, start, end, sentence in reading.hits.get(name, ())
    ]


def _find_people(reading: Reading, group: TermGroup) -> Iterable[Place]:
    for found in reading.people:
        mention = found.mention
        wanted = group.officials if mention.kind is MentionKind.NAME else group.offices
        key = mention.official if mention.kind is MentionKind.NAME else mention.office
        if mention.side in wanted or key in wanted:
            yield Place(found.start, found.end, found.sentence, mention.official or mention.name)


class _Near:
    """Groups that are found where others stand near each other."""

    def __init__(self, reading: Reading, places: Mapping[str, Sequence[Place]]) -> None:
        self._reading = reading
        self._places = places
        self._by_sentence: dict[str, dict[int, _Row]] = {}

    def find(self, group: TermGroup) -> Iterable[Place]:
        """One stretch for each place of the first member beside which all others stand."""
        if not all(self._places.get(member) for member in group.near):
            return
        others = [self._group(member) for member in group.near[1:]]
        for anchor in self._places[group.near[0]]:
            stretch = anchor
            for other in others:
                row = other.get(anchor.sentence)
                wider = row.find_nearest(self._reading, stretch, group.words) if row else None
                if wider is None:
                    break
                stretch = wider
            else:
                yield stretch

    def _group(self, member: str) -> Mapping[int, "_Row"]:
        known = self._by_sentence.get(member)
        if known is None:
            places: dict[int, list[Place]] = defaultdict(list)
            for place in self._places[member]:
                places[place.sentence].append(place)
            known = self._by_sentence[member] = {sentence: _Row(found) for sentence, found in places.items()}
        return known


class _Row:
    """The places of a group in one sentence, in order: the nearest is found without trying all, however many."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._starts = [place.start for place in places]
        # How far the places reach up to each one.
        self._ends = list(accumulate((place.end for place in places), max))

    def find_nearest(self, reading: Reading, stretch: Place, words: int) -> Place | None:
        """The stretch with the nearest place taken in, the first of equals; None if all are over `words` words away."""
        split = bisect_left(self._starts, stretch.end)
        best, fewest = None, words + 1
        if split:
            end = min(self._ends[split - 1], stretch.start)
            gap = _gap(reading, end, stretch.start, words)
            if gap < fewest:
                first = bisect_left(self._ends, _go_back(reading, end, stretch.start, gap), 0, split)
                best, fewest = self._places[first], gap
        if fewest and split < len(self._places):
            gap = _gap(reading, stretch.end, self._starts[split], words)
            if gap < fewest:
                best = self._places[split]
        if best is None:
            return None
        return Place(min(stretch.start, best.start), max(stretch.end, best.end), stretch.sentence)


def _gap(reading: Reading, start: int, end: int, words: int) -> int:
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


def _stretch(place: Place) -> tuple[int, int]:
    return place.start, place.end


class _Regions:
    """In which sentences, paragraphs or whatever a rule asks for the groups stand, as bits: a bit a region.

    Rules are many and nearly all fail: a few bits tell which could hold, and only for those the places are looked at.
    """

    def __init__(self, reading: Reading, places: Mapping[str, Sequence[Place]]) -> None:
        self.places = places
        self._sentences = reading.sentences
        self._known: dict[tuple[str, Within, tuple[str, ...]], int] = {}
        self._bits: dict[str, int] = {}
        self._zones: dict[tuple[str, ...], int] = {}

    def find(self, rule: Rule, group: str) -> int:
        """The regions of the rule's kind in which the group stands, in the zones that the rule allows."""
        mark = (group, rule.within, rule.where)
        known = self._known.get(mark)
        if known is None:
            bits = self._find_sentences(group)
            if rule.where:
                bits &= self._find_zones(rule.where)
            known = self._known[mark] = self._widen(bits, rule.within)
        return known

    def pick(self, rule: Rule, group: str, region: int) -> list[Place]:
        """The places of the group in one region."""
        allowed = self._list_sentences(rule.within, region)
        if rule.where:
            allowed &= self._find_zones(rule.where)
        return [place for place in self.places.get(group, ()) if allowed >> place.sentence & 1]

    def _list_sentences(self, within: Within, region: int) -> int:
        """The sentences that a region is made of."""
        if within is Within.SENTENCE:
            return 1 << region
        if within is Within.ARTICLE:
            return -1
        if within is Within.PARAGRAPH:
            return sum(1 << sentence.number for sentence in self._sentences if sentence.paragraph == region)
        return 1 << region | (2 << region if self._goes_on(region + 1) else 0)

    def _goes_on(self, number: int) -> bool:
        """Whether there is such a sentence, in the zone of the one before it."""
        sentences = self._sentences
        return 0 < number < len(sentences) and sentences[number - 1].zone == sentences[number].zone

    def _find_sentences(self, group: str) -> int:
        bits = self._bits.get(group)
        if bits is None:
            bits = 0
            for place in self.places.get(group, ()):
                bits |= 1 << place.sentence
            self._bits[group] = bits
        return bits

    def _find_zones(self, where: tuple[str, ...]) -> int:
        bits = self._zones.get(where)
        if bits is None:
            lead = "lead" in where
            bits = 0
            for sentence in self._sentences:
                if sentence.zone in where or (lead and sentence.lead):
                    bits |= 1 << sentence.number
            self._zones[where] = bits
        return bits

    def _widen(self, bits: int, within: Within) -> int:
        """Regions from sentences. NEIGHBOURS: the region k is made of the sentences k and k + 1 of one zone."""
        if not bits or within is Within.SENTENCE:
            return bits
        if within is Within.ARTICLE:
            return 1
        regions = bits if within is Within.NEIGHBOURS else 0
        while bits:
            low = bits & -bits
            bits ^= low
            number = low.bit_length() - 1
            if within is Within.PARAGRAPH:
                regions |= 1 << self._sentences[number].paragraph
            elif self._goes_on(number):
                regions |= low >> 1
        return regions


def _find_rule(reading: Reading, rule: Rule, regions: _Regions) -> list[Place]:
    """The places that make the rule hold in the first region where it does; none if it does not."""
    common = -1 if rule.all else 0
    for group in rule.all:
        if not regions.places.get(group):
            return []
    for group in rule.all:
        common &= regions.find(rule, group)
        if not common:
            return []
    for group in rule.unless:
        common &= ~regions.find(rule, group)
    for _ in range(_MOST_REGIONS):
        if not common:
            break
        low = common & -common
        common ^= low
        picked = [regions.pick(rule, group, low.bit_length() - 1) for group in rule.all]
        chosen = _within_words(reading, rule, picked) if rule.words else [found[0] for found in picked]
        if chosen:
            return sorted(set(chosen), key=_stretch)
    return []


def _within_words(reading: Reading, rule: Rule, picked: Sequence[Sequence[Place]]) -> list[Place]:
    """One place of each group so that all stand within `rule.words` words; none if there is no such choice."""
    rows = [(others, [place.start for place in others]) for others in picked[1:]]
    words = (rule.words or 0) + len(picked)
    for anchor in picked[0]:
        chosen = [anchor, *(_find_closest(others, starts, anchor.start) for others, starts in rows)]
        low, high = min(place.start for place in chosen), max(place.end for place in chosen)
        if _gap(reading, low, high, words) <= words:
            return chosen
    return []


def _find_closest(places: Sequence[Place], starts: Sequence[int], start: int) -> Place:
    """The place that begins closest to `start`, the first of equals."""
    split = bisect_left(starts, start)
    if split == len(starts) or (split and start - starts[split - 1] <= starts[split] - start):
        split = bisect_left(starts, starts[split - 1])
    return places[split]


def _say_missing(
    topic: Topic, places: Mapping[str, Sequence[Place]], score: float, held: Collection[str]
) -> tuple[str, ...]:
    """The score, and of each rule that nearly holds what it lacks, that of most weight first; those that `held` lack
    nothing."""
    out = [f"score {score:g} of {topic.threshold:g}"]
    for rule in sorted(topic.rules, key=lambda rule: -rule.weight):
        if rule.id in held:
            continue
        lacking = [group for group in rule.all if not places.get(group)]
        if rule.weight > 0 and len(lacking) == 1:
            out.append(f"{rule.id} (+{rule.weight:g}): no {lacking[0]}")
        elif rule.weight > 0 and not lacking:
            out.append(f"{rule.id} (+{rule.weight:g}): not within one {rule.within}")
    return tuple(out)
