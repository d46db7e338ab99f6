"""How long the sides had not been in contact.

In: rows of the ledger. Out: for each the days since the one before it, and how long the sides usually let pass. Called
by the commands and the page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Protocol, TypeVar

from service.model.contact import ContactStatus

MID_MONTH = 15


class Lasting(Protocol):
    """A time without a contact, in days."""

    @property
    def days(self) -> int: ...


class Dated(Protocol):
    """A contact, whole or in few columns."""

    @property
    def id(self) -> str: ...

    @property
    def date(self) -> str | None: ...

    @property
    def status(self) -> ContactStatus: ...


Row = TypeVar("Row", bound=Dated)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between a contact and the one before it, whoever took part. `about`: of one of them only the month is known,
    which then counts as its middle."""

    days: int
    about: bool
    previous: str


def find_gaps(contacts: Iterable[Dated]) -> Mapping[str, Gap]:
    """The gap before each contact that was held and whose day or month is known, by its id.

    Only held contacts end a silence; a call refused or planned does not. The first of all has no gap.
    """
    return {
        row.id: Gap((day - before).days, is_month(row) or is_month(previous), previous.id)
        for (before, previous), (day, row) in pairwise(list_held(contacts))
    }


def find_usual_gap(gaps: Iterable[Lasting]) -> int | None:
    """The median of gaps in days; of gaps of no day (two contacts of one day) none counts. None where there are
    none."""
    days = [gap.days for gap in gaps if gap.days > 0]
    return round(median(days)) if days else None


def find_last_held(contacts: Iterable[Row], today: date) -> tuple[Row, int] | None:
    """The last contact that was held up to `today`, and how many days ago that is; None where there is none."""
    past = [(day, row) for day, row in list_held(contacts) if day <= today]
    if not past:
        return None
    day, row = past[-1]
    return row, (today - day).days


def list_held(contacts: Iterable[Row]) -> list[tuple[date, Row]]:
    """The contacts that were held and whose day or month is known, each with its day, in order of time."""
    held = [(day, row) for row in contacts if row.status is ContactStatus.HELD and (day := find_day(row)) is not None]
    return sorted(held, key=lambda point: (point[0], point[1].id))


def find_day(row: Dated) -> date | None:
    """The day of a contact; of a month its middle; None where neither is known."""
    if not row.date:
        return None
    return date.fromisoformat(row.date if len(row.date) == 10 else f"{row.date}-{MID_MONTH}")


def is_month(row: Dated) -> bool:
    """Whether only the month of a contact is known."""
    return row.date is not None and len(row.date) == 7
