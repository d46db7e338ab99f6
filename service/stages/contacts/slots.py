"""Channel, status and initiator of the main contact.

In: the passages of an article and its cues. Out: one value a slot with the spans it was read from. Called by `claim`.
Each cue votes with the weight of its passage; what is only recalled or belongs to a third country hardly counts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from re import Pattern
from typing import TypeVar

from service.model.contact import Channel, ContactStatus, Initiator
from service.model.verdict import Span
from service.stages.contacts.cues import PERSON_MARK, SIDE_MARK, SIDES, Cues, other_side
from service.stages.contacts.passages import Passage

Slot = TypeVar("Slot", Channel, ContactStatus, Initiator)
_MARKED_STATUS = 1.3
_EXPLICIT = {Channel.VIDEO: 1.5, Channel.LETTER: 1.3, Channel.VISIT: 1.2, Channel.HOTLINE: 1.6}


def find_channel(passages: Sequence[Passage], between_people: bool, cues: Cues) -> tuple[Channel, tuple[Span, ...]]:
    """The channel with the most weight; a call where no medium is named. `between_people`: the text names a pair."""

    def weigh(channel: Channel, passage: Passage) -> float:
        # "Shoigu and Carter resume military dialogue": two people who talk do not make a standing line.
        both = {mention.side for mention in passage.mentions} == set(SIDES)
        aside = between_people and passage.zone == "body" and passage.order > 0
        personal = channel is Channel.HOTLINE and (both or aside)
        return _discount(passage) * _EXPLICIT.get(channel, 1.0) * (0.3 if personal else 1.0)

    patterns = [(channel, cues.channels[channel]) for channel in Channel]
    return _vote(passages, patterns, weigh, Channel.PHONE, least=0.5)


def find_status(passages: Sequence[Passage], cues: Cues, channel: Channel) -> tuple[ContactStatus, tuple[Span, ...]]:
    """What became of it; `held` where the head of the article does not say otherwise."""

    standing = channel is Channel.HOTLINE

    def weigh(status: ContactStatus, passage: Passage) -> float:
        if status is ContactStatus.REFUSED and standing and cues.restored and cues.restored.search(passage.marked):
            # "to restore the dialogue that was cut off in 2021"
            return 0.0
        # "called, but was refused": what went wrong says more than that something was done.
        share = _MARKED_STATUS if status is not ContactStatus.HELD else 1.0
        return _discount(passage) * share * (1.0 if passage.is_head else 0.2)

    patterns = [
        (ContactStatus.PLANNED, cues.restored if standing else None),
        (ContactStatus.REFUSED, cues.refused),
        (ContactStatus.PLANNED, cues.planned),
        (ContactStatus.PLANNED, cues.planned_title),
        (ContactStatus.HELD, cues.held),
        (ContactStatus.REPORTED, cues.reported if standing else cues.possible),
    ]
    return _vote(passages, patterns, weigh, ContactStatus.HELD, least=1.5, headline=cues.planned_title)


def find_initiator(
    passages: Sequence[Passage], cues: Cues, status: ContactStatus
) -> tuple[Initiator, tuple[Span, ...]]:
    """Who asked for it, as the text says or plainly shows; unknown where it does not."""
    read = [passage for passage in passages if not passage.recalled and not passage.foreign] or list(passages)
    scores: Counter[Initiator] = Counter()
    spans: dict[Initiator, list[Span]] = {}
    for side in SIDES:
        sources = [(cues.initiated[side], side)]
        if status is ContactStatus.REFUSED:
            sources += [(cues.broke_off[side], side), (cues.declined[side], other_side(side))]
        for pattern, initiator_side in sources:
            initiator = Initiator(initiator_side)
            for passage in read:
                # Every such cue holds a mark of the side; looking for that first saves most of the time.
                named = PERSON_MARK[side] in passage.marked or SIDE_MARK[side] in passage.marked
                match = pattern.search(passage.marked) if pattern and named else None
                if match:
                    # Who is named first is the subject, where a cue fits both sides.
                    first = 0.1 * (1 - match.start() / len(passage.marked))
                    scores[initiator] += passage.weight + first  # type: ignore[assignment]
                    spans.setdefault(initiator, []).append(passage.part(match.start(), match.end()))
    if not scores:
        return Initiator.UNKNOWN, ()
    best = max(scores, key=lambda initiator: (scores[initiator], initiator.value))
    return best, tuple(spans[best])


def _discount(passage: Passage) -> float:
    return passage.weight * (0.2 if passage.recalled else 1.0) * (0.4 if passage.foreign else 1.0)


def _vote(
    passages: Iterable[Passage],
    patterns: Sequence[tuple[Slot, Pattern[str] | None]],
    weigh: Callable[[Slot, Passage], float],
    default: Slot,
    least: float,
    headline: Pattern[str] | None = None,
) -> tuple[Slot, tuple[Span, ...]]:
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
