"""Whatever is wrong with a database, the user reads what it is and what to do, and never a password."""

import sqlite3
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event

from service.adapters.store import SqlStore, open_store, upgrade_database
from service.adapters.store.engine import Database
from service.adapters.store.failures import describe_failure
from service.adapters.store.types import UtcInstant
from service.errors import StoreError
from tests.support.postgres import PostgresServer
from tests.support.store import NOW, make_feed


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("not a url", "cannot be read; write sqlite"),
        ("mysql://root@localhost/hotline", "'mysql' is not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_a_bad_url_is_refused(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        open_store(url)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=rf"the folder {tmp_path}/none does not exist; create it"):
        open_store(f"sqlite:///{tmp_path}/none/hotline.db")


def test_something_else_than_a_database(tmp_path: Path) -> None:
    path = tmp_path / "hotline.db"
    path.write_text("these are notes, many of them, and no database at all; " * 100)
    for refuse in (open_store, upgrade_database):
        with pytest.raises(StoreError, match="not a SQLite database"):
            refuse(f"sqlite:///{path}")


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_file_that_may_not_be_written(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "hotline.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    # To root every file is writable; SQLite says the same where it is told not to write.
    event.listen(database.engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA query_only = ON"))
    store = SqlStore(database)
    with pytest.raises(StoreError, match="give this user the right to write"):
        store.sync_feeds([make_feed()], NOW)
    assert store.list_feed_states() == []
    store.close()


def test_a_full_disk(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "hotline.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}", pooled=True)
    # SQLite says the same where the file may not grow as where the disk is full.
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    store = SqlStore(database)
    with pytest.raises(StoreError, match=r"disk that holds .* is full; free some space"):
        store.sync_feeds(
            [make_feed(f"feed-{number}", url="https://x.example/" + "x" * 2000) for number in range(200)], NOW
        )
    assert store.list_feed_states() == []
    store.close()


def test_a_locked_database(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "hotline.db"
    path.write_bytes(sqlite_template.read_bytes())
    monkeypatch.setattr("service.adapters.store.engine.BUSY_SECONDS", 0.1)
    store = open_store(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another process"):
        store.sync_feeds([make_feed()], NOW)
    assert store.list_feed_states() == []  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    store.sync_feeds([make_feed()], NOW)
    assert len(store.list_feed_states()) == 1
    store.close()


def test_a_wrong_password_is_not_repeated(postgres_server: PostgresServer) -> None:
    with pytest.raises(StoreError, match="refused the password of user 'hotline'") as failure:
        open_store(postgres_server.url("postgres", password="open-sesame"))
    assert "open-sesame" not in str(failure.value)


def test_a_database_that_is_not_there(postgres_server: PostgresServer) -> None:
    with pytest.raises(StoreError, match='"nowhere" does not exist; create it') as failure:
        open_store(postgres_server.url("nowhere"))
    assert postgres_server.password not in str(failure.value)


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:1/hotline cannot be reached.*is the server running") as failure:
        open_store("postgresql://hotline:open-sesame@127.0.0.1:1/hotline")
    assert "open-sesame" not in str(failure.value)


def test_a_password_in_a_drivers_message_is_hidden() -> None:
    url = Database("postgresql://hotline:s3cret@host/name").url
    assert "s3cret" not in describe_failure(url, RuntimeError("cannot use s3cret"))


def test_a_naive_instant_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        UtcInstant().process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type]  # noqa: DTZ001


def test_a_server_that_was_restarted_is_found_again(postgres_server: PostgresServer, postgres_template: str) -> None:
    name = postgres_server.create_database(postgres_template)
    store = open_store(postgres_server.url(name))
    store.sync_feeds([make_feed()], NOW)
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        query = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
        ended = connection.execute(query, [name]).fetchone()
    assert ended is not None
    assert ended[0] > 0
    assert len(store.list_feed_states()) == 1
    store.close()
    postgres_server.drop_database(name)
