"""The search index, counts that are kept, numbers of alerts, and the ledger's contacts in few columns.

What follows from alerts and from the ledger is filled in here. The index of the articles' words is not: how words are
cut changes with the code. `index_state` says that it is to be made, and the upgrade makes it in the same transaction.
"""

import json
from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_index()
    _create_words()
    _create_counts()
    _create_heads()
    op.add_column("alerts", sa.Column("number", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE alerts SET number = counted.number FROM (SELECT id, row_number() OVER (ORDER BY created, id) AS number "
        "FROM alerts) AS counted WHERE counted.id = alerts.id"
    )
    op.create_index("ix_alerts_number", "alerts", ["number"], unique=True)
    op.create_index("ix_alerts_kind_priority_number", "alerts", ["kind", "priority", "number"])
    _fill_heads()


def _create_index() -> None:
    op.create_table(
        "index_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_index_state"),
    )
    op.execute("INSERT INTO index_state (id, version) VALUES (1, 0)")
    op.create_table(
        "article_index",
        sa.Column("docid", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("officials", sa.Text(), nullable=False),
        sa.Column("forms", sa.Text(), nullable=False),
        sa.Column("words_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_index_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("docid", name="pk_article_index"),
    )
    op.create_index("ix_article_index_article_id", "article_index", ["article_id"], unique=True)


def _create_words() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The words come folded and cut, with a space between each; rank is not asked for, so no lengths are kept.
        op.execute(
            "CREATE VIRTUAL TABLE article_words USING fts5(title, summary, body, facets, content='', columnsize=0, "
            "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")"
        )
        return
    op.execute("CREATE TABLE article_words (docid bigint PRIMARY KEY, words tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_article_words_words ON article_words USING gin (words)")


def _create_counts() -> None:
    op.create_table(
        "tallies",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "month", name="pk_tallies"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mention_forms",
        sa.Column("official", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("official", "kind", "form", name="pk_mention_forms"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_tallies",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", name="pk_ledger_tallies"),
        sqlite_with_rowid=False,
    )


def _create_heads() -> None:
    op.create_table(
        "contact_heads",
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("initiator", sa.String(), nullable=False),
        sa.Column("us", sa.Text(), nullable=False),
        sa.Column("ru", sa.Text(), nullable=False),
        sa.Column("recalled", sa.Boolean(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sort_key", "id", name="pk_contact_heads"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contact_heads_id", "contact_heads", ["id"], unique=True)


def _fill_heads() -> None:
    bind = op.get_bind()
    contacts = sa.table("contacts", *map(sa.column, ("id", "sort_key", "date", "channel", "status", "recalled", "row")))
    names = ("sort_key", "id", "date", "channel", "status", "initiator", "us", "ru", "recalled", "verified")
    heads = sa.table("contact_heads", *map(sa.column, names))
    tallies = sa.table("ledger_tallies", *map(sa.column, ("kind", "value", "number")))
    years: Counter[str] = Counter()
    rows = []
    for row in bind.execute(sa.select(contacts)).mappings():
        told = json.loads(row["row"])
        values = {name: row[name] for name in ("id", "sort_key", "date", "channel", "status")}
        values |= {name: json.dumps(told[name], ensure_ascii=False, separators=(",", ":")) for name in ("us", "ru")}
        values |= {"initiator": told["initiator"]}
        rows.append(values | {"recalled": bool(told["recalled"]), "verified": bool(told["verified"])})
        years[row["sort_key"][:4]] += 1
    if rows:
        bind.execute(sa.insert(heads), rows)
        bind.execute(
            sa.insert(tallies),
            [{"kind": "contacts", "value": year, "number": number} for year, number in sorted(years.items())],
        )
    stories = bind.execute(sa.text("SELECT count(*) FROM stories")).scalar_one()
    if stories:
        bind.execute(sa.insert(tallies), [{"kind": "stories", "value": "", "number": stories}])
