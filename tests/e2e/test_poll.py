"""`hotline poll` on feeds and pages served over HTTP: what is kept, what is flagged, what is alerted once."""

import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.hotline import Hotline
from tests.support.newsroom import Item, Newsroom, defence_call

NOW = datetime(2024, 7, 16, 9, 0, tzinfo=UTC)
AT = ("--now", "2024-07-16T09:00Z")

TALKS = Item(
    slug="talks",
    title="Defence chiefs of two rival powers break a long silence",
    summary="The American and Russian defence ministers talked by telephone, their staffs said.",
    body=(
        "Defense Secretary Lloyd Austin and his Russian counterpart, Andrei Belousov, spoke by telephone on Friday, "
        "the Pentagon said.\n"
        "It was the second conversation of the two since Belousov took over from Sergei Shoigu in the spring.\n"
        "The Russian Defense Ministry said that the danger of an escalation around Ukraine had been discussed, and "
        "that Moscow had asked for the call.\n"
        "A Pentagon spokeswoman would not go into the details of the conversation."
    ),
    published=NOW - timedelta(hours=5),
)
FESTIVAL = Item(
    slug="festival",
    title="Austin gets ready for a week of music",
    summary="The Texas capital expects a hundred thousand guests.",
    body=(
        "Stages are going up along the river in Austin, Texas, where the city's music week opens on Thursday.\n"
        "Hotels are full, the mayor of Austin said, and the Defense Department lends a bridge to the organisers.\n"
        "A choir from Russia and a band from Brazil are on the bill of the opening night."
    ),
    published=NOW - timedelta(hours=4),
)


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom("world") as newsroom:
        yield newsroom


@pytest.fixture
def hotline(room: Newsroom, tmp_path: Path) -> Hotline:
    return Hotline(tmp_path / "installation", room)


def test_names_that_stand_only_in_the_body_are_found_and_a_city_is_not_an_official(
    room: Newsroom, hotline: Hotline
) -> None:
    room.add("world", TALKS)
    room.add("world", FESTIVAL)
    counts = hotline.poll(*AT)
    assert (counts["feeds"], counts["fetched"], counts["entries_new"], counts["alerts"]) == (1, 1, 2, 2)
    contact, alert = sorted(hotline.read_alerts(), key=lambda one: one["kind"])
    assert (contact["kind"], contact["priority"]) == ("contact", "high")
    assert contact["reason"].startswith("new contact: phone call, 2024-07-12, Lloyd Austin – Andrei Belousov, init")
    assert contact["reason"].endswith(", held")
    assert (contact["contact"] is None, contact["story"]) == (False, alert["story"])
    assert alert["kind"] == "mention"
    assert alert["priority"] == "normal"
    assert alert["officials"] == ["austin", "belousov", "shoigu"]
    assert alert["names"] == ["Lloyd Austin", "Andrei Belousov", "Sergei Shoigu"]
    assert "spoke by telephone" in alert["sentence"]
    assert alert["title"] == TALKS.title
    shown = json.loads(hotline.call("explain", alert["article"], "--json").stdout)
    assert shown["verdicts"][0]["relevant"] is True


def test_each_alert_is_raised_once_through_polls_kills_and_restarts(room: Newsroom, hotline: Hotline) -> None:
    room.add("world", TALKS)
    hotline.poll(*AT)
    assert hotline.poll(*AT)["alerts"] == 0
    for number in range(3):
        room.add("world", defence_call(number, NOW - timedelta(hours=1)))
        _poll_and_kill(hotline, 10 * (number + 1), seconds=1.2 + 0.5 * number)
    hotline.poll(*_later(40))
    assert hotline.poll(*_later(50))["alerts"] == 0
    told = sorted((alert["title"], alert["kind"]) for alert in hotline.read_alerts())
    titles = [TALKS.title, *(defence_call(number).title for number in range(3))]
    assert told == sorted((title, kind) for title in titles for kind in ("contact", "mention"))
    assert len(hotline.read_lines()) == 8


