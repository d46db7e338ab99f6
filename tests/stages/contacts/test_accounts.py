"""Who gives an account of a contact, in thirteen languages and by the kind of attribution; each row is an article.

The kinds: verbs before and behind their subject, sources that are introduced, papers, agencies that quote, what is said
within the contact itself, third parties, and silence.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.config import find_default_config, load_config
from service.model.article import Article
from service.stages.contacts import claim_contacts
from service.stages.recognise import build_recogniser
from tests.support.contact_claims import RELEVANT

TABLE = Path(__file__).with_name("accounts.tsv")
ROWS = [tuple(line.split("\t")) for line in TABLE.read_text(encoding="utf-8").splitlines()]
NOW = datetime(2022, 10, 24, 12, tzinfo=UTC)
WATCH = load_config(find_default_config()).watch
RECOGNISER = build_recogniser(WATCH)
SIDES = {"us": {"us"}, "ru": {"ru"}, "both": {"us", "ru"}, "none": set[str]()}


@pytest.mark.parametrize(("lang", "who", "body"), ROWS, ids=[f"{row[0]}-{row[1]}-{row[2][:40]}" for row in ROWS])
def test_account_is_given_by(lang: str, who: str, body: str) -> None:
    article = Article("a", "", "", body, NOW, NOW, lang)
    accounts = claim_contacts(RECOGNISER.read(article), article, WATCH, RELEVANT)[0].accounts
    assert {account.side for account in accounts} == SIDES[who]
    for account in accounts:
        assert account.gist in body
        assert all(body[span.start : span.end] == span.text for span in account.spans)
