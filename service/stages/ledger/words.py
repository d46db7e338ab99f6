"""What each source says of one slot, and how much it weighs.

In: the claims of one contact, in their order. Out: `Word`s, one an independent origin and slot, and the weight of
several words together. Called by `fold`, `dates` and `people` of this room.

A text counts once, however many print it. An origin (an agency, a ministry, an outlet with a text of its own) has one
word on a slot: its later word replaces its earlier one. The n-th independent origin of one kind that says the same adds
1/n of the kind's weight: a second and a third count for much, a fortieth for little, since papers read each other.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.model.ledger import ContactSource, SlotValue, SourcedClaim, SourceKind
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


def keep_texts(words: Iterable[Word]) -> list[Word]:
    """Of the copies of one text the first that says something; in order of sequence."""
    first: dict[str, Word] = {}
    for word in sorted(words, key=lambda word: word.sourced.sequence):
        first.setdefault(name_text(word.source), word)
    return list(first.values())


def keep_last_words(words: Iterable[Word]) -> list[Word]:
    """Of each origin its last word: news before looking back, a higher rank before a lower, the later before the
    earlier; and its other texts that say the same. In order of sequence."""
    by_origin: dict[str, list[Word]] = defaultdict(list)
    for word in keep_texts(words):
        by_origin[name_origin(word.source)].append(word)
    kept = []
    for own in by_origin.values():
        if len(own) == 1:
            kept += own
            continue
        last = max(own, key=_standing)
        kept += [word for word in own if word.value == last.value]
    return sorted(kept, key=lambda word: word.sourced.sequence)


def _standing(word: Word) -> tuple[bool, int, object, int]:
    return (not word.sourced.claim.recalled, word.rank, word.source.published, word.sourced.sequence)


def weigh_words(words: Iterable[Word]) -> float:
    """The weight of words that say the same: for each kind of source, its weight times the sum of f(n)/n over its
    origins, the plainest first, f(n) being the factor of the n-th."""
    best: dict[tuple[float, str], float] = {}
    for word in words:
        factor = word.factor
        key = _kind_weight(word.source), name_origin(word.source)
        if factor > best.get(key, 0.0):
            best[key] = factor
    by_kind: dict[float, list[float]] = defaultdict(list)
    for (weight, _), factor in best.items():
        by_kind[weight].append(factor)
    return round(
        sum(
            weight * factor / place
            for weight, factors in sorted(by_kind.items())
            for place, factor in enumerate(sorted(factors, reverse=True), 1)
        ),
        3,
    )


def _kind_weight(source: ContactSource) -> float:
    return VERIFIED_WEIGHT if source.kind is SourceKind.IMPORT and source.verified else KIND_WEIGHT[source.kind]


def make_value(value: str, words: Sequence[Word], weight: float | None = None) -> SlotValue:
    """The value with its weight and with those who say it, one entry a text, in order of sequence."""
    said = tuple((word.source, word.span) for word in words)
    return SlotValue(value, weigh_words(words) if weight is None else weight, said)


def group_values(words: Iterable[Word]) -> list[SlotValue]:
    """The values that are said, the heaviest first; of equal ones that which was said first.

    A value that no text has words for only counts where there is no other: it contradicts nobody.
    """
    grouped = group_by(words, lambda word: word.value)
    spoken = {value: said for value, said in grouped.items() if any(word.said for word in said)}
    values = [make_value(value, said) for value, said in (spoken or grouped).items()]
    return sorted(values, key=lambda value: -value.weight)


def group_by(words: Iterable[Word], key: Callable[[Word], Hashable]) -> dict[str, list[Word]]:
    """Words by what `key` gives of them, groups and words in order of sequence."""
    grouped: dict[str, list[Word]] = {}
    for word in sorted(words, key=lambda word: word.sourced.sequence):
        grouped.setdefault(str(key(word)), []).append(word)
    return grouped
