"""Kinds of namesakes, places, common words and misspellings, in every language: who is named, and how often.

`name_kinds.txt`: a line is `language|kind|year of publication|text|officials`, and behind `#`, where it matters, how
many mentions of them there are: the city beside the man is none.
"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.config.load import load_config
from service.model.article import Article
from service.model.verdict import MentionKind
from service.stages.recognise import Recogniser, build_recogniser

LINES = (Path(__file__).parent / "name_kinds.txt").read_text("utf-8").splitlines()
CASES = [tuple(line.split("|", 4)) for line in LINES]
LANGUAGES = {"en", "ru", "uk", "de", "fr", "es", "it", "pl", "tr", "ko", "zh", "ja", "ar"}


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return build_recogniser(load_config(Path(__file__).parents[2] / "config").watch)


def test_cities_and_namesakes_are_there_in_every_language() -> None:
    by_kind = Counter((kind, lang) for lang, kind, *_ in CASES)
    assert {lang for kind, lang in by_kind if kind == "a city"} >= LANGUAGES
    assert {lang for kind, lang in by_kind if kind == "a namesake"} >= LANGUAGES


@pytest.mark.parametrize(("lang", "kind", "year", "text", "officials"), CASES)
def test_who_is_named(recogniser: Recogniser, lang: str, kind: str, year: str, text: str, officials: str) -> None:
    when = datetime(int(year), 7, 1, 12, tzinfo=UTC)
    reading = recogniser.read(Article("a", "", "", text, when, when, lang))
    named = [m for m in reading.mentions if m.kind is MentionKind.NAME]
    wanted, _, count = officials.partition("#")
    assert {m.official for m in named} == {name.strip() for name in wanted.split(",") if name.strip()}, kind
    assert not count or len(named) == int(count)
    assert all(text[m.span.start : m.span.end] == m.span.text for m in named)


@pytest.mark.parametrize(
    ("text", "official", "quote"),
    [
        ("Le ministre SergueÃ¯ ChoÃ¯gou a parlÃ©.", "shoigu", "SergueÃ¯ ChoÃ¯gou"),
        ("Министр Ð‘ÐµÐ»Ð¾ÑƒÑÐ¾Ð² выступил.", "belousov", "Ð‘ÐµÐ»Ð¾ÑƒÑÐ¾Ð²"),
        ("Ministr Siergiej SzojgÅ‚ i Andriej BieÅ‚ousow.", "belousov", "Andriej BieÅ‚ousow"),
        ("Ìèíèñòð Àíäðåé Áåëîóñîâ âûñòóïèë.", "belousov", "Àíäðåé Áåëîóñîâ"),
    ],
)
def test_a_span_of_repaired_letters_covers_what_was_repaired(
    recogniser: Recogniser, text: str, official: str, quote: str
) -> None:
    when = datetime(2025, 7, 1, tzinfo=UTC)
    reading = recogniser.read(Article("a", "", "", text, when, when, None))
    assert quote in {m.span.text for m in reading.mentions if m.official == official}


@pytest.mark.parametrize(
    "text",
    ["Un café\u00a0» et l'été…", "A IRMÃ” disse", "Der Buchstabe „Ä“ steht da", "ESPAÑA – ÅLAND ™", "Рёв и Сёмин"],
)
def test_what_may_stand_in_a_correct_text_is_left_alone(recogniser: Recogniser, text: str) -> None:
    when = datetime(2025, 7, 1, tzinfo=UTC)
    reading = recogniser.read(Article("a", "", "", text, when, when, "fr"))
    assert [sentence.end - sentence.start for sentence in reading.sentences] == [len(text)]
    assert len(reading.document.text.strip()) >= len(text) - 4
