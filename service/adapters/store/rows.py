"""Rows of the tables to values of the model, and back. Pure: no connection.

Enter: mappings of columns, or dataclasses of the model. Leave: the other one. Called by the modules that hold queries.
"""

import hashlib
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from service.model.alert import Alert, AlertKind, Delivery, DeliveryState, Priority
from service.model.article import Article, TextSource
from service.model.entry import Entry, EntryStage, StoredEntry
from service.model.feed import FeedState, FeedStatus
from service.model.verdict import Evidence, Mention, MentionKind, Span, Verdict

Row = RowMapping | dict[str, Any]

_STATE_FIELDS = tuple(field.name for field in fields(FeedState))
_ENTRY_FIELDS = tuple(field.name for field in fields(Entry))
_ARTICLE_FIELDS = tuple(field.name for field in fields(Article))
_ALERT_FIELDS = tuple(field.name for field in fields(Alert))


def digest_url(url: str | None) -> str | None:
    """What a URL is looked up by: a URL itself may be longer than an index of PostgreSQL takes."""
    return None if url is None else hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:32]


def read_state(row: Row) -> FeedState:
    values = {name: row[name] for name in _STATE_FIELDS}
    return FeedState(**values | {"status": FeedStatus(row["status"])})


def write_state(state: FeedState) -> dict[str, Any]:
    """The columns that a poll may change: neither the id, nor the lease, nor the count of entries."""
    values = {name: getattr(state, name) for name in _STATE_FIELDS if name not in ("feed_id", "lease", "entries")}
    return values | {"status": state.status.value}


def read_entry(row: Row, **changes: Any) -> StoredEntry:
    values = {name: row[name] for name in _ENTRY_FIELDS}
    stored = {
        "id": row["id"],
        "feed_id": row["feed_id"],
        "entry": Entry(**values | {"keys": tuple(row["keys"])}),
        "first_seen": row["first_seen"],
        "stage": EntryStage(row["stage"]),
        "attempts": row["attempts"],
        "article_id": row["article_id"],
        "lease": row["lease"],
        "reason": row["reason"],
    }
    return StoredEntry(**stored | changes)


def write_entry(entry: Entry) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in _ENTRY_FIELDS}
    return values | {"keys": list(entry.keys), "url_digest": digest_url(entry.url)}


def read_article(row: Row) -> Article:
    values = {name: row[name] for name in _ARTICLE_FIELDS}
    return Article(**values | {"text_source": TextSource(row["text_source"])})


def write_article(article: Article, matched: bool, now: datetime) -> dict[str, Any]:
    values = {name: getattr(article, name) for name in _ARTICLE_FIELDS}
    values |= {"text_source": article.text_source.value, "url_digest": digest_url(article.url)}
    return values | {"matched": matched, "saved_at": now}


def read_mention(row: Row) -> Mention:
    return Mention(
        name=row["name"],
        side=row["side"],
        kind=MentionKind(row["kind"]),
        span=Span(row["zone"], row["span_start"], row["span_end"], row["text"]),
        rule=row["rule"],
        official=row["official"],
        office=row["office"],
    )


def write_mention(article: Article, position: int, mention: Mention) -> dict[str, Any]:
    return {
        "article_id": article.id,
        "published": article.published,
        "position": position,
        "name": mention.name,
        "side": mention.side,
        "kind": mention.kind.value,
        "zone": mention.span.zone,
        "span_start": mention.span.start,
        "span_end": mention.span.end,
        "text": mention.span.text,
        "rule": mention.rule,
        "official": mention.official,
        "office": mention.office,
    }


def read_verdict(row: Row) -> Verdict:
    evidence = tuple(
        Evidence(item["rule"], item["weight"], tuple(Span(**span) for span in item["spans"]))
        for item in row["evidence"]
    )
    return Verdict(row["topic"], row["relevant"], row["score"], row["threshold"], evidence, tuple(row["missing"]))


def write_verdict(article_id: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "topic": verdict.topic,
        "relevant": verdict.relevant,
        "score": verdict.score,
        "threshold": verdict.threshold,
        "evidence": [asdict(evidence) for evidence in verdict.evidence],
        "missing": list(verdict.missing),
    }


def read_alert(row: Row) -> Alert:
    values = {name: row[name] for name in _ALERT_FIELDS}
    return Alert(
        **values
        | {
            "kind": AlertKind(row["kind"]),
            "priority": Priority(row["priority"]),
            "official_ids": tuple(row["official_ids"]),
            "official_names": tuple(row["official_names"]),
        }
    )


def write_alert(alert: Alert) -> dict[str, Any]:
    values = {name: getattr(alert, name) for name in _ALERT_FIELDS}
    return values | {
        "kind": alert.kind.value,
        "priority": alert.priority.value,
        "official_ids": list(alert.official_ids),
        "official_names": list(alert.official_names),
    }


def read_delivery(row: Row, **changes: Any) -> Delivery:
    """From a row of `deliveries` joined with its alert."""
    values = {
        "alert": read_alert(row),
        "destination": row["destination"],
        "state": DeliveryState(row["state"]),
        "attempts": row["attempts"],
        "claimed_at": row["claimed_at"],
    }
    return Delivery(**values | changes)
