"""`hotline poll`, `alerts`, `explain` and `feeds health` around real polls of feeds on loopback, each a process."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.hotline import Hotline
from tests.support.newsroom import Item, Newsroom, defence_call

COUNTS = ["feeds", "fetched", "unchanged", "failed", "entries_new", "articles", "alerts"]
ALERT_KEYS = [
    "id", "kind", "priority", "time", "officials", "names", "title", "outlet", "url", "published", "sentence", "rule",
    "reason", "feed", "story", "article", "contact",
]  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """An installation that has polled a call and a village fair once; a second feed answers 404."""

    hotline: Hotline
    room: Newsroom
    counts: str


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Newsroom("wire") as room:
        room.add("wire", defence_call(1))
        room.add("wire", Item("fair", "Village fair opens", "Jams and pies.", "Jams, pies and a brass band."))
        hotline = Hotline(tmp_path_factory.mktemp("desk"), room, every="10m")
        settings = hotline.config / "hotline.yaml"
        settings.write_text(settings.read_text().replace("every_min: 1s", "every_min: 2m"))
        feeds = hotline.config / "feeds.yaml"
        feeds.write_text(
            feeds.read_text() + f'  - {{id: lost, url: "http://{room.authority}/{"far/" * 20}lost.xml", every: 10m}}\n'
        )
        yield Desk(hotline, room, hotline.call("poll", "--all", "--json").stdout)


def test_poll_prints_its_counts_as_one_object(desk: Desk) -> None:
    counts = json.loads(desk.counts)
    assert list(counts) == COUNTS
    assert counts == {
        "feeds": 2, "fetched": 1, "unchanged": 0, "failed": 1, "entries_new": 2, "articles": 1, "alerts": 2,
    }  # fmt: skip
    said = desk.hotline.call("poll", "--all").stdout.splitlines()
    assert said[0].startswith("2 feeds polled: ")
    assert said[1] == "0 new items, 0 articles kept, 0 alerts raised."
    assert said[2] == "`hotline feeds health` says what failed and why."


def test_alerts_are_those_of_the_log(desk: Desk) -> None:
    shown = [json.loads(line) for line in desk.hotline.call("alerts", "--json").stdout.splitlines()]
    assert [list(alert) for alert in shown] == [ALERT_KEYS, ALERT_KEYS]
    assert sorted(alert["kind"] for alert in shown) == ["contact", "mention"]
    assert shown == desk.hotline.read_alerts()
    assert desk.hotline.call("alerts").stdout == "".join(desk.hotline.read_lines())
    assert desk.hotline.call("alerts", "--kind", "match").stdout == ""
    assert desk.hotline.call("alerts", "--since", "1h", "--kind", "mention").stdout.count("\n") == 1


def test_alerts_of_low_priority_are_pointed_at(tmp_path: Path) -> None:
    with Newsroom("wire") as room:
        room.add("wire", defence_call(1))
        room.add("wire", Item("school", "Pete Hegseth visits a school in Ohio", "He read to pupils.", "It rained."))
        hotline = Hotline(tmp_path, room, every="10m")
        assert json.loads(hotline.call("poll", "--all", "--json").stdout)["alerts"] == 3
        shown = hotline.call("alerts")
        assert (shown.stdout.count("\n"), shown.stderr) == (
            2,
            "(there are others of low priority: --low shows them, too)\n",
        )
        everything = hotline.call("alerts", "--low")
        assert (everything.stdout.count("\n"), everything.stderr) == (3, "")


def test_a_stored_and_a_dropped_item_are_explained(desk: Desk) -> None:
    alert, _ = desk.hotline.read_alerts()
    by_alert = desk.hotline.call("explain", alert["id"]).stdout
    assert by_alert == desk.hotline.call("explain", alert["url"]).stdout
    assert "its text from the page" in by_alert
    dropped = desk.hotline.call("explain", f"http://{desk.room.authority}/fair.html").stdout
    assert "triage     drops it: nothing in title or summary concerns the watch" in dropped


def test_a_page_that_was_never_seen_is_read_now(desk: Desk) -> None:
    desk.room.add("wire", defence_call(7))
    live = desk.hotline.call("explain", f"http://{desk.room.authority}/call-7.html").stdout
    assert "never seen; read now from" in live
    assert "flagged    Pete Hegseth: " in live


def test_the_health_of_feeds_fits_eighty_columns(desk: Desk) -> None:
    shown = desk.hotline.call("feeds", "health").stdout.splitlines()
    assert [line for line in shown if len(line) > 80 and "far/far" not in line] == []
    assert shown[1].split()[:3] == ["wire", "ok", "2"]
    assert shown[2].split()[:2] == ["lost", "failing"]
    assert "404" in " ".join(shown[3:])
    healthy, failing = json.loads(desk.hotline.call("feeds", "health", "--json").stdout)
    assert (healthy["error_kind"], failing["error_kind"]) == (None, "http")
    assert failing["last_success"] is None


def test_alerts_that_could_not_be_written_are_told_of_and_kept(tmp_path: Path) -> None:
    with Newsroom("wire") as room:
        hotline = Hotline(tmp_path, room, every="10m")
        room.add("wire", defence_call(3))
        # A folder in the log's place: nobody can write it, root neither.
        (tmp_path / "logs" / "alerts.log").mkdir(parents=True)
        done = hotline.call("poll", "--all", "--json", check=False)
        assert done.returncode == 1
        assert json.loads(done.stdout)["alerts"] == 2
        assert f"hotline: 2 alerts could not be written to {tmp_path / 'logs'}, and wait in the" in done.stderr
        assert "Traceback" not in done.stderr
        (tmp_path / "logs" / "alerts.log").rmdir()
        hotline.poll("--now", f"{datetime.now(UTC) + timedelta(minutes=2):%Y-%m-%dT%H:%M:%SZ}")
        assert len(hotline.read_lines()) == len(hotline.read_alerts()) == 2
