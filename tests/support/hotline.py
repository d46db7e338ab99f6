"""Hotline as its user has it: a config folder, the command in a process of its own, the alert log on disk."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from service.config import find_default_config
from tests.support.newsroom import Newsroom


class Hotline:
    """One installation in a folder of its own, watching the feeds of a newsroom with the shipped watch."""

    def __init__(
        self, root: Path, room: Newsroom, every: str = "1s", database: str | None = None, listen: str = "off"
    ) -> None:
        self.root = root
        self.config = root / "config"
        self.config.mkdir(parents=True)
        (self.config / "watch.yaml").write_bytes((find_default_config() / "watch.yaml").read_bytes())
        feeds = "".join(
            f'  - {{id: {feed}, url: "{room.url(feed)}", outlet: "Outlet {feed}", lang: en, every: {every}}}\n'
            for feed in room.feeds
        )
        (self.config / "feeds.yaml").write_text(f"feeds:\n{feeds}", encoding="utf-8")
        (self.config / "hotline.yaml").write_text(
            f"database: {database or 'sqlite:///data/hotline.db'}\n"
            f'polling: {{every_min: 1s, allow_private: ["{room.authority}"], per_host: {{connections: 8, gap: 0s}}}}\n'
            f"web: {{listen: {listen}}}\n",
            encoding="utf-8",
        )

    def call(self, *words: str, check: bool = True, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        done = subprocess.run(
            self.command(*words), capture_output=True, text=True, timeout=timeout, cwd=self.root, check=False
        )
        if check:
            assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def poll(self, *words: str) -> dict[str, Any]:
        """`hotline poll --all --json`: its counts."""
        counts: dict[str, Any] = json.loads(self.call("poll", "--all", "--json", *words).stdout)
        return counts

    def start(self, *words: str) -> "Daemon":
        return Daemon(subprocess.Popen(self.command("run", *words), cwd=self.root, stderr=self._open_stderr()), self)

    def read_alerts(self) -> list[dict[str, Any]]:
        """The whole lines of the JSON alert log, rotated files first."""
        found = []
        for path in sorted((self.root / "logs").glob("alerts*.jsonl")):
            text = path.read_text(encoding="utf-8")
            found += [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
        return found

    def read_lines(self) -> list[str]:
        """The whole lines of the readable alert log."""
        path = self.root / "logs" / "alerts.log"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return [line for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def read_stderr(self) -> str:
        return (self.root / "stderr.txt").read_text(encoding="utf-8")

    def _open_stderr(self) -> int:
        return os.open(self.root / "stderr.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def command(self, *words: str) -> list[str]:
        """The argument vector of a command on this installation's config."""
        return [sys.executable, "-m", "service", words[0], "--config", str(self.config), *words[1:]]


class Daemon:
    """A running `hotline run`."""

    def __init__(self, process: "subprocess.Popen[bytes]", hotline: Hotline) -> None:
        self.process = process
        self._hotline = hotline

    def kill(self) -> None:
        """kill -9, the parser's child processes too: as a machine that loses power."""
        self.process.kill()
        self.process.wait(10)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Ask it to end; returns the seconds it took. It must exit with 0."""
        begun = time.monotonic()
        self.process.send_signal(number)
        assert self.process.wait(20) == 0, self._hotline.read_stderr()
        return time.monotonic() - begun

    def wait_until(self, done: Callable[[], bool], what: str, timeout: float = 45) -> None:
        """Wait for something to come true while the daemon lives."""
        end = time.monotonic() + timeout
        while not done():
            assert self.process.poll() is None, f"the daemon ended: {self._hotline.read_stderr()[-3000:]}"
            assert time.monotonic() < end, f"not seen: {what}\n{self._hotline.read_stderr()[-3000:]}"
            time.sleep(0.05)

    def wait_ready(self) -> None:
        before = self._hotline.read_stderr().count(" ready: ")
        self.wait_until(lambda: self._hotline.read_stderr().count(" ready: ") > before, "ready")
