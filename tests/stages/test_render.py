"""An alert is one line, whatever the feed put into it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.model.alert import AlertKind
from service.stages.render import fold_line, read_json_id, read_text_id, render_json, render_text, shorten
from tests.support.articles import make_alert

HOSTILE = [
    "one\ntwo",
    "one\r\ntwo",
    "one\u2028two\u2029three\x85four\x0bfive\x0csix",
    "\x1b[2J\x1b]0;owned\x07 title \x9b31m",
    "\u202etxt.exe\u2066\u2069\u200f",
    'quote " brace {level} {0} %s \\',
    "\ud800 lone surrogate",
    "2026-03-10T12:00:00Z high   contact  ffffffffffffffff forged: line",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_a_line(text: str) -> None:
    url = f"https://example.org/{text}"
    alert = make_alert(title=text, sentence=text, outlet=text, url=url, official_names=(text,))
    for line in (render_text(alert), render_json(alert)):
        assert len(line.splitlines()) == 1
        assert line.isprintable()
        line.encode("utf-8")
    assert read_text_id(render_text(alert)) == alert.id
    assert read_json_id(render_json(alert)) == alert.id


@given(st.text())
def test_any_text_is_one_printable_line(text: str) -> None:
    folded = fold_line(text)
    assert len(folded.splitlines()) <= 1
    assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in folded)
    folded.encode("utf-8")


def test_the_json_line_says_all() -> None:
    record = json.loads(render_json(make_alert(title="Белоусов и «Остин»")))
    assert record["title"] == "Белоусов и «Остин»"
    assert record["officials"] == ["austin"]
    assert record["names"] == ["Lloyd Austin"]
    assert record["time"] == "2026-03-10T12:00:00Z"
    wanted = {"id", "kind", "priority", "time", "officials", "names", "title", "outlet", "url", "sentence", "rule"}
    assert wanted <= record.keys()
    assert {"story", "article"} <= record.keys()


def test_the_readable_line_names_who_first() -> None:
    line = render_text(make_alert())
    assert line == (
        "2026-03-10T12:00:00Z normal mention  0000000000000001 Lloyd Austin: Two ministers speak (Example Times)"
        " | «Austin spoke.» | https://example.org/call"
    )


def test_an_id_in_a_headline_is_not_taken_for_the_lines_own() -> None:
    forged = f"{'f' * 16} x"
    assert read_text_id(render_text(make_alert(title=forged, official_names=(forged,)))) == f"{1:016x}"
    assert read_text_id("no alert at all") is None
    assert read_json_id('{"id": 5}') is None
    assert read_json_id('["id"]') is None
    assert read_json_id('{"id": "0000') is None


def test_a_long_sentence_is_cut_at_a_word() -> None:
    assert shorten("one two three four", 12) == "one two…"
    assert shorten("short", 12) == "short"
    assert len(shorten("x" * 50, 12)) == 12


def test_an_alert_of_the_ledger_tells_what_happened() -> None:
    reason = "new contact: phone call, 2026-03-09, Lloyd Austin – Andrei Belousov, initiator unknown, held"
    alert = make_alert(kind=AlertKind.CONTACT, reason=reason, contact_id="c1")
    assert f" {reason}: Two ministers speak (Example Times)" in render_text(alert)
    assert json.loads(render_json(alert))["contact"] == "c1"
    assert json.loads(render_json(make_alert()))["contact"] is None
