"""Feeds between polls: which are configured, who is due, who holds the claim.

Enter: a connection inside a transaction, values of the model. Leave: values of the model. Called by `store`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, insert, not_, or_, select, update

from service.adapters.store.rows import read_state, write_state
from service.adapters.store.schema import feeds
from service.adapters.store.statements import cut
from service.errors import StaleLeaseError
from service.model.feed import Feed, FeedState, FeedStatus

# What no longer holds when a feed's address in the config changes. Its keys, its count and its rhythm stay.
_FORGOTTEN: dict[str, Any] = {
    "url": None,
    "etag": None,
    "last_modified": None,
    "body_digest": None,
    "refetched_at": None,
    "moved_to": None,
    "moved_since": None,
    "wishes": None,
    "failures": 0,
    "last_error": None,
    "error_kind": None,
    "status": FeedStatus.NEW.value,
    "lease_until": None,
}


def sync_feeds(connection: Connection, configured: Sequence[Feed], now: datetime) -> None:
    """See `Store.sync_feeds`. A feed that comes back finds what it remembered; it is not due before its time."""
    query = select(feeds.c.feed_id, feeds.c.config_url, feeds.c.position)
    stored = {row.feed_id: (row.config_url, row.position) for row in connection.execute(query)}
    new, moved, placed = [], [], []
    for position, feed in enumerate(configured):
        if feed.id not in stored:
            new.append(_make_row(feed, position, now))
            continue
        url, old_position = stored[feed.id]
        if url != feed.url:
            moved.append({"of_feed": feed.id, "new_url": feed.url})
        if old_position != position:
            placed.append({"of_feed": feed.id, "new_position": position})
    removed = set(stored).difference(feed.id for feed in configured)
    if new:
        connection.execute(insert(feeds), new)
    if moved:
        # A new lease number: a poll of the old address that is still under way must not save its validators.
        changes = {"config_url": bindparam("new_url"), "next_due": now, "lease": feeds.c.lease + 1}
        statement = update(feeds).where(feeds.c.feed_id == bindparam("of_feed")).values(changes | _FORGOTTEN)
        connection.execute(statement, moved)
    if placed:
        statement = update(feeds).where(feeds.c.feed_id == bindparam("of_feed"))
        connection.execute(statement.values(position=bindparam("new_position")), placed)
    for ids in cut(removed):
        connection.execute(update(feeds).where(feeds.c.feed_id.in_(ids)).values(position=None))


def _make_row(feed: Feed, position: int, now: datetime) -> dict[str, Any]:
    state = write_state(FeedState(feed.id, now))
    return state | {"feed_id": feed.id, "config_url": feed.url, "position": position, "entries": 0, "lease": 0}


def mark_silent(connection: Connection, feed_id: str, since: datetime | None) -> None:
    """See `Store.mark_silent`."""
    changes: dict[str, Any] = {"silent_since": since}
    if since is not None:
        well = feeds.c.status.in_([FeedStatus.OK.value, FeedStatus.SILENT.value])
        changes["status"] = case((well, FeedStatus.SILENT.value), else_=feeds.c.status)
    connection.execute(update(feeds).where(feeds.c.feed_id == feed_id).values(changes))


def has_due_feeds(connection: Connection, now: datetime) -> bool:
    return connection.execute(select(feeds.c.feed_id).where(_is_due(now)).limit(1)).first() is not None


def claim_due_feeds(
    connection: Connection, now: datetime, limit: int, lease: timedelta, strangers: tuple[int, int] | None = None
) -> list[FeedState]:
    """See `Store.claim_due_feeds`. Rows that another process is claiming at this moment are passed over."""
    if strangers is None:
        ids = _find_due(connection, now, limit)
    else:
        is_well = and_(feeds.c.failures == 0, feeds.c.last_success.is_not(None))
        unwell = _find_due(connection, now, min(limit, strangers[1]), not_(is_well))
        well = _find_due(connection, now, limit - min(strangers[0], len(unwell)), is_well)
        ids = [*well, *unwell[: limit - len(well)]]
    claimed: dict[str, FeedState] = {}
    for some in cut(ids):
        statement = (
            update(feeds).where(feeds.c.feed_id.in_(some)).values(lease=feeds.c.lease + 1, lease_until=now + lease)
        )
        for row in connection.execute(statement.returning(feeds)).mappings():
            claimed[row["feed_id"]] = read_state(row)
    return [claimed[feed_id] for feed_id in ids]


def _find_due(connection: Connection, now: datetime, limit: int, *more: ColumnElement[bool]) -> list[str]:
    # Not within the UPDATE: there PostgreSQL may run a SELECT with its LIMIT several times over.
    query = select(feeds.c.feed_id).where(_is_due(now), *more).order_by(feeds.c.next_due, feeds.c.feed_id)
    return list(connection.execute(query.limit(max(0, limit)).with_for_update(skip_locked=True)).scalars())


def _is_due(now: datetime) -> ColumnElement[bool]:
    unclaimed = or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= now)
    return and_(feeds.c.position.is_not(None), feeds.c.next_due <= now, unclaimed)


def make_feeds_due(connection: Connection, now: datetime) -> None:
    """See `Store.make_feeds_due`. What is overdue already keeps its place in the queue."""
    connection.execute(update(feeds).where(feeds.c.position.is_not(None), feeds.c.next_due > now).values(next_due=now))


def release_feeds(connection: Connection) -> None:
    """Withdraw every claim: whoever held one can no longer save."""
    statement = update(feeds).where(feeds.c.lease_until.is_not(None))
    connection.execute(statement.values(lease=feeds.c.lease + 1, lease_until=None))


def save_state(connection: Connection, state: FeedState) -> None:
    """Save what a poll learned and end its claim. Raises StaleLeaseError where the claim is no longer the caller's."""
    held = and_(feeds.c.feed_id == state.feed_id, feeds.c.lease == state.lease, feeds.c.lease_until.is_not(None))
    statement = update(feeds).where(held).values(write_state(state) | {"lease_until": None})
    if connection.execute(statement).rowcount != 1:
        raise StaleLeaseError(f"feed {state.feed_id}: this poll's claim has run out; what it brought is not saved")


def list_feed_states(connection: Connection) -> list[FeedState]:
    query = select(feeds).order_by(feeds.c.position.is_(None), feeds.c.position, feeds.c.feed_id)
    return [read_state(row) for row in connection.execute(query).mappings()]
