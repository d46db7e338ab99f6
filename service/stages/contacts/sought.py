"""What kind of contact a date is sought for: one that took place, is to come or failed; a line opened or used.

In: the passages, the cues of their language. Out: `Sought`. Called by `claim`, `beside` and `when`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.model.contact import Channel, ContactStatus
from service.stages.contacts.cues import Cues
from service.stages.contacts.passages import Passage


@dataclass(frozen=True, slots=True)
class Sought:
    """What kind of contact a date is sought for.

    `opened`: a standing line that was opened, not one that was used. `used`: it was used, as the news of a day.
    """

    status: ContactStatus
    channel: Channel
    opened: bool = False
    used: bool = False

    @property
    def is_future(self) -> bool:
        ahead = (ContactStatus.PLANNED, ContactStatus.REPORTED)
        return self.status in ahead and self.channel is not Channel.HOTLINE

    @property
    def is_cut_off(self) -> bool:
        return self.status is ContactStatus.REFUSED

    @property
    def is_called_off(self) -> bool:
        """Whether its day may have been still to come: "the talks set for July 21 are off"."""
        return self.is_cut_off and self.channel in (Channel.MEETING, Channel.VISIT, Channel.VIDEO)

    @property
    def is_told_later(self) -> bool:
        """Whether the day on which somebody tells of it says nothing of its own day."""
        if self.channel is Channel.HOTLINE:
            return not (self.opened or self.used) and self.status in (ContactStatus.HELD, ContactStatus.REPORTED)
        return self.status is not ContactStatus.HELD


def is_opening(passages: Sequence[Passage], cues: Cues) -> bool:
    """Whether the head of the article tells that a standing line was opened, and not that one was used."""
    head = [passage.marked for passage in passages if passage.is_head]
    opened, restored, used = (
        any(pattern is not None and pattern.search(text) for text in head)
        for pattern in (cues.opened, cues.restored, cues.used)
    )
    return (opened or restored) and not used


def is_use(passages: Sequence[Passage], cues: Cues) -> bool:
    """Whether the head of the article tells of a use of a standing line as news: "protested over the line"."""
    head = [passage.marked for passage in passages if passage.is_head]
    used, revealed = (
        any(pattern is not None and pattern.search(text) for text in head) for pattern in (cues.used, cues.single)
    )
    reacts = cues.reacts is not None and any(cues.reacts.search(text) for text in head[:1])
    return used and not revealed and not reacts
