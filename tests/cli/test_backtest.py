"""`hotline backtest` on a small archive: each command a process of its own."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.hotline import Hotline
from tests.support.newsroom import Item, Newsroom, defence_call

PETRENKO = "  - {id: petrenko, name: Oksana Petrenko, side: ru, names: {ru: Оксана Ивановна Петренко}}\n"


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """An archive of one call, which names Petrenko too; a museum of hers, and a fair, both dropped."""
    with Newsroom("wire") as room:
        call = defence_call(1)
        call.body += "\nGeneral Oksana Petrenko took part in the conversation, the Russian ministry said."
        room.add("wire", call)
        room.add("wire", Item("museum", "Oksana Petrenko opens a museum", "Maps of all ages are shown.", "Maps."))
        room.add("wire", Item("fair", "Village fair opens", "Jams and pies.", "Jams, pies and a brass band."))
        installed = Hotline(tmp_path_factory.mktemp("backtest"), room)
        assert installed.poll()["articles"] == 1
        yield installed


def write_watch(hotline: Hotline, path: Path, old: str, new: str) -> Path:
    shipped = (hotline.config / "watch.yaml").read_text(encoding="utf-8")
    assert old in shipped
    path.write_text(shipped.replace(old, new, 1), encoding="utf-8")
    return path


def compare(hotline: Hotline, watch: Path, *words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(hotline.call("backtest", str(watch), "--json", *words).stdout)
    return answer


def test_an_added_official_is_flagged_with_examples_and_nothing_is_written(hotline: Hotline, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    write_watch(hotline, folder / "watch.yaml", "officials:\n", f"officials:\n{PETRENKO}")
    before = dump(hotline)
    log = hotline.read_lines()
    found = compare(hotline, folder)
    assert (found["articles"], found["items"]) == (1, 2)
    assert found["running"] == {"opened": 1, "kept": 1, "flagged": 1, "alerted": 1}
    assert found["changed"] == {"opened": 2, "kept": 2, "flagged": 2, "alerted": 2}
    flagged = next(change for change in found["changes"] if change["what"] == "flagged")
    assert (flagged["subject"], flagged["more"], flagged["less"]) == ("Oksana Petrenko", 2, 0)
    whys = {example["title"]: example["why"] for example in flagged["gained"]}
    assert whys["Oksana Petrenko opens a museum"] == "«Oksana Petrenko» in the title, full name"
    assert {datetime.fromisoformat(e["published"]).date() for e in flagged["gained"]} <= {datetime.now(UTC).date()}
    assert dump(hotline) == before
    assert hotline.read_lines() == log


def test_what_is_lost_says_what_was_missing(hotline: Hotline, tmp_path: Path) -> None:
    watch = write_watch(hotline, tmp_path / "without.yaml", "threshold: ", "threshold: 11")
    found = compare(hotline, watch)
    (relevant,) = found["changes"]
    assert (relevant["what"], relevant["more"], relevant["less"]) == ("relevant", 0, 1)
    assert relevant["lost"][0]["why"].startswith("score ")
    assert found["changed"] == found["running"], "the officials keep it"
    assert compare(hotline, watch, "--examples", "0")["changes"][0]["lost"] == []


def test_it_reads_well_at_eighty_columns_beside_a_daemon(hotline: Hotline, tmp_path: Path) -> None:
    watch = write_watch(hotline, tmp_path / "new.yaml", "officials:\n", f"officials:\n{PETRENKO}")
    daemon = hotline.start()
    try:
        daemon.wait_ready()
        said = hotline.call("backtest", str(watch)).stdout
    finally:
        daemon.stop()
    assert [line for line in said.splitlines() if len(line) > 80] == []
    assert said.startswith("1 article and 2 dropped items compared.\n")
    assert "\nkept               1         2\n" in said
    assert "\nnewly flagged: Oksana Petrenko: 2\n" in said
    assert "\n  Oksana Petrenko opens a museum\n" in said
    assert "Outlet wire" in said


def test_the_same_watch_changes_nothing(hotline: Hotline) -> None:
    said = hotline.call("backtest", str(hotline.config)).stdout.replace("\n", " ")
    assert "Nothing differs: the two watches say the same" in said


def test_a_change_that_meets_no_text_is_told_from_no_change(hotline: Hotline, tmp_path: Path) -> None:
    watch = write_watch(hotline, tmp_path / "other.yaml", "side: us", "side: us\n    never: [Nobody Street]")
    said = hotline.call("backtest", str(watch)).stdout.replace("\n", " ")
    assert "Nothing differs: the watches are not the same" in said


def test_a_broken_watch_is_told_with_its_place(hotline: Hotline, tmp_path: Path) -> None:
    watch = write_watch(hotline, tmp_path / "broken.yaml", "side: us", "side: usa")
    done = hotline.call("backtest", str(watch), check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"{watch}:" in done.stderr
    nowhere = hotline.call("backtest", str(tmp_path / "nowhere"), check=False)
    assert nowhere.returncode == 2
    assert "there is no such folder, and no such file" in nowhere.stderr


def dump(hotline: Hotline) -> dict[str, list[tuple[Any, ...]]]:
    """All rows by table. The full-text table cannot be read as a whole; those that it keeps its words in are."""
    with closing(sqlite3.connect(f"file:{hotline.root / 'data' / 'hotline.db'}?mode=ro", uri=True)) as connection:
        tables = [name for _, name, kind, *_ in connection.execute("PRAGMA table_list") if kind != "virtual"]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in tables}
