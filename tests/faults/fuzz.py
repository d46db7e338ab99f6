"""The long fuzz run: mutated answers of a server through fetch, decode, parse, triage, reading and rendering.

    python tests/faults/fuzz.py [--minutes 60] [--seed 1]

The answers of `hostile_server.py`, as it would send them, are the seeds; hypothesis cuts, repeats, joins, re-encodes
and spoils them. Each is served on loopback, fetched, and read as a feed and as a page; what comes out is triaged, read
for officials and for contacts, placed in a story, and rendered as alert lines. Any exception but the two that are
promised (FetchError, ParseError), any unprintable error, any control character in a rendered line, and any example that
takes over `SLOWEST` seconds is an escape: the run ends with its example printed. Otherwise it prints its counts as one
JSON line. Its short forms, in the tests of the fetching and the parsing room, run in every check.
"""

import argparse
import asyncio
import contextlib
import importlib.util
import json
import random
import re
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType, ModuleType

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from service.adapters.clock import SteppedClock  # noqa: E402
from service.adapters.http import HttpFetcher  # noqa: E402
from service.config import find_default_config  # noqa: E402
from service.errors import FetchError, ParseError  # noqa: E402
from service.jobs.read import PageText, make_article  # noqa: E402
from service.jobs.world import Rules  # noqa: E402
from service.model.article import ExtractedPage, TextSource  # noqa: E402
from service.model.entry import Entry, EntryStage, ParsedFeed, StoredEntry  # noqa: E402
from service.model.feed import Feed, FetchRequest, FetchResponse  # noqa: E402
from service.model.settings import AlertSettings, HostLimits, PollingSettings  # noqa: E402
from service.model.verdict import Verdict  # noqa: E402
from service.stages.alerts import decide_alerts  # noqa: E402
from service.stages.cluster import StoryIndex  # noqa: E402
from service.stages.contacts import claim_contacts  # noqa: E402
from service.stages.extract import extract_page  # noqa: E402
from service.stages.parse import parse_feed  # noqa: E402
from service.stages.parse.keys import match_known  # noqa: E402
from service.stages.relevance import judge_article  # noqa: E402
from service.stages.render import render_json, render_text  # noqa: E402
from service.stages.triage import triage_entry  # noqa: E402
from service.wiring import load_rules  # noqa: E402
from tests.support.raw_server import RawServer  # noqa: E402

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
SLOWEST = 20
TEXT = 20_000
"""So much of a page is read for officials and contacts: all of it would make a run of a thousandth of the examples."""
BATCH = 400
FEED = Feed(id="fuzz", url="http://127.0.0.1/", outlet="Fuzz")
TOKENS = (
    b"<item>", b"</item>", b"<title>", b"</title>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE r [", b"]>",
    b"<!ENTITY a 'Belousov'>", b"&a;", b"&#x110000;", b"&#0;", b"&nbsp;", b"&", b"<", b">", b'"', b"'", b"\0",
    b"\x1b[2J", b"\xe2\x80\xae", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b\x08", b"\r\n", b"\r\n\r\n", b"0\r\n\r\n",
    b"<?xml version='1.0' encoding='utf-16'?>", b"Content-Length: 7\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n", b"HTTP/1.1 200 OK\r\n", b"Location: //[::1]/\r\n", b"<base href='javascript:1'>",
    b"<html><head><link rel=alternate type='application/rss+xml' href=/x>", b'{"items":[{"id":1,"title":"Belousov"}]}',
    b"[", b"{", b"\\ud800", b"2026-01-15T10:00:00+99:99", "31 февраля 2026".encode(), b"<script>", b"</script>",
    "Министр обороны Андрей Белоусов".encode("cp1251"), "Министр обороны Андрей Белоусов".encode(), b"<style>", b"<p>",
    "Бело́усов и Остин".encode("utf-16-le"), b"<div hidden>", b"<svg/onload=alert(1)>", b"%00", b"9" * 400,
)  # fmt: skip


@dataclass
class Counts:
    """What the run has seen."""

    seen: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


class EscapeError(AssertionError):
    """Something came out that was promised not to."""


