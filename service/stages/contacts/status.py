"""The status of the main contact.

In: the passages of an article, its cues, the channel. Out: the status with the spans it was read from. Called by
`claim`.
"""

from collections.abc import Sequence

from service.model.contact import Channel, ContactStatus
from service.model.verdict import Span
from service.stages.contacts.cues import Cues
from service.stages.contacts.passages import Passage
from service.stages.contacts.votes import discount, hold_vote

_MARKED_STATUS = 1.3


def find_status(passages: Sequence[Passage], cues: Cues, channel: Channel) -> tuple[ContactStatus, tuple[Span, ...]]:
    """What became of it; `held` where the head of the article does not say otherwise."""

    standing = channel is Channel.HOTLINE

    def weigh(status: ContactStatus, passage: Passage) -> float:
        if status is ContactStatus.REFUSED and standing and cues.restored and cues.restored.search(passage.marked):
            # "to restore the dialogue that was cut off in 2021"
            return 0.0
        # "called, but was refused": what went wrong says more than that something was done.
        share = _MARKED_STATUS if status is not ContactStatus.HELD else 1.0
        return discount(passage) * share * (1.0 if passage.is_head else 0.2)

    patterns = [
        (ContactStatus.PLANNED, cues.restored if standing else None),
        (ContactStatus.REFUSED, cues.refused),
        (ContactStatus.PLANNED, cues.planned),
        (ContactStatus.PLANNED, cues.planned_title),
        (ContactStatus.HELD, cues.held),
        (ContactStatus.REPORTED, cues.reported if standing else cues.possible),
    ]
    return hold_vote(passages, patterns, weigh, ContactStatus.HELD, least=1.5, headline=cues.planned_title)
