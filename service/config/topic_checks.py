"""What must fit together in the topics of `watch.yaml`: groups, rules, triage, weights and thresholds.

In: the raw data of the file, which may be wrong anywhere, and the ids that it knows. Out: problems, reported at their
places. Called by `watch_checks`.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from service.config.raw import Raw, items_of, mapping_of, report_duplicates, text_of, texts_of
from service.config.scalars import is_side, show, suggest
from service.config.source import KeyPath, Source
from service.language.packs import list_languages, list_terms

_FINDERS = ("terms", "packs", "sides", "officials", "offices", "any", "near")


class Known(NamedTuple):
    """The ids that the file declares; of the sides, with their names."""

    sides: Mapping[str, str]
    officials: list[str]
    offices: list[str]


def find_mistakes(source: Source, known: Known) -> None:
    """Report what does not fit together in the topics."""
    report_duplicates(source, ("topics",), "topic")
    for path, topic in items_of(source.data, ("topics",)):
        for number, text in texts_of(topic, "sides"):
            check_side(source, (*path, "sides", number), text, known.sides)
        _check_twice(source, (*path, "sides"), texts_of(topic, "sides"))
        _check_groups(source, path, topic, known)
        _check_rules(source, path, topic)


def check_known(source: Source, path: KeyPath, text: str | None, noun: str, known: Collection[str]) -> None:
    """Report an id that nothing has."""
    if text is not None and text not in known:
        hint = suggest(text, known) or f"; known here: {', '.join(known) or 'none'}"
        source.report_at(path, f"no {noun} has the id {show(text)}{hint}")


def check_packs(source: Source, path: KeyPath, texts: Iterable[tuple[int, str]]) -> None:
    """Report the names that no language pack has a term list of."""
    for number, text in texts:
        # The English one has nearly every list.
        if text in list_terms("en"):
            continue
        known = sorted({name for lang in list_languages() for name in list_terms(lang)})
        if text not in known:
            hint = suggest(text, known) or f"; known here: {', '.join(known)}"
            source.report_at((*path, number), f"no language pack has a term list {show(text)}{hint}")


def check_side(source: Source, path: KeyPath, value: object, sides: Mapping[str, str], where: str = "") -> None:
    """Report a side that nobody has declared; what cannot be a side at all has been told. `where`: the other file in
    which sides are declared."""
    text = text_of(value)
    if text is None or text in sides or not is_side(text):
        return
    home = f"`sides`{where and f' of {where}'}"
    named = next((side for side, name in sides.items() if name.lower() == text), None)
    near = f"; did you mean `{named}`?" if named else suggest(text, sides)
    hint = near or f"; known here: {', '.join(sides)}; declare others under {home}"
    source.report_at(path, f"no side has the id {show(text)}{hint}")


def _check_groups(source: Source, topic_path: KeyPath, topic: Raw, known: Known) -> None:
    groups = mapping_of(topic, "groups") or {}
    for group_id, group in groups.items():
        path = (*topic_path, "groups", group_id)
        if not isinstance(group, dict):
            continue
        if all(group.get(key) is None for key in _FINDERS):
            source.report_at(path, f"this group finds nothing; give it one of {', '.join(_FINDERS)}")
        for key, ids, noun in (("officials", known.officials, "official"), ("offices", known.offices, "office")):
            for number, text in texts_of(group, key):
                if text not in ids and text not in known.sides:
                    sides = ", ".join(f"`{side}`" for side in known.sides)
                    hint = suggest(text, [*ids, *known.sides]) or f"; write an id, or one of {sides} for all of a side"
                    source.report_at((*path, key, number), f"no {noun} has the id {show(text)}{hint}")
        for number, text in texts_of(group, "sides"):
            check_side(source, (*path, "sides", number), text, known.sides)
        check_packs(source, (*path, "packs"), texts_of(group, "packs"))
        for key in ("any", "near"):
            _check_members(source, (*path, key), texts_of(group, key), groups)
        _check_near(source, path, group)
    _check_circles(source, (*topic_path, "groups"), groups)


def _check_near(source: Source, path: KeyPath, group: Raw) -> None:
    near = group.get("near")
    if isinstance(near, list) and len(near) == 1:
        source.report_at((*path, "near"), "near what? write two groups or more, or `any` for what this one finds")
    if group.get("words") is not None and near is None and any(group.get(key) is not None for key in _FINDERS):
        source.report_at((*path, "words"), "`words` is the distance for `near`; add `near`, or remove it", key=True)
    _check_twice(source, (*path, "near"), texts_of(group, "near"))


def _check_circles(source: Source, path: KeyPath, groups: Raw) -> None:
    """Report each group that, by `any` or `near`, is made of itself."""
    parts = {
        name: [text for key in ("any", "near") for _, text in texts_of(group, key)] if isinstance(group, dict) else []
        for name, group in groups.items()
    }
    for name in parts:
        reached, ahead = set[str](), list(parts[name])
        while ahead:
            step = ahead.pop()
            if step not in reached:
                reached.add(step)
                ahead.extend(parts.get(step, ()))
        if name in reached:
            source.report_at((*path, name), f"the group {show(name)} is made of itself; break the circle", key=True)


def _check_rules(source: Source, topic_path: KeyPath, topic: Raw) -> None:
    groups = mapping_of(topic, "groups") or {}
    report_duplicates(source, (*topic_path, "rules"), "rule")
    for number, text in texts_of(topic, "triage"):
        parts = [part.strip() for part in text.split("+")]
        if not all(parts):
            message = f"{show(text)} lacks a group beside `+`; write `a + b`, or one group"
            source.report_at((*topic_path, "triage", number), message)
        several = text.split()
        if len(several) > 1 and text not in groups and all(part in groups for part in several):
            message = f"{show(text)} names {len(several)} groups; write `{' + '.join(several)}` where all must be found"
            source.report_at((*topic_path, "triage", number), message)
            continue
        _check_members(source, (*topic_path, "triage"), [(number, part) for part in parts if part], groups)
    weights = [_check_rule(source, path, rule, groups) for path, rule in items_of(source.data, (*topic_path, "rules"))]
    if isinstance(topic.get("rules"), list) and weights and None not in weights:
        _check_threshold(source, topic_path, topic.get("threshold"), sum(max(0.0, weight or 0.0) for weight in weights))


def _check_rule(source: Source, path: KeyPath, rule: Raw, groups: Raw) -> float | None:
    """Report what is wrong with one rule; its weight, None where that is no number."""
    for key in ("all", "unless"):
        _check_members(source, (*path, key), texts_of(rule, key), groups)
        _check_twice(source, (*path, key), texts_of(rule, key))
    wanted = [text for _, text in texts_of(rule, "all")]
    for number, text in texts_of(rule, "unless"):
        if text in wanted:
            message = f"the rule can never hold: {show(text)} stands under `all`, too; remove one"
            source.report_at((*path, "unless", number), message)
    if rule.get("words") is not None and len(wanted) == 1:
        message = "`words` is a distance between groups, and `all` has but one; add a group, or remove it"
        source.report_at((*path, "words"), message, key=True)
    weight = rule.get("weight")
    if not isinstance(weight, int | float) or isinstance(weight, bool):
        return None
    if weight == 0:
        source.report_at((*path, "weight"), "a weight of 0 changes nothing; write another or remove the rule")
    return float(weight)


def _check_threshold(source: Source, topic_path: KeyPath, threshold: object, reachable: float) -> None:
    if not isinstance(threshold, int | float) or isinstance(threshold, bool):
        return
    if threshold <= 0:
        source.report_at((*topic_path, "threshold"), "every article would be relevant; write a threshold above 0")
    elif threshold > reachable:
        message = f"can never be reached: all positive weights together are {reachable:g}; lower it or raise a weight"
        source.report_at((*topic_path, "threshold"), message)


def _check_members(source: Source, path: KeyPath, texts: Iterable[tuple[int, str]], groups: Raw) -> None:
    for number, text in texts:
        check_known(source, (*path, number), text, "group", groups)


def _check_twice(source: Source, path: KeyPath, texts: Iterable[tuple[int, str]]) -> None:
    seen = set[str]()
    for number, text in texts:
        if text in seen:
            source.report_at((*path, number), f"{show(text)} stands twice in this list; remove one")
        seen.add(text)
