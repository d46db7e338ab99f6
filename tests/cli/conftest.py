import shutil
from pathlib import Path

import pytest

from tests.support.ledger_desk import open_desk
from tests.support.postgres import PostgresServer


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def ledger_desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The config folder of a desk with a small ledger, on either database; to be looked at only."""
    root = tmp_path_factory.mktemp(f"ledger-{request.param}")
    if request.param == "sqlite":
        return open_desk(root).config
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return open_desk(root, database=server.url(server.create_database())).config


@pytest.fixture
def own_desk(ledger_desk: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The config folder of a copy of that desk, to be changed at will."""
    shutil.copytree(ledger_desk.parent, tmp_path / "desk")
    settings = tmp_path / "desk" / "config" / "hotline.yaml"
    text = settings.read_text(encoding="utf-8")
    if text.startswith("database: postgresql:"):
        server: PostgresServer = request.getfixturevalue("postgres_server")
        theirs = text.partition("\n")[0].rpartition("/")[2]
        settings.write_text(text.replace(theirs, server.create_database(theirs), 1), encoding="utf-8")
    return settings.parent
