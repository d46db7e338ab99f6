"""What placing one more article costs once 100,000 are stored: its contacts, its story, and the text that it copies.

Run as `python tests/bench/cluster_stories.py [ARTICLES]`; takes some minutes. The archive is eight years long; one
month of it is busy and holds a tenth of all. Two of three articles claim contacts, every third copies another, most
carry the boilerplate of their page. One article more is placed many times over, at the end, within the busy month and
years before: on shelves in memory, and on those of the store, in a SQLite file and on a PostgreSQL server where there
is one, each in a transaction of its own. The bars are 95 of 100 under 20 ms of processor time, which others who use the
machine do not change, and that it costs about as much after a tenth of the archive as after all of it. The time on the
clock, with what the server takes and until the disk has a transaction, is printed beside. "busy": a thousand articles
tell of one contact, a third of them in words of their own; what the last ones cost, saved and placed with claims,
contact and story, as the read job does it.
"""

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection

sys.path.insert(0, str(Path(__file__).parents[2]))

from service.adapters.store import open_store, upgrade_database
from service.adapters.store.engine import Database
from service.adapters.store.ledger_schema import shelf_rows, shelf_tokens
from service.adapters.store.ledger_work import SqlLedger
from service.adapters.store.packing import pack
from service.model.article import Article
from service.model.contact import Channel, ContactClaim, ContactStatus
from service.model.verdict import Mention, MentionKind, Span
from service.stages.cluster import ContactRow, MemoryShelf, SignedText, Story, StoryIndex
from service.stages.cluster.shelf import HasId
from tests.support.busy_contact import BusyContact
from tests.support.contact_claims import IRRELEVANT, RELEVANT, PlainReading
from tests.support.postgres import NoPostgresError, start_server

STORED = 100_000
MORE = 400
TELLING, LAST = 1000, 40
STORES = ("sqlite", "postgresql")
BATCH = 2000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Row = TypeVar("Row", bound=HasId)
Told = tuple[Article, PlainReading, tuple[ContactClaim, ...]]
FIRST_DAY, DAYS = date(2018, 1, 1), 8 * 365
BUSY_DAY, BUSY_DAYS, BUSY_SHARE = date(2022, 10, 5), 30, 10
US = [f"General American {letter}" for letter in "ABCDEFG"]
RU = [f"General Russian {letter}" for letter in "ABCDEFG"]
SPAN = Span("body", 0, 1, "x")
FRAME = (
    "Subscribe to our newsletter and never miss a word of what happens in the county.",
    "Read also: what the weather will be like in the county over the weekend and beyond it.",
    "This page uses what every page uses, and whoever reads on agrees to all of it at once.",
)


class Taken(NamedTuple):
    """Milliseconds: of processor time, and on the clock."""

    processor: float
    clock: float


