"""Postponed: bring back what a clock that ran ahead put off until a time that nobody would have planned.

Enter: a connection inside a transaction, instants beyond which nothing is planned. Leaves: how many rows were due too
late, and are due now. Called by `store`.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, or_, update

from service.adapters.store.schema import deliveries, entries, feeds
from service.model.alert import DeliveryState
from service.model.feed import FeedStatus


def bring_back(
    connection: Connection, destinations: Collection[str], now: datetime, latest: datetime, latest_gone: datetime
) -> int:
    """See `Store.bring_back`."""
    too_late = or_(
        feeds.c.next_due > latest_gone, (feeds.c.next_due > latest) & (feeds.c.status != FeedStatus.GONE.value)
    )
    pending = deliveries.c.destination.in_(destinations) & (deliveries.c.state == DeliveryState.PENDING.value)
    changes = (
        update(feeds).where(feeds.c.next_due > latest, too_late).values(next_due=now),
        update(entries).where(entries.c.read_due > latest).values(read_due=now),
        update(deliveries).where(pending, deliveries.c.next_try > latest).values(next_try=now),
    )
    return sum(connection.execute(change).rowcount for change in changes)
