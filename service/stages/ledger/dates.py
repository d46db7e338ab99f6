"""The day of a contact, as all its sources together give it.

In: the claims that tell of the contact as it now stands. Out: the `date` slot. Called by `fold`.
"""

from collections.abc import Sequence

from service.model.ledger import Slot, SlotValue, SourcedClaim
from service.stages.ledger.words import (
    Word,
    find_span,
    group_by,
    group_values,
    is_table,
    keep_last_words,
    make_value,
    weigh_words,
)

STATED_DAY, MONTH, SUPPOSED_DAY = 3, 2, 1


def decide_date(claims: Sequence[SourcedClaim]) -> Slot:
    """A full day that texts state, before a month, before the day of publication that is supposed where a text names
    none.

    Days compete by weight. A month that fits a day supports it and is no other opinion; so does a supposed day. A
    supposed day that differs is nobody's word, and is left out once anybody states something; where nobody does, the
    heaviest is taken, the earliest of equals, since papers tell the news after it happened, never before.
    """
    words = keep_last_words(_read(claims))
    days = [word for word in words if word.rank == STATED_DAY]
    months = [word for word in words if word.rank == MONTH]
    supposed = [word for word in words if word.rank == SUPPOSED_DAY]
    if not days and not months:
        values = sorted(group_values(supposed), key=lambda value: (-value.weight, value.value))
        return Slot("date", tuple(values[:1]))
    if not days:
        return Slot("date", tuple(group_values(months)))
    taken = [_add_support(day, said, months, supposed) for day, said in group_by(days, lambda word: word.value).items()]
    fitting = {day.value[:7] for day in taken}
    others = group_values(word for word in months if word.value not in fitting)
    return Slot("date", (*sorted(taken, key=lambda value: -value.weight), *others))


def _read(claims: Sequence[SourcedClaim]) -> list[Word]:
    words = []
    for sourced in claims:
        value = sourced.claim.date
        if value is None:
            continue
        span = find_span(sourced, "date")
        stated = span is not None or is_table(sourced.source)
        rank = MONTH if len(value) == 7 else STATED_DAY if stated else SUPPOSED_DAY
        words.append(Word(value, sourced, span, stated, rank))
    return words


def _add_support(day: str, said: Sequence[Word], months: Sequence[Word], supposed: Sequence[Word]) -> SlotValue:
    """A stated day with the months and supposed days that agree; those who state it come first."""
    support = [
        *(word for word in months if day.startswith(word.value)),
        *(word for word in supposed if word.value == day),
    ]
    return make_value(day, [*said, *support], weigh_words([*said, *support]))
