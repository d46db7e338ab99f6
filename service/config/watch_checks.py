"""What must fit together in `watch.yaml`: ids, holders of offices, groups of rules, thresholds.

In: the raw data of the file, which may be wrong anywhere. Out: problems, reported at their places. Called by `load`.
"""

import re
from datetime import date
from itertools import pairwise

from service.config.raw import Raw, entries_of, items_of, mapping_of, report_duplicates, text_of, texts_of
from service.config.scalars import show, suggest
from service.config.source import KeyPath, Source
from service.language.packs import list_languages, list_terms

SIDES = ("us", "ru")


def find_mistakes(source: Source) -> None:
    officials = {
        text: item for _, item in items_of(source.data, ("officials",)) if (text := text_of(item.get("id"))) is not None
    }
    report_duplicates(source, ("officials",), "official", keys=("id", "name"))
    for office_id, office in entries_of(source.data, "offices").items():
        _check_office(source, office_id, office, officials)
    offices = list(entries_of(source.data, "offices"))
    for office_id, office in entries_of(source.data, "offices").items():
        counterpart = text_of(office.get("counterpart"))
        if counterpart is not None and counterpart not in offices:
            hint = suggest(counterpart, offices) or f"; known here: {', '.join(offices)}"
            source.report_at(("offices", office_id, "counterpart"), f"no office has the id {show(counterpart)}{hint}")
    report_duplicates(source, ("topics",), "topic")
    for path, topic in items_of(source.data, ("topics",)):
        _check_groups(source, path, topic, list(officials), offices)
        _check_rules(source, path, topic)


_FINDERS = ("terms", "packs", "officials", "offices", "any", "near")


def _check_office(source: Source, office_id: str, office: Raw, officials: dict[str, Raw]) -> None:
    path: KeyPath = ("offices", office_id, "holders")
    terms: list[tuple[date, date, KeyPath]] = []
    for holder_path, holder in items_of(source.data, path):
        _check_who(source, holder_path, holder, office, officials)
        since, until = _day(holder.get("from")), _day(holder.get("until"))
        if until is None and holder.get("until") is None:
            until = date.max
        # Dates that are wrong by themselves have been told.
        if since and until and since <= until and holder.get("acting") is not True:
            terms.append((since, until, holder_path))
    terms.sort()
    for (_, end, first), (start, _, second) in pairwise(terms):
        # On the day of change both hold the office.
        if start < end:
            line = source.line_of(first)
            message = (
                f"this holder begins while that of line {line} is in office; correct `from` or the other's `until`"
            )
            source.report_at((*second, "from"), message)


def _check_who(source: Source, path: KeyPath, holder: Raw, office: Raw, officials: dict[str, Raw]) -> None:
    who = text_of(holder.get("official"))
    if who is None and holder.get("name") is None and holder.get("official") is None:
        source.report_at(path, "who? add `official: ID` of a tracked official, or `name: ...`")
    elif holder.get("official") is not None and holder.get("name") is not None:
        source.report_at((*path, "name"), "both `official` and `name`; keep `official`, it has the name", key=True)
    if who is None:
        return
    if who not in officials:
        hint = suggest(who, officials) or "; add the official, or write `name: ...` for one who is not tracked"
        source.report_at((*path, "official"), f"no official has the id {show(who)}{hint}")
    elif (officials[who].get("side"), office.get("side")) in (SIDES, SIDES[::-1]):
        message = f"{show(who)} is of the side {show(officials[who].get('side'))}, the office is not; correct one"
        source.report_at((*path, "official"), message)


def _day(value: object) -> date | None:
    text = text_of(value)
    try:
        return date.fromisoformat(text) if text and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def _check_groups(source: Source, topic_path: KeyPath, topic: Raw, officials: list[str], offices: list[str]) -> None:
    groups = list(mapping_of(topic, "groups") or {})
    for group_id, group in (mapping_of(topic, "groups") or {}).items():
        path = (*topic_path, "groups", group_id)
        if not isinstance(group, dict):
            continue
        if not any(group.get(key) for key in _FINDERS):
            source.report_at(path, f"this group finds nothing; give it one of {', '.join(_FINDERS)}")
        for key, known, noun in (("officials", officials, "official"), ("offices", offices, "office")):
            for number, text in texts_of(group, key):
                if text not in known and text not in SIDES:
                    hint = suggest(text, known) or "; write an id, or `us` or `ru` for all of that side"
                    source.report_at((*path, key, number), f"no {noun} has the id {show(text)}{hint}")

        _check_packs(source, (*path, "packs"), texts_of(group, "packs"))
        for key in ("any", "near"):
            _check_known(source, (*path, key), texts_of(group, key), groups)
    _check_circles(source, (*topic_path, "groups"), mapping_of(topic, "groups") or {})


def _check_packs(source: Source, path: KeyPath, texts: list[tuple[int, str]]) -> None:
    for number, text in texts:
        # The English one has nearly every list.
        if text in list_terms("en"):
            continue
        known = sorted({name for lang in list_languages() for name in list_terms(lang)})
        if text not in known:
            hint = suggest(text, known) or f"; known here: {', '.join(known)}"
            source.report_at((*path, number), f"no language pack has a term list {show(text)}{hint}")


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
    groups = list(mapping_of(topic, "groups") or {})
    report_duplicates(source, (*topic_path, "rules"), "rule")
    triage = [(number, part.strip()) for number, text in texts_of(topic, "triage") for part in text.split("+")]
    _check_known(source, (*topic_path, "triage"), triage, groups)
    reachable = 0.0
    for path, rule in items_of(source.data, (*topic_path, "rules")):
        for key in ("all", "unless"):
            _check_known(source, (*path, key), texts_of(rule, key), groups)
        wanted = [text for _, text in texts_of(rule, "all")]
        for number, text in texts_of(rule, "unless"):
            if text in wanted:
                message = f"the rule can never hold: {show(text)} stands under `all`, too; remove one"
                source.report_at((*path, "unless", number), message)
        weight = rule.get("weight")
        if isinstance(weight, int | float) and not isinstance(weight, bool):
            reachable += max(0.0, float(weight))
            if weight == 0:
                source.report_at((*path, "weight"), "a weight of 0 changes nothing; write another or remove the rule")
    threshold = topic.get("threshold")
    if not isinstance(threshold, int | float) or isinstance(threshold, bool):
        return
    if threshold <= 0:
        source.report_at((*topic_path, "threshold"), "every article would be relevant; write a threshold above 0")
    elif threshold > reachable and isinstance(topic.get("rules"), list):
        message = f"can never be reached: all positive weights together are {reachable:g}; lower it or raise a weight"
        source.report_at((*topic_path, "threshold"), message)


def _check_known(source: Source, path: KeyPath, texts: list[tuple[int, str]], groups: list[str]) -> None:
    for number, text in texts:
        if text not in groups:
            hint = suggest(text, groups) or f"; known here: {', '.join(groups) or 'none'}"
            source.report_at((*path, number), f"no group has the id {show(text)}{hint}")
