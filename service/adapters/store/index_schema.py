"""The tables of the search index and of counts: what is looked at, kept in the transaction that changes it.

Nothing enters. Leave: the tables, and `metadata` with them. Used by the modules of the store that keep and read them,
and by the migrations. All follow from the articles and the alerts, and can be made anew.

Beside them stands `article_words`, the full-text index itself, which is of another kind on each database: on SQLite a
contentless FTS5 table, its rowid the article's `docid`; on PostgreSQL a table of `docid` and a tsvector. See
`search_words`.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table

from service.adapters.store.ledger_schema import metadata
from service.adapters.store.types import ForeignText, JsonText

__all__ = ["metadata"]

# One row: by which version of the cutting of words the index was made; 0: it is to be made anew.
index_state = Table(
    "index_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
)

article_index = Table(
    "article_index",
    metadata,
    # Sorts as the articles' publication does; see `index.make_docid`.
    Column("docid", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("article_id", String, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    # What the article was counted as; so that it can be taken back exactly.
    Column("month", String, nullable=False),
    Column("outlet", ForeignText, nullable=False),
    Column("lang", String),
    Column("relevant", Boolean, nullable=False),
    Column("officials", JsonText, nullable=False),
    Column("forms", JsonText, nullable=False),
    # Of the words that were put into the full-text index: SQLite wants the same ones to take them out.
    Column("words_digest", String, nullable=False),
    Index("ix_article_index_article_id", "article_id", unique=True),
)

# How many articles there are of an outlet, a language, an official ...; of kind `named`, by month of publication, which
# is "" for all others; of kind `alerts`, how many alerts of a kind and priority.
tallies = Table(
    "tallies",
    metadata,
    Column("kind", String, primary_key=True),
    Column("value", ForeignText, primary_key=True),
    Column("month", String, primary_key=True),
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)

mention_forms = Table(
    "mention_forms",
    metadata,
    Column("official", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("form", ForeignText, primary_key=True),
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)
