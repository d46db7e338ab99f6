"""Copies of a database, and what is said of a damaged one."""

import sqlite3
from pathlib import Path

import pytest

from service.adapters.store import SqlStore, backup_database, check_database, open_store
from service.errors import StoreError
from tests.support.store import (
    MINUTE,
    NOW,
    claim_entry,
    claim_feed,
    make_alert,
    make_article,
    make_mention,
    make_triaged,
    make_verdict,
    place_in,
    save_entries,
)


def test_a_backup_is_whole_and_stands_alone(store: SqlStore, database_url: str, tmp_path: Path) -> None:
    target = tmp_path / "copy" / "monday.db"
    target.parent.mkdir()
    save_entries(store, make_triaged("one"))
    if database_url.startswith("postgresql"):
        with pytest.raises(StoreError, match="pg_dump --format=custom") as failure:
            backup_database(database_url, target)
        assert database_url.split(":")[2].split("@")[0] not in str(failure.value)
        return
    claimed = claim_feed(store)  # the daemon is at work
    backup_database(database_url, target)
    store.save_poll(claimed, [make_triaged("two")], NOW)
    assert [path.name for path in target.parent.iterdir()] == ["monday.db"]
    copy = open_store(f"sqlite:///{target}")
    assert set(copy.find_known_keys("gazette", ["g:one", "g:two"])) == {"g:one"}
    copy.close()
    assert check_database(f"sqlite:///{target}") == []


def test_a_backup_replaces_nothing(tmp_path: Path, sqlite_template: Path) -> None:
    target = tmp_path / "monday.db"
    target.write_text("precious")
    with pytest.raises(StoreError, match="is a file at"):
        backup_database(f"sqlite:///{sqlite_template}", target)
    assert target.read_text() == "precious"


def test_a_backup_into_nowhere_is_refused_in_words(tmp_path: Path, sqlite_template: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere/monday\.db cannot be written: there is no folder"):
        backup_database(f"sqlite:///{sqlite_template}", tmp_path / "nowhere" / "monday.db")


def test_a_missing_database_is_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such file"):
        backup_database(f"sqlite:///{tmp_path}/hotline.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_noticed(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "hotline.db"
    with sqlite3.connect(path) as copy, sqlite3.connect(sqlite_template) as template:
        template.backup(copy)
    copy.close()
    template.close()
    store = open_store(f"sqlite:///{path}")
    store.add_alerts(
        [make_alert(f"a{number}", ("austin",), story_id=f"s{number}") for number in range(300)], ["log"], NOW
    )
    store.close()
    with sqlite3.connect(path) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_alerts_created'").fetchone()[0]
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    assert check_database(f"sqlite:///{path}") != []
    with pytest.raises(StoreError, match="damaged"):
        backup_database(f"sqlite:///{path}", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_lost_alert_is_noticed(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "hotline.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = open_store(f"sqlite:///{path}")
    store.add_alerts([make_alert()], ["log"], NOW)
    store.claim_deliveries("log", NOW + MINUTE, 1)
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM alerts")
        connection.execute("UPDATE deliveries SET claimed_at = NULL")
    connection.close()
    problems = check_database(f"sqlite:///{path}")
    assert any("1 deliveries of an alert that is not there" in problem for problem in problems)
    assert any("1 claimed deliveries without an instant" in problem for problem in problems)


def test_a_ledger_that_does_not_hang_together_is_noticed(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "hotline.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = open_store(f"sqlite:///{path}")
    save_entries(store, make_triaged("one"))
    article = make_article("article-1")
    store.save_reading(
        claim_entry(store),
        article,
        [make_mention()],
        [make_verdict()],
        [],
        [],
        None,
        NOW,
        place=place_in("s1", article),
    )
    store.close()
    assert check_database(f"sqlite:///{path}") == []
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE stories SET articles = 2")
        connection.execute(
            "INSERT INTO claims (source_id, position, sequence, contact_id, claim, source, named) "
            "VALUES ('nobody', 0, 1, 'c1', '{}', '{}', '[]')"
        )
    connection.close()
    problems = check_database(f"sqlite:///{path}")
    assert any("1 stories that count other articles than they have" in problem for problem in problems)
    assert any("1 claims of neither a placed article nor an import" in problem for problem in problems)
    assert any("1 claims of a contact that is not there" in problem for problem in problems)
    assert all("db rebuild --ledger" in problem for problem in problems)
