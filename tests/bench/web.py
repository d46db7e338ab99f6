"""How fast the page is on a large archive, while polling goes on: 100,000 articles and 5,000 contacts.

Run as `python tests/bench/web.py [--articles N] [--contacts N] [--seconds S] [--keep FOLDER]`. The archive is written
straight into the tables, contacts are folded from claims, and the search index is made as an upgrade makes it. Then the
page is served as the daemon serves it, beside a loop that saves polls and readings as the jobs do, and another process
asks 20 times a second, for every page, every list of the API and the feeds, in turn, on a fixed schedule: a late answer
makes the next ones late, too, and that counts. Each kind was asked for once before; how long the slowest of these took
is told. `--keep`: the archive is kept there, and used again.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import aiohttp
from sqlalchemy import Connection, Table, insert
from yarl import URL

from service.adapters.store import open_store, upgrade_database
from service.adapters.store.engine import Database
from service.adapters.store.indexing import make_index
from service.adapters.store.ledger_rows import make_sort_key, write_claim, write_contact, write_head
from service.adapters.store.ledger_schema import (
    claims,
    contact_heads,
    contact_people,
    contacts,
    ledger_tallies,
    placed,
    stories,
)
from service.adapters.store.rows import write_alert, write_article, write_mention, write_verdict
from service.adapters.store.schema import alerts, articles, mentions, verdicts
from service.adapters.store.store import SqlStore
from service.adapters.store.tallying import add_to_tallies
from service.model.alert import AlertKind, Priority
from service.model.article import Article
from service.model.contact import Account, Channel, ContactStatus, Initiator
from service.model.ledger import LedgerContact, SourcedClaim, SourceKind
from service.model.verdict import Evidence, Mention, MentionKind, Span, Verdict
from service.stages.ledger import fold_contact
from tests.support.ledger_claims import say
from tests.support.store import (
    MINUTE,
    claim_feed,
    make_alert,
    make_article,
    make_feed,
    make_triaged,
    place_in,
    read_entry,
)
from tests.support.website import serve, shipped_config

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
A_SECOND = 20
SLOWEST_MS = 100
LARGEST_KB = 100
YEARS = 8
_BATCH = 2000

WORDS = {
    "en": "minister talks defence call Moscow Washington officials said troops missile treaty border ceasefire weapons "
    "army president Kremlin Pentagon statement security Ukraine allies meeting nuclear risk escalation line hotline",
    "ru": "министр переговоры оборона звонок Москва Вашингтон представители заявил войска ракета договор граница "
    "оружие армия президент Кремль Пентагон заявление безопасность Украина союзники встреча ядерный риск эскалация",
    "de": "Minister Gespräche Verteidigung Anruf Moskau Washington Vertreter sagte Truppen Rakete Vertrag Grenze "
    "Waffen Armee Präsident Kreml Pentagon Erklärung Sicherheit Ukraine Verbündete Treffen Risiko Eskalation Leitung",
}
PEOPLE = {
    "austin": ("Lloyd Austin", "us", {"en": "Lloyd Austin", "ru": "Ллойда Остина", "de": "Lloyd Austin"}),
    "hegseth": ("Pete Hegseth", "us", {"en": "Pete Hegseth", "ru": "Пита Хегсета", "de": "Pete Hegseth"}),
    "belousov": (
        "Andrei Belousov",
        "ru",
        {"en": "Andrei Belousov", "ru": "Андреем Белоусовым", "de": "Andrej Beloussow"},
    ),
    "shoigu": ("Sergei Shoigu", "ru", {"en": "Sergei Shoigu", "ru": "Сергею Шойгу", "de": "Sergej Schoigu"}),
    "gerasimov": ("Valery Gerasimov", "ru", {"en": "Valery Gerasimov", "ru": "Герасимову", "de": "Waleri Gerassimow"}),
}


# -- the archive


def make_words(dice: random.Random, lang: str, number: int) -> str:
    """Text of so many words: common ones, and rare ones as names and places are."""
    common = WORDS[lang].split()
    rare = ["".join(word[:4] for word in dice.choices(common, k=3)).capitalize() for _ in range(12)]
    picked = dice.choices([*common * 4, *rare], k=number)
    return ". ".join(" ".join(picked[start : start + 12]).capitalize() for start in range(0, number, 12)) + "."


def make_story(
    dice: random.Random, number: int, published: datetime
) -> Iterator[tuple[Article, list[Mention], Verdict]]:
    """The articles of one story, each with its findings."""
    named = dice.sample(sorted(PEOPLE), dice.choice([0, 1, 1, 2]))
    relevant = len(named) == 2
    for member in range(dice.choice([1, 1, 1, 2, 5, 11]) if relevant else 1):
        lang = dice.choice(["en", "en", "ru", "ru", "de"])
        told = " ".join(f"{PEOPLE[one][2][lang]} {make_words(dice, lang, 6)}" for one in named)
        body = f"{told} {make_words(dice, lang, dice.randint(120, 420))}"
        outlet = f"Outlet {int(dice.paretovariate(0.7)) % 120}"
        article = make_article(
            f"{number:08x}{member:02x}{dice.getrandbits(24):06x}",
            title=make_words(dice, lang, 9),
            summary=make_words(dice, lang, 24),
            body=body,
            lang=lang,
            outlet=outlet,
            published=published + member * 7 * MINUTE,
            first_seen=published + member * 7 * MINUTE,
            url=f"https://{outlet.replace(' ', '').lower()}.example/{number}-{member}",
        )
        yield article, list(find_named(body, named, lang)), make_verdict(relevant)


def find_named(body: str, named: Sequence[str], lang: str) -> Iterator[Mention]:
    for one in named:
        name, side, forms = PEOPLE[one]
        start = body.index(forms[lang])
        span = Span("body", start, start + len(forms[lang]), forms[lang])
        yield Mention(name, side, MentionKind.NAME, span, "full name", official=one)


def make_verdict(relevant: bool) -> Verdict:
    evidence = tuple(Evidence(f"rule-{n}", 0.6, (Span("title", 0, 5, "Words"),)) for n in range(3 if relevant else 1))
    return Verdict("us-russia-defense-contacts", relevant, 1.8 if relevant else 0.6, 1.0, evidence)


def make_contact(dice: random.Random, number: int, day: datetime) -> tuple[LedgerContact, list[SourcedClaim]]:
    """A contact that some articles tell of, with both sides' accounts."""
    us, ru = dice.choice(["Lloyd Austin", "Pete Hegseth"]), dice.choice(["Andrei Belousov", "Sergei Shoigu"])
    told = []
    for source in range(1, dice.choice([3, 5, 9, 14])):
        gist = make_words(dice, "en", 30)
        spans = (Span("body", 0, len(gist), gist),)
        told.append(
            say(
                number * 20 + source,
                f"Outlet {source}",
                dice.choice([SourceKind.PAPER, SourceKind.AGENCY, SourceKind.MINISTRY]),
                date=f"{day:%Y-%m-%d}",
                channel=dice.choice(list(Channel)) if source == 1 else Channel.PHONE,
                status=dice.choice([*[ContactStatus.HELD] * 8, ContactStatus.PLANNED, ContactStatus.REFUSED]),
                initiator=dice.choice(list(Initiator)),
                us=(us,),
                ru=(ru,),
                accounts=(Account("us", us, gist, spans), Account("ru", ru, gist, spans)),
                published=day + source * MINUTE,
            )
        )
    return fold_contact(f"c{number:07x}", told), told


