"""`hotline stories` on what a poll of five feeds left: the list, one story, and a human's corrections."""

import json
from pathlib import Path
from typing import Any

from tests.support.command import install, run
from tests.support.ledger_desk import NOW


def list_json(config: Path, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(config, "stories", "--all", "--json", *words).stdout)
    return found


def test_a_copy_is_an_outlet_and_no_origin(ledger_desk: Path) -> None:
    call, preview = list_json(ledger_desk)
    assert (call["phase"], len(call["origins"]), len(call["outlets"]), call["articles"]) == ("event", 3, 4, 4)
    assert (call["langs"], preview["phase"]) == (["en", "ru"], "preview")
    head, line, _ = run(ledger_desk, "stories").stdout.splitlines()
    assert head.split() == ["id", "last", "phase", "orig", "outl", "contact", "headline"]
    assert f"{call['id'][:7]}  2024-06-25  event       3     4  {call['contact'][:7]}  {call['title']}" == line


def test_one_story_shows_whose_text_each_article_is(ledger_desk: Path) -> None:
    call = list_json(ledger_desk)[0]
    told = run(ledger_desk, "stories", call["id"][:6]).stdout
    assert told.startswith(f"{call['title']}\n{call['id']}; event; 3 origins, 4 outlets; 4 articles; en, ru; contact")
    assert told.count("  copies ") == 1
    members = json.loads(run(ledger_desk, "stories", "show", call["id"], "--json").stdout)["members"]
    copies = [member for member in members if member["copy_of"]]
    # Whichever of the two was read first is the text, the other its copy.
    assert [(copy["outlet"] in ("Reuters", "Harbour Gazette"), copy["origin"]) for copy in copies] == [
        (True, "Reuters")
    ]


def test_the_stories_of_a_contact(ledger_desk: Path) -> None:
    call, preview = list_json(ledger_desk)
    assert list_json(ledger_desk, "--contact", preview["contact"][:8]) == [preview]
    assert call["contact"] != preview["contact"]


def test_merged_stories_stay_one_and_a_split_one_stays_split(own_desk: Path) -> None:
    call, preview = list_json(own_desk)
    merged = run(own_desk, "stories", "merge", call["id"], preview["id"][:7], "--note", "one trip", "--now", NOW)
    assert (merged.exit_code, merged.stdout.endswith(": 5 articles, 4 origins\n")) == (0, True)
    (whole,) = list_json(own_desk)
    members = json.loads(run(own_desk, "stories", whole["id"], "--json").stdout)["members"]
    general = next(member["id"] for member in members if "generals" in member["title"])
    split = run(own_desk, "stories", "split", general, "--now", NOW)
    assert split.stdout.endswith(": 1 article, 1 origin\n")
    before = list_json(own_desk)
    assert sorted(story["articles"] for story in before) == [1, 4]
    assert run(own_desk, "db", "rebuild", "--ledger", "--now", NOW).exit_code == 0
    assert list_json(own_desk) == before


def test_mistakes_say_what_to_do(ledger_desk: Path, tmp_path: Path) -> None:
    call = list_json(ledger_desk)[0]
    for words, code, said in (
        (("show", call["id"][:6] + "q"), 1, f"did you mean {call['id']}?"),
        (("merge", call["id"], call["id"]), 2, "name two different stories at least"),
        (("split", "0123456789abcdef"), 1, "no stored article of this id or URL"),
        (("--contact", "c000000000000"), 1, "no contact of this id"),
        (("mergee", "x"), 2, "did you mean 'merge'?"),
    ):
        result = run(ledger_desk, "stories", *words)
        assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    empty = run(install(tmp_path), "stories", "--all")
    assert (empty.exit_code, empty.stdout, empty.stderr) == (0, "", "no stories\n")
