"""The hostile run: every fault of `hostile_server.py` at once, polled by the real command, held against the oracle.

    python tests/faults/run_faults.py [--only NAME ...] [--port N] [--keep DIR]

Each case is a feed. Round r polls those whose oracle asks for at least r polls, with `hotline poll --all`, one process
a round, as a user's cron would; a healthy feed stands beside them in every round. Then the store, the alert log, the
health report and the server's own statistics are compared with what the oracle wants. Prints a table of misses and one
JSON line; exits 1 if anything was missed that is not explained in `EXPLAINED`.
"""

import argparse
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SERVER = Path(__file__).with_name("hostile_server.py")
NOW = "2026-01-15T12:00Z"
HEALTHY = "healthy-beside-them"
STATES = {
    "ok": {"ok"},
    "recover": {"ok"},
    "unchanged": {"ok"},
    "discover": {"ok"},
    "retry": {"failing"},
    "reject": {"failing"},
    "blocked": {"failing"},
    "dead": {"gone"},
}
WATCHED = {
    "belousov": ("ru", "Andrei Belousov", "{ru: Андрей Рэмович Белоусов}"),
    "austin": ("us", "Lloyd Austin", "{ru: Ллойд Остин}"),
    "hoffmann": ("us", "Hoffmann", "{}"),
    "weiss": ("us", "Weiss", "{}"),
    "mary-jane": ("us", "Mary-Jane", "{}"),
}
EXPLAINED: dict[str, str] = {
    "etag-huge": "a header of 100 kB is refused with its whole answer, so that nothing is stored: the clean error",
    "same-story-a": "one page in two feeds is one article and one alert, raised for the feed that brought it first",
    "same-story-b": "one page in two feeds is one article and one alert, raised for the feed that brought it first",
}
"""Case -> why the outcome differs from the oracle's, and is right all the same."""


@dataclass
class Run:
    """What one hostile run found: misses by case, the safety misses apart."""

    misses: dict[str, list[str]] = field(default_factory=dict)
    unsafe: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    peak_mb: float = 0.0

    def miss(self, case: str, what: str) -> None:
        self.misses.setdefault(case, []).append(what)


def find_ports(count: int) -> int:
    """The first of `count` free ports in a row on loopback."""
    for first in range(18_900, 60_000, count):
        try:
            for port in range(first, first + count):
                with socket.socket() as trial:
                    trial.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise OSError("no free ports on loopback")


def write_config(root: Path, port: int, feeds: list[tuple[str, str]]) -> Path:
    """A config folder whose guard lets pass what the server's README names, and never the canary."""
    config = root / "config"
    config.mkdir(parents=True, exist_ok=True)
    allowed = [f"127.0.0.1:{port + offset}" for offset in (0, 1, 2, 3, 5)]
    (config / "hotline.yaml").write_text(
        "database: sqlite:///data/hotline.db\n"
        f"polling: {{contact: ops@example.org, allow_private: {json.dumps(allowed)}, "
        "per_host: {connections: 50, gap: 0s, retry_after: false}}\n"
        "web: {listen: off}\n",
        encoding="utf-8",
    )
    lines = "".join(f"  - {{id: {json.dumps(name)}, url: {json.dumps(url)}, outlet: Hostile}}\n" for name, url in feeds)
    (config / "feeds.yaml").write_text(f"feeds:\n{lines}", encoding="utf-8")
    shipped = (ROOT / "config" / "watch.yaml").read_text(encoding="utf-8")
    # The oracle watches bare surnames; which of them are also towns is the business of other tests.
    shipped = re.sub(r"^ *ambiguous: true.*\n", "", shipped, flags=re.M)
    known = [key for key in WATCHED if f"id: {key}\n" not in shipped]
    added = "".join(
        f"  - {{id: {key}, name: {WATCHED[key][1]}, side: {WATCHED[key][0]}, names: {WATCHED[key][2]}}}\n"
        for key in known
    )
    (config / "watch.yaml").write_text(shipped.replace("officials:\n", f"officials:\n{added}", 1), encoding="utf-8")
    return config


