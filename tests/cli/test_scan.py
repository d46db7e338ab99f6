"""`hotline scan`: the shape of its answers, their order, and what it says of a file that cannot be read."""

import json
from pathlib import Path

import pytest

from tests.support.command import install, run

KEYS = ["id", "relevant", "topics", "score", "officials", "implied", "story", "triage", "contact", "why", "notes"]
CALL = {
    "id": "call",
    "url": "https://example.org/call",
    "published": "2024-06-25T18:00:00Z",
    "outlet": "Example",
    "lang": "en",
    "title": "US, Russia defense chiefs hold talks",
    "summary": "The two spoke by telephone.",
    "body": "U.S. Defense Secretary Lloyd Austin spoke by phone with Russian Defense Minister Andrei Belousov.",
}
FAIR = {"id": "fair", "published": "2024-06-24T18:00:00Z", "title": "Fair opens", "body": "Jams and pies."}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(tmp_path_factory.mktemp("scan"))


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_one_answer_a_line_in_the_order_of_the_file(config: Path, tmp_path: Path) -> None:
    # The later article stands first; stories are formed by date all the same.
    file = write(tmp_path / "a.jsonl", CALL, FAIR, {**CALL, "id": "copy", "published": "2024-06-25T19:00:00Z"})
    done = run(config, "scan", str(file))
    assert done.exit_code == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["call", "fair", "copy"]
    assert [list(answer) for answer in answers] == [KEYS] * 3
    call, fair, copy = answers
    assert call["relevant"] is True
    assert call["officials"] == ["Andrei Belousov", "Lloyd Austin"]
    assert call["triage"] is True
    assert {"rule", "where", "quote"} == set(call["why"][0])
    assert list(call["contact"]) == [
        "id", "date", "channel", "us", "ru", "initiator", "status", "us_account", "ru_account", "claims_first_since",
    ]  # fmt: skip
    assert copy["story"] == call["story"] != fair["story"]
    assert copy["contact"]["id"] == call["contact"]["id"]
    assert (fair["relevant"], fair["officials"], fair["contact"]) == (False, [], None)


def test_standard_input_and_config_behind_the_name(config: Path, tmp_path: Path) -> None:
    raw = (json.dumps(FAIR) + "\n\n" + json.dumps(CALL)).encode()
    assert run(config, "scan", "-", stdin=raw).stdout.count("\n") == 2
    behind = run(None, "scan", "-", "--config", str(config), stdin=raw)
    assert behind.stdout == run(config, "scan", "-", stdin=b"\xef\xbb\xbf" + raw).stdout


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "x", ', "not JSON: "),
        (b"[1, 2]", "not a JSON object"),
        (b'{"title": "no id"}', "`id` is missing"),
        (
            b'{"id": "x", "published": "tuesday"}',
            "`published` is 'tuesday'; write an instant like 2024-06-26T00:00:00Z",
        ),
        (b'{"id": "x", "published": 5}', "`published` is 5; write an instant"),
        (b'{"id": "x", "title": ["a"]}', "`title` must be a text or null"),
        (b'{"id": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_broken_line_is_named_and_nothing_is_answered(config: Path, tmp_path: Path, line: bytes, reason: str) -> None:
    file = tmp_path / "b.jsonl"
    file.write_bytes(json.dumps(FAIR).encode() + b"\n\n" + line + b"\n")
    done = run(config, "scan", str(file))
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"hotline: {file}:3: {reason}")
    assert "each line must be a JSON object with id, url" in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_empty_file_has_no_answers(config: Path, tmp_path: Path) -> None:
    done = run(config, "scan", str(write(tmp_path / "empty.jsonl")))
    assert (done.exit_code, done.output) == (0, "")


def test_a_file_that_is_not_there_is_bad_usage(config: Path) -> None:
    assert run(config, "scan", "nowhere.jsonl").exit_code == 2


def test_a_watch_without_a_topic_cannot_scan(tmp_path: Path) -> None:
    config = install(tmp_path)
    (config / "watch.yaml").write_text("officials:\n  - {id: a, name: Lloyd Austin, side: us}\n", encoding="utf-8")
    done = run(config, "scan", "-", stdin=b"")
    assert done.exit_code == 2
    assert done.stderr.startswith(f"{config / 'watch.yaml'}: no topic")
