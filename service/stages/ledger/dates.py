"""The day of a contact, as all its sources together give it.

In: the words of the claims that tell of the contact as it now stands. Out: the `date` slot. Called by `fold`.
"""

from collections.abc import Sequence

from service.model.ledger import Slot, SourcedClaim
from service.stages.ledger.voices import Chorus, Voiced
from service.stages.ledger.words import Word, find_span, is_table

STATED_DAY, MONTH, SUPPOSED_DAY = 3, 2, 1


def read_date(sourced: SourcedClaim) -> Word | None:
    """What a claim says of the day; None where it says nothing."""
    value = sourced.claim.date
    if value is None:
        return None
    span = find_span(sourced, "date")
    stated = span is not None or is_table(sourced.source)
    return Word(value, sourced, span, stated, MONTH if len(value) == 7 else STATED_DAY if stated else SUPPOSED_DAY)


def decide_date(told: Voiced) -> Slot:
    """A full day that texts state, before a month, before the day of publication that is supposed where a text names
    none.

    Days compete by weight. A month that fits a day supports it and is no other opinion; so does a supposed day. A
    supposed day that differs is nobody's word, and is left out once anybody states something; where nobody does, the
    heaviest is taken, the earliest of equals, since papers tell the news after it happened, never before.
    """
    days, months, supposed = (told.list_choirs(rank) for rank in (STATED_DAY, MONTH, SUPPOSED_DAY))
    if not days and not months:
        values = sorted(told.values.make_all(supposed), key=lambda value: (-value.weight, value.value))
        return Slot("date", tuple(values[:1]))
    if not days:
        return Slot("date", tuple(told.values.make_all(months)))
    taken = [told.values.make(day.value, _list_support(told, day)) for day in days]
    fitting = {day.value[:7] for day in taken}
    others = told.values.make_all(month for month in months if month.value not in fitting)
    return Slot("date", (*sorted(taken, key=lambda value: -value.weight), *others))


def _list_support(told: Voiced, day: Chorus) -> Sequence[Chorus]:
    """Those who state a day, then the months and supposed days that agree."""
    agreeing = (told.find_chorus(MONTH, day.value[:7]), told.find_chorus(SUPPOSED_DAY, day.value))
    return [day, *(chorus for chorus in agreeing if chorus is not None)]