def call(config: Path, *words: str, timeout: float = 600) -> str:
    """One command on the run's config; its standard output."""
    command = [sys.executable, "-m", "service", words[0], "--config", str(config), *words[1:]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode != 0:
        raise RuntimeError(
            f"{' '.join(words)} exited with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
        )
    return done.stdout


def poll_round(config: Path, run: Run) -> None:
    """One `hotline poll --all`, its memory watched from outside."""
    command = [sys.executable, "-m", "service", "poll", "--config", str(config), "--all", "--json", "--now", NOW]
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    ended = threading.Event()
    watcher = threading.Thread(target=watch_memory, args=(process.pid, run, ended))
    watcher.start()
    try:
        output, errors = process.communicate(timeout=600)
    finally:
        process.kill()
        ended.set()
        watcher.join()
    run.seconds.append(time.monotonic() - begun)
    if process.returncode != 0:
        run.unsafe.append(f"the poll ended with {process.returncode}: {errors[-1500:]}")
    elif not output.strip().startswith("{"):
        run.unsafe.append(f"the poll printed no counts: {output[-300:]}")


def watch_memory(pid: int, run: Run, ended: threading.Event) -> None:
    """The largest resident memory of the process and its children together, in MB."""
    page = os.sysconf("SC_PAGE_SIZE")
    while not ended.wait(0.2):
        total = 0
        for child in family(pid):
            try:
                total += int(Path(f"/proc/{child}/statm").read_text(encoding="ascii").split()[1]) * page
            except (OSError, IndexError):
                continue
        run.peak_mb = max(run.peak_mb, total / 1e6)


def family(pid: int) -> list[int]:
    """The process and its descendants."""
    found = [pid]
    for parent in found:
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
        except OSError:
            continue
        found += [int(child) for child in children.split()]
    return found


def judge_cases(cases: list[dict[str, Any]], config: Path, run: Run) -> None:
    """Hold health report and alerts against the oracle, case by case."""
    health = {row["id"]: row for row in json.loads(call(config, "feeds", "health", "--json"))}
    alerts = read_alerts(config.parent)
    named = read_named(config.parent)
    by_feed: dict[str, list[dict[str, Any]]] = {}
    for alert in alerts:
        by_feed.setdefault(alert["feed"], []).append(alert)
    for case in cases:
        if is_article(case):
            judge_article(case, named, run)
            continue
        name, row = case["name"], health[case["name"]]
        found = {official for alert in by_feed.get(name, []) for official in alert["officials"]}
        if row["state"] not in STATES[case["outcome"]]:
            run.miss(name, f"state {row['state']} ({row['error_kind']}: {row['last_error']}), wanted {case['outcome']}")
        if case["entries"] is not None and row["entries"] != case["entries"]:
            run.miss(name, f"{row['entries']} entries, wanted {case['entries']}")
        for watched in case["watch"]:
            if official_of(watched) not in found:
                run.miss(name, f"no alert for {watched}")
        for unwanted in case["watch_not"]:
            if official_of(unwanted) in found:
                run.miss(name, f"an alert for {unwanted}")
        if row["next_due"] is None:
            run.unsafe.append(f"{name} has no next due time")
    if health[HEALTHY]["state"] != "ok" or health[HEALTHY]["entries"] != 3:
        run.unsafe.append(f"the healthy feed beside them: {health[HEALTHY]}")
    doubled = [alert_id for alert_id, count in Counter(alert["id"] for alert in alerts).items() if count > 1]
    log = config.parent / "logs" / "alerts.log"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    if doubled or len(lines) != len(alerts):
        run.unsafe.append(f"{len(alerts)} alerts, {len(lines)} lines, doubled: {doubled}")


def is_article(case: dict[str, Any]) -> bool:
    """Whether the case is a page, which is reached through the feed that links to all of them."""
    return bool(case["name"].startswith("article-"))


def judge_article(case: dict[str, Any], named: dict[str, set[str]], run: Run) -> None:
    """All pages are reached by one headline, so that they are one story, which has one alert for an official: what
    counts is whom the article is stored as naming."""
    path = case["url"].partition("//")[2].partition("/")[2]
    found = {official for url, officials in named.items() if url.endswith(f"/{path}") for official in officials}
    for watched in case["watch"]:
        if official_of(watched) not in found:
            run.miss(case["name"], f"the article names no {watched}")
    for unwanted in case["watch_not"]:
        if official_of(unwanted) in found:
            run.miss(case["name"], f"the article names {unwanted}")


def read_named(root: Path) -> dict[str, set[str]]:
    """Address of each stored article -> the officials that it names."""
    named: dict[str, set[str]] = {}
    with closing(sqlite3.connect(root / "data" / "hotline.db")) as store:
        for url, official in store.execute(
            "select articles.url, mentions.official from mentions join articles on articles.id = mentions.article_id "
            "where mentions.kind = 'name'"
        ):
            named.setdefault(url or "", set()).add(official)
    return named


def official_of(watched: str) -> str:
    """The id under which a name of the oracle is watched."""
    folded = watched.casefold()
    for key, words in {
        "belousov": ("belousov", "белоусов"),
        "austin": ("austin", "остин"),
        "hoffmann": ("hoffmann",),
        "weiss": ("weiss", "weiß"),
        "mary-jane": ("mary-jane",),
    }.items():
        if any(word in folded for word in words):
            return key
    raise ValueError(f"the oracle watches {watched!r}, which this run does not know")


def read_alerts(root: Path) -> list[dict[str, Any]]:
    """The alert log, oldest first; every line must be one whole JSON object."""
    found = []
    for path in sorted((root / "logs").glob("alerts*.jsonl")):
        found += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return found


def judge_safety(port: int, root: Path, run: Run) -> None:
    """What must never happen, whatever the case."""
    stats = json.loads(read_url(f"http://127.0.0.1:{port}/__stats"))
    if stats.get("canary"):
        run.unsafe.append(f"the canary was reached: {stats['canary']}")
    if any(asked.get("injected") for asked in stats.get("log", [])):
        run.unsafe.append("something was injected into a request")
    for path in root.rglob("*"):
        if path.is_file() and b"root:x:0:0" in path.read_bytes():
            run.unsafe.append(f"/etc/passwd was read into {path.name}")
    if any(folder.joinpath("hostile-pwned").exists() for folder in (root, ROOT, Path.home(), Path("/tmp"))):
        run.unsafe.append("hostile-pwned exists")
    for name in ("alerts.log", "alerts.jsonl", "hotline.log"):
        path = root / "logs" / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        forbidden = [
            char for char in set(text) if char != "\n" and not char.isprintable() and char not in "\u00a0\u202f"
        ]
        if any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or 0x202A <= ord(char) <= 0x2069 for char in forbidden):
            run.unsafe.append(f"control characters in {name}: {forbidden!r}")


