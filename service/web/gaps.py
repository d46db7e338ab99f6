"""The gaps before the contacts that a page shows, without loading the ledger.

Enter: views and rows of the ledger. Leave: `Gap` by contact. Called by the API and the pages.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from service.jobs.view_ports import Views
from service.model.contact import ContactStatus
from service.model.ledger import LedgerContact
from service.stages.ledger.gaps import Gap, find_gaps


def find_gaps_before(views: Views, rows: Sequence[LedgerContact]) -> Mapping[str, Gap]:
    """The gap before each of the rows that was held on a known day or month. Between the first and the last of them all
    contacts are looked at, in few columns."""
    months = sorted(row.date[:7] for row in rows if row.date and row.status is ContactStatus.HELD)
    if not months:
        return {}
    first = date.fromisoformat(f"{months[0]}-01")
    last = date.fromisoformat(f"{months[-1]}-01") + timedelta(days=31)
    between = views.list_contact_heads(since=first, until=last)
    # Two: the one of them of which only the month is known stands before those of the month's second half.
    before = views.list_contacts(until=first - timedelta(days=1), status=ContactStatus.HELD, limit=2)
    return find_gaps([*before, *between])
