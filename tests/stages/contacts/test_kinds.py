"""Kinds of articles in thirteen languages: each slot is right in most of them, and every span is verbatim.

The articles are short and of our own making; `kinds.jsonl` gives what a reader takes from each. The floors lie a little
below what is reached, so that a change which costs articles fails.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from service.config import find_default_config, load_config
from service.model.article import Article
from service.model.contact import ContactClaim
from service.model.verdict import Span
from service.stages.contacts import claim_contacts
from service.stages.recognise import build_recogniser
from tests.support.contact_claims import RELEVANT

KINDS = Path(__file__).with_name("kinds.jsonl")
FLOORS = {
    "date": 0.92,
    "channel": 0.93,
    "people": 0.95,
    "initiator": 0.96,
    "status": 0.95,
    "first_since": 0.95,
    "us_account": 0.92,
    "ru_account": 0.92,
}


@dataclass(frozen=True)
class Read:
    """One article with what it should and what it does say."""

    article: Article
    expected: dict[str, Any]
    claims: tuple[ContactClaim, ...]


@cache
def read_kinds() -> tuple[Read, ...]:
    watch = load_config(find_default_config()).watch
    recogniser = build_recogniser(watch)

    def read(row: dict[str, Any]) -> Read:
        instant = datetime.fromisoformat(row["published"].replace("Z", "+00:00")).astimezone(UTC)
        summary = row.get("summary", "")
        article = Article(row["id"], row["title"], summary, row["body"], instant, instant, row["lang"])
        return Read(article, row, claim_contacts(recogniser.read(article), article, watch, RELEVANT))

    with KINDS.open(encoding="utf-8") as lines:
        return tuple(read(json.loads(line)) for line in lines)


def slots(claim: ContactClaim) -> dict[str, Any]:
    return {
        "date": claim.date,
        "channel": claim.channel.value,
        "people": sorted(claim.us + claim.ru),
        "initiator": claim.initiator.value,
        "status": claim.status.value,
        "first_since": claim.first_since,
        "us_account": claim.account("us") is not None,
        "ru_account": claim.account("ru") is not None,
    }


@pytest.mark.parametrize("slot", sorted(FLOORS))
def test_slot_is_right_in_most_kinds(slot: str) -> None:
    read = read_kinds()
    wrong = []
    for one in read:
        expected = dict(one.expected, people=sorted(one.expected["us"] + one.expected["ru"]))
        said = slots(one.claims[0])
        if said[slot] != expected[slot]:
            wrong.append(f"{one.article.id} ({one.article.lang}): {said[slot]} for {expected[slot]}")
    assert len(wrong) <= len(read) * (1 - FLOORS[slot]), "\n".join(wrong)


def spans(claims: tuple[ContactClaim, ...]) -> Iterator[Span]:
    for claim in claims:
        yield from (span for account in claim.accounts for span in account.spans)
        yield from (span for _, span in claim.evidence)


def test_every_span_is_verbatim() -> None:
    checked = 0
    for one in read_kinds():
        for span in spans(one.claims):
            assert one.article.zone(span.zone)[span.start : span.end] == span.text
            checked += 1
    assert checked > len(read_kinds())


def test_every_gist_stands_in_the_article() -> None:
    for one in read_kinds():
        for account in one.claims[0].accounts:
            assert account.gist in "\n".join((one.article.title, one.article.summary, one.article.body))
