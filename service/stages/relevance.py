"""Judges whether an article concerns a topic, and says why.

Enters: a reading, a topic. Leaves: a `Verdict`: the sum of the weights of the rules that hold, with the spans that
satisfied each, and what was missing. Called by the jobs `read` and `scan`, and by `hotline explain`.

A group is found where one of its terms, packs' terms, officials, offices or member groups is found; with `near`, where
all the named groups stand within `words` words of each other in a sentence. A rule holds where all its groups stand in
one sentence, two neighbouring ones, one paragraph or the article, in the zones of `where`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from service.model.verdict import Evidence, MentionKind, Verdict
from service.model.watch import Rule, TermGroup, Topic, Within
from service.stages.recognise.reading import Reading

_GAPLESS = ("zh", "ja")
_SPANS_SHOWN = 6


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
    evidence: list[Evidence] = []
    score = 0.0
    for rule in topic.rules:
        found = _find_rule(reading, rule, regions)
        if found:
            score += rule.weight
            spans = tuple(reading.span(place.start, place.end) for place in islice(found, _SPANS_SHOWN))
            evidence.append(Evidence(rule.id, rule.weight, spans))
    relevant = score >= topic.threshold
    missing = () if relevant else _say_missing(topic, places, score)
    return Verdict(topic.id, relevant, score, topic.threshold, tuple(evidence), missing)


def find_groups(reading: Reading, topic: Topic) -> dict[str, list[Place]]:
    """Where each group of the topic is found, in order."""
    places: dict[str, list[Place]] = {}
    listed: dict[str, list[Place]] = {}
    for group in _order_groups(topic):
        found = set(_find_people(reading, group)) if group.officials or group.offices else set()
        for name in (*group.packs, f"{topic.id}/{group.id}"):
            if name not in listed:
                listed[name] = _find_terms(reading, name)
            found.update(listed[name])
        for member in group.any:
            found.update(places.get(member, ()))
        if group.near:
            found.update(_find_near(reading, group, places))
        places[group.id] = sorted(found)
    return places


_ordered: dict[int, tuple[tuple[TermGroup, ...], tuple[TermGroup, ...]]] = {}
_ORDERS_KEPT = 64


def _order_groups(topic: Topic) -> tuple[TermGroup, ...]:
    """`_in_order`, remembered: the same topic judges every article."""
    known = _ordered.get(id(topic.groups))
    if known is None or known[0] is not topic.groups:
        if len(_ordered) >= _ORDERS_KEPT:
            _ordered.clear()
        known = _ordered[id(topic.groups)] = (topic.groups, _in_order(topic.groups))
    return known[1]


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


def _find_near(reading: Reading, group: TermGroup, places: Mapping[str, Sequence[Place]]) -> Iterable[Place]:
    first, *others = [places.get(member, ()) for member in group.near]
    if not first or not all(others):
        return
    by_sentence = [_by_sentence(found) for found in others]
    for anchor in first:
        stretch = anchor
        for other in by_sentence:
            wider = _nearest(reading, stretch, other.get(anchor.sentence, ()), group.words)
            if wider is None:
                break
            stretch = wider
        else:
            yield stretch


def _nearest(reading: Reading, stretch: Place, others: Iterable[Place], words: int) -> Place | None:
    best: tuple[int, Place] | None = None
    for other in others:
        gap = count_words(reading, min(stretch.end, other.end), max(stretch.start, other.start))
        if gap <= words and (best is None or gap < best[0]):
            whole = Place(min(stretch.start, other.start), max(stretch.end, other.end), stretch.sentence)
            best = (gap, whole)
    return best[1] if best else None


def count_words(reading: Reading, start: int, end: int) -> int:
    """Words between two folded places; in scripts without gaps two characters count as one word."""
    if end <= start:
        return 0
    if reading.language in _GAPLESS:
        return (end - start) // 2
    return len(reading.document.text[start:end].split())


def _stretch(place: Place) -> tuple[int, int]:
    return place.start, place.end


def _by_sentence(places: Iterable[Place]) -> dict[int, list[Place]]:
    grouped: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        grouped[place.sentence].append(place)
    return grouped


class _Regions:
    """Where the groups were found, by sentence, paragraph or whatever a rule asks for; each worked out once."""

    def __init__(self, reading: Reading, places: Mapping[str, Sequence[Place]]) -> None:
        self.places = places
        self._reading = reading
        self._known: dict[tuple[str, Within, tuple[str, ...]], Mapping[int, list[Place]]] = {}

    def find(self, rule: Rule, group: str) -> Mapping[int, list[Place]]:
        """The places of a group by the number of the region that they stand in."""
        mark = (group, rule.within, rule.where)
        found = self._known.get(mark)
        if found is None:
            found = self._known[mark] = _by_region(self._reading, rule, self.places.get(group, ()))
        return found


def _find_rule(reading: Reading, rule: Rule, regions: _Regions) -> list[Place]:
    """The places that make the rule hold in the first region where it does; none if it does not."""
    if not all(regions.places.get(group) for group in rule.all):
        return []
    wanted = [regions.find(rule, group) for group in rule.all]
    common = set(wanted[0]).intersection(*wanted[1:]) if wanted else set()
    if not common:
        return []
    silenced: set[int] = set()
    for group in rule.unless:
        silenced.update(regions.find(rule, group))
    for region in sorted(common - silenced):
        picked = [found[region] for found in wanted]
        chosen = _within_words(reading, rule, picked) if rule.words else [found[0] for found in picked]
        if chosen:
            return sorted(set(chosen), key=_stretch)
    return []


def _by_region(reading: Reading, rule: Rule, found: Iterable[Place]) -> dict[int, list[Place]]:
    if rule.within is Within.SENTENCE and not rule.where:
        return _by_sentence(found)
    grouped: dict[int, list[Place]] = defaultdict(list)
    for place in found:
        sentence = reading.sentences[place.sentence]
        if rule.where and sentence.zone not in rule.where and not (sentence.lead and "lead" in rule.where):
            continue
        if rule.within is Within.SENTENCE:
            region = sentence.number
        elif rule.within is Within.NEIGHBOURS:
            # The region k is made of the sentences k and k + 1.
            region = sentence.number
            if region and reading.sentences[region - 1].zone == sentence.zone:
                grouped[region - 1].append(place)
        elif rule.within is Within.PARAGRAPH:
            region = sentence.paragraph
        else:
            region = 0
        grouped[region].append(place)
    return grouped


def _within_words(reading: Reading, rule: Rule, picked: Sequence[Sequence[Place]]) -> list[Place]:
    """One place of each group so that all stand within `rule.words` words; none if there is no such choice."""
    for anchor in picked[0]:
        chosen = [anchor]
        for others in picked[1:]:
            best = min(others, key=lambda place: abs(place.start - anchor.start))
            chosen.append(best)
        low, high = min(place.start for place in chosen), max(place.end for place in chosen)
        if count_words(reading, low, high) <= (rule.words or 0) + len(chosen):
            return chosen
    return []


def _say_missing(topic: Topic, places: Mapping[str, Sequence[Place]], score: float) -> tuple[str, ...]:
    out = [f"score {score:g} of {topic.threshold:g}"]
    for rule in topic.rules:
        lacking = [group for group in rule.all if not places.get(group)]
        if rule.weight > 0 and len(lacking) == 1:
            out.append(f"{rule.id}: no {lacking[0]}")
        elif rule.weight > 0 and not lacking:
            out.append(f"{rule.id}: not within one {rule.within}")
    return tuple(out)
