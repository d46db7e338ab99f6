"""Retention: the light records of what matched nothing are dropped after their time; the memory of their keys stays.

Enter: a connection inside a transaction, an instant. Leaves: how many rows went. Called by `store`, batch after batch,
so that no reader and no poll waits long.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, exists, select

from service.adapters.store.index import drop_articles, lock_index
from service.adapters.store.schema import alerts, articles, entries
from service.adapters.store.statements import cut
from service.model.entry import EntryStage

_BATCH = 2000
_FINISHED = (EntryStage.DROPPED.value, EntryStage.READ.value)


def prune_entries(connection: Connection, before: datetime) -> int:
    """Drop one batch of entries first seen before that instant which led to no article that is kept."""
    kept = exists().where(articles.c.id == entries.c.article_id, articles.c.matched)
    alerted = exists().where(alerts.c.article_id == entries.c.article_id)
    dropped = 0
    for stage in _FINISHED:
        # One stage at a time: so the index serves both the filter and the order.
        query = select(entries.c.id).where(entries.c.stage == stage, entries.c.first_seen < before, ~kept, ~alerted)
        ids = connection.execute(query.order_by(entries.c.first_seen).limit(_BATCH)).scalars().all()
        for some in cut(ids):
            dropped += connection.execute(delete(entries).where(entries.c.id.in_(some))).rowcount
    return dropped


def prune_articles(connection: Connection, before: datetime) -> int:
    """Drop one batch of unmatched articles, with their mentions and verdicts, that no entry and no alert points to."""
    lock_index(connection)
    used = exists().where(entries.c.article_id == articles.c.id)
    alerted = exists().where(alerts.c.article_id == articles.c.id)
    query = select(articles.c.id).where(articles.c.matched.is_(False), articles.c.first_seen < before, ~used, ~alerted)
    ids = connection.execute(query.order_by(articles.c.first_seen).limit(_BATCH)).scalars().all()
    drop_articles(connection, ids)
    return sum(connection.execute(delete(articles).where(articles.c.id.in_(some))).rowcount for some in cut(ids))
