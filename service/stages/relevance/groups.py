"""Where the groups of a topic are found in a reading.

Enters: a reading, a topic. Leaves: by group, its places in order. Called by `judge`, and by triage.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from service.model.verdict import MentionKind
from service.model.watch import TermGroup, Topic
from service.stages.recognise.lexicon import list_side_terms
from service.stages.recognise.reading import Reading
from service.stages.relevance.distance import Place, Row


def find_groups(reading: Reading, topic: Topic) -> dict[str, list[Place]]:
    """Where each group of the topic is found, in order."""
    places: dict[str, list[Place]] = {}
    listed: dict[str, list[Place]] = {}
    near = _Near(reading, places)
    hits = reading.hits
    for group, own in _plan_groups(topic):
        sources: list[Collection[Place]] = []
        for name in own:
            if name in hits:
                if name not in listed:
                    listed[name] = sorted(set(_find_terms(reading, name)))
                sources.append(listed[name])
        if reading.people and (group.officials or group.offices):
            sources.append(set(_find_people(reading, group)))
        sources.extend(places[member] for member in group.any if places.get(member))
        if group.near:
            sources.append(set(near.find(group)))
        places[group.id] = _merge(sources)
    return places


def _merge(sources: Sequence[Collection[Place]]) -> list[Place]:
    """All places, each once, in order. Of a single list, which is in order already, it is the list itself."""
    if len(sources) == 1:
        only = sources[0]
        return only if isinstance(only, list) else sorted(only)
    return sorted(set().union(*sources)) if sources else []


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
        self._by_sentence: dict[str, dict[int, Row]] = {}

    def find(self, group: TermGroup) -> Iterable[Place]:
        """One stretch for each place of the first member beside which all others stand."""
        for member in group.near:
            if not self._places.get(member):
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

    def _group(self, member: str) -> Mapping[int, Row]:
        known = self._by_sentence.get(member)
        if known is None:
            places: dict[int, list[Place]] = defaultdict(list)
            for place in self._places[member]:
                places[place.sentence].append(place)
            known = self._by_sentence[member] = {sentence: Row(found) for sentence, found in places.items()}
        return known
