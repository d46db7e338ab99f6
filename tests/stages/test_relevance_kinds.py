"""The shipped topic knows every kind of contact in every language, and what only looks like one.

`contact_kinds.txt`: a line is `language|kind|text`; kinds that begin with `-` are not contacts of the two militaries.
"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.config.load import load_config
from service.model.article import Article
from service.model.entry import Entry
from service.model.feed import Feed
from service.stages.recognise import Recogniser, build_recogniser
from service.stages.relevance import judge_article
from service.stages.triage import triage_entry

WHEN = datetime(2018, 6, 5, tzinfo=UTC)
FEED = Feed(id="f", url="https://example.org/feed", outlet="Example")
LINES = (Path(__file__).parent / "contact_kinds.txt").read_text("utf-8").splitlines()
CASES = [tuple(line.split("|", 2)) for line in LINES]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return build_recogniser(load_config(Path(__file__).parents[2] / "config").watch)


def test_every_kind_is_there_in_every_language() -> None:
    by_kind = Counter(kind for _, kind, _ in CASES)
    assert len(by_kind) == 19
    assert set(by_kind.values()) == {13}


@pytest.mark.parametrize(("lang", "kind", "text"), CASES)
def test_the_kind_is_told_from_what_looks_like_it(recogniser: Recogniser, lang: str, kind: str, text: str) -> None:
    reading = recogniser.read(Article("a", "", "", text, WHEN, WHEN, lang))
    verdict = judge_article(reading, recogniser.watch.topics[0])
    assert verdict.relevant == (not kind.startswith("-")), verdict.evidence or verdict.missing


@pytest.mark.parametrize(("lang", "kind", "text"), [case for case in CASES if not case[1].startswith("-")])
def test_a_summary_that_tells_of_a_contact_passes_triage(
    recogniser: Recogniser, lang: str, kind: str, text: str
) -> None:
    assert triage_entry(Entry(keys=("t:x",), title="", summary=text), FEED, recogniser, WHEN).passed
