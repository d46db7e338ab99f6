"""What is worked out once of a topic, since the same topic judges every article.

Enters: a topic. Leaves: its `Plan`, remembered. Called by `groups` and `judge`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from service.model.watch import Rule, TermGroup, Topic
from service.stages.recognise.lexicon import list_side_terms

_PLANS_KEPT = 64


class Source(NamedTuple):
    """Where a group may be found: in term lists of a reading, among people, in other groups, where others are near.
    Only groups that come before it in the plan: a circle is cut where it closes."""

    id: str
    group: TermGroup
    lists: tuple[str, ...]
    people: bool
    members: tuple[str, ...]
    near: tuple[str, ...]


class Lack(NamedTuple):
    """What to say of a rule that does not hold: where a group of it is found nowhere, by group, and where none is."""

    rule: Rule
    absent: Mapping[str, str]
    apart: str


class Plan(NamedTuple):
    """The groups of a topic, those that others are made of first; which of them each term list belongs to, which have
    people, which are made of others; no sentence for each group that is named anywhere; the rules that add to the
    score, by weight."""

    sources: Mapping[str, Source]
    listed: Mapping[str, tuple[str, ...]]
    people: tuple[Source, ...]
    made: tuple[Source, ...]
    nowhere: Mapping[str, int]
    lacks: tuple[Lack, ...]


_plans: dict[int, tuple[Topic, Plan]] = {}


def plan_topic(topic: Topic) -> Plan:
    """The plan of the topic; worked out when this very object is first met."""
    known = _plans.get(id(topic))
    if known is None or known[0] is not topic:
        if len(_plans) >= _PLANS_KEPT:
            _plans.clear()
        known = _plans[id(topic)] = (topic, _make_plan(topic))
    return known[1]


def _make_plan(topic: Topic) -> Plan:
    sources = _list_sources(topic)
    listed: dict[str, tuple[str, ...]] = {}
    for source in sources.values():
        for name in dict.fromkeys(source.lists):
            listed[name] = (*listed.get(name, ()), source.id)
    return Plan(
        sources=sources,
        listed=listed,
        people=tuple(source for source in sources.values() if source.people),
        made=tuple(source for source in sources.values() if source.members or source.near),
        nowhere=dict.fromkeys((*sources, *(name for rule in topic.rules for name in (*rule.all, *rule.unless))), 0),
        lacks=_list_lacks(topic),
    )


def _list_sources(topic: Topic) -> Mapping[str, Source]:
    sources: dict[str, Source] = {}
    for group in _in_order(topic.groups):
        packs = (*group.packs, *(name for side in group.sides for name in list_side_terms(side)))
        sources[group.id] = Source(
            id=group.id,
            group=group,
            lists=(*packs, f"{topic.id}/{group.id}"),
            people=bool(group.officials or group.offices),
            members=tuple(member for member in group.any if member in sources),
            near=group.near if all(member in sources for member in group.near) else (),
        )
    return sources


def _list_lacks(topic: Topic) -> tuple[Lack, ...]:
    lacks = []
    for rule in sorted(topic.rules, key=lambda rule: -rule.weight):
        if rule.weight > 0:
            said = f"{rule.id} (+{rule.weight:g}): "
            absent = {group: f"{said}no {group}" for group in rule.all}
            lacks.append(Lack(rule, absent, f"{said}not within one {rule.within}"))
    return tuple(lacks)


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
