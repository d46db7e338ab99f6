"""Creating and upgrading a database; refusing one that this program does not know."""

import logging
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from service.adapters.store import check_database, find_migrations, open_store, upgrade_database
from service.adapters.store.engine import Database
from service.adapters.store.schema import SCHEMA_REVISION
from service.errors import StoreError
from tests.support.postgres import PostgresServer
from tests.support.store import make_triaged, save_entries


def set_revision(url: str, revision: str) -> None:
    database = Database(url, pooled=False)
    database.write(
        lambda connection: connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    )
    database.close()


def test_a_new_database_is_created_with_its_folder(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/hotline.db"
    assert "was created" in upgrade_database(url)
    assert "up to date" in upgrade_database(url)
    open_store(url).close()
    assert check_database(url) == []
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["hotline.db"]


def test_folders_above_are_not_made_up(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"misspelt.*cannot be created.*hotline\.yaml"):
        upgrade_database(f"sqlite:///{tmp_path}/misspelt/data/hotline.db")
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_is_refused_until_it_is_upgraded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hotline.db"
    with pytest.raises(StoreError, match="hotline db upgrade"):
        open_store(url)
    assert list(tmp_path.iterdir()) == []
    sqlite3.connect(tmp_path / "hotline.db").close()
    with pytest.raises(StoreError, match="no tables yet; run `hotline db upgrade`"):
        open_store(url)
    upgrade_database(url)
    open_store(url).close()


def test_a_postgresql_database_is_created(postgres_server: PostgresServer) -> None:
    name = postgres_server.create_database()
    url = postgres_server.url(name)
    with pytest.raises(StoreError, match="no tables yet; run `hotline db upgrade`"):
        open_store(url)
    assert "hotline" in upgrade_database(url)
    assert "up to date" in upgrade_database(url)
    open_store(url).close()
    assert check_database(url) == []
    postgres_server.drop_database(name)


def test_a_database_of_a_newer_program_is_left_alone(database_url: str) -> None:
    set_revision(database_url, "9999")
    for refuse in (open_store, upgrade_database):
        with pytest.raises(StoreError, match=r"version 9999.*install the newer Hotline"):
            refuse(database_url)
    assert any("version 9999" in problem for problem in check_database(database_url))


def test_an_older_database_is_refused_until_it_is_upgraded(database_url: str) -> None:
    set_revision(database_url, "0000")
    with pytest.raises(StoreError, match="older version 0000; run `hotline db upgrade`"):
        open_store(database_url)


def test_an_upgrade_copies_the_old_database_first_and_fails_whole(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "hotline.db"
    shutil.copy(sqlite_template, path)
    url = f"sqlite:///{path}"
    store = open_store(url)
    save_entries(store, make_triaged("one"))
    store.close()
    # A version that no migration knows: the upgrade cannot work, and the copy is made all the same.
    set_revision(url, "0000")
    with pytest.raises(StoreError, match="0000"):
        upgrade_database(url)
    copy = tmp_path / "hotline.db.version-0000"
    assert copy.exists()
    for kept in (path, copy):
        set_revision(f"sqlite:///{kept}", SCHEMA_REVISION)
        store = open_store(f"sqlite:///{kept}")
        assert len(store.find_known_keys("gazette", ["g:one"])) == 1
        store.close()


def test_an_upgrade_leaves_logging_alone(tmp_path: Path) -> None:
    root, alembic = logging.getLogger(), logging.getLogger("alembic")
    before = (list(root.handlers), root.level, list(alembic.handlers), alembic.level, alembic.disabled)
    upgrade_database(f"sqlite:///{tmp_path}/hotline.db")
    assert (list(root.handlers), root.level, list(alembic.handlers), alembic.level, alembic.disabled) == before


def test_migrations_are_found() -> None:
    folder = find_migrations()
    assert (folder / "env.py").is_file()
    assert list((folder / "versions").glob("*.py"))
