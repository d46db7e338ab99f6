"""An archive worth looking at: a desk that has polled, with a chronicle of earlier contacts and hostile headlines; and
the page that serves it, in a thread of the test's own process."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from service.adapters.clock import SteppedClock
from service.adapters.store import SqlStore, open_store
from service.config import load_config
from service.model.settings import Config, WebSettings
from service.web.server import WebServer
from service.web.site import Site, Standing
from tests.support.hotline import Hotline
from tests.support.ledger_desk import NOW, open_desk
from tests.support.newsroom import Item

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)> \"onmouseover='alert(3)"
"""What would run if a page took outside text for HTML."""
REVERSED = "\u202eesrever\u202c"
"""What would turn the rest of a line round if a page let it."""
_HERE = "PLACEHOLDER"
HOSTILE = Item(
    "hostile",
    f"Austin called Belousov {_HERE}",
    f"What a summary says: {_HERE}",
    "US Defense Secretary Lloyd Austin spoke with Russian Defense Minister Andrei Belousov on Wednesday.\n"
    "{{ 7 * 7 }} {% raw %} javascript:alert(4)\nNeither side said more about it, it was reported.\n"
    f"And the page itself holds something else: {_HERE}",
    datetime(2024, 6, 26, 10, 0, tzinfo=UTC),
)
CHRONICLE = """date,channel,us,ru,initiator,status
2021-09-22,meeting,Mark Milley,Valery Gerasimov,unknown,held
2021-11-23,phone,Mark Milley,Valery Gerasimov,unknown,held
2022-02-18,phone,Lloyd Austin,Sergei Shoigu,us,held
2022-03,phone,Lloyd Austin,Sergei Shoigu,us,refused
2022-05-13,phone,Lloyd Austin,Sergei Shoigu,us,held
2022-05-19,phone,Mark Milley,Valery Gerasimov,us,held
2022-10-21,phone,Lloyd Austin,Sergei Shoigu,us,held
2022-10-23,phone,Lloyd Austin,Sergei Shoigu,ru,held
2023-03-15,phone,Lloyd Austin,Sergei Shoigu,us,held
"""


@dataclass(frozen=True)
class Desk:
    """A site that is served. `store` is one of its own on the same database: what is written there, the site sees."""

    address: str
    store: SqlStore
    now: datetime


def make_desk(root: Path) -> Hotline:
    """The archive, in the folder `root`."""
    hotline = open_desk(root, [("courier", HOSTILE)])
    table = root / "chronicle.csv"
    table.write_text(CHRONICLE, encoding="utf-8")
    hotline.call("contacts", "import", str(table), "--source", "a chronicle", "--now", NOW)
    _spoil(root / "data" / "hotline.db")
    return hotline


def _spoil(database: Path) -> None:
    """Write what is hostile into the database itself: no feed and no page of today brings it so far."""
    with closing(sqlite3.connect(database)) as connection, connection:
        columns = {"articles": ("title", "summary", "body"), "stories": ("title",), "alerts": ("title", "sentence")}
        for table, names in columns.items():
            for name in names:
                statement = f"UPDATE {table} SET {name} = replace({name}, ?, ?)"
                connection.execute(statement, (_HERE, f"{MARKUP} \x1b[31m{REVERSED}"))


@contextmanager
def serve_desk(hotline: Hotline) -> Iterator[Desk]:
    """Serve what an installation has stored, with a clock that stands still."""
    config = load_config(hotline.config)
    with serve_archive(config, config.settings.database, datetime.fromisoformat(NOW)) as desk:
        yield desk


@contextmanager
def serve_archive(config: Config, url: str, now: datetime) -> Iterator[Desk]:
    """Serve what is stored in the database of that URL."""
    store, theirs = open_store(url), open_store(url)
    site = Site(theirs, lambda: config, SteppedClock(now), Standing(True), polls=False)
    server = WebServer(site, WebSettings(listen="127.0.0.1:0", rate=10_000))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="the page of a test", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.start(), loop).result(20)
        yield Desk(server.addresses[0], store, now)
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
        store.close()
        theirs.close()
