"""The outbox: alerts with their deliveries, raised once, claimed, delivered or tried again.

Enter: a connection inside a transaction, values of the model. Leave: values of the model. Called by `store` and, for
`add_alerts`, by `reading` inside the transaction that saves an article.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, insert, select, update

from service.adapters.store.rows import read_delivery, write_alert
from service.adapters.store.schema import alerted, alerts, deliveries
from service.adapters.store.statements import cut, insert_into
from service.model.alert import Alert, AlertKind, Delivery, DeliveryState
from service.stages.alerts import MATCHED, compute_alert_id

_PENDING = DeliveryState.PENDING.value
_CLAIMED = DeliveryState.CLAIMED.value


def find_alerted(connection: Connection, story_id: str) -> frozenset[str]:
    """See `Store.find_alerted`."""
    query = select(alerted.c.official_id).where(alerted.c.story_id == story_id)
    return frozenset(connection.execute(query).scalars())


def add_alerts(
    connection: Connection, raised: Sequence[Alert], destinations: Sequence[str], now: datetime
) -> list[Alert]:
    """Those of `raised` that nobody raised before, with a delivery to each of `destinations`; returns them."""
    added = []
    for alert in raised:
        fresh = _claim_story(connection, alert)
        if fresh is None:
            continue
        statement = insert_into(connection, alerts).values(write_alert(fresh)).on_conflict_do_nothing()
        if connection.execute(statement.returning(alerts.c.id)).first() is not None:
            added.append(fresh)
    rows = [
        {
            "alert_id": alert.id,
            "destination": destination,
            "state": _PENDING,
            "created": alert.created,
            "attempts": 0,
            "next_try": now,
        }
        for alert in added
        for destination in dict.fromkeys(destinations)
    ]
    if rows:
        connection.execute(insert(deliveries), rows)
    return added


def _claim_story(connection: Connection, alert: Alert) -> Alert | None:
    """The alert without the officials that its story had alerted already; None if that leaves nothing to say."""
    wanted = {AlertKind.MENTION: alert.official_ids, AlertKind.MATCH: (MATCHED,)}.get(alert.kind, ())
    if alert.story_id is None or not wanted:
        return alert
    # Sorted: two transactions that claim the same rows in another order would wait for each other for ever.
    rows = [{"story_id": alert.story_id, "official_id": one, "alert_id": alert.id} for one in sorted(set(wanted))]
    statement = insert_into(connection, alerted).on_conflict_do_nothing().returning(alerted.c.official_id)
    won = set(connection.execute(statement, rows).scalars())
    if won == set(wanted):
        return alert
    return _narrow(connection, alert, won) if won else None


def _narrow(connection: Connection, alert: Alert, won: set[str]) -> Alert:
    names = dict(zip(alert.official_ids, alert.official_names, strict=False))
    left = tuple(official for official in alert.official_ids if official in won)
    key = f"{alert.story_id}|{','.join(sorted(left))}"
    narrowed = replace(
        alert,
        id=compute_alert_id(alert.kind, key),
        dedup_key=key,
        official_ids=left,
        official_names=tuple(names[official] for official in left if official in names),
    )
    mine = and_(alerted.c.story_id == alert.story_id, alerted.c.official_id.in_(left))
    connection.execute(update(alerted).where(mine).values(alert_id=narrowed.id))
    return narrowed


def has_due_deliveries(connection: Connection, destination: str, now: datetime) -> bool:
    query = select(deliveries.c.alert_id).where(_is_in(destination, _PENDING), deliveries.c.next_try <= now)
    return connection.execute(query.limit(1)).first() is not None


def claim_deliveries(connection: Connection, destination: str, now: datetime, limit: int) -> list[Delivery]:
    """See `Store.claim_deliveries`. `attempts` counts the claims before this one."""
    query = (
        select(deliveries, *_alert_columns())
        .join_from(deliveries, alerts, alerts.c.id == deliveries.c.alert_id)
        .where(_is_in(destination, _PENDING), deliveries.c.next_try <= now)
        .order_by(deliveries.c.created, deliveries.c.alert_id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=deliveries)
    )
    claimed = [
        read_delivery(row, state=DeliveryState.CLAIMED, claimed_at=now) for row in connection.execute(query).mappings()
    ]
    for some in cut([delivery.alert.id for delivery in claimed]):
        mine = and_(deliveries.c.destination == destination, deliveries.c.alert_id.in_(some))
        changes = {"state": _CLAIMED, "claimed_at": now, "attempts": deliveries.c.attempts + 1}
        connection.execute(update(deliveries).where(mine).values(changes))
    return claimed


def find_claimed(connection: Connection, destination: str) -> list[Delivery]:
    """See `Store.find_claimed`."""
    query = (
        select(deliveries, *_alert_columns())
        .join_from(deliveries, alerts, alerts.c.id == deliveries.c.alert_id)
        .where(_is_in(destination, _CLAIMED))
        .order_by(deliveries.c.created, deliveries.c.alert_id)
    )
    return [read_delivery(row) for row in connection.execute(query).mappings()]


def mark_delivered(connection: Connection, destination: str, alert_ids: Collection[str], now: datetime) -> None:
    """See `Store.mark_delivered`."""
    for some in cut(sorted(set(alert_ids))):
        mine = and_(deliveries.c.destination == destination, deliveries.c.alert_id.in_(some))
        changes = {"state": DeliveryState.DONE.value, "done_at": now, "last_error": None}
        connection.execute(update(deliveries).where(mine, deliveries.c.done_at.is_(None)).values(changes))


def release_deliveries(
    connection: Connection, destination: str, alert_ids: Collection[str], retry_at: datetime, error: str
) -> None:
    """See `Store.release_deliveries`. What was delivered meanwhile stays delivered."""
    for some in cut(sorted(set(alert_ids))):
        mine = and_(_is_in(destination, _CLAIMED), deliveries.c.alert_id.in_(some))
        changes = {"state": _PENDING, "next_try": retry_at, "claimed_at": None, "last_error": error}
        connection.execute(update(deliveries).where(mine).values(changes))


def _is_in(destination: str, state: str) -> ColumnElement[bool]:
    return and_(deliveries.c.destination == destination, deliveries.c.state == state)


def _alert_columns() -> list[Column[Any]]:
    """Those of the alert that a delivery's row does not have itself."""
    return [column for column in alerts.c if column.name not in deliveries.c]
