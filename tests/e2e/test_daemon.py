"""The daemon as a process: alerts appear, once each, whatever is done to it."""

import json
import os
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.hotline import Daemon, Hotline
from tests.support.newsroom import Newsroom, defence_call

FEEDS = ("one", "two", "three")
KILLS = 10


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(*FEEDS) as newsroom:
        yield newsroom


@pytest.fixture
def hotline(room: Newsroom, tmp_path: Path) -> Hotline:
    return Hotline(tmp_path / "installation", room)


@pytest.fixture
def daemon(hotline: Hotline) -> Iterator[Daemon]:
    running = hotline.start()
    try:
        running.wait_until(lambda: " ready: " in hotline.read_stderr(), "ready")
        yield running
    finally:
        if running.process.poll() is None:
            running.kill()


def find_articles(hotline: Hotline) -> set[str]:
    """The headlines of those articles of which the alert log tells the contact and whom they name."""
    told = count_alerts(hotline)
    return {title for title, kind in told if kind == "mention" and (title, "contact") in told}


def count_alerts(hotline: Hotline) -> Counter[tuple[str, str]]:
    """How often each article's headline stands in the alert log, by kind of alert."""
    return Counter((alert["title"], alert["kind"]) for alert in hotline.read_alerts())


def test_no_alert_is_lost_or_doubled_by_ten_kills(
    room: Newsroom, hotline: Hotline, capsys: pytest.CaptureFixture[str]
) -> None:
    expected: list[str] = []
    for kill in range(KILLS):
        running = hotline.start()
        for feed in FEEDS:
            item = defence_call(len(expected))
            room.add(feed, item)
            expected.append(item.title)
        _wait_for_moment(kill, room, hotline, expected)
        running.kill()
    running = hotline.start()
    # A text that was in hand at more than three kills is taken for what kills, and waits until its claim lapses.
    running.wait_until(lambda: set(expected) <= find_articles(hotline), "every alert", timeout=420)
    latency = _measure_latency(room, hotline, running, len(expected))
    time.sleep(2)
    assert running.stop() < 10
    assert set(expected) <= find_articles(hotline)
    seen = count_alerts(hotline)
    assert {told: count for told, count in seen.items() if count != 1} == {}
    assert {kind for _, kind in seen} == {"contact", "mention"}
    ids = [alert["id"] for alert in hotline.read_alerts()]
    lines = hotline.read_lines()
    assert len(lines) == len(ids)
    assert all(sum(f" {alert_id} " in line for line in lines) == 1 for alert_id in ids)
    assert all(sorted(alert["officials"]) == ["belousov", "hegseth"] for alert in hotline.read_alerts())
    contacts = {alert["contact"] for alert in hotline.read_alerts() if alert["kind"] == "contact"}
    assert len(contacts) == len(seen) / 2
    assert hotline.call("db", "check").stdout.strip() == "the database is whole"
    with capsys.disabled():
        print(f"\n{KILLS} kills, {len(ids)} alerts, each once; from an item in a due feed to its line: {latency:.1f} s")


def _wait_for_moment(kill: int, room: Newsroom, hotline: Hotline, expected: list[str]) -> None:
    """Let the daemon come to another point of its way each time: starting, polling, reading, writing."""
    lines = len(hotline.read_lines())
    newest = f"/call-{len(expected) - 1}.html"
    match kill % 5:
        case 0:
            room.wait_for_hit("/one.xml")
        case 1:
            room.wait_for_hit(newest)
        case 2:
            end = time.monotonic() + 15
            while len(hotline.read_lines()) == lines and time.monotonic() < end:
                time.sleep(0.002)
        case 3:
            room.wait_for_hit(newest)
            time.sleep(0.03 * kill)
        case _:
            time.sleep(0.3 * kill)


def _measure_latency(room: Newsroom, hotline: Hotline, running: Daemon, number: int) -> float:
    item = defence_call(number)
    room.add("one", item)
    begun = time.monotonic()
    running.wait_until(lambda: item.title in find_articles(hotline), "the alert of a fresh item")
    return time.monotonic() - begun


def test_a_second_process_on_the_same_database_is_refused(hotline: Hotline, daemon: Daemon) -> None:
    for words in (("run",), ("poll", "--all")):
        refused = hotline.call(*words, check=False)
        assert refused.returncode == 1
        assert str(daemon.process.pid) in refused.stderr
        assert "Traceback" not in refused.stderr
    assert hotline.call("alerts").returncode == 0
    assert hotline.call("health").returncode == 0
    assert daemon.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(hotline: Hotline, daemon: Daemon, number: signal.Signals) -> None:
    assert daemon.stop(number) < 10
    assert "ended" in hotline.read_stderr()
    assert "Traceback" not in hotline.read_stderr()
    assert hotline.call("health", check=False).returncode == 1


