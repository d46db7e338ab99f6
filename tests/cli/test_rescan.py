"""`hotline rescan` on a small archive: each command a process of its own."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.hotline import Hotline
from tests.support.newsroom import Item, Newsroom, defence_call

PETRENKO = "  - {id: petrenko, name: Oksana Petrenko, side: ru, names: {ru: Оксана Ивановна Петренко}}\n"


def add_official(hotline: Hotline, line: str = PETRENKO) -> None:
    watch = hotline.config / "watch.yaml"
    watch.write_text(watch.read_text(encoding="utf-8").replace("officials:\n", f"officials:\n{line}", 1), "utf-8")


def publish(room: Newsroom) -> None:
    """A call that names Petrenko too, fresh and old; an item that names only her, fresh and old; a fair."""
    now = datetime.now(UTC)
    for age, name in ((timedelta(hours=3), "night"), (timedelta(days=9), "old")):
        call = defence_call(len(name))
        call.slug, call.published = f"call-{name}", now - age
        call.body += "\nGeneral Oksana Petrenko took part in the conversation, the Russian ministry said."
        room.add("wire", call)
        title = f"Oksana Petrenko opens a museum, {name} edition"
        body = f"Oksana Petrenko opened a museum of maps on Monday, {name} readers learned.\n" * 3
        room.add("wire", Item(f"museum-{name}", title, "Maps of all ages are shown.", body, now - age))
    room.add("wire", Item("fair", "Village fair opens", "Jams and pies.", "Jams, pies and a brass band."))


def rescan(hotline: Hotline, *words: str) -> dict[str, object]:
    counts: dict[str, object] = json.loads(hotline.call("rescan", "--json", *words).stdout)
    return counts


def test_an_added_official_tells_what_the_night_brought_and_no_more(tmp_path: Path) -> None:
    with Newsroom("wire") as room:
        publish(room)
        hotline = Hotline(tmp_path, room)
        assert hotline.poll()["articles"] == 2
        before = hotline.read_alerts()
        assert sorted(alert["kind"] for alert in before) == ["contact", "mention"]
        assert {tuple(sorted(alert["officials"])) for alert in before} == {("belousov", "hegseth")}
        unchanged = rescan(hotline)
        assert (unchanged["changed"], unchanged["reopened"], unchanged["alerts"]) == (0, 0, 0)

        add_official(hotline)
        assert rescan(hotline) == {
            "articles": 2, "entries": 3, "changed": 2, "matched": 0, "unmatched": 0, "reopened": 2, "alerts": 1,
            "officials": {"petrenko": 2},
        }  # fmt: skip
        # Written to the log by the rescan itself, not left for the daemon.
        (told,) = hotline.read_alerts()[len(before) :]
        assert (told["officials"], told["kind"]) == (["petrenko"], "mention")
        assert "Petrenko took part" in told["sentence"]

        assert rescan(hotline)["changed"] == 0
        polled = hotline.poll()
        assert (polled["articles"], polled["alerts"]) == (2, 1)
        (museum,) = hotline.read_alerts()[len(before) + 1 :]
        assert museum["title"] == "Oksana Petrenko opens a museum, night edition"
        again = rescan(hotline)
        assert (again["articles"], again["changed"], again["reopened"], again["alerts"]) == (4, 0, 0, 0)


def test_it_says_what_it_did_in_words(tmp_path: Path) -> None:
    with Newsroom("wire") as room:
        publish(room)
        hotline = Hotline(tmp_path, room)
        hotline.poll()
        add_official(hotline)
        said = hotline.call("rescan").stdout
    assert [line for line in said.splitlines() if len(line) > 80] == []
    assert said.startswith("2 articles and 3 dropped items judged by the watch ")
    assert "\n2 articles judged otherwise than before.\n" in said
    assert "\n  Oksana Petrenko: newly named in 2 articles\n" in said
    assert "\n2 dropped items may concern the watch now: the pages are read by the next" in said
    assert said.endswith("\n1 alert raised.\n")


def test_what_no_longer_matches_stays_stored(tmp_path: Path) -> None:
    with Newsroom("wire") as room:
        now = datetime.now(UTC)
        room.add("wire", Item("museum", "Oksana Petrenko opens a museum", "Maps.", "Maps of all ages. " * 9, now))
        hotline = Hotline(tmp_path, room)
        watch = hotline.config / "watch.yaml"
        shipped = watch.read_text(encoding="utf-8")
        add_official(hotline)
        assert hotline.poll()["articles"] == 1
        watch.write_text(shipped, encoding="utf-8")
        counts = rescan(hotline)
        assert (counts["articles"], counts["changed"], counts["unmatched"]) == (1, 1, 1)
        assert rescan(hotline)["articles"] == 1


def test_a_page_that_was_read_and_dropped_is_read_once_more_by_another_watch(tmp_path: Path) -> None:
    with Newsroom("wire") as room:
        # The summary lets it pass; the page names nobody that is tracked yet.
        body = "Grain prices fell. Oksana Petrenko, who counts ships in the port, said that few had come.\n" * 3
        room.add("wire", Item("grain", "US and Russian sides differ on grain", "The Kremlin had no comment.", body))
        hotline = Hotline(tmp_path, room)
        assert hotline.poll()["articles"] == 0
        assert room.hits["/grain.html"] == 1
        assert rescan(hotline)["reopened"] == 0
        add_official(hotline)
        assert rescan(hotline)["reopened"] == 1
        assert hotline.poll()["alerts"] == 1
        assert room.hits["/grain.html"] == 2


def test_it_is_refused_beside_a_running_daemon(tmp_path: Path) -> None:
    with Newsroom("wire") as room:
        hotline = Hotline(tmp_path, room)
        daemon = hotline.start()
        try:
            daemon.wait_ready()
            refused = hotline.call("rescan", check=False)
        finally:
            daemon.stop()
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith("hotline: a rescan needs the database to itself, and another Hotline works on")
    assert "stop it, rescan, and start it again" in refused.stderr
