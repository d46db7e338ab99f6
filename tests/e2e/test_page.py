"""The page as its reader has it: served by the daemon while it polls, and by the demo on its archive."""

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from tests.support.hotline import Daemon, Hotline
from tests.support.newsroom import Newsroom, defence_call

ANY_PORT = '"127.0.0.1:0"'


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom("one") as newsroom:
        yield newsroom


@pytest.fixture
def hotline(room: Newsroom, tmp_path: Path) -> Hotline:
    return Hotline(tmp_path / "installation", room, listen=ANY_PORT)


@pytest.fixture
def daemon(hotline: Hotline) -> Iterator[Daemon]:
    running = hotline.start()
    try:
        running.wait_until(lambda: is_serving(hotline), "ready")
        yield running
    finally:
        if running.process.poll() is None:
            running.kill()


def is_serving(hotline: Hotline) -> bool:
    """Whether the daemon is ready, and its page, which is prepared beside the polls."""
    log = hotline.read_stderr()
    return " ready: " in log and "the page is served at" in log


def find_address(hotline: Hotline) -> str:
    """Where the page was served last, as the daemon says."""
    found: list[str] = re.findall(r"the page is served at (http://\S+),", hotline.read_stderr())
    return found[-1]


def load(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8")


class Listener(threading.Thread):
    """Follows `/events`; `alerts` holds what came."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.alerts: Queue[dict[str, Any]] = Queue()
        self._answer = urllib.request.urlopen(f"{address}/events", timeout=120)

    def run(self) -> None:
        for line in self._answer:
            if line.startswith(b"data: "):
                self.alerts.put(json.loads(line[6:]))


def test_the_daemon_shows_what_it_finds_as_it_finds_it(room: Newsroom, hotline: Hotline, daemon: Daemon) -> None:
    address = find_address(hotline)
    assert load(f"{address}/health/ready") == (200, '{"status": "ready"}')
    listener = Listener(address)
    listener.start()
    room.add("one", defence_call(1))
    first = listener.alerts.get(timeout=45)
    assert first["kind"] == "contact"
    status, page = load(f"{address}/contacts/{first['contact']}")
    assert status == 200
    assert "Belousov" in page
    status, text = load(f"{address}/api/v1/alerts/{first['id']}")
    assert json.loads(text) == first
    daemon.wait_until(lambda: {first["id"]} <= {alert["id"] for alert in hotline.read_alerts()}, "its line in the log")
    status, metrics = load(f"{address}/metrics")
    assert 'hotline_alerts{kind="contact"} 1.0' in metrics
    assert "hotline_event_streams 1.0" in metrics
    assert re.search(r"hotline_job_feeds_total [1-9]", metrics)
    # Somebody listens still, and nobody has to wait for him.
    assert daemon.stop() < 10
    listener.join(10)
    assert not listener.is_alive()


def test_a_port_that_is_taken_stops_the_page_and_not_the_polling(room: Newsroom, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        hotline = Hotline(tmp_path / "installation", room, listen=f'"{listen}"')
        running = hotline.start()
        try:
            running.wait_until(lambda: " ready: " in hotline.read_stderr(), "ready")
            room.add("one", defence_call(1))
            running.wait_until(lambda: bool(hotline.read_alerts()), "an alert")
            assert f"the page cannot be served at {listen}: another program listens there" in hotline.read_stderr()
            # Another address in the config is taken over by the running daemon.
            config = hotline.config / "hotline.yaml"
            config.write_text(config.read_text(encoding="utf-8").replace(f'"{listen}"', ANY_PORT), encoding="utf-8")
            running.wait_until(lambda: "the page is served at" in hotline.read_stderr(), "the page")
            assert load(f"{find_address(hotline)}/")[0] == 200
            assert running.stop() < 10
        finally:
            if running.process.poll() is None:
                running.kill()


def test_beyond_loopback_the_daemon_refuses_to_start_without_a_token(room: Newsroom, tmp_path: Path) -> None:
    hotline = Hotline(tmp_path / "installation", room, listen='"0.0.0.0:0"')
    refused = hotline.call("run", check=False)
    assert refused.returncode == 2
    assert "a token is needed" in refused.stderr
    assert "HOTLINE_WEB_TOKEN" in refused.stderr


def test_the_demo_stays_until_it_is_told_to_end(tmp_path: Path) -> None:
    # Only the archive's last day: the rest of the demo has its own tests.
    words = [sys.executable, "-m", "service", "demo", "--stay", "--now", "2026-03-14T12:00Z"]
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        said = ""
        assert process.stdout is not None
        for line in process.stdout:
            said += line
            if line.startswith("The page:"):
                break
        address = said.rpartition("The page:")[2].split()[0].rstrip("/")
        assert load(f"{address}/health/ready")[0] == 200
        for path in ("/", "/timeline", "/contacts", "/articles"):
            assert load(f"{address}{path}")[0] == 200
        _, text = load(f"{address}/api/v1/articles?limit=1")
        (article,) = json.loads(text)["items"]
        # The archive is served on: the links of the page lead somewhere.
        assert load(article["url"])[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0, said
    finally:
        process.kill()
        process.wait()


def test_the_time_of_the_page_is_that_of_the_daemon(room: Newsroom, tmp_path: Path) -> None:
    hotline = Hotline(tmp_path / "installation", room, listen=ANY_PORT)
    running = hotline.start("--now", "2031-05-06T07:00Z")
    try:
        running.wait_until(lambda: is_serving(hotline), "ready")
        assert datetime.now(UTC).year < 2031
        assert "2031" in load(find_address(hotline))[1]
    finally:
        running.kill()
