"""`hotline demo` as a newcomer runs it: in a process, offline; its alert log held against what a reader would say."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.archive_labels import find_differences

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Demo:
    """A finished demo: the folder it was started in, and what it said."""

    home: Path
    output: str

    @property
    def log(self) -> Path:
        return self.home / "hotline-demo" / "logs" / "alerts.jsonl"


def call(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # The promise is a minute; the test must not fail for a neighbour's load.
    return subprocess.run(
        [sys.executable, "-m", "service", *words],
        cwd=home, env=environment, capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("demo")
    done = call(home, "demo")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    yield Demo(home, done.stdout)


def test_the_demo_prints_its_alerts_and_says_where_the_log_is(demo: Demo) -> None:
    shown = [alert for alert in map(json.loads, demo.log.read_text("utf-8").splitlines()) if alert["priority"] != "low"]
    assert len(shown) >= 20
    for alert in shown:
        assert alert["id"] in demo.output
    assert "hotline-demo/logs/alerts.log" in demo.output
    assert "hotline-demo/logs/alerts.jsonl" in demo.output
    assert "\x1b" not in demo.output


def test_the_alerts_are_those_a_careful_reader_would_raise(demo: Demo) -> None:
    assert find_differences(map(json.loads, demo.log.read_text("utf-8").splitlines())) == []


def test_the_ledger_shows_both_accounts_what_is_looked_back_at_and_a_checked_claim(demo: Demo) -> None:
    config = ("--config", "hotline-demo/config")
    contacts = json.loads(call(demo.home, "contacts", "--all", "--json", *config).stdout)
    (told,) = (one for one in contacts if one["date"] == "2026-03-10")
    assert (told["channel"], told["us"], told["ru"]) == ("phone", ["Pete Hegseth"], ["Andrei Belousov"])
    assert (told["status"], told["first_since"], told["recalled"]) == ("held", "2024-07", False)
    assert "2024-07-12" in {one["date"] for one in contacts if one["recalled"]}
    assert told["id"][:7] in demo.output
    shown = call(demo.home, "contacts", "show", told["id"], *config)
    assert shown.returncode == 0, shown.stderr
    assert "the ledger has none between" in " ".join(shown.stdout.split())
    alerts = [json.loads(line) for line in demo.log.read_text("utf-8").splitlines()]
    of_call = [alert for alert in alerts if alert["contact"] == told["id"]]
    assert {"contact", "account"} <= {alert["kind"] for alert in of_call}
    # What is only looked back at has no alert of its own.
    recalled = {one["id"] for one in contacts if one["recalled"]}
    assert not recalled & {alert["contact"] for alert in alerts}


def test_what_the_demo_leaves_is_an_installation_like_any_other(demo: Demo) -> None:
    shown = call(demo.home, "alerts", "--low", "--json", "-n", "1000", "--config", "hotline-demo/config")
    assert shown.returncode == 0, shown.stderr
    assert sorted(shown.stdout.splitlines()) == sorted(demo.log.read_text("utf-8").splitlines())
    alert = json.loads(shown.stdout.splitlines()[0])
    for reference in (alert["id"], alert["article"], alert["url"]):
        explained = call(demo.home, "explain", reference, "--config", "hotline-demo/config")
        assert explained.returncode == 0, explained.stderr
        assert f"stored article {alert['article']}" in explained.stdout
    healthy = call(demo.home, "feeds", "health", "--json", "--config", "hotline-demo/config")
    assert {feed["state"] for feed in json.loads(healthy.stdout)} == {"ok"}


def test_a_second_demo_replaces_the_first_and_nothing_else(demo: Demo) -> None:
    before = [json.loads(line) for line in demo.log.read_text("utf-8").splitlines()]
    again = call(demo.home, "demo", "--now", "2026-03-13T00:00Z")
    assert again.returncode == 0, again.stderr
    after = [json.loads(line) for line in demo.log.read_text("utf-8").splitlines()]
    assert after
    assert len(after) < len(before), "it began two days later"
    assert min(alert["time"] for alert in after) >= "2026-03-13"


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    refused = call(tmp_path, "demo", "--dir", "mine")
    assert refused.returncode == 1
    assert refused.stderr == "hotline: mine holds something else than a demo; name another folder with --dir\n"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
