"""What must fit together in `watch.yaml`: sides, ids, holders of offices; of the topics, see `topic_checks`.

In: the raw data of the file, which may be wrong anywhere. Out: problems, reported at their places. Called by `load`.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date
from itertools import pairwise

from service.config import topic_checks
from service.config.raw import Raw, entries_of, items_of, report_duplicates, text_of, texts_of
from service.config.scalars import show, suggest
from service.config.source import KeyPath, Source
from service.config.topic_checks import Known, check_known, check_side
from service.model.watch import US_AND_RUSSIA


def find_mistakes(source: Source) -> None:
    """Report what does not fit together in `watch.yaml`."""
    officials = {
        text: item for _, item in items_of(source.data, ("officials",)) if (text := text_of(item.get("id"))) is not None
    }
    offices = entries_of(source.data, "offices")
    sides = list_sides(source)
    _check_sides(source)
    _check_apart(source, sides, offices)
    report_duplicates(source, ("officials",), "official", keys=("id", "name"))
    for office_id, office in offices.items():
        _check_office(source, office_id, office, officials, sides)
        check_known(
            source, ("offices", office_id, "counterpart"), text_of(office.get("counterpart")), "office", offices
        )
    for path, official in items_of(source.data, ("officials",)):
        check_side(source, (*path, "side"), official.get("side"), sides)
    for office_id, office in offices.items():
        check_side(source, ("offices", office_id, "side"), office.get("side"), sides)
    topic_checks.find_mistakes(source, Known(sides, list(officials), list(offices)))


def find_unknown_sides(feeds: Source, watch: Source) -> None:
    """Report the feeds of a side that `watch.yaml` does not know."""
    sides = list_sides(watch)
    for path, feed in items_of(feeds.data, ("feeds",)):
        check_side(feeds, (*path, "side"), feed.get("side"), sides, "watch.yaml")


def list_sides(watch: Source) -> dict[str, str]:
    """All sides that officials, offices, feeds and topics may be of: id -> name."""
    declared = entries_of(watch.data, "sides")
    names = {side: text_of(section.get("name")) or side for side, section in declared.items()}
    return {**dict(zip(US_AND_RUSSIA, ("United States", "Russia"), strict=True)), **names}


def _check_sides(source: Source) -> None:
    held = source.data.get("sides") if isinstance(source.data, dict) else None
    for side, section in held.items() if isinstance(held, dict) else ():
        path = ("sides", side)
        if not isinstance(section, dict) and section is not None:
            continue
        given = section or {}
        topic_checks.check_packs(source, (*path, "packs"), texts_of(given, "packs"))
        if side not in US_AND_RUSSIA and given.get("terms") is None and given.get("packs") is None:
            message = f"nothing would find {show(side)} in a text; add `terms: {{en: [...]}}`, the words for it"
            source.report_at(path, message, key=True)


def _check_apart(source: Source, sides: Collection[str], offices: Iterable[str]) -> None:
    """Report officials and offices that are called like a side: a group could mean either."""
    message = "the id {} is that of a side; choose another"
    for path, item in items_of(source.data, ("officials",)):
        text = text_of(item.get("id"))
        if text in sides:
            source.report_at((*path, "id"), message.format(show(text)))
    for office_id in offices:
        if office_id in sides:
            source.report_at(("offices", office_id), message.format(show(office_id)), key=True)


def _check_office(
    source: Source, office_id: str, office: Raw, officials: dict[str, Raw], sides: Collection[str]
) -> None:
    path: KeyPath = ("offices", office_id, "holders")
    terms: list[tuple[date, date, KeyPath]] = []
    for holder_path, holder in items_of(source.data, path):
        _check_who(source, holder_path, holder, office, officials, sides)
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


def _check_who(
    source: Source, path: KeyPath, holder: Raw, office: Raw, officials: dict[str, Raw], sides: Collection[str]
) -> None:
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
        return
    his, its = text_of(officials[who].get("side")), text_of(office.get("side"))
    if his != its and his in sides and its in sides:
        message = f"{show(who)} is of the side {show(his)}, the office is not; correct one"
        source.report_at((*path, "official"), message)


def _day(value: object) -> date | None:
    text = text_of(value)
    try:
        return date.fromisoformat(text) if text and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None
