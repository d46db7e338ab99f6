"""What people and pages look at: alerts, articles and why they were kept. Reads only.

Enter: a connection inside a transaction, filters. Leave: values of the model. Called by `store`.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, func, or_, select

from service.adapters.store.rows import digest_url, read_alert, read_article, read_entry, read_mention, read_verdict
from service.adapters.store.schema import alerts, articles, deliveries, entries, mentions, verdicts
from service.adapters.store.types import clean_text
from service.model.alert import Alert, AlertKind, DeliveryState, Priority
from service.model.article import Article
from service.model.entry import StoredEntry
from service.model.verdict import Mention, Verdict

SHORTEST_REFERENCE = 6


def list_alerts(
    connection: Connection,
    *,
    since: datetime | None,
    kinds: Collection[AlertKind],
    priorities: Collection[Priority],
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Alert]:
    """See `Store.list_alerts`."""
    query = _filter_alerts(since, kinds, priorities).order_by(alerts.c.created, alerts.c.id).limit(limit)
    if after is not None:
        created, alert_id = after
        behind = or_(alerts.c.created > created, and_(alerts.c.created == created, alerts.c.id > alert_id))
        query = query.where(alerts.c.created >= created, behind)
    return [read_alert(row) for row in connection.execute(query).mappings()]


def list_newest_alerts(
    connection: Connection,
    *,
    since: datetime | None,
    kinds: Collection[AlertKind],
    priorities: Collection[Priority],
    limit: int,
) -> list[Alert]:
    """See `Store.list_newest_alerts`."""
    query = _filter_alerts(since, kinds, priorities).order_by(alerts.c.created.desc(), alerts.c.id.desc()).limit(limit)
    return [read_alert(row) for row in connection.execute(query).mappings()][::-1]


def _filter_alerts(
    since: datetime | None, kinds: Collection[AlertKind], priorities: Collection[Priority]
) -> Select[Any]:
    query = select(alerts)
    if since is not None:
        query = query.where(alerts.c.created >= since)
    if kinds:
        query = query.where(alerts.c.kind.in_([kind.value for kind in kinds]))
    if priorities:
        query = query.where(alerts.c.priority.in_([priority.value for priority in priorities]))
    return query


def count_alerts(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(alerts)).scalar_one()


def count_waiting(connection: Connection) -> int:
    """See `Store.count_waiting`."""
    waiting = select(func.count(func.distinct(deliveries.c.alert_id)))
    return connection.execute(waiting.where(deliveries.c.state != DeliveryState.DONE.value)).scalar_one()


def find_article(connection: Connection, reference: str) -> Article | None:
    """See `Store.find_article`. A URL is the article's own, or the one under which a feed brought it."""
    reference = clean_text(reference)
    row = connection.execute(select(articles).where(articles.c.id == reference)).mappings().first()
    if row is None:
        alerted = select(articles).join_from(alerts, articles, alerts.c.article_id == articles.c.id)
        row = connection.execute(alerted.where(alerts.c.id == reference)).mappings().first()
    if row is None and len(reference) >= SHORTEST_REFERENCE and reference.isascii():
        row = find_beginning(connection, articles, reference)
    if row is None:
        same = articles.c.url_digest == digest_url(reference)
        row = connection.execute(select(articles).where(same).order_by(articles.c.id).limit(1)).mappings().first()
    if row is None:
        brought = select(articles).join_from(entries, articles, entries.c.article_id == articles.c.id)
        same = entries.c.url_digest == digest_url(reference)
        row = connection.execute(brought.where(same).order_by(entries.c.id).limit(1)).mappings().first()
    return None if row is None else read_article(row)


def find_beginning(connection: Connection, table: Table, reference: str) -> Any:
    """The only row whose id begins so; None where there is none, or several."""
    # Not LIKE: in order, those that begin so come first, and both databases walk the primary key. And no upper end:
    # which sign follows 9 is another matter in each collation of PostgreSQL.
    query = select(table).where(table.c.id >= reference).order_by(table.c.id).limit(2)
    rows = [row for row in connection.execute(query).mappings() if row["id"].startswith(reference)]
    return rows[0] if len(rows) == 1 else None


def find_entry(connection: Connection, reference: str) -> StoredEntry | None:
    """See `Store.find_entry`."""
    reference = clean_text(reference)
    same = or_(entries.c.url_digest == digest_url(reference), entries.c.article_id == reference)
    row = connection.execute(select(entries).where(same).order_by(entries.c.id.desc()).limit(1)).mappings().first()
    return None if row is None else read_entry(row)


def list_entry_times(connection: Connection, feed_id: str, limit: int) -> list[tuple[datetime, datetime]]:
    """See `Store.list_entry_times`."""
    latest = select(entries.c.published, entries.c.first_seen).where(entries.c.feed_id == feed_id)
    rows = connection.execute(latest.order_by(entries.c.id.desc()).limit(limit))
    return [(min(row.published or row.first_seen, row.first_seen), row.first_seen) for row in rows]


def load_mentions(connection: Connection, article_id: str) -> list[Mention]:
    query = select(mentions).where(mentions.c.article_id == article_id).order_by(mentions.c.position)
    return [read_mention(row) for row in connection.execute(query).mappings()]


def load_verdicts(connection: Connection, article_id: str) -> list[Verdict]:
    query = select(verdicts).where(verdicts.c.article_id == article_id).order_by(verdicts.c.topic)
    return [read_verdict(row) for row in connection.execute(query).mappings()]
