"""Older contacts that an article lists: "On Oct. 21, 2022, the two spoke by telephone; on Oct. 23 he was called back".

In: the passages as they were read, the main claim, the contacts that the text looks back at. Out: `Earlier`s, in
reading order. Called by `claim`. A sentence of the body lists one where it tells of a contact that was held, of a
person of each side, on a date of a year that it names, before the main one.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from service.language.dates import DateExpression
from service.language.days import resolve_date
from service.model.contact import ContactClaim, ContactStatus
from service.stages.contacts.anchors import read_anchors
from service.stages.contacts.cues import Cues
from service.stages.contacts.earlier import Earlier
from service.stages.contacts.passages import Passage
from service.stages.contacts.slots import find_channel
from service.stages.contacts.status import find_status

_REACH = 120


def find_listed(
    passages: Sequence[Passage], main: ContactClaim, earlier: Sequence[Earlier], told: date, cues: Cues
) -> Iterator[Earlier]:
    """The contacts that are listed and that `earlier` does not hold, one a sentence; `told`: the day of the text."""
    limit = main.date or told.isoformat()
    known = {found.date for found in earlier}
    for passage in passages:
        if not _tells_of_two(passage) or any(found.passage is passage for found in earlier):
            continue
        expression = _find_date(passage, cues)
        when = resolve_date(expression, told) if expression else None
        if expression and when and when[: len(limit)] < limit[: len(when)] and when not in known:
            known.add(when)
            day = when if len(when) == 10 else None
            yield Earlier(when[:7], day, passage, passage.part(expression.start, expression.end), same=False)


def is_listed(passage: Passage, pair: tuple[str, str], told: date) -> bool:
    """Whether a sentence is of an older contact than the main one, of `pair`: of others, on a date of an older year."""
    names = {mention.name for mention in passage.mentions}
    years = [expression.year for expression in passage.dates if expression.year]
    return _tells_of_two(passage) and not names >= set(pair) and bool(years) and max(years) < told.year


def _tells_of_two(passage: Passage) -> bool:
    return passage.zone == "body" and passage.contact and not passage.foreign and passage.names_both_sides


def _find_date(passage: Passage, cues: Cues) -> DateExpression | None:
    """The date of the contact that a sentence tells of as held; None where it has none with its year."""
    if cues.third and cues.third.search(passage.marked):
        # With people of both sides, too: who of them talked with whom is not plain.
        return None
    anchors = read_anchors(passage, cues)
    whole = [expression for expression in passage.dates if expression.year and expression.month]
    nearest = anchors.find_dated_contact(whole, _REACH)
    if nearest is None:
        return None
    channel, _ = find_channel([passage], True, cues)
    status, _ = find_status([passage], cues, channel)
    return nearest if status is ContactStatus.HELD else None
