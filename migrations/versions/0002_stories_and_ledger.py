"""Stories and the ledger: the log, what follows from it, imports and corrections.

The log gets a step for each article that is stored already, in the order in which they were first seen: the next start
takes these steps, and so has stories and contacts of what was read before. What was alerted is kept by article.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_inputs()
    _create_places()
    _create_contacts()
    _create_shelves()
    _change_first_tables()
    op.execute(
        "INSERT INTO ledger_log (sequence, kind, ref, at) "
        "SELECT row_number() OVER (ORDER BY first_seen, id), 'article', id, first_seen FROM articles"
    )
    op.execute("INSERT INTO ledger_state (id, taken) VALUES (1, 0)")


def _change_first_tables() -> None:
    # Until now an article stood for its story.
    op.alter_column("alerted", "story_id", new_column_name="article_id")
    op.add_column("alerts", sa.Column("contact_id", sa.String(), nullable=True))
    op.create_index("ix_alerts_contact_id", "alerts", ["contact_id", "kind"])
    op.create_index("ix_alerts_kind", "alerts", ["kind", "created", "id"])
    op.add_column("mentions", sa.Column("published", sa.BigInteger(), nullable=True))
    op.execute("UPDATE mentions SET published = (SELECT a.published FROM articles a WHERE a.id = mentions.article_id)")
    op.create_index("ix_mentions_published", "mentions", ["official", "kind", "published", "article_id"])


def _create_inputs() -> None:
    op.create_table(
        "ledger_log",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("sequence", name="pk_ledger_log"),
    )
    op.create_index("ix_ledger_log_ref", "ledger_log", ["kind", "ref", "sequence"])

    op.create_table(
        "ledger_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_state"),
    )

    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("articles", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )

    op.create_table(
        "imports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_position", "imports", ["position"])


def _create_places() -> None:
    op.create_table(
        "placed",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.String(), nullable=False),
        sa.Column("text_id", sa.String(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_placed_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", name="pk_placed"),
    )
    op.create_index("ix_placed_story_id", "placed", ["story_id", "published", "article_id"])

    op.create_table(
        "claims",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "position", name="pk_claims"),
    )
    op.create_index("ix_claims_contact_id", "claims", ["contact_id", "sequence", "position"])

    op.create_table(
        "stories",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("outlets", sa.Text(), nullable=False),
        sa.Column("origins", sa.Text(), nullable=False),
        sa.Column("langs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_index("ix_stories_contact_id", "stories", ["contact_id", "last", "id"])
    op.create_index("ix_stories_last", "stories", ["last", "id"])

    op.create_table(
        "story_aliases",
        sa.Column("story_id", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("story_id", name="pk_story_aliases"),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "story_pins",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("story_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_story_pins"),
        sqlite_with_rowid=False,
    )


def _create_contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("recalled", sa.Boolean(), nullable=False),
        sa.Column("first_since", sa.String(), nullable=True),
        sa.Column("row", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_channel", "contacts", ["channel", "sort_key", "id"])
    op.create_index("ix_contacts_date", "contacts", ["date", "id"])
    op.create_index("ix_contacts_first_since", "contacts", ["first_since", "date"])
    op.create_index("ix_contacts_recalled", "contacts", ["recalled", "sort_key", "id"])
    op.create_index("ix_contacts_sort_key", "contacts", ["sort_key", "id"])
    op.create_index("ix_contacts_status", "contacts", ["status", "sort_key", "id"])

    op.create_table(
        "contact_people",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "name", name="pk_contact_people"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contact_people_name", "contact_people", ["name", "sort_key", "contact_id"])

    op.create_table(
        "contact_changes",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("contact_id", "sequence", "position", name="pk_contact_changes"),
        sqlite_with_rowid=False,
    )


def _create_shelves() -> None:
    op.create_table(
        "shelf_rows",
        sa.Column("shelf", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("put_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shelf", "id", name="pk_shelf_rows"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_shelf_rows_put_at", "shelf_rows", ["shelf", "put_at"])

    op.create_table(
        "shelf_tokens",
        sa.Column("shelf", sa.String(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("shelf", "token", "id", name="pk_shelf_tokens"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_shelf_tokens_id", "shelf_tokens", ["shelf", "id"])