class _Catcher:
    """Stands in for a connection: keeps what a case of the hostile server writes."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data

    async def drain(self) -> None:
        if len(self.data) > 40_000:
            raise ConnectionError

    def get_extra_info(self, _: str) -> object:
        raise ConnectionError


def load_server() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hostile_server", Path(__file__).with_name("hostile_server.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def collect_answers() -> list[bytes]:
    """The first 40 kB of what each case of the hostile server answers."""
    server = load_server()
    found = []
    for case in server.CASES.values():
        catcher = _Catcher()
        request = server.Req("GET", case["path"] + "?n=2000", {}, None, catcher, server.CFG["port"])
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(0.2):
                await case["fn"](request)
        if catcher.data:
            found.append(catcher.data[:40_000])
    return found


def spoil(answers: list[bytes], number: int, steps: list[tuple[int, float, float, int]]) -> bytes:
    """One answer after a few steps of damage: in three of four its body alone, which then ends with the connection."""
    whole = answers[number % len(answers)]
    if number % 4 == 0:
        return damage(whole, answers, steps)
    head, gap, body = whole.partition(b"\r\n\r\n")
    head = re.sub(rb"\r\n(?:Content-Length|Transfer-Encoding): [^\r]*", b"", head)
    return head + gap + damage(body, answers, steps)


def damage(data: bytes, answers: list[bytes], steps: list[tuple[int, float, float, int]]) -> bytes:
    """`data` after the steps: (what, where, how much, with what)."""
    for what, where, much, choice in steps:
        at = int(where * len(data))
        end = min(len(data), at + int(much**4 * len(data)) + 1)
        token = TOKENS[choice % len(TOKENS)]
        if what == 0:
            data = data[:at] + data[end:]
        elif what == 1:
            data = data[:at] + token + data[at:]
        elif what == 2:
            data = data[:at] + token + data[end:]
        elif what == 3:
            data = data[:end] + data[at:end] * (choice % 40) + data[end:]
        elif what == 4:
            other = answers[choice % len(answers)]
            data = data[:at] + other[int(much * len(other)) :]
        elif what == 5:
            data = data[:at] + bytes((byte ^ (1 << choice % 8)) for byte in data[at:end]) + data[end:]
        else:
            codec = ("cp1251", "utf-16-le", "koi8-r", "shift_jis", "utf-8")[choice % 5]
            data = data[:at] + data[at:].decode("utf-8", "replace").encode(codec, "replace")
        data = data[:120_000]
    return data


class Fuzz:
    """The pipeline under test, in one process and one event loop."""

    def __init__(self, rules: Rules, counts: Counts) -> None:
        self.rules = rules
        self.counts = counts
        self.loop = asyncio.new_event_loop()
        self.answers = self.loop.run_until_complete(collect_answers())
        self.server = RawServer({})
        self.loop.run_until_complete(self.server.__aenter__())
        polling = PollingSettings(
            allow_private=(self.server.address,),
            per_host=HostLimits(20, timedelta(0), retry_after=False),
            timeout=timedelta(seconds=1),
        )
        self.fetcher = HttpFetcher(polling, SteppedClock(NOW))

    def close(self) -> None:
        self.loop.run_until_complete(self.fetcher.close())
        self.loop.run_until_complete(self.server.__aexit__(None, None, None))
        self.loop.close()

    def try_one(self, data: bytes) -> None:
        """Raises EscapeError, or whatever else escaped."""
        begun = time.monotonic()
        signal.alarm(SLOWEST)
        try:
            self._follow(data)
        finally:
            signal.alarm(0)
        self.counts.seen["examples"] += 1
        self.counts.slowest = max(self.counts.slowest, time.monotonic() - begun)

    def _follow(self, data: bytes) -> None:
        self.server.answers = {"/": data}
        self.server.requests.clear()
        body = data.partition(b"\r\n\r\n")[2]
        response = FetchResponse(200, "http://127.0.0.1/", body, {"content-type": "text/xml"})
        try:
            response = self.loop.run_until_complete(self.fetcher.fetch(FetchRequest(self.server.url("/"))))
            self.counts.seen["answers"] += 1
        except FetchError as error:
            # The body is read all the same: damage to the framing must not spare the parsers.
            self.note_error(error, f"fetch-{error.kind.value}")
        self._read(response)

    def _read(self, response: FetchResponse) -> None:
        kind = response.headers.get("content-type", "")
        page = extract_page(response.body, content_type=kind, url=response.url)
        self.counts.seen["pages-with-text" if page.text else "pages-without"] += 1
        try:
            feed = parse_feed(response.body, content_type=kind, url=response.url, tz=None, lang=None, now=NOW)
        except ParseError as error:
            self.note_error(error, f"parse-{error.kind.value}")
            feed = ParsedFeed.__new__(ParsedFeed)
            entries: tuple[Entry, ...] = (Entry(keys=("c:x",), title=page.title[:200], summary=page.text[:500]),)
        else:
            self.counts.seen["feeds"] += 1
            self.counts.seen["entries"] += len(feed.entries)
            check_text("\n".join((feed.title, *feed.notes)).replace("\n", ""), "feed")
            stored = match_known(feed.entries, {})
            if not all(match.entry.keys for match in stored):
                raise EscapeError("an entry without keys")
            entries = feed.entries
        for entry in entries[:4]:
            self._render(entry, page)

    def _render(self, entry: Entry, page: ExtractedPage) -> None:
        triage_entry(entry, FEED, self.rules.recogniser, NOW)
        stored = StoredEntry(1, FEED.id, entry, NOW, EntryStage.PENDING)
        article = make_article(stored, FEED, PageText(page.text[:TEXT], TextSource.PAGE))
        reading = self.rules.recogniser.read(article)
        verdicts = [judge_article(reading, topic) for topic in self.rules.config.watch.topics]
        # Hardly any of it is relevant; what reads relevant articles must stand hostile text all the same.
        forced = Verdict("fuzz", True, 1, 1)
        claims = claim_contacts(reading, article, self.rules.config.watch, forced)
        self.counts.seen["claims"] += len(claims)
        StoryIndex().assign(article, reading, forced, claims)
        decision = decide_alerts(article, reading.mentions, verdicts, frozenset(), AlertSettings(), NOW)
        for alert in decision.alerts:
            self.counts.seen["alerts"] += 1
            line = render_json(alert)
            check_text(render_text(alert), "a readable line")
            check_text(line, "a JSON line")
            line.encode("utf-8")
            json.loads(line)

    def note_error(self, error: Exception, name: str) -> None:
        self.counts.seen[name] += 1
        check_text(str(error), "an error")


def check_text(text: str, where: str) -> None:
    """One line without controls, surrogates or marks that reorder text."""
    for char in text:
        code = ord(char)
        if (
            code < 32
            or 0x7F <= code < 0xA0
            or 0x202A <= code <= 0x202E
            or 0x2066 <= code <= 0x2069
            or char in "\u2028\u2029"
        ):
            raise EscapeError(f"{where} has {char!r}: {text[:200]!r}")
        if 0xD800 <= code <= 0xDFFF:
            raise EscapeError(f"{where} has a surrogate")


def fail_slow(_: int, __: FrameType | None) -> None:
    raise EscapeError(f"over {SLOWEST} s")


STEPS = st.lists(
    st.tuples(st.integers(0, 6), st.floats(0, 1), st.floats(0, 1), st.integers(0, 1000)), min_size=1, max_size=8
)


def run_batch(fuzz: Fuzz, number: int) -> None:
    """`BATCH` examples from one seed."""

    @seed(number)
    @settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 10_000), STEPS)
    def attempt(choice: int, steps: list[tuple[int, float, float, int]]) -> None:
        fuzz.try_one(spoil(fuzz.answers, choice, steps))

    attempt()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    given_options = options.parse_args()
    signal.signal(signal.SIGALRM, fail_slow)
    random.seed(given_options.seed)
    counts = Counts()
    fuzz = Fuzz(load_rules(find_default_config()), counts)
    begun, number, escape = time.monotonic(), given_options.seed, ""
    try:
        while time.monotonic() - begun < 60 * given_options.minutes:
            run_batch(fuzz, number)
            number += 1
    except Exception as error:
        escape = f"{type(error).__name__}: {error}"
        raise
    finally:
        fuzz.close()
        report = {
            "minutes": round((time.monotonic() - begun) / 60, 1),
            "seeds": [given_options.seed, number],
            "answers_to_start_from": len(fuzz.answers),
            "slowest_s": round(counts.slowest, 2),
            "escape": escape,
            **dict(sorted(counts.seen.items())),
        }
        print(json.dumps(report), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
