"""Reading: entries claimed to be read, and what reading them brought, saved whole with its alerts.

Enter: a connection inside a transaction, values of the model. Leave: values of the model. Called by `store`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    and_,
    bindparam,
    case,
    delete,
    insert,
    not_,
    or_,
    select,
    update,
)

from service.adapters.store.index import lock_index, reindex
from service.adapters.store.ledger_work import SqlLedger, lock_ledger
from service.adapters.store.outbox import add_alerts
from service.adapters.store.prepared import Prepared
from service.adapters.store.queries import load_mentions, load_verdicts
from service.adapters.store.rows import read_article, read_entry, write_article, write_mention, write_verdict
from service.adapters.store.schema import articles, entries, mentions, verdicts
from service.adapters.store.statements import cut, insert_for
from service.errors import StaleLeaseError
from service.model.alert import Alert
from service.model.article import Article, TextSource
from service.model.entry import EntryStage, StoredEntry
from service.model.verdict import JudgedArticle, Mention, MentionKind, SavedArticle, Verdict

_TRIED_OFTEN = 3
_ID = bindparam("id", type_=String)
_FIND_ARTICLE = Prepared(lambda _: select(articles).where(articles.c.id == _ID))
_DROP_MENTIONS = Prepared(lambda _: delete(mentions).where(mentions.c.article_id == _ID))
_DROP_VERDICTS = Prepared(lambda _: delete(verdicts).where(verdicts.c.article_id == _ID))
_ADD_MENTION, _ADD_VERDICT = Prepared(lambda _: insert(mentions)), Prepared(lambda _: insert(verdicts))


def has_entries_to_read(connection: Connection, now: datetime) -> bool:
    return connection.execute(select(entries.c.id).where(_is_ready(now)).limit(1)).first() is not None


def claim_entries(connection: Connection, now: datetime, limit: int, lease: timedelta) -> list[StoredEntry]:
    """See `Store.claim_entries`. `attempts` counts the claims before this one, those that a crash ended too."""
    query = select(entries.c.id).where(_is_ready(now)).order_by(entries.c.read_due, entries.c.id)
    ids = connection.execute(query.limit(limit).with_for_update(skip_locked=True)).scalars().all()
    claimed: dict[int, StoredEntry] = {}
    for some in cut(ids):
        changes = {"lease": entries.c.lease + 1, "attempts": entries.c.attempts + 1, "lease_until": now + lease}
        statement = update(entries).where(entries.c.id.in_(some)).values(changes).returning(entries)
        for row in connection.execute(statement).mappings():
            claimed[row["id"]] = read_entry(row, attempts=row["attempts"] - 1)
    return [claimed[entry_id] for entry_id in ids]


def _is_ready(now: datetime) -> ColumnElement[bool]:
    return and_(entries.c.read_due <= now, or_(entries.c.lease_until.is_(None), entries.c.lease_until <= now))


def release_entries(connection: Connection) -> None:
    """Withdraw the claims: whoever held one can no longer save. A claim on an entry that was tried often stays until
    it lapses: should its text be what kills the process, a restart must not run into it at once."""
    claimed = and_(
        entries.c.read_due.is_not(None), entries.c.lease_until.is_not(None), entries.c.attempts <= _TRIED_OFTEN
    )
    connection.execute(update(entries).where(claimed).values(lease=entries.c.lease + 1, lease_until=None))


def save_reading(
    connection: Connection,
    entry: StoredEntry,
    article: Article | None,
    found: Sequence[Mention],
    judged: Sequence[Verdict],
    alerts: Sequence[Alert],
    destinations: Sequence[str],
    retry_at: datetime | None,
    now: datetime,
    reason: str = "",
    place: Callable[[SqlLedger, SavedArticle], Sequence[Alert]] | None = None,
) -> list[Alert]:
    """See `Store.save_reading`."""
    if article is None:
        _end_claim(connection, entry, article, retry_at, reason)
        return add_alerts(connection, alerts, destinations, now)
    if place is not None:
        # First of all locks, so that nobody who has it waits for one that is held here.
        lock_ledger(connection)
    lock_index(connection)
    before = _load_judged(connection, article.id)
    replaced = _save_article(connection, article, found, judged, now)
    if replaced:
        reindex(connection, before.article if before else None, JudgedArticle(article, tuple(found), tuple(judged)))
    _end_claim(connection, entry, article, retry_at, reason)
    raised = [*alerts]
    if place is not None:
        raised += place(SqlLedger(connection), SavedArticle(before, replaced))
    return add_alerts(connection, raised, destinations, now)


def _load_judged(connection: Connection, article_id: str) -> JudgedArticle | None:
    rows = _FIND_ARTICLE.list_dicts(connection, id=article_id)
    if not rows:
        return None
    found, judged = load_mentions(connection, article_id), load_verdicts(connection, article_id)
    return JudgedArticle(read_article(rows[0]), tuple(found), tuple(judged))


def _end_claim(
    connection: Connection, entry: StoredEntry, article: Article | None, retry_at: datetime | None, reason: str
) -> None:
    values: dict[str, Any] = {"attempts": entry.attempts + 1}
    if article is not None:
        values["article_id"] = article.id
    if reason:
        values["reason"] = reason
    if retry_at is not None:
        values |= {"stage": EntryStage.RETRY.value, "read_due": retry_at}
    else:
        stage = EntryStage.DROPPED if article is None else EntryStage.READ
        # The text stands in the article now, or nobody wants it.
        values |= {"stage": stage.value, "read_due": None, "content": ""}
    held = and_(entries.c.id == entry.id, entries.c.lease == entry.lease, entries.c.lease_until.is_not(None))
    statement = update(entries).where(held).values(values | {"lease_until": None})
    if connection.execute(statement).rowcount != 1:
        raise StaleLeaseError(f"entry {entry.id}: this reading's claim has run out; what it found is not saved")


def _save_article(
    connection: Connection, article: Article, found: Sequence[Mention], judged: Sequence[Verdict], now: datetime
) -> bool:
    """Over an earlier version, but never a page's text by a mere summary: a page that is down today loses nothing.
    Returns whether it was saved."""
    matched = is_matched(found, judged)
    if not _SAVE_ARTICLE.list_values(connection, **write_article(article, matched, now)):
        if matched:
            connection.execute(update(articles).where(articles.c.id == article.id).values(matched=True))
        return False
    replace_findings(connection, article, found, judged)
    return True


def _write_save(dialect: str) -> Any:
    """What saves an article, unless as a mere summary over a page's text, and returns its id if it did."""
    statement = insert_for(dialect, articles)
    new = statement.excluded
    changes: dict[str, ColumnElement[Any]] = {column.name: column for column in new if column.name != "id"}
    changes["first_seen"] = case((articles.c.first_seen < new.first_seen, articles.c.first_seen), else_=new.first_seen)
    # Once matched, kept for good: an alert may point to it, and a rebuild must find it.
    changes["matched"] = or_(articles.c.matched, new.matched)
    summary = TextSource.SUMMARY.value
    poorer = and_(new.text_source == summary, articles.c.text_source != summary)
    upsert = statement.on_conflict_do_update(index_elements=["id"], set_=changes, where=not_(poorer))
    return upsert.returning(articles.c.id)


_SAVE_ARTICLE = Prepared(_write_save)


def replace_findings(
    connection: Connection, article: Article, found: Sequence[Mention], judged: Sequence[Verdict]
) -> None:
    """The mentions and verdicts of a stored article, in place of those it had."""
    for statement in (_DROP_MENTIONS, _DROP_VERDICTS):
        statement.run(connection, id=article.id)
    _ADD_MENTION.run_all(
        connection, [write_mention(article, position, mention) for position, mention in enumerate(found)]
    )
    _ADD_VERDICT.run_all(connection, [write_verdict(article.id, verdict) for verdict in judged])


def is_matched(found: Sequence[Mention], judged: Sequence[Verdict]) -> bool:
    """Whether an article is kept for good: relevant to a topic, or naming a tracked official."""
    named = any(mention.official is not None and mention.kind is MentionKind.NAME for mention in found)
    return named or any(verdict.relevant for verdict in judged)
