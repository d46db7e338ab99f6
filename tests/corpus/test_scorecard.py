"""The committed scorecard says what is measured now, and the measures tell right from wrong."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.config import load_config
from service.jobs.world import Rules
from service.stages.recognise import build_recogniser
from tests.support.scorecard import Row, scan_files, score_articles, score_contacts, score_forms

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "detection.md"
# One article more or less may not force a new page; what matters shows.
TOLERANCE = 0.011


def measure() -> list[Row]:
    config = load_config(ROOT / "config")
    labelled = scan_files(Rules(config, build_recogniser(config.watch)), sorted(Path(__file__).parent.glob("*.jsonl")))
    return [*score_articles(labelled), *score_contacts(labelled), *score_forms()]


def read_page() -> Iterator[tuple[str, float]]:
    for name, value in re.findall(r"^\| ([^|]+) \| ([01]\.\d{3}) \|", PAGE.read_text("utf-8"), re.MULTILINE):
        yield name, float(value)


def test_the_page_says_what_is_measured() -> None:
    measured = {row.name: row.value for row in measure()}
    shown = dict(read_page())
    assert shown.keys() == measured.keys(), "run `make scorecard`"
    off = {name: (shown[name], value) for name, value in measured.items() if abs(shown[name] - value) > TOLERANCE}
    assert not off, "run `make scorecard`, and say in the commit why it moved"


def test_the_page_says_whose_labels_they_are() -> None:
    assert "labels are by one reader" in PAGE.read_text("utf-8")


def answer(**changed: Any) -> dict[str, Any]:
    contact = {"date": "2024-06-25", "channel": "phone", "us": ["A"], "ru": ["B"], "initiator": "us", "status": "held"}
    right = {"relevant": True, "officials": ["A", "B"], "triage": True, "story": "s", "contact": contact}
    return {**right, **changed}


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ([answer(), answer()], "relevance, recall", 1.0),
        ([answer(), answer(relevant=False)], "relevance, recall", 0.5),
        ([answer(), answer(triage=False)], "triage, recall", 0.5),
        ([answer(), answer(officials=["A"])], "officials, micro F1", 6 / 7),
        ([answer(), answer(officials=["A", "B", "C"])], "articles with a false official", 0.5),
        ([answer(), answer(story="t")], "stories, F1 of pairs", 0.0),
        ([answer(), answer(contact=None)], "contact, channel", 0.5),
        ([answer(), answer(contact={**answer()["contact"], "date": "2024-06"})], "contact, day", 0.5),
        ([answer(), answer(contact={**answer()["contact"], "us": []})], "contact, participants", 0.5),
    ],
)
def test_a_mistake_costs_its_row(said: list[dict[str, Any]], name: str, value: float) -> None:
    labelled = [(answer(), one) for one in said]
    rows = {row.name: row.value for row in [*score_articles(labelled), *score_contacts(labelled)]}
    assert rows[name] == pytest.approx(value)
    assert all(other == pytest.approx(1.0) for key, other in rows.items() if key != name and "false" not in key) or (
        name in ("articles with a false official", "contact, channel")
    )


def test_what_should_not_be_kept_costs_precision() -> None:
    labelled = [(answer(), answer()), (answer(relevant=False, officials=[], contact=None), answer(officials=[]))]
    assert {row.name: row.value for row in score_articles(labelled)}["relevance, precision"] == 0.5
