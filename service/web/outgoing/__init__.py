"""What other programs subscribe to: alerts and contacts as Atom, JSON Feed and iCalendar.

Enter: asks. Leave: documents. `OUTGOING` says which path each answers; called by `app`. Each takes the filters that its
list in the API takes, so that a desk may follow refused calls alone.
"""

from collections.abc import Mapping

from service.web.outgoing.alerts import ALERTS
from service.web.outgoing.contacts import CONTACTS
from service.web.site import Handler

OUTGOING: Mapping[str, Handler] = {**ALERTS, **CONTACTS}
