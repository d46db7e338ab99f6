"""Values for tests of the store: feeds, entries, articles, alerts, made by a few words each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from service.adapters.store import SqlStore
from service.jobs.ledger_ports import LedgerWork, PlaceTask
from service.model.alert import Alert, AlertKind, Priority
from service.model.article import Article
from service.model.entry import Entry, EntryStage, StoredEntry, TriagedEntry
from service.model.feed import Feed, FeedState
from service.model.ledger import PlacedArticle
from service.model.verdict import Evidence, Mention, MentionKind, SavedArticle, Span, Verdict

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def make_feed(feed_id: str = "gazette", **changes: Any) -> Feed:
    return Feed(**{"id": feed_id, "url": f"https://{feed_id}.example/rss", "outlet": feed_id.title()} | changes)


def make_entry(name: str, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "keys": (f"g:{name}", f"l:{name}"),
        "title": f"Title of {name}",
        "summary": f"Summary of {name}",
        "content": f"Content of {name}",
        "url": f"https://gazette.example/{name}",
        "published": NOW - MINUTE,
        "text_digest": f"digest of {name}",
    }
    return Entry(**values | changes)


def make_triaged(name: str, stage: EntryStage = EntryStage.PENDING, **changes: Any) -> TriagedEntry:
    known_id = changes.pop("known_id", None)
    return TriagedEntry(make_entry(name, **changes), stage, "names an official", known_id)


def make_article(article_id: str, **changes: Any) -> Article:
    values: dict[str, Any] = {
        "id": article_id,
        "title": "Ministers talk by telephone",
        "summary": "It was the first call of the year.",
        "body": "Lloyd Austin spoke with Andrei Belousov.",
        "published": NOW - MINUTE,
        "first_seen": NOW,
        "lang": "en",
        "url": f"https://gazette.example/{article_id}",
        "outlet": "Gazette",
        "feed_id": "gazette",
    }
    return Article(**values | changes)


def make_mention(official: str = "austin", start: int = 0) -> Mention:
    span = Span("body", start, start + 12, "Lloyd Austin")
    return Mention("Lloyd Austin", "us", MentionKind.NAME, span, "full name", official=official)


def make_verdict(relevant: bool = True) -> Verdict:
    evidence = Evidence("talks-between-sides", 1.5, (Span("title", 0, 14, "Ministers talk"),))
    return Verdict("contacts", relevant, 1.5, 1.0, (evidence,), ("a channel",))


def make_alert(alert_id: str = "a1", officials: tuple[str, ...] = ("austin",), **changes: Any) -> Alert:
    values: dict[str, Any] = {
        "id": alert_id,
        "kind": AlertKind.MENTION,
        "priority": Priority.NORMAL,
        "dedup_key": f"story|{','.join(officials)}",
        "created": NOW,
        "reason": "names somebody",
        "article_id": "article-1",
        "story_id": "story",
        "feed_id": "gazette",
        "official_ids": officials,
        "official_names": tuple(official.title() for official in officials),
        "title": "Ministers talk by telephone",
        "outlet": "Gazette",
        "url": "https://gazette.example/1",
        "published": NOW,
        "sentence": "Lloyd Austin spoke with Andrei Belousov.",
        "rule": "full name",
    }
    return Alert(**values | changes)


def claim_feed(store: SqlStore, feed: Feed | None = None, now: datetime = NOW) -> FeedState:
    """The claimed state of a feed that is made due if need be."""
    store.sync_feeds([feed or make_feed()], now)
    store.make_feeds_due(now)
    (state,) = store.claim_due_feeds(now, 10, 5 * MINUTE)
    return state


def save_entries(store: SqlStore, *triaged: TriagedEntry, now: datetime = NOW) -> int:
    """One poll of one feed that brings `triaged`; how many were new."""
    return store.save_poll(claim_feed(store, now=now), triaged, now)


def claim_entry(store: SqlStore, now: datetime = NOW) -> StoredEntry:
    (stored,) = store.claim_entries(now, 10, 5 * MINUTE)
    return stored


def place_in(story_id: str, article: Article, *wanted: str, now: datetime = NOW) -> PlaceTask:
    """A `place` for `save_reading`: the article stands in the story, and alerts those of `wanted` that the story has
    not alerted yet ("" is a match)."""

    def place(work: LedgerWork, saved: SavedArticle) -> list[Alert]:
        sequence = work.add_article(saved.before.article if saved.before else None, article.id, now)
        work.put_placed(PlacedArticle(article.id, sequence, story_id, article.id, article.outlet), article, (), ())
        work.count_story(story_id)
        fresh = tuple(sorted(set(wanted) - work.find_alerted(story_id)))
        kind = AlertKind.MATCH if fresh == ("",) else AlertKind.MENTION
        key = f"{story_id}|{','.join(fresh)}"
        alert = make_alert(key, fresh, kind=kind, dedup_key=key, article_id=article.id, story_id=story_id)
        return [alert] if fresh else []

    return place


def read_entry(store: SqlStore, stored: StoredEntry, article: Article | None, **changes: Any) -> list[Alert]:
    """`save_reading` with what most tests do not care about left empty."""
    values: dict[str, Any] = {
        "mentions": (),
        "verdicts": (),
        "alerts": (),
        "destinations": ("log",),
        "retry_at": None,
        "now": NOW,
    }
    return store.save_reading(stored, article, **values | changes)
