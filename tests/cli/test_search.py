"""`hotline search` on what a poll of five feeds left; and the index made anew."""

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy import text

from service.adapters.store.engine import Database
from service.cli.search import lay_out_hit
from service.config import load_settings
from service.model.views import ArticleHead, SearchHit, Snippet
from tests.support.command import install, run
from tests.support.ledger_desk import NOW
from tests.support.store import NOW as INSTANT


def search(config: Path, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(config, "search", "--json", *words).stdout)
    return found


def test_any_form_of_a_name_finds_the_article(ledger_desk: Path) -> None:
    found = search(ledger_desk, "Белоусов")
    assert found["items"]
    for item in found["items"]:
        shown = [(part["text"], mark) for part in (item["title"], item["snippet"]) for mark in part["marks"]]
        assert shown
        assert all(text[start:end].lower().startswith("белоусов") for text, (start, end) in shown)
    same = search(ledger_desk, "БЕЛОУСОВУ")
    assert [item["id"] for item in same["items"]] == [item["id"] for item in found["items"]]


def test_filters_and_pages(ledger_desk: Path) -> None:
    whole = search(ledger_desk)
    assert [item["published"] for item in whole["items"]] == sorted(
        (item["published"] for item in whole["items"]), reverse=True
    )
    russian = search(ledger_desk, "--lang", "ru", "--from", "2024-01-01", "--to", "2024-12-31")
    assert {item["lang"] for item in russian["items"]} == {"ru"}
    first = search(ledger_desk, "-n", "1")
    second = search(ledger_desk, "-n", "1", "--before", first["next"])
    assert [first["items"][0], second["items"][0]] == whole["items"][:2]
    assert search(ledger_desk, "--outlet", "Nobody")["items"] == []


def test_a_person_reads_lines_of_eighty_columns(ledger_desk: Path) -> None:
    told = run(ledger_desk, "search", "minister")
    lines = told.stdout.splitlines()
    assert lines
    assert all(len(line) <= 80 for line in lines)
    assert lines[0].startswith("2024-06-")
    none = run(ledger_desk, "search", "nowhere", "-n", "1")
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "nothing found for nowhere\n")
    unknown = run(ledger_desk, "search", "--official", "nobody").stderr
    assert unknown.startswith("nothing found\n(no article that fits names 'nobody'")
    assert "no word to look for" in run(ledger_desk, "search", "?!").stderr
    assert run(ledger_desk, "search", "--before", "xx").exit_code == 2


def test_what_an_article_says_cannot_forge_a_line() -> None:
    evil = "Aus\x1b[31mtin\n2024-01-01 forged\u202e line  here"
    head = ArticleHead("a", evil, "", "Out\nlet", "en", None, None, INSTANT, INSTANT, False)
    hit = SearchHit(head, Snippet("title", evil, ((12, 30),)), Snippet("body", evil * 9, (), True, True))
    lines = click.unstyle(lay_out_hit(hit, 80)).splitlines()
    assert lines[0] == "2026-03-01 12:00  en  a  Out let"
    assert lines[1] == "  Aus [31mtin 2024-01-01 forged line here"
    assert not any(char in "".join(lines) for char in "\x1b\u202e")
    assert all(line.startswith("  ") and len(line) <= 80 for line in lines[1:])


def test_an_index_that_has_lost_something_is_made_anew(own_desk: Path) -> None:
    before = search(own_desk, "Austin")
    database = Database(load_settings(own_desk).database, pooled=False)
    database.write(lambda connection: connection.execute(text("DELETE FROM article_index")))
    database.close()
    assert search(own_desk, "Austin")["items"] == []
    told = run(own_desk, "db", "check")
    assert told.exit_code == 1
    assert "articles that no search finds; `hotline db rebuild --search`" in told.stderr
    done = run(own_desk, "db", "rebuild", "--search")
    assert (done.exit_code, done.stdout.endswith(" indexed\n")) == (0, True)
    assert run(own_desk, "db", "check").exit_code == 0
    assert search(own_desk, "Austin") == before
    assert run(own_desk, "db", "rebuild", "--now", NOW).exit_code == 2


def test_before_the_first_poll_nothing_is_found(tmp_path: Path) -> None:
    config = install(tmp_path)
    assert run(config, "search", "austin").exit_code == 0
