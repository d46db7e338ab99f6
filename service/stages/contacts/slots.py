"""Channel and initiator of the main contact.

In: the passages of an article and its cues. Out: one value a slot with the spans it was read from. Called by `claim`.
"""

from collections import Counter
from collections.abc import Sequence

from service.model.contact import Channel, ContactStatus, Initiator
from service.model.verdict import Span
from service.stages.contacts.cues import PERSON_MARK, SIDE_MARK, SIDES, Cues, other_side
from service.stages.contacts.passages import Passage
from service.stages.contacts.votes import discount, hold_vote

_EXPLICIT = {Channel.VIDEO: 1.5, Channel.LETTER: 1.3, Channel.VISIT: 1.2, Channel.HOTLINE: 1.6}


def find_channel(passages: Sequence[Passage], between_people: bool, cues: Cues) -> tuple[Channel, tuple[Span, ...]]:
    """The channel with the most weight; a call where no medium is named. `between_people`: the text names a pair."""

    def weigh(channel: Channel, passage: Passage) -> float:
        # "Shoigu and Carter resume military dialogue": two people who talk do not make a standing line.
        both = {mention.side for mention in passage.mentions} == set(SIDES)
        aside = between_people and passage.zone == "body" and passage.order > 0
        personal = channel is Channel.HOTLINE and (both or aside)
        return discount(passage) * _EXPLICIT.get(channel, 1.0) * (0.3 if personal else 1.0)

    patterns = [(channel, cues.channels[channel]) for channel in Channel]
    return hold_vote(passages, patterns, weigh, Channel.PHONE, least=0.5)


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
