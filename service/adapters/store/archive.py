"""The archive as a whole: all that is stored, page by page, and what a new judgement of it changes.

Enter: a connection inside a transaction, where the page before ended. Leave: values of the model. Called by `store` for
`hotline rescan`, `hotline backtest` and `hotline check --archive`. Pages continue behind a key and never at an offset:
so each costs the same, and nothing is skipped where rows come or go meanwhile.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from service.adapters.store.index import lock_index, reindex_findings
from service.adapters.store.reading import is_matched, replace_findings
from service.adapters.store.rows import read_article, read_entry, read_mention, read_verdict
from service.adapters.store.schema import articles, entries, mentions, verdicts
from service.adapters.store.statements import cut
from service.model.article import Article
from service.model.entry import EntryStage, StoredEntry
from service.model.verdict import JudgedArticle, Mention, Verdict


def count_archive(connection: Connection) -> tuple[int, int]:
    """See `Store.count_archive`."""
    kept = connection.execute(select(func.count()).select_from(articles)).scalar_one()
    dropped = connection.execute(select(func.count()).select_from(entries).where(_is_dropped())).scalar_one()
    return kept, dropped


def list_judged(connection: Connection, after: str, limit: int) -> list[JudgedArticle]:
    """See `Store.list_judged`."""
    query = select(articles).where(articles.c.id > after).order_by(articles.c.id).limit(limit)
    return load_findings(connection, [read_article(row) for row in connection.execute(query).mappings()])


def load_findings(connection: Connection, found: Sequence[Article]) -> list[JudgedArticle]:
    """Articles with what was found in them, in the same order."""
    named: dict[str, list[Mention]] = defaultdict(list)
    judged: dict[str, list[Verdict]] = defaultdict(list)
    for ids in cut([article.id for article in found]):
        wanted = select(mentions).where(mentions.c.article_id.in_(ids)).order_by(mentions.c.position)
        for row in connection.execute(wanted).mappings():
            named[row["article_id"]].append(read_mention(row))
        said = select(verdicts).where(verdicts.c.article_id.in_(ids)).order_by(verdicts.c.topic)
        for row in connection.execute(said).mappings():
            judged[row["article_id"]].append(read_verdict(row))
    return [JudgedArticle(one, tuple(named[one.id]), tuple(judged[one.id])) for one in found]


def list_dropped(connection: Connection, before: int | None, limit: int) -> list[StoredEntry]:
    """See `Store.list_dropped`."""
    query = select(entries).where(_is_dropped())
    if before is not None:
        query = query.where(entries.c.id < before)
    rows = connection.execute(query.order_by(entries.c.id.desc()).limit(limit)).mappings()
    return [read_entry(row) for row in rows]


def _is_dropped() -> ColumnElement[bool]:
    return and_(entries.c.stage == EntryStage.DROPPED.value, entries.c.article_id.is_(None))


def save_rejudged(connection: Connection, judged: Sequence[JudgedArticle], now: datetime) -> None:
    """See `Store.save_rejudged`."""
    lock_index(connection)
    for one in judged:
        changes: dict[str, object] = {"saved_at": now}
        if is_matched(one.mentions, one.verdicts):
            changes["matched"] = True
        statement = update(articles).where(articles.c.id == one.article.id).values(changes)
        if connection.execute(statement).rowcount:
            replace_findings(connection, one.article, one.mentions, one.verdicts)
            reindex_findings(connection, one)


def reopen_entries(connection: Connection, due: Mapping[int, datetime], reason: str) -> int:
    """See `Store.reopen_entries`."""
    reopened = 0
    for entry_id, read_due in due.items():
        values = {
            "stage": EntryStage.PENDING.value,
            "reason": reason,
            "attempts": 0,
            "read_due": read_due,
            "lease": entries.c.lease + 1,
            "lease_until": None,
        }
        statement = update(entries).where(entries.c.id == entry_id, _is_dropped()).values(values)
        reopened += connection.execute(statement).rowcount
    return reopened