def read_url(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.read().decode())


def run_cases(cases: list[dict[str, Any]], port: int, root: Path) -> Run:
    """All rounds, then the judgement."""
    run = Run()
    healthy = (HEALTHY, f"http://127.0.0.1:{port}/ok?k=healthy")
    config = root / "config"
    feeds = [case for case in cases if not is_article(case)]
    for number in range(1, max(case["polls"] for case in feeds) + 1):
        due = [(case["name"], case["url"]) for case in feeds if case["polls"] >= number]
        write_config(root, port, [*due, healthy])
        poll_round(config, run)
    write_config(root, port, [*((case["name"], case["url"]) for case in feeds), healthy])
    judge_cases(cases, config, run)
    judge_safety(port, root, run)
    slow = [f"{seconds:.0f} s" for seconds in run.seconds if seconds > 90]
    if slow:
        run.unsafe.append(f"rounds that took too long: {slow}")
    return run


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="*", default=[], help="names of cases")
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--keep", type=Path, help="work in this folder and leave it")
    options.add_argument("--server", type=Path, default=SERVER, help="another server of the same kind")
    given = options.parse_args()
    port = given.port or find_ports(6)
    with serve(given.server, port) as cases, tempfile.TemporaryDirectory() as scratch:
        cases = [case for case in cases if not given.only or case["name"] in given.only]
        run = run_cases(cases, port, given.keep or Path(scratch))
    return report(cases, run)


@contextmanager
def serve(program: Path, port: int) -> Iterator[list[dict[str, Any]]]:
    """The hostile server in a process of its own; its cases that have an address."""
    command = [sys.executable, str(program), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            server.stdout.readline()
            yield [case for case in json.loads(read_url(f"http://127.0.0.1:{port}/__list")) if case["url"]]
        finally:
            server.terminate()
            server.wait(10)


def report(cases: list[dict[str, Any]], run: Run) -> int:
    """Print the table and the JSON line; the exit code."""
    for name, misses in sorted(run.misses.items()):
        for miss in misses:
            print(f"{name:<28} {miss}" + (f"  [explained: {EXPLAINED[name]}]" if name in EXPLAINED else ""))
    for unsafe in run.unsafe:
        print(f"SAFETY  {unsafe}")
    unexplained = [name for name in run.misses if name not in EXPLAINED]
    outcomes = Counter(case["outcome"] for case in cases)
    missed = Counter(case["outcome"] for case in cases if case["name"] in run.misses)
    print(f"{'outcome':<12}{'cases':>6}{'right':>6}")
    for outcome, count in sorted(outcomes.items()):
        print(f"{outcome:<12}{count:>6}{count - missed[outcome]:>6}")
    print(
        json.dumps(
            {
                "cases": len(cases),
                "by_outcome": outcomes,
                "missed": len(run.misses),
                "unexplained": len(unexplained),
                "unsafe": len(run.unsafe),
                "longest_round_s": round(max(run.seconds), 1),
                "peak_mb": round(run.peak_mb),
            }
        )
    )
    return 1 if unexplained or run.unsafe else 0


if __name__ == "__main__":
    sys.exit(main())
