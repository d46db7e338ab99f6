"""Entries: which keys a feed has shown before, and what a poll brought, saved beside the feed's state.

Enter: a connection inside a transaction, values of the model. Leave: values of the model. Called by `store`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from service.adapters.store.feeds import save_state
from service.adapters.store.rows import write_entry
from service.adapters.store.schema import entries, feeds, seen_keys
from service.adapters.store.statements import cut, insert_into
from service.model.entry import EntryStage, TriagedEntry
from service.model.feed import FeedState

_TO_READ = frozenset({EntryStage.PENDING, EntryStage.RETRY})


def find_known_keys(connection: Connection, feed_id: str, keys: Collection[str]) -> dict[str, tuple[int, str]]:
    """See `Store.find_known_keys`. Keys of entries that were pruned are among them."""
    known: dict[str, tuple[int, str]] = {}
    for some in cut(set(keys)):
        query = select(seen_keys.c.key, seen_keys.c.entry_id, seen_keys.c.text_digest)
        for row in connection.execute(query.where(seen_keys.c.feed_id == feed_id, seen_keys.c.key.in_(some))):
            known[row.key] = (row.entry_id, row.text_digest)
    return known


def find_kept(connection: Connection, entry_ids: Collection[int]) -> frozenset[int]:
    """See `Store.find_kept`."""
    kept: set[int] = set()
    for some in cut(set(entry_ids)):
        query = select(entries.c.id).where(entries.c.id.in_(some), entries.c.article_id.is_not(None))
        kept.update(connection.execute(query).scalars())
    return frozenset(kept)


def save_poll(connection: Connection, state: FeedState, triaged: Sequence[TriagedEntry], now: datetime) -> int:
    """See `Store.save_poll`."""
    save_state(connection, state)
    new = _drop_known(connection, state.feed_id, [item for item in triaged if item.known_id is None])
    for item in triaged:
        if item.known_id is not None and not _update_entry(connection, state.feed_id, item, now):
            new.append(item)
    if new:
        _insert_entries(connection, state.feed_id, new, now)
        counted = update(feeds).where(feeds.c.feed_id == state.feed_id)
        connection.execute(counted.values(entries=feeds.c.entries + len(new)))
    return len(new)


def _drop_known(connection: Connection, feed_id: str, new: list[TriagedEntry]) -> list[TriagedEntry]:
    """Without those that were stored since the decision, or stand twice in the list.

    Only an entry all of whose keys are known is taken for known: which single keys are to be trusted was decided
    before, and an item stored twice is a smaller harm than one that is lost.
    """
    seen = set(find_known_keys(connection, feed_id, [key for item in new for key in item.entry.keys]))
    kept = []
    for item in new:
        keys = set(item.entry.keys)
        if not keys or keys - seen:
            kept.append(item)
        seen |= keys
    return kept


def _insert_entries(connection: Connection, feed_id: str, new: list[TriagedEntry], now: datetime) -> None:
    rows = [_make_row(feed_id, item, now) | {"first_seen": now, "lease": 0, "article_id": None} for item in new]
    statement = insert(entries).returning(entries.c.id, sort_by_parameter_order=True)
    ids = connection.execute(statement, rows).scalars().all()
    keys = [
        _make_key(feed_id, key, entry_id, item.entry.text_digest, now)
        for entry_id, item in zip(ids, new, strict=True)
        for key in item.entry.keys
    ]
    _insert_keys(connection, keys)


def _insert_keys(connection: Connection, keys: list[dict[str, Any]]) -> None:
    # A key that several items share stays with the first of them.
    if keys:
        connection.execute(insert_into(connection, seen_keys).on_conflict_do_nothing(), keys)


def _update_entry(connection: Connection, feed_id: str, item: TriagedEntry, now: datetime) -> bool:
    """The stored entry gets the new text and is to be read again; False where nothing is known of it."""
    known_id, entry = item.known_id, item.entry
    remembered = select(seen_keys.c.key, seen_keys.c.first_seen).where(
        seen_keys.c.feed_id == feed_id, seen_keys.c.entry_id == known_id
    )
    first_seen = {row.key: row.first_seen for row in connection.execute(remembered)}
    if not first_seen:
        return False
    values = _make_row(feed_id, item, now)
    values["keys"] = list(dict.fromkeys((*entry.keys, *first_seen)))
    # A new lease number: a reading of the old text that is still under way must not be saved.
    changed = update(entries).where(entries.c.id == known_id).values(values | {"lease": entries.c.lease + 1})
    since = min(first_seen.values())
    if connection.execute(changed).rowcount == 0:
        # Pruned since: the item is no news, but its text is.
        connection.execute(insert(entries).values(values | {"id": known_id, "first_seen": since, "lease": 0}))
    keys = [_make_key(feed_id, key, known_id, entry.text_digest, since) for key in entry.keys]
    _insert_keys(connection, keys)
    same = update(seen_keys).where(seen_keys.c.feed_id == feed_id, seen_keys.c.entry_id == known_id)
    connection.execute(same.values(text_digest=entry.text_digest))
    return True


def _make_row(feed_id: str, item: TriagedEntry, now: datetime) -> dict[str, Any]:
    """All columns but those that an update leaves alone: id, first_seen, article_id, lease."""
    to_read = item.stage in _TO_READ
    values = write_entry(item.entry) | {"feed_id": feed_id, "stage": item.stage.value, "reason": item.reason}
    if not to_read:
        # The light record of what nobody reads: title and summary, not the text.
        values["content"] = ""
    return values | {"attempts": 0, "read_due": now if to_read else None, "lease_until": None}


def _make_key(feed_id: str, key: str, entry_id: int | None, digest: str, now: datetime) -> dict[str, Any]:
    return {"feed_id": feed_id, "key": key, "entry_id": entry_id, "text_digest": digest, "first_seen": now}
