"""What the timeline is made of: the period it shows and everything that stands in it.

Enter: nothing; these are the values that pass from `timeline` to the template. Lengths along the axis are percent of
its width, heights and `y` are pixels from the top of the picture.
"""

from dataclasses import dataclass
from datetime import date

from service.model.contact import Channel
from service.model.views import ContactHead
from service.web.levels import Level


@dataclass(frozen=True, slots=True)
class Period:
    """From the day `first` to the day `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def place(self, day: date) -> float:
        """Where a day begins, in percent of the period's length, kept within it."""
        share = (day - self.first).days / self.days
        return round(min(max(share, 0.0), 1.0) * 100, 2)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Placed:
    """A contact with the day at which it stands, and the id of its level."""

    day: date
    level: str
    contact: ContactHead


@dataclass(frozen=True, slots=True)
class Mark:
    """One contact. `y` is its middle, from the top of the picture; `since` and `until` where only the month is known.

    `doubtful`: the day is not known; it stands where it was first told of.
    """

    contact: ContactHead
    x: float
    y: int
    since: float | None = None
    until: float | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Who held an office. `label` is "" where there is no room for a name."""

    x: float
    width: float
    name: str
    label: str
    acting: bool
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class BandRow:
    """The holders of one office, side by side."""

    side: str
    y: int
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A channel of a level."""

    channel: Channel
    label: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Group:
    """A level: its name, the bands of its offices, its lanes."""

    level: Level
    y: int
    height: int
    rows: tuple[BandRow, ...]
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """A long time without a contact that was held. `starts`, `ends`: whether the contacts at its ends lie in the
    period; one that has not ended yet lasts until today."""

    x: float
    width: float
    days: int
    about: bool
    starts: bool
    ends: bool
    label: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one contact that was held to the next; `after` is "" where there is none yet. `about`: of one of them only
    the month is known."""

    since: date
    until: date
    about: bool
    before: str
    after: str

    @property
    def days(self) -> int:
        return (self.until - self.since).days


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis; `label` stands behind it."""

    x: float
    label: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture. `today` is None where it lies outside the period."""

    period: Period
    height: int
    ticks: tuple[Tick, ...]
    silences: tuple[Silence, ...]
    groups: tuple[Group, ...]
    marks: tuple[Mark, ...]
    today: float | None