class Archive:
    """Articles without end, the same ones every time: `made` many by default are what is stored."""

    def __init__(self, size: int) -> None:
        self._random = random.Random(20)
        self._words = ["".join(self._random.choices("abcdefghijklmnoprstuvw", k=7)) for _ in range(4000)]
        self._texts: list[str] = []
        self._size = size
        self._made = 0

    def list_stored(self) -> Iterator[Told]:
        """`size` articles in order of publication."""
        days = [
            BUSY_DAY + timedelta(days=self._random.randrange(BUSY_DAYS))
            if number % BUSY_SHARE == 0
            else FIRST_DAY + timedelta(days=self._random.randrange(DAYS))
            for number in range(self._size)
        ]
        return map(self.make_article, sorted(days))

    def make_article(self, day: date) -> Told:
        """A further article of a day, as it was read."""
        self._made += 1
        published = datetime(day.year, day.month, day.day, self._random.randrange(24), tzinfo=UTC)
        key = f"article-{self._made}"
        article = Article(key, "Generals talk", "", self._make_text(), published, published, "en", outlet="Courier")
        claims = self._make_claims(day) if self._random.random() < 0.65 else ()
        named = {name for claim in claims for name in (*claim.us, *claim.ru)} or {self._random.choice(US)}
        mentions = [
            Mention(name, "ru" if name in RU else "us", MentionKind.NAME, SPAN, "bench") for name in sorted(named)
        ]
        return article, PlainReading(tuple(mentions), "en"), claims

    def _make_text(self) -> str:
        if self._texts and self._random.random() < 0.35:
            # A copy, trimmed to its first half now and then.
            body = self._random.choice(self._texts)
            return body[: len(body) // 2] if self._random.random() < 0.3 else body
        sentences = [" ".join(self._random.choices(self._words, k=13)).capitalize() + "." for _ in range(9)]
        sentences[self._random.randrange(9)] = self._random.choice(FRAME)
        text = " ".join([*sentences, self._random.choice(FRAME)])
        self._texts = [*self._texts[-60:], text]
        return text

    def _make_claims(self, day: date) -> tuple[ContactClaim, ...]:
        """One of the two contacts of that day or the day before, some slots misread or missing."""
        held = day - timedelta(days=self._random.randrange(2))
        pick = random.Random(f"{held}{self._random.randrange(2)}")
        us, ru = pick.choice(US), pick.choice(RU)
        stated = self._random.random() < 0.6
        main = ContactClaim(
            self._random.choices([Channel.PHONE, Channel.MEETING, Channel.HOTLINE], [8, 2, 1])[0],
            self._random.choices([ContactStatus.HELD, ContactStatus.PLANNED, ContactStatus.REFUSED], [8, 1, 1])[0],
            date=(held if stated else day).isoformat(),
            us=(us,) if self._random.random() < 0.8 else (),
            ru=(ru,) if self._random.random() < 0.8 else (),
            evidence=(("date", SPAN),) if stated else (),
        )
        if self._random.random() < 0.7:
            return (main,)
        earlier = (held - timedelta(days=self._random.randrange(40, 400))).isoformat()[:7]
        return main, ContactClaim(
            Channel.PHONE, ContactStatus.HELD, date=earlier, recalled=True, evidence=main.evidence
        )


def make_mention(name: str) -> Mention:
    return Mention(name, "ru" if name in RU else "us", MentionKind.NAME, SPAN, "bench")


class RecordingShelf(MemoryShelf[Row]):
    """A shelf in memory that can be copied: it remembers under which tokens each row was put."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, tuple[Row, set[str]]] = {}

    def put(self, row: Row, tokens: Iterable[str]) -> None:
        given = list(tokens)
        super().put(row, given)
        self.kept[row.id] = row, {*self.kept.get(row.id, (row, ()))[1], *given}


class Shelves:
    """The three shelves of an index, in memory."""

    def __init__(self) -> None:
        self.stories, self.texts, self.contacts = (
            RecordingShelf[Story](),
            RecordingShelf[SignedText](),
            RecordingShelf[ContactRow](),
        )

    def index(self) -> StoryIndex:
        return StoryIndex(self.stories, self.texts, self.contacts)

    def copy_to(self, url: str) -> None:
        """Put all rows into a database, thousands at a time."""
        database = Database(url)
        kept: list[tuple[str, HasId, set[str]]] = [
            *(("stories", *put) for put in self.stories.kept.values()),
            *(("texts", *put) for put in self.texts.kept.values()),
            *(("contacts", *put) for put in self.contacts.kept.values()),
        ]
        for start in range(0, len(kept), BATCH):
            some = kept[start : start + BATCH]
            rows = [{"shelf": name, "id": row.id, "row": pack(row), "put_at": NOW} for name, row, _ in some]
            tokens = [
                {"shelf": name, "token": token, "id": row.id} for name, row, given in some for token in sorted(given)
            ]
            database.write(partial(_insert, rows, tokens))
        database.close()


def _insert(rows: list[dict[str, Any]], tokens: list[dict[str, Any]], connection: Connection) -> None:
    connection.execute(shelf_rows.insert(), rows)
    connection.execute(shelf_tokens.insert(), tokens)


def prepare(work: SqlLedger) -> None:
    work.stories.at = work.texts.at = work.contacts.at = NOW


def measure(work: Callable[[], object]) -> Taken:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Taken(1000 * (time.process_time() - processor), 1000 * (time.perf_counter() - clock))


def place(index: StoryIndex, told: Told) -> Taken:
    """Place an article; what that took."""
    article, reading, claims = told
    return measure(lambda: index.assign(article, reading, RELEVANT if claims else IRRELEVANT, claims))


def make_more(archive: Archive) -> Iterator[Told]:
    """Further articles, in turn of the last day, of the busy month and of a day years ago."""
    last = FIRST_DAY + timedelta(days=DAYS - 1)
    for number in range(MORE):
        days = (last, BUSY_DAY + timedelta(days=number % BUSY_DAYS), date(2020, 5, 1))
        yield archive.make_article(days[number % len(days)])


def place_in_store(archive: Archive, shelves: Shelves, url: str) -> list[Taken]:
    """What the articles cost in a database: the whole transaction, with the shelves of the store."""
    upgrade_database(url)
    shelves.copy_to(url)
    store = open_store(url)

    def place_one(told: Told) -> Taken:
        def work_on(work: SqlLedger) -> None:
            prepare(work)
            place(StoryIndex(work.stories, work.texts, work.contacts), told)

        return measure(lambda: store.work_on_ledger(work_on))

    taken = [place_one(told) for told in make_more(archive)]
    store.close()
    return taken


def save_busy_contact(url: str) -> list[Taken]:
    """What the last of the articles cost that tell of one contact."""
    upgrade_database(url)
    store = open_store(url)
    contact = BusyContact(store)
    taken = []
    for number, entry in enumerate(contact.list_entries(TELLING)):
        read, mentions = contact.make_article(number)
        taken.append(measure(partial(contact.save, entry, read, mentions)))
    store.close()
    return taken[-LAST:]


def run(size: int) -> dict[str, list[Taken]]:
    """What each article took, by where it was placed."""
    archive, shelves = Archive(size), Shelves()
    start = time.perf_counter()
    index = shelves.index()
    stored = [place(index, told) for told in archive.list_stored()]
    print(f"{size} articles placed in {time.perf_counter() - start:.0f} s", flush=True)
    tenth = size // 10
    taken = {
        "early": stored[max(0, tenth - MORE) : tenth],
        "memory": [place(index, told) for told in make_more(archive)],
    }
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        taken["sqlite"] = place_in_store(archive, shelves, f"sqlite:///{folder}/bench.db")
        taken["sqlite, busy"] = save_busy_contact(f"sqlite:///{folder}/busy.db")
    try:
        with start_server() as server:
            taken["postgresql"] = place_in_store(archive, shelves, server.url(server.create_database()))
            taken["postgresql, busy"] = save_busy_contact(server.url(server.create_database()))
    except NoPostgresError as error:
        print(f"not on PostgreSQL: {error}")
    return taken


def median(values: Iterable[Taken]) -> float:
    return statistics.median(value.processor for value in values)


def p95(values: Iterable[Taken]) -> float:
    return cut_top([value.processor for value in values])


def cut_top(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def main() -> int:
    taken = run(int(sys.argv[1]) if len(sys.argv) > 1 else STORED)
    print(f"{'placed':18}{'median ms':>12}{'p95 ms':>10}{'median clock':>14}{'p95 clock':>12}")
    for name, values in taken.items():
        clock = [value.clock for value in values]
        print(
            f"{name:18}{median(values):12.2f}{p95(values):10.2f}{statistics.median(clock):14.2f}{cut_top(clock):12.2f}"
        )
    figures = {
        "p95_ms_memory": (p95(taken["memory"]), 20.0),
        **{f"p95_ms_{name}": (p95(taken[name]), 20.0) for name in STORES if name in taken},
        **{f"median_ms_{name}_busy": (median(taken[f"{name}, busy"]), 20.0) for name in STORES if name in taken},
        "growth_since_a_tenth": (median(taken["memory"]) / median(taken["early"]), 3.0),
    }
    bars = {
        name: {"value": round(value, 2), "limit": f"<= {limit:g}", "ok": value <= limit}
        for name, (value, limit) in figures.items()
    }
    print(json.dumps({"bench": "cluster_stories", "bars": bars}))
    return 0 if all(bar["ok"] for bar in bars.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
