"""Ways to tell the day of a contact, and the contact before it, in thirteen languages.

The rows of `days.jsonl` are our own, one way of saying it each: weekdays before and after publication, "накануне", the
day of the telling, the day of another event, months, next week; "first since", "last spoke", "also spoke on Friday".
The floors lie a little below what is reached, so that a change which costs rows fails.
"""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from service.config import find_default_config, load_config
from service.model.article import Article
from service.model.contact import ContactClaim
from service.stages.contacts import claim_contacts
from service.stages.recognise import build_recogniser
from tests.support.contact_claims import RELEVANT

ROWS = Path(__file__).with_name("days.jsonl")
FLOORS = {"date": 0.97, "first_since": 0.98, "status": 0.98}


@cache
def read_rows() -> tuple[tuple[dict[str, Any], ContactClaim], ...]:
    watch = load_config(find_default_config()).watch
    recogniser = build_recogniser(watch)

    def read(row: dict[str, Any]) -> tuple[dict[str, Any], ContactClaim]:
        instant = datetime.fromisoformat(row["published"].replace("Z", "+00:00")).astimezone(UTC)
        article = Article(row["id"], row["title"], "", row["body"], instant, instant, row["lang"])
        return row, claim_contacts(recogniser.read(article), article, watch, RELEVANT)[0]

    with ROWS.open(encoding="utf-8") as lines:
        return tuple(read(json.loads(line)) for line in lines)


@pytest.mark.parametrize("slot", sorted(FLOORS))
def test_slot_is_read_in_most_wordings(slot: str) -> None:
    said = [(row, getattr(claim, slot)) for row, claim in read_rows()]
    wrong = [f"{row['id']}: {value} for {row[slot]}" for row, value in said if value != row[slot]]
    assert len(wrong) <= len(said) * (1 - FLOORS[slot]), "\n".join(wrong)


def test_every_language_has_rows() -> None:
    assert len({row["lang"] for row, _ in read_rows()}) == 13