def test_a_database_that_another_process_locks_does_not_keep_it_from_ending(
    room: Newsroom, hotline: Hotline, daemon: Daemon
) -> None:
    other = sqlite3.connect(hotline.root / "data" / "hotline.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for feed in FEEDS:
        room.add(feed, defence_call(1))
    room.wait_for_hit("/one.xml")
    time.sleep(1)
    assert daemon.stop() < 10
    other.close()


def test_feeds_that_cannot_be_reached_are_a_normal_state(room: Newsroom, hotline: Hotline, daemon: Daemon) -> None:
    room.down = True
    daemon.wait_until(lambda: hotline.read_stderr().count("503") >= 2 * len(FEEDS), "failures in the log")
    states = json.loads(hotline.call("feeds", "health", "--json").stdout)
    assert {state["id"] for state in states} == set(FEEDS)
    assert all("503" in state["last_error"] and state["next_due"] for state in states)
    item = defence_call(1)
    room.add("two", item)
    room.down = False
    daemon.wait_until(lambda: item.title in find_articles(hotline), "an alert once the feeds are back", timeout=90)


def test_a_changed_config_is_taken_over_and_a_broken_one_is_not(
    room: Newsroom, hotline: Hotline, daemon: Daemon
) -> None:
    feeds = hotline.config / "feeds.yaml"
    whole = feeds.read_text(encoding="utf-8")
    feeds.write_text(whole.replace("outlet:", "outlett:"), encoding="utf-8")
    daemon.wait_until(lambda: "stays in force" in hotline.read_stderr(), "the broken config refused")
    assert "feeds.yaml:2:" in hotline.read_stderr()
    room.feeds["four"] = []
    feeds.write_text(whole + f'  - {{id: four, url: "{room.url("four")}", every: 1s}}\n', encoding="utf-8")
    daemon.wait_until(lambda: "taken over, 4 feeds" in hotline.read_stderr(), "the new config")
    item = defence_call(1)
    room.add("four", item)
    daemon.wait_until(lambda: item.title in find_articles(hotline), "an alert from the added feed")
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_until(lambda: "SIGHUP: nothing in the config changed" in hotline.read_stderr(), "SIGHUP")
    assert daemon.stop() < 10


def test_a_config_folder_that_is_replaced_is_still_watched(room: Newsroom, hotline: Hotline, daemon: Daemon) -> None:
    for number in (4, 5):
        hotline.config.rename(hotline.root / f"before-{number}")
        time.sleep(0.5)
        shutil.copytree(hotline.root / f"before-{number}", hotline.config)
        with (hotline.config / "feeds.yaml").open("a", encoding="utf-8") as feeds:
            feeds.write(f'  - {{id: feed-{number}, url: "{room.url("one")}?{number}", every: 1s}}\n')
        daemon.wait_until(lambda: f"taken over, {number} feeds" in hotline.read_stderr(), "the new folder")  # noqa: B023
    with (hotline.config / "feeds.yaml").open("a", encoding="utf-8") as feeds:
        feeds.write(f'  - {{id: feed-6, url: "{room.url("one")}?6", every: 1s}}\n')
    daemon.wait_until(lambda: "taken over, 6 feeds" in hotline.read_stderr(), "a change in the new folder")
    assert "defect" not in hotline.read_stderr()


def test_the_children_go_with_a_killed_daemon(room: Newsroom, hotline: Hotline, daemon: Daemon) -> None:
    room.add("one", defence_call(1))
    daemon.wait_until(lambda: bool(hotline.read_alerts()), "an alert")
    children = _find_children(daemon.process.pid)
    daemon.kill()
    end = time.monotonic() + 15
    while (left := [pid for pid in children if _is_alive(pid)]) and time.monotonic() < end:
        time.sleep(0.1)
    assert left == []


def _find_children(pid: int) -> list[int]:
    direct = [int(word) for path in Path(f"/proc/{pid}/task").glob("*/children") for word in path.read_text().split()]
    return direct + [child for parent in direct for child in _find_children(parent)]


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except (OSError, IndexError):
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return True
    return state != "Z"


def test_two_installations_cannot_write_one_alert_log(room: Newsroom, hotline: Hotline, daemon: Daemon) -> None:
    other = Hotline(hotline.root / "other", room)
    settings = other.config / "hotline.yaml"
    settings.write_text(
        f"{settings.read_text(encoding='utf-8')}logs: {{dir: {json.dumps(str(hotline.root / 'logs'))}}}\n",
        encoding="utf-8",
    )
    refused = other.call("poll", "--all", check=False)
    assert refused.returncode == 1
    assert "the alert log in" in refused.stderr
    assert str(daemon.process.pid) in refused.stderr
