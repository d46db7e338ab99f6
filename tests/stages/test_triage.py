"""Triage: generous to what could concern the watch, deaf to the rest."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.config.load import load_config
from service.model.entry import Entry
from service.model.feed import Feed
from service.model.verdict import TriageReason
from service.stages.recognise import Recogniser, build_recogniser
from service.stages.triage import triage_entry

AT = datetime(2025, 6, 1, tzinfo=UTC)
FEED = Feed(id="f", url="https://example.org/feed", outlet="Example")


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return build_recogniser(load_config(Path(__file__).parents[2] / "config").watch)


@pytest.mark.parametrize(
    ("title", "summary", "reason"),
    [
        ("Shoigu sacked", "", TriageReason.NAMES_OFFICIAL),
        ("Pentagon chief phones Moscow", "", TriageReason.TOPIC_TERMS),
        ("Горячая линия военных России и США", "", TriageReason.TOPIC_TERMS),
        ("Hotline silent for a year", "No one rang.", TriageReason.TOPIC_TERMS),
        ("A new recipe for lentils", "With lemon.", TriageReason.NOTHING),
        ("Austin fills up as festival begins", "Films and bands.", TriageReason.NOTHING),
        ("Learning Rust in a week", "Traits and lifetimes.", TriageReason.NOTHING),
    ],
)
def test_decides_from_title_and_summary(recogniser: Recogniser, title: str, summary: str, reason: TriageReason) -> None:
    decision = triage_entry(Entry(keys=("t:x",), title=title, summary=summary), FEED, recogniser, AT)
    assert decision.reason is reason
    assert decision.passed == (reason is not TriageReason.NOTHING)


def test_a_feed_without_summaries_is_judged_by_the_beginning_of_its_texts(recogniser: Recogniser) -> None:
    entry = Entry(keys=("t:x",), title="", content="Shoigu was sacked. " + "And so on. " * 50)
    assert triage_entry(entry, FEED, recogniser, AT).reason is TriageReason.NAMES_OFFICIAL


def test_a_name_far_down_in_what_the_feed_carries_is_found(recogniser: Recogniser) -> None:
    long = "The bakery opens at six. " * 100
    for entry in (
        Entry(keys=("t:x",), title="Bakery news", summary=long + "Sergei Shoigu came by."),
        Entry(keys=("t:x",), title="Bakery news", summary="Bread.", content=long + "Sergei Shoigu came by."),
        Entry(keys=("t:x",), title="Bakery news", content=long + "Sergei Shoigu came by."),
    ):
        decision = triage_entry(entry, FEED, recogniser, AT)
        assert decision.reason is TriageReason.NAMES_OFFICIAL
        assert [span.text for span in decision.evidence] == ["Sergei Shoigu"]


def test_terms_far_down_in_what_the_feed_carries_fetch_no_page(recogniser: Recogniser) -> None:
    text = "The bakery opens at six. " * 100 + "Pentagon chief phones Moscow."
    entry = Entry(keys=("t:x",), title="Bakery news", summary="Bread.", content=text)
    assert triage_entry(entry, FEED, recogniser, AT).reason is TriageReason.NOTHING


def test_an_official_voice_always_passes(recogniser: Recogniser) -> None:
    feed = Feed(id="mod", url="https://example.org/feed", outlet="Ministry", side="ru")
    decision = triage_entry(Entry(keys=("t:x",), title="On the anniversary"), feed, recogniser, AT)
    assert (decision.passed, decision.reason) == (True, TriageReason.OFFICIAL_VOICE)


def test_evidence_is_text_of_the_entry(recogniser: Recogniser) -> None:
    decision = triage_entry(Entry(keys=("t:x",), title="Звонок Белоусову"), FEED, recogniser, AT)
    assert [span.text for span in decision.evidence] == ["Белоусову"]
