"""An archive that a daemon has filled, with all that the page shows: made once for all tests of a process."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from service.adapters.store import SqlStore, open_store
from service.config import load_config
from tests.support.ledger_desk import NOW
from tests.support.page_desk import make_desk
from tests.support.website import Filled


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    hotline = make_desk(tmp_path_factory.mktemp("filled") / "desk")
    return Filled(hotline.root / "data" / "hotline.db", load_config(hotline.config), datetime.fromisoformat(NOW))


@pytest.fixture
def archive(filled: Filled) -> Iterator[SqlStore]:
    """The store on that database; only looked at."""
    opened = open_store(f"sqlite:///{filled.path}")
    yield opened
    opened.close()
