"""An archive that a daemon has filled, with all that the page shows: made once for all tests of a process, on SQLite,
and copied to PostgreSQL."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from service.adapters.store import SqlStore, open_store
from service.config import load_config
from tests.support.copying import copy_archive
from tests.support.ledger_desk import NOW
from tests.support.page_desk import make_desk
from tests.support.postgres import PostgresServer
from tests.support.website import Filled


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    hotline = make_desk(tmp_path_factory.mktemp("filled") / "desk")
    return Filled(hotline.root / "data" / "hotline.db", load_config(hotline.config), datetime.fromisoformat(NOW))


@pytest.fixture(scope="session")
def filled_postgres(filled: Filled, postgres_server: PostgresServer) -> str:
    """The name of the database of a PostgreSQL server that holds the same."""
    name = postgres_server.create_database()
    copy_archive(filled.path, postgres_server.url(name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def archive(request: pytest.FixtureRequest, filled: Filled) -> Iterator[SqlStore]:
    """The store on that database; only looked at."""
    if request.param == "sqlite":
        url = f"sqlite:///{filled.path}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.url(request.getfixturevalue("filled_postgres"))
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def writable(request: pytest.FixtureRequest, filled: Filled, tmp_path: Path) -> Iterator[SqlStore]:
    """A store on a copy, for tests that write."""
    if request.param == "sqlite":
        opened = open_store(f"sqlite:///{shutil.copy(filled.path, tmp_path / 'hotline.db')}")
        yield opened
        opened.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create_database(request.getfixturevalue("filled_postgres"))
    opened = open_store(server.url(name))
    yield opened
    opened.close()
    server.drop_database(name)
