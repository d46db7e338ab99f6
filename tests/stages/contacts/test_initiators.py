"""Whose initiative a sentence tells of, in thirteen languages and by kind; each sentence is an article of its own.

The kinds: a contact that is merely told of, in which much was asked; calls; requests; calls received; letters;
invitations; contacts that were declined, or cut off.
"""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from service.config import find_default_config, load_config
from service.model.article import Article
from service.model.watch import Watch
from service.stages.contacts import claim_contacts
from service.stages.recognise import Recogniser, build_recogniser
from tests.support.contact_claims import RELEVANT

TABLE = Path(__file__).with_name("initiators.tsv")
ROWS = [tuple(line.split("\t")) for line in TABLE.read_text(encoding="utf-8").splitlines()]
NOW = datetime(2022, 10, 24, 12, tzinfo=UTC)


@cache
def load_rules() -> tuple[Watch, Recogniser]:
    watch = load_config(find_default_config()).watch
    return watch, build_recogniser(watch)


@pytest.mark.parametrize(("lang", "initiator", "body"), ROWS, ids=[f"{row[0]}-{row[2][:40]}" for row in ROWS])
def test_initiative_belongs_to(lang: str, initiator: str, body: str) -> None:
    watch, recogniser = load_rules()
    article = Article("a", "", "", body, NOW, NOW, lang)
    main = claim_contacts(recogniser.read(article), article, watch, RELEVANT)[0]
    assert main.initiator == initiator, main.evidence
