"""Adds up the rules of a topic that hold in a reading.

Enters: a reading, a topic. Leaves: the `Verdict`. Called through `service.stages.relevance`.
"""

from collections.abc import Collection, Sequence

from service.model.verdict import Evidence, Span, Verdict
from service.model.watch import Rule, Topic
from service.stages.recognise.reading import Reading
from service.stages.relevance.distance import Place, count_gap, find_closest
from service.stages.relevance.groups import Groups, find_groups
from service.stages.relevance.plan import plan_topic
from service.stages.relevance.regions import Regions

_SPANS_SHOWN = 6
# In how many regions a rule whose groups must stand close is tried: an article has a hundred sentences at most.
_MOST_REGIONS = 500


def judge_article(reading: Reading, topic: Topic) -> Verdict:
    """The topic's decision on the article."""
    groups = find_groups(reading, topic)
    regions = Regions(reading, groups)
    spans: dict[tuple[int, int], Span] = {}
    evidence: list[Evidence] = []
    score = 0.0
    for rule in topic.rules:
        common = regions.find(rule)
        found = _find_rule(reading, rule, regions, common) if common else ()
        if found:
            score += rule.weight
            shown = tuple(_make_span(reading, spans, place) for place in found[:_SPANS_SHOWN])
            evidence.append(Evidence(rule.id, rule.weight, shown))
    relevant = score >= topic.threshold
    missing = () if relevant else _say_missing(topic, groups, score, {held.rule for held in evidence})
    return Verdict(topic.id, relevant, score, topic.threshold, tuple(evidence), missing)


def _make_span(reading: Reading, known: dict[tuple[int, int], Span], place: Place) -> Span:
    mark = place[:2]
    if mark not in known:
        known[mark] = reading.span(*mark)
    return known[mark]


def _find_rule(reading: Reading, rule: Rule, regions: Regions, common: int) -> list[Place]:
    """The places that make the rule hold in the first of the `common` regions where it does; none if it does not."""
    if not rule.words:
        return sorted(set(regions.pick_first(rule, (common & -common).bit_length() - 1)), key=_stretch)
    for _ in range(_MOST_REGIONS):
        if not common:
            break
        low = common & -common
        common ^= low
        chosen = _within_words(reading, rule, regions.pick(rule, low.bit_length() - 1))
        if chosen:
            return sorted(set(chosen), key=_stretch)
    return []


def _within_words(reading: Reading, rule: Rule, picked: Sequence[Sequence[Place]]) -> list[Place]:
    """One place of each group so that all stand within `rule.words` words; none if there is no such choice."""
    rows = [(others, [place.start for place in others]) for others in picked[1:]]
    words = (rule.words or 0) + len(picked)
    for anchor in picked[0]:
        chosen = [anchor, *(find_closest(others, starts, anchor.start) for others, starts in rows)]
        low, high = min(place.start for place in chosen), max(place.end for place in chosen)
        if count_gap(reading, low, high, words) <= words:
            return chosen
    return []


def _stretch(place: Place) -> tuple[int, int]:
    return place.start, place.end


def _say_missing(topic: Topic, groups: Groups, score: float, held: Collection[str]) -> tuple[str, ...]:
    """The score, and of each rule that nearly holds what it lacks, that of most weight first; those that `held` lack
    nothing."""
    out = [f"score {score:g} of {topic.threshold:g}"]
    for rule, absent, apart in plan_topic(topic).lacks:
        if rule.id in held:
            continue
        lacking = [group for group in rule.all if not groups.sentences[group]]
        if not lacking:
            out.append(apart)
        elif len(lacking) == 1:
            out.append(absent[lacking[0]])
    return tuple(out)
