"""The lanes of the timeline: on which level the sides met, and who held the offices of that level meanwhile.

Enter: the offices of the watch and rows of the ledger. Leave: levels, and the level of a contact. Called by `timeline`
and by the pages. A level is a pair of offices across the table (`counterpart`); what is of none of them is `OTHER`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.model.feed import Side
from service.model.ledger import LedgerContact
from service.model.views import ContactHead
from service.model.watch import US_AND_RUSSIA, Office
from service.stages.ledger.gaps import find_day

Contact = LedgerContact | ContactHead

OTHER = "other"
# By words of English titles, the first that fits: "Pentagon chief" is a minister, "chief of the General Staff" none.
_LABELS = (
    (("minister", "secretary of"), "Ministers"),
    (("chiefs of staff", "general staff", "joint chiefs"), "Chiefs of staff"),
)


@dataclass(frozen=True, slots=True)
class Level:
    """A pair of offices, the United States' first where it is of the two; `OTHER` has none."""

    id: str
    label: str
    offices: tuple[Office, ...] = ()


def list_levels(offices: Sequence[Office]) -> tuple[Level, ...]:
    """The pairs of counterparts in the order of the watch, then `OTHER`."""
    known = {office.id: office for office in offices}
    levels: list[Level] = []
    taken: set[str] = set()
    for office in offices:
        across = known.get(office.counterpart or "")
        if across is None or office.id in taken:
            continue
        taken |= {office.id, across.id}
        pair = sorted((office, across), key=_rank_side)
        levels.append(Level(pair[0].id, name_office(pair), tuple(pair)))
    return (*levels, Level(OTHER, "Other levels" if levels else "All levels"))


def _rank_side(office: Office) -> int:
    return US_AND_RUSSIA.index(office.side) if office.side in US_AND_RUSSIA else len(US_AND_RUSSIA)


def name_office(offices: Iterable[Office]) -> str:
    """What a level is called: "Ministers" or "Chiefs of staff" where English titles say so, else the first title."""
    titles = [title.lower() for office in offices for title in office.titles.get("en", ())]
    for words, label in _LABELS:
        if any(word in title for title in titles for word in words):
            return label
    return titles[0].capitalize() if titles else "Offices"


@dataclass(frozen=True, slots=True)
class LevelIndex:
    """The levels, to be asked for many contacts. `terms`: a holder's name, folded, and side -> (place of the level,
    first day, last day)."""

    levels: Sequence[Level]
    terms: Mapping[tuple[Side, str], Sequence[tuple[int, date, date]]]

    def find(self, contact: Contact) -> str:
        """The id of the first level of which somebody who took part held an office on that day; else `OTHER`.

        Where the day is not known, whoever ever held the office counts.
        """
        day = find_day(contact)
        found = [
            place
            for side, names in (("us", contact.us), ("ru", contact.ru))
            for name in names
            for place, first, last in self.terms.get((side, name.casefold()), ())
            if day is None or first <= day <= last
        ]
        return self.levels[min(found)].id if found else OTHER


def index_levels(levels: Sequence[Level]) -> LevelIndex:
    """Make the index of levels."""
    terms: defaultdict[tuple[Side, str], list[tuple[int, date, date]]] = defaultdict(list)
    # A day at either end: a call in the night of a change of office is still his.
    slack = timedelta(days=1)
    for place, level in enumerate(levels):
        for office in level.offices:
            for holder in office.holders:
                last = date.max if holder.until is None else holder.until + slack
                terms[office.side, holder.name.casefold()].append((place, holder.since - slack, last))
    return LevelIndex(levels, terms)


def find_level(contact: Contact, levels: Sequence[Level]) -> str:
    """The level of one contact; of many ask an index."""
    return index_levels(levels).find(contact)


def find_place(head: ContactHead) -> date | None:
    """The day at which a contact stands on the axis: its own, else that of its first report."""
    return find_day(head) or (date.fromisoformat(head.sort_key) if len(head.sort_key) == 10 else None)
