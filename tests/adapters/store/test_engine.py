"""What is waited for until it is on the disk, and what a power cut may take back."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from service.adapters.store import SqlStore
from service.adapters.store.engine import Database
from service.errors import StoreError
from tests.support.store import MINUTE, NOW, claim_entry, make_alert, make_article, make_feed, make_triaged, read_entry

FULL, NORMAL = 2, 1


@pytest.fixture
def syncs(tmp_path: Path, sqlite_template: Path) -> tuple[SqlStore, list[int]]:
    """A store, and how SQLite synced each transaction that wrote since the list was cleared."""
    path = tmp_path / "hotline.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    seen: list[int] = []

    def note(connection: Connection) -> None:
        if connection.get_execution_options()["writes"]:
            seen.append(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())

    event.listen(database.engine, "commit", note)
    return SqlStore(database), seen


def test_new_entries_alerts_and_claims_of_deliveries_are_on_the_disk(syncs: tuple[SqlStore, list[int]]) -> None:
    store, seen = syncs
    store.sync_feeds([make_feed()], NOW)
    (state,) = store.claim_due_feeds(NOW, 1, MINUTE)
    seen.clear()
    store.save_poll(state, [make_triaged("one")], NOW)
    assert seen == [FULL]
    stored = claim_entry(store)
    seen.clear()
    read_entry(store, stored, make_article("article-1"), alerts=[make_alert()])
    store.claim_deliveries("log", NOW, 1)
    assert seen == [FULL, FULL]


def test_what_a_power_cut_only_makes_to_be_repeated_is_not_waited_for(syncs: tuple[SqlStore, list[int]]) -> None:
    store, seen = syncs
    store.sync_feeds([make_feed()], NOW)
    (state,) = store.claim_due_feeds(NOW, 1, MINUTE)
    store.save_poll(state, [], NOW)
    store.mark_delivered("log", ["a1"], NOW)
    assert set(seen) == {NORMAL}


def test_nothing_is_kept_of_a_transaction_that_fails(database_url: str) -> None:
    database = Database(database_url)

    def work(connection: Connection) -> Any:
        connection.execute(text("INSERT INTO alerted (story_id, official_id, alert_id) VALUES ('a', 'b', 'c')"))
        connection.execute(text("INSERT INTO alerted (story_id, official_id, alert_id) VALUES ('a', 'b', 'c')"))

    with pytest.raises(StoreError):
        database.write(work)
    assert database.read(lambda connection: connection.execute(text("SELECT count(*) FROM alerted")).scalar()) == 0
    database.close()
