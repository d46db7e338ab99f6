"""The migrations build exactly the tables that the code works on, on both databases; busy queries use an index."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text

from service.adapters.store import SqlStore
from service.adapters.store.engine import Database
from service.adapters.store.index_schema import metadata
from service.adapters.store.migrate import make_alembic_config
from service.adapters.store.schema import SCHEMA_REVISION
from service.jobs.ledger_ports import LedgerWork
from service.model.alert import AlertKind
from service.model.contact import Channel, ContactStatus
from service.model.ledger import SlotChange
from tests.support.store import DAY, MINUTE, NOW


def is_of_all_databases(name: str | None, kind: str, parents: Any) -> bool:
    """Not the full-text index, which is of another kind on each database."""
    return not (kind == "table" and str(name).startswith("article_words"))


def compare(connection: Connection) -> list[Any]:
    opts = {"compare_type": True, "compare_server_default": True, "include_name": is_of_all_databases}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


def test_migrations_and_tables_agree(database_url: str) -> None:
    database = Database(database_url, pooled=False)
    assert database.read(compare) == []
    database.close()


def test_a_difference_would_be_seen(database_url: str) -> None:
    def change(connection: Connection) -> list[Any]:
        connection.execute(text("DROP INDEX ix_alerts_created"))
        connection.execute(text("ALTER TABLE feeds ADD COLUMN other INTEGER"))
        return compare(connection)

    database = Database(database_url, pooled=False)
    assert {difference[0] for difference in database.write(change)} == {"add_index", "remove_column"}
    database.close()


def test_the_code_knows_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(make_alembic_config()).get_heads() == [SCHEMA_REVISION]


def test_ids_of_entries_are_never_given_twice(sqlite_template: Path) -> None:
    # The memory of keys names entries that are gone; SQLite would give the highest of them again.
    database = Database(f"sqlite:///{sqlite_template}", pooled=False)
    query = text("SELECT sql FROM sqlite_master WHERE name = 'entries'")
    assert "AUTOINCREMENT" in database.read(lambda connection: connection.execute(query).scalar_one())
    database.close()


def look_at_everything(store: SqlStore) -> None:
    """Every method that runs often, or over tables that grow."""
    store.claim_due_feeds(NOW, 10, MINUTE)
    store.claim_entries(NOW, 10, MINUTE)
    store.claim_deliveries("log", NOW, 10)
    store.find_claimed("log")
    store.find_known_keys("gazette", ["g:one"])
    store.find_alerted("story")
    store.list_contacts()
    store.list_contacts(since=NOW.date(), until=NOW.date(), official="Lloyd Austin", before="c1")
    store.list_contacts(official="Lloyd Austin")
    store.list_contacts(channel=Channel.PHONE, recalled=False)
    store.list_contacts(status=ContactStatus.HELD)
    store.find_contact("c123")
    store.list_claims("c1")
    store.list_changes("c1")
    store.list_stories(before="s1")
    store.list_stories(contact_id="c1")
    store.find_story("s123")
    store.list_story_articles("s1")
    store.find_placed("article-1")
    store.list_steps(0, 10)
    store.count_mentions("austin", NOW.date(), NOW.date())
    store.count_ledger()
    store.list_newest_alerts(kinds=[AlertKind.CONTACT])
    store.work_on_ledger(work_on_everything)
    store.list_alerts(since=NOW, after=(NOW, "a"))
    store.list_newest_alerts()
    store.find_article("https://gazette.example/one")
    store.load_mentions("article-1")
    store.load_verdicts("article-1")
    store.prune(NOW, DAY)


def work_on_everything(work: LedgerWork) -> None:
    """What placing an article asks."""
    work.begin(0, NOW)
    for shelf in (work.stories, work.texts, work.contacts):
        shelf.find(["one", "two"])
        shelf.get("one")
        shelf.drop("one")
    work.find_alerted("s1")
    work.was_alerted("c1", ["article-1"])
    work.list_stories("c1")
    work.list_members("s1")
    work.find_alias("s1")
    work.find_pin("article-1")
    work.count_story("s1")
    work.find_state("c1")
    work.list_claims_since("c1", "")
    work.find_contact("c1")
    work.list_told("c1")
    work.list_between("2026-01", "2026-03-01")
    work.list_first_since("2026-03-01")
    work.add_changes(1, [SlotChange("c1", "date", None, "2026-03-01", NOW)])


GROWING = ["entries", "seen_keys", "articles", "mentions", "verdicts", "alerts", "alerted", "deliveries"]
GROWING += ["placed", "claims", "contacts", "contact_people", "contact_changes", "stories", "ledger_log"]
GROWING += ["shelf_rows", "shelf_tokens"]


@pytest.mark.parametrize("growing", GROWING)
def test_nothing_scans_a_table_that_grows(tmp_path: Path, sqlite_template: Path, growing: str) -> None:
    # A copy: all other tests begin with the template.
    path = shutil.copy(sqlite_template, tmp_path / "hotline.db")
    database = Database(f"sqlite:///{path}", pooled=False)
    asked: list[str] = []
    # What SQLite is asked, values and all, whoever asks it.
    event.listen(database.engine, "connect", lambda connection, _: connection.set_trace_callback(asked.append))
    look_at_everything(SqlStore(database))
    queries = [query for query in asked if query.startswith("SELECT")]
    assert len(queries) > 10

    def explain(connection: Connection) -> list[str]:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}") for query in queries]
        return [row[3] for plan in plans for row in plan]

    steps = database.read(explain)
    touching = [step for step in steps if step.split()[:2] in (["SEARCH", growing], ["SCAN", growing])]
    assert touching
    # In the order of an index, up to a limit, is no scan of the table.
    in_order = ("ix_alerts_created", "ix_contacts_sort_key", "ix_stories_last")
    scans = [step for step in touching if step.startswith("SCAN")]
    assert [step for step in scans if not any(index in step for index in in_order)] == []
    database.close()
