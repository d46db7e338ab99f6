"""The tables, as SQLAlchemy Core sees them. The migrations build the same ones; a test compares the two.

Nothing enters. Leave: `metadata`, the tables, the revision they belong to. Used by every other module of the store.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    text,
)

from service.adapters.store.types import Duration, ForeignText, JsonText, UtcInstant

SCHEMA_REVISION = "0004"
"""The newest migration; a database of another revision is not worked on."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only where the type is INTEGER by name.
_row_number = BigInteger().with_variant(Integer, "sqlite")

feeds = Table(
    "feeds",
    metadata,
    Column("feed_id", String, primary_key=True),
    # Of the config: not part of FeedState. `position` is None where the feed is no longer configured.
    Column("config_url", ForeignText, nullable=False),
    Column("position", Integer),
    Column("next_due", UtcInstant, nullable=False),
    Column("url", ForeignText),
    Column("etag", ForeignText),
    Column("last_modified", ForeignText),
    Column("body_digest", String),
    Column("last_polled", UtcInstant),
    Column("last_success", UtcInstant),
    Column("refetched_at", UtcInstant),
    Column("newest_entry", UtcInstant),
    Column("rhythm", Duration),
    Column("failures", Integer, nullable=False),
    Column("last_error", ForeignText),
    Column("error_kind", String),
    Column("status", String, nullable=False),
    Column("moved_to", ForeignText),
    Column("moved_since", UtcInstant),
    Column("wishes", String),
    Column("silent_since", UtcInstant),
    Column("empty_since", UtcInstant),
    Column("requests", Integer, nullable=False),
    Column("wire_bytes", BigInteger, nullable=False),
    Column("entries", Integer, nullable=False),
    # `lease` counts claims; `lease_until` is set while one is open.
    Column("lease", BigInteger, nullable=False),
    Column("lease_until", UtcInstant),
    Index("ix_feeds_next_due", "next_due"),
)

entries = Table(
    "entries",
    metadata,
    Column("id", _row_number, primary_key=True, autoincrement=True),
    Column("feed_id", String, ForeignKey("feeds.feed_id"), nullable=False),
    Column("keys", JsonText, nullable=False),
    Column("title", ForeignText, nullable=False),
    Column("summary", ForeignText, nullable=False),
    Column("content", ForeignText, nullable=False),
    Column("url", ForeignText),
    Column("url_digest", String),
    Column("author", ForeignText, nullable=False),
    Column("lang", String),
    Column("published", UtcInstant),
    Column("date_doubt", ForeignText, nullable=False),
    Column("text_digest", String, nullable=False),
    Column("first_seen", UtcInstant, nullable=False),
    Column("stage", String, nullable=False),
    # Why triage let it pass or not, in words.
    Column("reason", ForeignText, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("article_id", String, ForeignKey("articles.id")),
    # When it is to be read; None: nothing to do.
    Column("read_due", UtcInstant),
    Column("lease", BigInteger, nullable=False),
    Column("lease_until", UtcInstant),
    Index(
        "ix_entries_read_due",
        "read_due",
        "id",
        sqlite_where=text("read_due IS NOT NULL"),
        postgresql_where=text("read_due IS NOT NULL"),
    ),
    Index("ix_entries_feed_id", "feed_id", "id"),
    Index("ix_entries_article_id", "article_id"),
    Index("ix_entries_url_digest", "url_digest"),
    # For pruning: only what could be pruned stands in it.
    Index("ix_entries_stage_first_seen", "stage", "first_seen"),
    # An id is never given twice: seen_keys remembers those of rows that are gone.
    sqlite_autoincrement=True,
)

seen_keys = Table(
    "seen_keys",
    metadata,
    Column("feed_id", String, ForeignKey("feeds.feed_id"), primary_key=True),
    Column("key", String, primary_key=True),
    # No foreign key: the memory outlives the entry.
    Column("entry_id", BigInteger, nullable=False),
    Column("text_digest", String, nullable=False),
    Column("first_seen", UtcInstant, nullable=False),
    Index("ix_seen_keys_entry_id", "entry_id"),
    sqlite_with_rowid=False,
)

articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("feed_id", String, nullable=False),
    Column("title", ForeignText, nullable=False),
    Column("summary", ForeignText, nullable=False),
    Column("body", ForeignText, nullable=False),
    Column("published", UtcInstant, nullable=False),
    Column("first_seen", UtcInstant, nullable=False),
    Column("lang", String),
    Column("url", ForeignText),
    Column("url_digest", String),
    Column("outlet", ForeignText, nullable=False),
    Column("tz", String),
    Column("side", String),
    Column("text_source", String, nullable=False),
    Column("text_note", ForeignText, nullable=False),
    # Relevant, or naming a tracked official: kept for good.
    Column("matched", Boolean, nullable=False),
    Column("saved_at", UtcInstant, nullable=False),
    Index("ix_articles_url_digest", "url_digest"),
    Index("ix_articles_published", "published", "id"),
    Index("ix_articles_matched_first_seen", "matched", "first_seen"),
)

