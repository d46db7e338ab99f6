"""What one claim says of one slot, and how much it weighs.

In: a claim. Out: its `Word`. Called by the other files of this room; `voices` brings words together.

A text counts once, however many print it. An origin (an agency, a ministry, an outlet with a text of its own) has one
word on a slot: its later word replaces its earlier one. The n-th independent origin of one kind that says the same adds
1/n of the kind's weight: a second and a third count for much, a fortieth for little, since papers read each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from service.model.ledger import ContactSource, SourcedClaim, SourceKind
from service.model.verdict import Span

KIND_WEIGHT: Mapping[SourceKind, float] = {
    SourceKind.HUMAN: 100.0,
    SourceKind.MINISTRY: 8.0,
    SourceKind.AGENCY: 3.0,
    SourceKind.PAPER: 1.0,
    SourceKind.IMPORT: 1.0,
}
"""A ministry's word outweighs seven agencies that agree on something else, or any number of papers that there are; an
agency's ten papers. Together eight agencies, or four with ten papers, outweigh a ministry."""
VERIFIED_WEIGHT = 24.0
"""An imported row that a human has checked: more than both ministries that say otherwise."""
RECALLED = 0.5
"""What is only looked back at is told in haste."""
UNSAID = 0.25
"""A value for which the text has no words of its own: a call where no medium is named, the day of publication."""


@dataclass(frozen=True, slots=True)
class Word:
    """What one claim says of a slot. `said`: the text has words of its own for it. `rank`: words of a higher rank go
    before all words of a lower one."""

    value: str
    sourced: SourcedClaim
    span: Span | None = None
    said: bool = True
    rank: int = 0

    @property
    def factor(self) -> float:
        """How plainly it is said, 0 to 1: whether it is this article's news, and in its own words."""
        if is_table(self.sourced.source):
            return 1.0
        return (RECALLED if self.sourced.claim.recalled else 1.0) * (1.0 if self.said else UNSAID)

    @property
    def source(self) -> ContactSource:
        return self.sourced.source


def find_span(sourced: SourcedClaim, slot: str) -> Span | None:
    """The first span that the slot was read from; None where the text has no words for it."""
    for name, span in sourced.claim.evidence:
        if name == slot:
            return span
    return None


def name_origin(source: ContactSource) -> str:
    """Under what independent sources are told apart."""
    return (source.origin or source.outlet).casefold()


def name_text(source: ContactSource) -> str:
    """Under what copies of one text are one."""
    return source.text_id or source.article_id or f"{source.kind}|{source.outlet}|{source.published.isoformat()}"


def is_table(source: ContactSource) -> bool:
    """Whether the source is no text but a row that somebody filled in: every slot of it is said."""
    return source.kind is SourceKind.IMPORT or source.kind is SourceKind.HUMAN


def find_standing(word: Word) -> tuple[bool, int, object, int]:
    """Of an origin's words that of the highest standing is its last: news before looking back, a higher rank before a
    lower, the later before the earlier."""
    return (not word.sourced.claim.recalled, word.rank, word.source.published, word.sourced.sequence)


def weigh_kind(source: ContactSource) -> float:
    """What the plainest word of one origin of this kind weighs."""
    return VERIFIED_WEIGHT if source.kind is SourceKind.IMPORT and source.verified else KIND_WEIGHT[source.kind]