class Writer:
    """Rows by table, written in batches."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: defaultdict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._waiting = 0

    def add(self, table: Table, *rows: dict[str, Any]) -> None:
        self._rows[table] += rows
        self._waiting += len(rows)
        if self._waiting > _BATCH:
            self.flush()

    def flush(self) -> None:
        # Articles first: others point to them.
        for table in sorted(self._rows, key=lambda table: table is not articles):
            if self._rows[table]:
                self._connection.execute(insert(table), self._rows[table])
        self._rows.clear()
        self._waiting = 0


def fill(connection: Connection, number_articles: int, number_contacts: int) -> None:
    dice = random.Random(1979)
    write = Writer(connection)
    step = timedelta(days=365 * YEARS) / number_articles
    begin = NOW - timedelta(days=365 * YEARS)
    written = story = alerted = 0
    while written < number_articles:
        story += 1
        members = list(make_story(dice, story, begin + written * step))
        for article, found, verdict in members:
            written += 1
            write.add(articles, write_article(article, True, article.first_seen))
            write.add(mentions, *(write_mention(article, place, mention) for place, mention in enumerate(found)))
            write.add(verdicts, write_verdict(article.id, verdict))
            write.add(placed, {"article_id": article.id, "sequence": written, "story_id": f"s{story:07x}",
                               "text_id": article.id, "origin": article.outlet, "why": ["it is alone"],
                               "outlet": article.outlet, "lang": article.lang, "published": article.published,
                               "title": article.title})  # fmt: skip
        first, last = members[0][0], members[-1][0]
        write.add(stories, {"id": f"s{story:07x}", "contact_id": None, "phase": "event", "title": first.title,
                            "first": first.published, "last": last.published, "articles": len(members),
                            "outlets": [first.outlet], "origins": [first.outlet], "langs": [first.lang]})  # fmt: skip
        if members[0][1]:
            alerted += 1
            values = make_alert(
                f"{story:016x}", kind=AlertKind.MENTION, created=first.first_seen, article_id=first.id,
                priority=Priority.NORMAL if members[0][2].relevant else Priority.LOW, title=first.title,
            )  # fmt: skip
            write.add(alerts, write_alert(values) | {"number": alerted})
    fill_ledger(connection, write, dice, number_contacts)
    write.flush()
    add_to_tallies(connection, ledger_tallies, {("stories", ""): story})


def fill_ledger(connection: Connection, write: Writer, dice: random.Random, number_contacts: int) -> None:
    begin, step = NOW - timedelta(days=365 * YEARS), timedelta(days=365 * YEARS) / number_contacts
    years: defaultdict[tuple[str, str], int] = defaultdict(int)
    for number in range(number_contacts):
        contact, told = make_contact(dice, number, begin + number * step)
        write.add(contacts, write_contact(contact))
        write.add(contact_heads, write_head(contact))
        key = make_sort_key(contact)
        years["contacts", key[:4]] += 1
        names = dict.fromkeys((*contact.us, *contact.ru))
        write.add(contact_people, *({"contact_id": contact.id, "name": name, "sort_key": key} for name in names))
        rows = (write_claim(one.source.article_id or "", 0, contact.id, one, names) for one in told)
        write.add(claims, *rows)
    add_to_tallies(connection, ledger_tallies, years)


def make_archive(path: Path, number_articles: int, number_contacts: int) -> None:
    url = f"sqlite:///{path}"
    upgrade_database(url)
    database = Database(url, pooled=False)
    start = time.perf_counter()
    database.write(lambda connection: fill(connection, number_articles, number_contacts))
    filled = time.perf_counter()
    database.write(make_index)
    indexed = time.perf_counter()
    database.close()
    print(
        f"{number_articles:,} articles written in {filled - start:.0f} s, indexed in {indexed - filled:.0f} s; ", end=""
    )
    print(f"{path.stat().st_size / 1e6:,.0f} MB")


# -- the load


def list_paths(store: SqlStore) -> dict[str, list[str]]:
    """What is asked for: a kind of page -> its addresses."""
    heads = store.list_contact_heads()
    listed = store.list_articles(limit=40).items
    told = [story.id for story in store.list_stories(limit=40)]
    alert = store.find_last_number()
    old = store.list_articles(limit=1000).next
    pages = {
        "/": ["/"],
        "/alerts": ["/alerts", "/alerts?priority=any", f"/alerts?kind=mention&before={alert // 2}"],
        "/timeline": ["/timeline", "/timeline?year=2024", "/timeline?year=2024&month=7"],
        "/contacts": ["/contacts", "/contacts?status=refused", "/contacts?official=Lloyd+Austin&channel=phone"],
        "/contacts/ID": [f"/contacts/{head.id}" for head in heads[:: len(heads) // 40]],
        "/stories": ["/stories"],
        "/stories/ID": [f"/stories/{one}" for one in told],
        "/articles": ["/articles", "/articles?lang=ru&official=shoigu", f"/articles?before={old}",
                      "/articles?outlet=Outlet+90"],
        "/articles/ID": [f"/articles/{head.id}" for head in listed],
        "/officials": ["/officials"],
        "/officials/ID": ["/officials/austin", "/officials/belousov"],
        "/feeds": ["/feeds"],
        "/search": ["/search?q=Белоусов", "/search?q=%22Lloyd+Austin%22+-missile", "/search?q=minister&lang=de",
                    "/search?q=ракета+Остин&order=rank", "/search?q=nowhere", "/search?q=talks&official=gerasimov"],
    }  # fmt: skip
    api = ["alerts", "contacts", "stories", "articles", "officials", "feeds", "search?q=treaty", "openapi.json"]
    pages |= {f"/api/v1/{name}": [f"/api/v1/{name}"] for name in api}
    pages["/api/v1/.../ID"] = [f"/api/v1/contacts/{heads[-1].id}", f"/api/v1/articles/{listed[0].id}",
                               f"/api/v1/stories/{told[0]}"]  # fmt: skip
    pages["feeds of alerts"] = ["/alerts.atom", "/contacts.ics", "/contacts.json"]
    pages["/metrics"] = ["/metrics", "/health/ready"]
    assert alert
    return pages


async def poll_on(store: SqlStore) -> None:
    """Polls and readings saved as the jobs save them, five times a second: twenty items a poll, one of them read."""
    number = 0
    while True:
        number += 1
        await asyncio.to_thread(poll_once, store, number)
        await asyncio.sleep(0.2)


def poll_once(store: SqlStore, number: int) -> None:
    dice = random.Random(number)
    now = NOW + number * timedelta(seconds=1)
    items = [make_triaged(f"bench-{number}-{item}", published=now) for item in range(20)]
    store.save_poll(claim_feed(store, make_feed(), now), items, now)
    article = make_article(f"poll{number:06}", published=now, first_seen=now, body=make_words(dice, "en", 300))
    for stored in store.claim_entries(now, 1, MINUTE):
        read_entry(store, stored, article, now=now, place=place_in(f"p{number}", article, now=now))


async def ask(base: str, paths: dict[str, list[str]], seconds: float) -> dict[str, list[tuple[float, int, int]]]:
    """Ask on schedule. For each kind of page: milliseconds since it was to be asked for, bytes, status."""
    times: defaultdict[str, list[tuple[float, int, int]]] = defaultdict(list)
    kinds = sorted(paths)

    async def ask_one(session: aiohttp.ClientSession, number: int, due: float) -> None:
        kind = kinds[number % len(kinds)]
        choice = paths[kind][number // len(kinds) % len(paths[kind])]
        async with session.get(URL(base + choice, encoded="%" in choice)) as answer:
            body = await answer.read()
        times[kind].append(((time.perf_counter() - due) * 1000, len(body), answer.status))

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30)) as session, asyncio.TaskGroup() as group:
        # Each kind once, one after the other: what a start costs is not what a day costs.
        for number in range(len(kinds)):
            await ask_one(session, number, time.perf_counter())
        slowest = max((told[0][0], kind) for kind, told in times.items())
        print(f"the slowest first answer: {slowest[1]}, {slowest[0]:.0f} ms", file=sys.stderr)
        times.clear()
        start = time.perf_counter()
        for number in range(int(seconds * A_SECOND)):
            due = start + number / A_SECOND
            await asyncio.sleep(max(0, due - time.perf_counter()))
            group.create_task(ask_one(session, number, due))
    return times


async def measure(path: Path, seconds: float) -> dict[str, list[tuple[float, int, int]]]:
    store = open_store(f"sqlite:///{path}")
    paths = await asyncio.to_thread(list_paths, store)
    try:
        async with serve(store, config=shipped_config(), now=NOW) as site:
            # As the daemon does before it listens.
            await site.server.prepare()
            polling = asyncio.create_task(poll_on(store))
            asker = [sys.executable, __file__, "--ask", site.base, "--seconds", str(seconds)]
            child = await asyncio.create_subprocess_exec(
                *asker, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
            )
            told, _ = await child.communicate(json.dumps(paths).encode())
            if polling.done():
                polling.result()
            polling.cancel()
            with suppress(asyncio.CancelledError):
                await polling
    finally:
        store.close()
    measured: dict[str, list[tuple[float, int, int]]] = json.loads(told)
    return measured


def find_share(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def report(times: dict[str, list[tuple[float, int, int]]]) -> int:
    """The table, then the bars; 1 where one is missed."""
    print(f"{'page':<28} {'asked':>5} {'median':>8} {'p95':>8} {'slowest':>8} {'largest':>9}")
    for kind, told in sorted(times.items()):
        spent = [one[0] for one in told]
        print(f"{kind:<28} {len(told):>5} {median(spent):>5.0f} ms {find_share(spent, 0.95):>5.0f} ms ", end="")
        print(f"{max(spent):>5.0f} ms {max(one[1] for one in told) / 1000:>6.1f} kB")
    everything = [one for told in times.values() for one in told]
    slow = find_share([one[0] for one in everything], 0.95)
    pages = [one for kind, told in times.items() if kind.startswith("/") and "/api" not in kind for one in told]
    large = max(one[1] for one in pages) / 1000
    failed = sum(one[2] != 200 for one in everything)
    bars = {
        "p95_ms": {"value": round(slow, 1), "limit": f"<= {SLOWEST_MS}", "ok": slow <= SLOWEST_MS},
        "largest_page_kb": {"value": round(large, 1), "limit": f"<= {LARGEST_KB}", "ok": large <= LARGEST_KB},
        "failed": {"value": failed, "limit": "<= 0", "ok": failed == 0},
    }
    print(json.dumps({"bench": "web", "bars": bars}))
    return 0 if all(bar["ok"] for bar in bars.values()) else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--contacts", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.ask:
        print(json.dumps(asyncio.run(ask(chosen.ask, json.load(sys.stdin), chosen.seconds))))
        return 0
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as name:
        path = (chosen.keep or Path(name)) / "web.db"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            make_archive(path, chosen.articles, chosen.contacts)
        return report(asyncio.run(measure(path, chosen.seconds)))


if __name__ == "__main__":
    sys.exit(main())
