"""`hotline explain` on files: what it shows of an article, and what it says of one it cannot read."""

import json
import re
from pathlib import Path

import pytest

from tests.support.command import install, run

BODY = "U.S. Defense Secretary Lloyd Austin spoke by phone with Russian Defense Minister Andrei Belousov on Tuesday."


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(tmp_path_factory.mktemp("explain"))


def test_a_text_is_explained_with_its_marks_and_the_sum(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "call.txt"
    file.write_text(f"US, Russia defense chiefs hold talks\n\n{BODY}\n", encoding="utf-8")
    done = run(config, "explain", str(file))
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "US, Russia defense chiefs hold talks"
    assert [line for line in lines if len(line) > 80 and str(tmp_path) not in line] == []
    assert "triage     passes, " in done.stdout
    assert "flagged    Lloyd Austin: «Lloyd Austin» in the body, full name" in done.stdout
    assert "us-russia-defense-contacts: relevant; " in done.stdout
    assert "*Lloyd Austin*" in done.stdout
    assert "*Andrei Belousov*" in " ".join(lines)
    points = [float(line.split()[0]) for line in lines if line.strip().startswith("+")]
    (total,) = [float(line.split()[0]) for line in lines if line.endswith(" is the sum")]
    assert sum(points) == total


def test_signs_stand_right_at_the_words_where_marks_meet(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "signs.txt"
    file.write_text(f"Talks\n\nThe Pentagon chief Lloyd Austin rang. {BODY}\n", encoding="utf-8")
    shown = run(config, "explain", str(file)).stdout
    body = " ".join(shown[shown.index("[body]") :].split())
    assert re.findall(r"(?<!\S)[*=_](?!\S)", body) == [], "a sign that stands alone belongs to nothing"
    for sign in "*=_":
        marked = body.split(sign)[1::2]
        assert [text for text in marked if text != text.strip() or not text] == []


def test_scan_tells_of_a_language_without_a_pack(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "ro.jsonl"
    text = "Ministrul apărării Andrei Belousov a vorbit la telefon cu omologul său american, a anunțat guvernul."
    file.write_text(json.dumps({"id": "r", "published": "2025-06-01T10:00:00Z", "title": text, "body": text}) + "\n")
    (answer,) = [json.loads(line) for line in run(config, "scan", str(file)).stdout.splitlines()]
    assert answer["officials"] == ["Andrei Belousov"]
    assert answer["notes"] == ["no pack for the language ro: only names were looked for"]
    assert "only names were looked for" in " ".join(run(config, "explain", str(file)).stdout.split())


def test_what_is_dropped_says_where_and_what_was_missing(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "fair.json"
    file.write_text(json.dumps({"id": "f", "title": "Fair opens", "body": "Jams and pies."}, indent=1))
    done = run(config, "explain", str(file))
    assert done.exit_code == 0
    assert "triage     drops it: nothing in title or summary concerns the watch" in done.stdout
    assert "flagged    no official is named" in done.stdout
    assert "not relevant; 0 points" in done.stdout
    assert "missing: " in done.stdout


def test_a_page_is_explained_by_its_text(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    text = "".join(f"<p>{BODY} The two sides agreed to keep the line open, they said.</p>" for _ in range(3))
    file.write_text(
        f"<html lang='en'><head><title>Talks held</title></head><body><article><h1>Talks held</h1>{text}</article>"
        "</body></html>"
    )
    explained = json.loads(run(config, "explain", str(file), "--json").stdout)
    assert explained["title"] == "Talks held"
    assert {mention["official"] for mention in explained["mentions"]} >= {"austin", "belousov"}
    for mention in explained["mentions"]:
        assert mention["end"] - mention["start"] == len(mention["quote"])
    (verdict,) = explained["verdicts"]
    assert verdict["relevant"] is True
    assert verdict["score"] == sum(evidence["weight"] for evidence in verdict["evidence"])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", "", "is empty"),
        ("empty.html", " \n", "is empty"),
        ("broken.json", "{", ":1: not JSON"),
        ("list.json", "[1]", ":1: not a JSON object"),
        ("bare.html", "<p></p>", ": no article text in it"),
    ],
)
def test_a_file_that_is_no_article_is_told_apart(
    config: Path, tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    done = run(config, "explain", str(tmp_path / name))
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"hotline: {tmp_path / name}")
    assert said in done.stderr


def test_what_is_neither_id_nor_file_nor_url_is_said_so(config: Path) -> None:
    done = run(config, "explain", "0123456789abcdef")
    assert done.exit_code == 1
    assert done.stderr == "hotline: 0123456789abcdef: no article of this id, no such file, and no URL\n"
    live = run(config, "explain", "http://127.0.0.1:9/never-seen")
    assert live.exit_code == 1
    assert "allow_private" in live.stderr


def test_names_that_did_not_count_are_shown_with_the_reason(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "singer.txt"
    file.write_text("A quiet evening\n\nJames Brown sang, and Austin was full of visitors.\n", encoding="utf-8")
    done = run(config, "explain", str(file))
    assert done.exit_code == 0, done.stderr
    assert "flagged    no official is named" in done.stdout
    assert "rejected   CQ Brown: «Brown» in the body, another given name stands before it" in done.stdout
    told = json.loads(run(config, "explain", str(file), "--json").stdout)
    assert told["mentions"] == []
    assert {name["official"] for name in told["doubtful"]} == {"cq-brown", "austin"}
    assert all(name["reason"] and name["quote"] in {"Brown", "Austin"} for name in told["doubtful"])


def test_a_language_without_a_pack_is_told(config: Path, tmp_path: Path) -> None:
    file = tmp_path / "gesprek.txt"
    file.write_text(
        "Gesprek\n\nDe Russische minister van Defensie Andrej Belousov sprak met zijn ambtgenoot Pete Hegseth.\n",
        encoding="utf-8",
    )
    done = run(config, "explain", str(file))
    assert done.exit_code == 0, done.stderr
    assert "note       no pack for the language nl: only names were looked for" in done.stdout
    assert "flagged    Andrei Belousov" in done.stdout
    # What held is in the sum, and not among what was missing.
    assert "+4  officials-in-article: " in done.stdout
    assert "missing: officials-in-article" not in done.stdout
    assert json.loads(run(config, "explain", "--json", str(file)).stdout)["notes"]