mentions = Table(
    "mentions",
    metadata,
    Column("article_id", String, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", ForeignText, nullable=False),
    Column("side", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("text", ForeignText, nullable=False),
    Column("rule", ForeignText, nullable=False),
    Column("official", String),
    Column("office", String),
    # The article's, copied: how often somebody is named on which day is read from an index alone.
    Column("published", UtcInstant),
    Index("ix_mentions_official", "official", "article_id"),
    Index("ix_mentions_published", "official", "kind", "published", "article_id"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("article_id", String, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", String, primary_key=True),
    Column("relevant", Boolean, nullable=False),
    Column("score", Float, nullable=False),
    Column("threshold", Float, nullable=False),
    Column("evidence", JsonText, nullable=False),
    Column("missing", JsonText, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("priority", String, nullable=False),
    Column("dedup_key", ForeignText, nullable=False),
    Column("created", UtcInstant, nullable=False),
    Column("reason", ForeignText, nullable=False),
    # No foreign key: an alert outlives whatever it was about.
    Column("article_id", String),
    Column("story_id", String),
    Column("contact_id", String),
    Column("feed_id", String),
    Column("official_ids", JsonText, nullable=False),
    Column("official_names", JsonText, nullable=False),
    Column("title", ForeignText, nullable=False),
    Column("outlet", ForeignText, nullable=False),
    Column("url", ForeignText),
    Column("published", UtcInstant),
    Column("sentence", ForeignText, nullable=False),
    Column("rule", ForeignText, nullable=False),
    # In the order in which alerts entered the store, whatever they say of when they were raised.
    Column("number", BigInteger),
    Index("ix_alerts_number", "number", unique=True),
    Index("ix_alerts_kind_priority_number", "kind", "priority", "number"),
    Index("ix_alerts_created", "created", "id"),
    Index("ix_alerts_article_id", "article_id"),
    Index("ix_alerts_contact_id", "contact_id", "kind"),
    Index("ix_alerts_kind", "kind", "created", "id"),
)

# Whom an article has alerted; official_id "" stands for its `match`. A story has alerted what its articles have: so the
# memory holds wherever a rebuild or a correction puts an article.
alerted = Table(
    "alerted",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("official_id", String, primary_key=True),
    Column("alert_id", String, nullable=False),
    sqlite_with_rowid=False,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("alert_id", String, ForeignKey("alerts.id"), primary_key=True),
    Column("destination", String, primary_key=True),
    Column("state", String, nullable=False),
    # The alert's, copied: deliveries go out in this order.
    Column("created", UtcInstant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", UtcInstant, nullable=False),
    Column("claimed_at", UtcInstant),
    Column("done_at", UtcInstant),
    Column("last_error", ForeignText),
    Index("ix_deliveries_queue", "destination", "state", "created", "alert_id"),
)
