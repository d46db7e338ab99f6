"""The alert log on a real disk: one line an alert, torn lines cut, rotated files searched, a full disk survived."""

import json
import resource
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.adapters.alert_log import AlertLog, open_alert_logs
from service.errors import DeliveryError
from service.model.settings import LogSettings
from tests.support.articles import make_alert


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[tuple[AlertLog, AlertLog]]:
    opened = open_alert_logs(LogSettings(dir=tmp_path / "logs"))
    yield opened
    for log in opened:
        log.close()


def read_ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_alert_is_one_line_in_each_file(logs: tuple[AlertLog, AlertLog], tmp_path: Path) -> None:
    alerts = [make_alert(number, title="{braces} <b>%s</b>\nBREAK") for number in (1, 2)]
    for log in logs:
        log.write(alerts)
        log.write([make_alert(3)])
    assert read_ids(tmp_path / "logs/alerts.jsonl") == [f"{number:016x}" for number in (1, 2, 3)]
    lines = (tmp_path / "logs/alerts.log").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert "{braces} <b>%s</b> BREAK" in lines[0]


def test_a_torn_last_line_is_cut_and_not_found(logs: tuple[AlertLog, AlertLog], tmp_path: Path) -> None:
    for log, name in zip(logs, ("alerts.jsonl", "alerts.log"), strict=True):
        log.write([make_alert(1), make_alert(2)])
        log.close()
        path = tmp_path / "logs" / name
        whole = path.read_bytes()
        path.write_bytes(whole[:-9])
        assert log.find_written([f"{1:016x}", f"{2:016x}"]) == {f"{1:016x}"}
        log.write([make_alert(2)])
        assert path.read_bytes() == whole


def test_a_line_that_lost_its_line_break_to_an_editor_stays(logs: tuple[AlertLog, AlertLog], tmp_path: Path) -> None:
    for log, name in zip(logs, ("alerts.jsonl", "alerts.log"), strict=True):
        log.write([make_alert(1)])
        log.close()
        path = tmp_path / "logs" / name
        path.write_bytes(path.read_bytes().rstrip(b"\n"))
        log.write([make_alert(2)])
        assert log.find_written([f"{1:016x}", f"{2:016x}"]) == {f"{1:016x}", f"{2:016x}"}
        assert len(path.read_bytes().splitlines()) == 2


def test_a_first_line_that_was_torn_leaves_an_empty_file(logs: tuple[AlertLog, AlertLog], tmp_path: Path) -> None:
    path = tmp_path / "logs/alerts.jsonl"
    path.parent.mkdir()
    path.write_bytes(b'{"id": "' + b"0" * 100_000)
    assert logs[0].find_written(["0" * 16]) == frozenset()
    logs[0].write([make_alert(1)])
    assert read_ids(path) == [f"{1:016x}"]


def test_rotated_files_are_searched(tmp_path: Path) -> None:
    settings = LogSettings(dir=tmp_path, rotation="2 kB")
    log, text = open_alert_logs(settings)
    ids = [f"{number:016x}" for number in range(1, 21)]
    for number in range(1, 21):
        log.write([make_alert(number)])
        text.write([make_alert(number)])
    assert len(list(tmp_path.glob("alerts*.jsonl"))) > 2
    assert log.find_written([*ids, "f" * 16]) == set(ids)
    assert text.find_written([*ids, "f" * 16]) == set(ids)
    log.close()
    text.close()


def test_an_id_in_a_headline_is_not_taken_for_a_written_alert(logs: tuple[AlertLog, AlertLog]) -> None:
    victim = make_alert(7)
    for log in logs:
        log.write([make_alert(1, title=f"x {victim.id} mention {victim.id} y", url=f"https://e.org/{victim.id}")])
        assert log.find_written([victim.id]) == frozenset()


def test_a_full_disk_fails_aloud_and_leaves_whole_lines(logs: tuple[AlertLog, AlertLog], tmp_path: Path) -> None:
    log, path = logs[0], tmp_path / "logs/alerts.jsonl"
    log.write([make_alert(1)])
    size = path.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + size // 2, hard))
    try:
        with pytest.raises(DeliveryError, match=r"alerts\.jsonl"):
            log.write([make_alert(2), make_alert(3)])
        assert read_ids(path) == [f"{1:016x}"]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    log.write([make_alert(2), make_alert(3)])
    assert read_ids(path) == [f"{number:016x}" for number in (1, 2, 3)]


def test_a_folder_that_cannot_be_written_fails_aloud(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    log, _ = open_alert_logs(replace(LogSettings(), dir=blocked / "logs"))
    with pytest.raises(DeliveryError, match="outbox"):
        log.write([make_alert(1)])


def test_a_log_that_was_moved_away_is_begun_anew(logs: tuple[AlertLog, AlertLog], tmp_path: Path) -> None:
    path = tmp_path / "logs/alerts.jsonl"
    logs[0].write([make_alert(1)])
    path.rename(tmp_path / "logs/alerts.1.jsonl")
    logs[0].write([make_alert(2)])
    assert read_ids(path) == [f"{2:016x}"]
    assert logs[0].find_written([f"{1:016x}"]) == {f"{1:016x}"}
