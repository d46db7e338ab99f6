"""How pages word days, spans and numbers, and what becomes of outside text on its way into one."""

from datetime import UTC, datetime, timedelta

import pytest

from service.web.words import (
    count,
    find_language_tag,
    finish,
    make_query,
    word_ago,
    word_bytes,
    word_date,
    word_slot,
    word_span,
)

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("two\nlines", "two lines"),
        (" a piece of text\u00a0", " a piece of text "),
        ("\u202eright to left\u202c", "right to left"),
        ("red \x1b[31mink", "red [31mink"),
        ("\n", " "),
        ("Белоусов", "Белоусов"),
    ],
)
def test_outside_text_keeps_to_its_line_and_order(text: str, shown: str) -> None:
    assert finish(text) == shown


class Made(str):
    """What a template's macro has made."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def test_what_is_no_text_passes() -> None:
    assert finish(7) == 7
    assert finish(Made("<b>\n</b>")) == "<b>\n</b>"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "no time"), (1, "1 second"), (119, "119 seconds"), (120, "2 minutes"), (7200, "2 hours"), (172_800, "2 days")],
)
def test_spans(seconds: int, words: str) -> None:
    assert word_span(timedelta(seconds=seconds)) == words


def test_what_was_and_what_is_to_come() -> None:
    assert word_ago(NOW - timedelta(hours=3), NOW) == "3 hours ago"
    assert word_ago(NOW + timedelta(minutes=4), NOW) == "in 4 minutes"
    assert word_ago(NOW, NOW) == "now"


def test_days_months_and_neither() -> None:
    assert word_date("2026-03-10") == "Tue 10 Mar 2026"
    assert word_date("2026-03") == "March 2026"
    assert word_date(None) == "day unknown"


def test_slots() -> None:
    assert word_slot("2026-03", "first_since") == "March 2026"
    assert word_slot("phone", "channel") == "Phone call"
    assert word_slot("ru", "initiator") == "Russia"
    assert word_slot("", "date") == ""


def test_numbers() -> None:
    assert [count(1, "day"), count(1234, "day"), count(2, "copy", "copies")] == ["1 day", "1,234 days", "2 copies"]
    assert [word_bytes(812), word_bytes(14_200), word_bytes(3_100_000)] == ["812 B", "14.2 kB", "3.1 MB"]


@pytest.mark.parametrize(
    ("lang", "tag"),
    [
        ("en", "en"),
        ("zh-Hant", "zh-Hant"),
        ("pt-BR", "pt-BR"),
        ("xx", ""),
        ("", ""),
        (None, ""),
        ('en" x', ""),
        ("EN", ""),
    ],
)
def test_only_known_languages_become_tags(lang: str | None, tag: str) -> None:
    assert find_language_tag(lang) == tag


def test_queries() -> None:
    assert make_query(q="a&b", lang="", before=None) == "?q=a%26b"
    assert make_query() == ""
