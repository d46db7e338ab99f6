"""The floors of detection, on a corpus of our own: 330 articles in 13 languages, of the kinds that newsrooms write.

Each line of the `.jsonl` files is an article with its labels, in the fields of `hotline scan`. Floors stand a little
below what was reached, so that later work cannot erode it unnoticed.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.config.load import load_config
from service.model.article import Article
from service.model.entry import Entry
from service.model.feed import Feed
from service.model.verdict import MentionKind
from service.stages.recognise import build_recogniser
from service.stages.relevance import judge_article
from service.stages.triage import triage_entry

CORPUS = Path(__file__).parent
CONFIG = Path(__file__).parents[2] / "config"
LANGUAGES = {"en", "ru", "uk", "de", "fr", "es", "it", "pl", "tr", "ko", "zh", "ja", "ar"}


@dataclass(frozen=True)
class Answer:
    """What the corpus says of an article, and what the shipped watch makes of it."""

    gold: dict[str, Any]
    relevant: bool
    officials: frozenset[str]
    triage: bool


def load_corpus() -> list[dict[str, Any]]:
    return [
        json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    watch = load_config(CONFIG).watch
    recogniser = build_recogniser(watch)
    out = []
    for gold in load_corpus():
        when = datetime.fromisoformat(gold["published"].replace("Z", "+00:00"))
        article = Article(
            id=gold["id"],
            title=gold["title"],
            summary=gold["summary"],
            body=gold["body"],
            published=when,
            first_seen=when,
            lang=gold["lang"],
        )
        reading = recogniser.read(article)
        entry = Entry(keys=("t:x",), title=gold["title"], summary=gold["summary"], published=when)
        feed = Feed(id="corpus", url="https://corpus.example/feed", outlet="Corpus", lang=gold["lang"])
        out.append(
            Answer(
                gold,
                judge_article(reading, watch.topics[0]).relevant,
                frozenset(m.name for m in reading.mentions if m.kind is MentionKind.NAME),
                triage_entry(entry, feed, recogniser, when).passed,
            )
        )
    return out


def test_the_corpus_is_broad() -> None:
    corpus = load_corpus()
    assert len(corpus) >= 250
    assert len({gold["id"] for gold in corpus}) == len(corpus)
    by_lang = Counter((gold["lang"], gold["relevant"]) for gold in corpus)
    assert {lang for lang, _ in by_lang} == LANGUAGES
    assert min(by_lang.values()) >= 4
    assert all((gold["contact"] is not None) == gold["relevant"] for gold in corpus)


def test_relevance_keeps_its_floor(answers: list[Answer]) -> None:
    hit = [a.gold["id"] for a in answers if a.relevant and a.gold["relevant"]]
    wrong = [a.gold["id"] for a in answers if a.relevant and not a.gold["relevant"]]
    missed = [a.gold["id"] for a in answers if a.gold["relevant"] and not a.relevant]
    assert len(hit) / (len(hit) + len(wrong)) >= 0.98, wrong
    assert len(hit) / (len(hit) + len(missed)) >= 0.98, missed


def test_officials_keep_their_floor(answers: list[Answer]) -> None:
    found = sum(len(a.officials & set(a.gold["officials"])) for a in answers)
    wrong = {a.gold["id"]: a.officials - set(a.gold["officials"]) for a in answers}
    missed = {a.gold["id"]: set(a.gold["officials"]) - a.officials for a in answers}
    n_wrong, n_missed = sum(map(len, wrong.values())), sum(map(len, missed.values()))
    assert 2 * found / (2 * found + n_wrong + n_missed) >= 0.99, (wrong, missed)
    assert sum(bool(names) for names in wrong.values()) <= 0.01 * len(answers)


def test_triage_lets_the_relevant_pass(answers: list[Answer]) -> None:
    relevant = [a for a in answers if a.gold["relevant"]]
    stopped = [a.gold["id"] for a in relevant if not a.triage]
    assert len(stopped) <= 0.02 * len(relevant), stopped
