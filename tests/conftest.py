"""Fixtures for whoever needs a database: the same test runs on SQLite and on a real PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.adapters.store import SqlStore, open_store, upgrade_database
from tests.support.postgres import NoPostgresError, PostgresServer, start_server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    try:
        with start_server() as server:
            yield server
    except NoPostgresError as error:
        if os.environ.get("HOTLINE_REQUIRE_ALL") == "1":
            pytest.fail(f"{error}; HOTLINE_REQUIRE_ALL=1 wants it")
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """A database with tables, to be copied: migrating once is enough."""
    name = postgres_server.create_database()
    upgrade_database(postgres_server.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade_database(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an upgraded, empty database."""
    if request.param == "sqlite":
        path = tmp_path / "hotline.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("postgres_template")
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create_database(template)
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    opened = open_store(database_url)
    yield opened
    opened.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for all tests that found no PostgreSQL, so that a green run does not pass for a whole one."""
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if "no PostgreSQL" in str(report.longrepr)
    ]
    if skipped:
        words = f"{len(skipped)} tests were not run on PostgreSQL, which was not found; install it to run them"
        terminalreporter.write_line(words, yellow=True)
