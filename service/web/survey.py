"""The whole ledger in few columns, kept in memory while it does not change.

Enters: a site. Leaves: a `Survey`. Called by the pages. A ledger of thousands of contacts changes a few times a day and
is looked at often: it is read again when a contact was written, the watch was changed, or a new day began.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from service.jobs.view_ports import Views
from service.model.contact import ContactStatus
from service.model.views import ContactHead
from service.stages.ledger.gaps import find_day, find_usual_gap
from service.web.levels import find_place, index_levels, list_levels
from service.web.picture import Placed, Quiet
from service.web.site import Site
from service.web.timeline import find_silences

MOST_YEARS = 60


@dataclass(frozen=True, slots=True)
class Survey:
    """The ledger, oldest contact first; contacts that stand nowhere on the axis are left out. `quiet`: the silences,
    the last of which may last until today. `held`: those held up to today whose day or month is known. `years`: how
    many contacts each year has. `usual`: the median of the silences that have ended, in days; None where none has."""

    placed: tuple[Placed, ...]
    quiet: tuple[Quiet, ...]
    held: tuple[Placed, ...]
    years: Mapping[int, int]
    usual: int | None

    def find_before(self, contact_id: str) -> Quiet | None:
        """The silence that this contact ended; None for one that was not held, or not alone on its day."""
        return next((quiet for quiet in self.quiet if quiet.after == contact_id), None)

    @property
    def longest(self) -> Quiet | None:
        """The longest silence that has ended."""
        return max((quiet for quiet in self.quiet if quiet.after), key=lambda quiet: quiet.days, default=None)


_surveys: "WeakKeyDictionary[Views, tuple[object, Survey]]" = WeakKeyDictionary()


def survey_ledger(site: Site, today: date) -> Survey:
    """The ledger as it is now."""
    watch = site.config().watch
    state = (site.views.count_contact_writes(), watch.digest, today)
    known = _surveys.get(site.views)
    if known and known[0] == state:
        return known[1]
    heads = site.views.list_contact_heads()
    index = index_levels(list_levels(watch.offices))
    placed = [Placed(day, index.find(head), head) for head in heads if (day := find_place(head)) is not None]
    placed.sort(key=lambda found: (found.day, found.contact.id))
    quiet = tuple(find_silences(heads, today))
    survey = Survey(
        tuple(placed),
        quiet,
        tuple(found for found in placed if _was_held(found.contact, today)),
        dict(sorted(Counter(found.day.year for found in placed).items())[-MOST_YEARS:]),
        find_usual_gap(silence for silence in quiet if silence.after),
    )
    _surveys[site.views] = state, survey
    return survey


def _was_held(head: ContactHead, today: date) -> bool:
    day = find_day(head)
    return head.status is ContactStatus.HELD and day is not None and day <= today