def _later(minutes: int) -> tuple[str, str]:
    """What a killed process had begun is taken up minutes later: a clock that stood still would never come to it."""
    return "--now", f"{NOW + timedelta(minutes=minutes):%Y-%m-%dT%H:%MZ}"


def _poll_and_kill(hotline: Hotline, minutes: int, seconds: float) -> None:
    running = subprocess.Popen(
        hotline.command("poll", "--all", *_later(minutes)),
        cwd=hotline.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    running.kill()
    running.wait(10)


def test_old_items_of_a_new_feed_are_stored_and_not_alerted(room: Newsroom, hotline: Hotline) -> None:
    room.add("world", replace(TALKS, published=NOW - timedelta(days=3)))
    counts = hotline.poll(*AT)
    assert (counts["entries_new"], counts["articles"], counts["alerts"]) == (1, 1, 0)
    assert hotline.read_alerts() == []


def test_a_page_that_is_down_is_said_and_tried_again(room: Newsroom, hotline: Hotline) -> None:
    item = replace(TALKS, broken=True)
    room.add("world", item)
    counts = hotline.poll(*AT)
    assert counts["articles"] == 1
    (contact,) = hotline.read_alerts()
    assert contact["kind"] == "contact"
    assert "503" in (hotline.root / "logs" / "hotline.log").read_text(encoding="utf-8")
    item.broken = False
    assert hotline.poll("--now", "2024-07-16T09:05Z")["articles"] == 0
    hotline.poll("--now", "2024-07-16T10:05Z")
    (mention,) = (alert for alert in hotline.read_alerts() if alert["kind"] == "mention")
    assert [alert["kind"] for alert in hotline.read_alerts()].count("contact") == 1
    assert mention["officials"] == ["austin", "belousov", "shoigu"]


def test_an_item_that_changed_is_read_again_and_alerts_only_whom_it_adds(room: Newsroom, hotline: Hotline) -> None:
    room.add("world", TALKS)
    hotline.poll(*AT)
    room.feeds["world"][0] = replace(
        TALKS,
        summary="Updated: the chief of the General Staff listened in.",
        body=f"{TALKS.body}\nValery Gerasimov, chief of the Russian General Staff, was on the line too.",
    )
    assert hotline.poll("--now", "2024-07-16T10:00Z")["entries_new"] == 0
    alerts = hotline.read_alerts()
    first, second = (alert for alert in alerts if alert["kind"] == "mention")
    assert second["officials"] == ["gerasimov"]
    assert {alert["story"] for alert in alerts} == {first["story"]}
    assert {alert["kind"] for alert in alerts} <= {"contact", "mention", "revision"}


def test_a_low_alert_is_logged_and_shown_only_when_asked_for(room: Newsroom, hotline: Hotline) -> None:
    profile = Item(
        "profile",
        "Sergei Shoigu opens a ski lodge",
        "Sergei Shoigu, once minister, cut a ribbon in Tuva.",
        "Sergei Shoigu cut the ribbon of a ski lodge in Tuva on Sunday.\nThe lodge has forty beds and a sauna.",
        NOW - timedelta(hours=2),
    )
    room.add("world", profile)
    hotline.poll(*AT)
    (alert,) = hotline.read_alerts()
    assert (alert["kind"], alert["priority"]) == ("mention", "low")
    assert hotline.call("alerts").stdout == ""
    assert alert["id"] in hotline.call("alerts", "--low").stdout


def test_no_feed_at_all_can_be_reached(room: Newsroom, hotline: Hotline) -> None:
    room.down = True
    counts = hotline.poll(*AT)
    assert (counts["failed"], counts["alerts"]) == (1, 0)
    (state,) = json.loads(hotline.call("feeds", "health", "--json").stdout)
    assert state["state"] == "failing"
    assert "503" in state["last_error"]
    assert state["next_due"] is not None
