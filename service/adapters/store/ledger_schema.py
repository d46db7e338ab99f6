"""The ledger's tables: its log, what follows from the log, and what humans added.

Nothing enters. Leave: the tables, and `metadata` with them. Used by the modules of the store that keep the ledger, and
by the migrations. All but `ledger_log`, `imports` and `corrections` follows from these three, and from the articles: a
rebuild makes it anew.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from service.adapters.store.schema import metadata
from service.adapters.store.types import ForeignText, JsonText, UtcInstant

__all__ = ["metadata"]

ledger_log = Table(
    "ledger_log",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    # article, import or correction; `ref` is its id.
    Column("kind", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("at", UtcInstant, nullable=False),
    # The article as it was then, where it has changed since.
    Column("version", JsonText),
    Index("ix_ledger_log_ref", "kind", "ref", "sequence"),
)

# One row: up to which step of the log the tables below have come.
ledger_state = Table(
    "ledger_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("taken", BigInteger, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("at", UtcInstant, nullable=False),
    Column("articles", JsonText, nullable=False),
    Column("note", ForeignText, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("claim", JsonText, nullable=False),
    Column("source", ForeignText, nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("imported_at", UtcInstant, nullable=False),
    Column("note", ForeignText, nullable=False),
    Index("ix_imports_position", "position"),
)

placed = Table(
    "placed",
    metadata,
    Column("article_id", String, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("story_id", String, nullable=False),
    Column("text_id", String, nullable=False),
    Column("origin", ForeignText, nullable=False),
    Column("why", JsonText, nullable=False),
    # Of the article, copied: a story is counted without looking at texts.
    Column("outlet", ForeignText, nullable=False),
    Column("lang", String),
    Column("published", UtcInstant, nullable=False),
    Column("title", ForeignText, nullable=False),
    Index("ix_placed_story_id", "story_id", "published", "article_id"),
)

claims = Table(
    "claims",
    metadata,
    # The article's id or the import's; `position` is the claim's place in it.
    Column("source_id", String, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("contact_id", String, nullable=False),
    Column("claim", JsonText, nullable=False),
    Column("source", JsonText, nullable=False),
    # The names that the article mentions: claims are compared by them.
    Column("named", JsonText, nullable=False),
    Index("ix_claims_contact_id", "contact_id", "sequence", "position"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", String, primary_key=True),
    # Its day or month, or the day of its first report where nobody gives a date; see `Store.list_contacts`.
    Column("sort_key", String, nullable=False),
    Column("date", String),
    Column("channel", String, nullable=False),
    Column("status", String, nullable=False),
    Column("recalled", Boolean, nullable=False),
    Column("first_since", String),
    # The whole `LedgerContact`, as `contact_rows` writes it: clean, and too long to be looked through again.
    Column("row", Text, nullable=False),
    # Of which claims it was folded: see `claim_states`.
    Column("state", String),
    Index("ix_contacts_sort_key", "sort_key", "id"),
    Index("ix_contacts_channel", "channel", "sort_key", "id"),
    Index("ix_contacts_status", "status", "sort_key", "id"),
    Index("ix_contacts_recalled", "recalled", "sort_key", "id"),
    Index("ix_contacts_date", "date", "id"),
    Index("ix_contacts_first_since", "first_since", "date"),
)

contact_people = Table(
    "contact_people",
    metadata,
    Column("contact_id", String, primary_key=True),
    Column("name", ForeignText, primary_key=True),
    Column("sort_key", String, nullable=False),
    Index("ix_contact_people_name", "name", "sort_key", "contact_id"),
    sqlite_with_rowid=False,
)

contact_changes = Table(
    "contact_changes",
    metadata,
    Column("contact_id", String, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("slot", String, nullable=False),
    Column("before", ForeignText),
    Column("after", ForeignText),
    Column("at", UtcInstant, nullable=False),
    Column("article_id", String),
    sqlite_with_rowid=False,
)

stories = Table(
    "stories",
    metadata,
    Column("id", String, primary_key=True),
    Column("contact_id", String),
    Column("phase", String, nullable=False),
    Column("title", ForeignText, nullable=False),
    Column("first", UtcInstant, nullable=False),
    Column("last", UtcInstant, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("outlets", JsonText, nullable=False),
    Column("origins", JsonText, nullable=False),
    Column("langs", JsonText, nullable=False),
    Index("ix_stories_last", "last", "id"),
    Index("ix_stories_contact_id", "contact_id", "last", "id"),
)

# Corrections at work: a story that was merged into another, an article that was split into a story of its own.
story_aliases = Table(
    "story_aliases",
    metadata,
    Column("story_id", String, primary_key=True),
    Column("target", String, nullable=False),
    sqlite_with_rowid=False,
)

story_pins = Table(
    "story_pins",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("story_id", String, nullable=False),
    sqlite_with_rowid=False,
)

# What new articles are compared with: rows of `stages.cluster`, found by their tokens.
shelf_rows = Table(
    "shelf_rows",
    metadata,
    Column("shelf", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("row", JsonText, nullable=False),
    Column("put_at", UtcInstant, nullable=False),
    Index("ix_shelf_rows_put_at", "shelf", "put_at"),
    sqlite_with_rowid=False,
)

shelf_tokens = Table(
    "shelf_tokens",
    metadata,
    Column("shelf", String, primary_key=True),
    Column("token", ForeignText, primary_key=True),
    Column("id", String, primary_key=True),
    Index("ix_shelf_tokens_id", "shelf", "id"),
    sqlite_with_rowid=False,
)

# The same in few columns: all of them are looked at together, by the timeline.
contact_heads = Table(
    "contact_heads",
    metadata,
    Column("sort_key", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("date", String),
    Column("channel", String, nullable=False),
    Column("status", String, nullable=False),
    Column("initiator", String, nullable=False),
    Column("us", JsonText, nullable=False),
    Column("ru", JsonText, nullable=False),
    Column("recalled", Boolean, nullable=False),
    Column("verified", Boolean, nullable=False),
    Index("ix_contact_heads_id", "id", unique=True),
    sqlite_with_rowid=False,
)

# How many contacts each year has ("contacts", "2024"), how many stories there are ("stories", ""), and how often a
# contact was written or dropped ("writes", "").
ledger_tallies = Table(
    "ledger_tallies",
    metadata,
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)

DERIVED = (
    placed,
    claims,
    contacts,
    contact_heads,
    ledger_tallies,
    contact_people,
    contact_changes,
    stories,
    story_aliases,
    story_pins,
    shelf_rows,
    shelf_tokens,
)
"""What a rebuild wipes and makes anew."""
