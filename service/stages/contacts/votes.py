"""How the passages of an article vote on a slot.

In: passages and the cues of each value. Out: the value with the most weight, and the spans it was read from. Called by
`slots` and `status`. Each cue votes with the weight of its passage; what is only recalled or belongs to a third country
hardly counts.
"""

from collections.abc import Callable, Iterable, Sequence
from re import Pattern
from typing import TypeVar

from service.model.contact import Channel, ContactStatus
from service.model.verdict import Span
from service.stages.contacts.passages import Passage

Slot = TypeVar("Slot", Channel, ContactStatus)


def discount(passage: Passage) -> float:
    """The weight of a passage as a voter."""
    return passage.weight * (0.2 if passage.recalled else 1.0) * (0.4 if passage.foreign or passage.abroad else 1.0)


def hold_vote(
    passages: Iterable[Passage],
    patterns: Sequence[tuple[Slot, Pattern[str] | None]],
    weigh: Callable[[Slot, Passage], float],
    default: Slot,
    least: float,
    headline: Pattern[str] | None = None,
) -> tuple[Slot, tuple[Span, ...]]:
    """The value with the most weight, `default` below `least`; the cues of `headline` count in the title only."""
    scores: dict[Slot, float] = {}
    spans: dict[Slot, list[Span]] = {}
    for passage in passages:
        for value, pattern in patterns:
            if pattern is not None and pattern is headline and passage.zone != "title":
                continue
            match = pattern.search(passage.marked) if pattern else None
            if match:
                scores[value] = scores.get(value, 0.0) + weigh(value, passage)
                spans.setdefault(value, []).append(passage.part(match.start(), match.end()))
    order = [value for value, _ in patterns]
    best = max(scores, key=lambda value: (scores[value], -order.index(value)), default=default)
    if scores.get(best, 0.0) < least:
        best = default
    return best, tuple(spans.get(best, ()))
