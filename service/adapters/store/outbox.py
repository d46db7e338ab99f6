"""The outbox: alerts with their deliveries, raised once, claimed, delivered or tried again.

Enter: a connection inside a transaction, values of the model. Leave: values of the model. Called by `store` and, for
`add_alerts`, by `reading` inside the transaction that saves an article.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, func, insert, select, text, update

from service.adapters.store.index_schema import tallies
from service.adapters.store.ledger_schema import placed
from service.adapters.store.rows import read_delivery, write_alert
from service.adapters.store.schema import alerted, alerts, deliveries
from service.adapters.store.statements import cut, insert_into
from service.adapters.store.tallying import add_to_tallies
from service.model.alert import Alert, AlertKind, Delivery, DeliveryState
from service.stages.alerts import MATCHED

# Any number that no other program on the server is likely to use.
_NUMBERS_LOCK = 0x416C65727473

_PENDING = DeliveryState.PENDING.value
_CLAIMED = DeliveryState.CLAIMED.value


def find_alerted(connection: Connection, story_id: str) -> frozenset[str]:
    """See `LedgerViews.find_alerted`."""
    query = select(alerted.c.official_id).join_from(placed, alerted, alerted.c.article_id == placed.c.article_id)
    return frozenset(connection.execute(query.where(placed.c.story_id == story_id)).scalars())


def was_alerted(connection: Connection, kind: AlertKind, contact_id: str, article_ids: Collection[str]) -> bool:
    """Whether an alert of that kind was raised of the contact, or by any of these articles."""
    of_contact = select(alerts.c.id).where(alerts.c.contact_id == contact_id, alerts.c.kind == kind.value)
    if connection.execute(of_contact.limit(1)).first() is not None:
        return True
    for some in cut(article_ids):
        by_article = select(alerts.c.id).where(alerts.c.article_id.in_(some), alerts.c.kind == kind.value)
        if connection.execute(by_article.limit(1)).first() is not None:
            return True
    return False


def add_alerts(
    connection: Connection, raised: Sequence[Alert], destinations: Sequence[str], now: datetime
) -> list[Alert]:
    """Those of `raised` that nobody raised before, with a delivery to each of `destinations`; returns them."""
    if not raised:
        return []
    _lock_numbers(connection)
    number = connection.execute(select(func.max(alerts.c.number))).scalar() or 0
    added = []
    for alert in raised:
        values = write_alert(alert) | {"number": number + 1}
        statement = insert_into(connection, alerts).values(values).on_conflict_do_nothing(index_elements=["id"])
        if connection.execute(statement.returning(alerts.c.id)).first() is not None:
            added.append(alert)
            number += 1
    kinds = Counter(("alerts", f"{alert.kind.value} {alert.priority.value}", "") for alert in added)
    add_to_tallies(connection, tallies, kinds)
    remembered = [
        {"article_id": alert.article_id, "official_id": official, "alert_id": alert.id}
        for alert in added
        if alert.article_id is not None
        for official in sorted(set(_name_alerted(alert)))
    ]
    if remembered:
        connection.execute(insert_into(connection, alerted).on_conflict_do_nothing(), remembered)
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


def _lock_numbers(connection: Connection) -> None:
    """Until the transaction ends nobody else numbers alerts: so they become visible in the order of their numbers, and
    whoever follows them misses none. Taken last of all locks."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _NUMBERS_LOCK})


def _name_alerted(alert: Alert) -> tuple[str, ...]:
    """Whom the alert's story need not alert again."""
    if alert.kind is AlertKind.MENTION:
        return alert.official_ids
    return (MATCHED,) if alert.kind in (AlertKind.MATCH, AlertKind.CONTACT) else ()


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
