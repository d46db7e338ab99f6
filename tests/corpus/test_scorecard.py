"""The committed scorecard says what is measured now, and the measures tell right from wrong."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.config import load_config
from service.jobs.world import Rules
from service.stages.recognise import build_recogniser
from tests.support.scorecard import Row, scan_files, score_articles, score_contacts, score_forms, split_sets

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "detection.md"
# One article more or less may not force a new page; what matters shows.
TOLERANCE = 0.011


def measure() -> Iterator[tuple[str, float]]:
    """What the page shows, in its order; a row of a set as often as there are sets."""
    config = load_config(ROOT / "config")
    labelled = scan_files(Rules(config, build_recogniser(config.watch)), sorted(Path(__file__).parent.glob("*.jsonl")))
    sets = split_sets(labelled)
    rows: list[Row] = []
    for name in ("first", "second", "third", "fourth"):
        rows += [*score_articles(sets[name]), *score_contacts(sets[name])]
    for row in [*rows, *score_forms()]:
        yield row.name, row.value


def read_page() -> Iterator[tuple[str, float]]:
    for name, value in re.findall(r"^\| ([^|]+) \| ([01]\.\d{3}) \|", PAGE.read_text("utf-8"), re.MULTILINE):
        yield name, float(value)


def test_the_page_says_what_is_measured() -> None:
    measured, shown = list(measure()), list(read_page())
    assert [name for name, _ in shown] == [name for name, _ in measured], "run `make scorecard`"
    off = [(*row, value) for row, (_, value) in zip(shown, measured, strict=True) if abs(row[1] - value) > TOLERANCE]
    assert not off, "run `make scorecard`, and say in the commit why it moved"


def test_the_page_says_whose_labels_they_are() -> None:
    assert "labels are by one reader" in PAGE.read_text("utf-8")


CONTACT = {
    "id": "c",
    "event": "e",
    "date": "2024-06-25",
    "channel": "phone",
    "us": ["A"],
    "ru": ["B"],
    "initiator": "us",
    "status": "held",
    "us_account": "x",
    "ru_account": None,
}


def answer(**changed: Any) -> dict[str, Any]:
    right = {"relevant": True, "officials": ["A", "B"], "triage": True, "story": "s", "contact": CONTACT}
    return {**right, **changed}


def contact(**changed: Any) -> dict[str, Any]:
    return answer(contact={**CONTACT, **changed})


@pytest.mark.parametrize(
    ("said", "lowered"),
    [
        (answer(), {}),
        (answer(relevant=False), {"relevance, recall": 0.5}),
        (answer(triage=False), {"triage, recall": 0.5}),
        (answer(officials=["A"]), {"officials, micro F1": 6 / 7}),
        (answer(officials=["A", "B", "C"]), {"officials, micro F1": 8 / 9, "articles with a false official": 0.5}),
        (answer(story="t"), {"stories, F1 of pairs": 0.0}),
        (contact(date="2024-06"), {"contact, day": 0.5, "contact, the five together": 0.5}),
        (contact(channel="video"), {"contact, channel": 0.5, "contact, the five together": 0.5}),
        (contact(us=[]), {"contact, participants": 0.5, "contact, the five together": 0.5}),
        (contact(initiator="ru"), {"contact, initiator": 0.5, "contact, the five together": 0.5}),
        (contact(status="planned"), {"contact, status": 0.5, "contact, the five together": 0.5}),
        (contact(us_account=None), {"contact, account of the US": 0.5}),
        (contact(ru_account="y"), {"contact, account of Russia": 0.5}),
        (contact(id="d"), {"ledger, B-cubed F1": 2 / 3}),
    ],
)
def test_a_mistake_costs_its_row(said: dict[str, Any], lowered: dict[str, float]) -> None:
    labelled = [(answer(), answer()), (answer(), said)]
    rows = {row.name: row.value for row in [*score_articles(labelled), *score_contacts(labelled)]}
    right = {name: 0.0 if "false" in name else 1.0 for name in rows}
    assert rows == pytest.approx({**right, **lowered})


def test_no_contact_at_all_costs_every_slot() -> None:
    labelled = [(answer(), answer()), (answer(), answer(contact=None))]
    rows = {row.name: row.value for row in score_contacts(labelled)}
    ledger, russia = rows.pop("ledger, B-cubed F1"), rows.pop("contact, account of Russia")
    assert ledger == pytest.approx(2 / 3)
    assert {*rows.values(), russia} == {0.5}


def test_an_account_always_said_is_half_right() -> None:
    silent = answer(contact={**CONTACT, "us_account": None})
    labelled = [(answer(), answer()), (answer(), answer()), (answer(), answer()), (silent, answer())]
    assert {row.name: row.value for row in score_contacts(labelled)}["contact, account of the US"] == 0.5


def test_what_should_not_be_kept_costs_precision() -> None:
    labelled = [(answer(), answer()), (answer(relevant=False, officials=[], contact=None), answer(officials=[]))]
    assert {row.name: row.value for row in score_articles(labelled)}["relevance, precision"] == 0.5
