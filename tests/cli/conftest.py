import shutil
from pathlib import Path

import pytest

from tests.support.ledger_desk import open_desk


@pytest.fixture(scope="session")
def ledger_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The config folder of a desk with a small ledger; to be looked at only."""
    return open_desk(tmp_path_factory.mktemp("ledger")).config


@pytest.fixture
def own_desk(ledger_desk: Path, tmp_path: Path) -> Path:
    """The config folder of a copy of that desk, to be changed at will."""
    shutil.copytree(ledger_desk.parent, tmp_path / "desk")
    return tmp_path / "desk" / "config"
