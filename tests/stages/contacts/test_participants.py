"""Who took part, in kinds of wording that name them apart, on one side only, without capitals, or only as speaking.

`participants.tsv`: language, the participants of both sides divided by semicolons, the text.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.config import find_default_config, load_config
from service.model.article import Article
from service.stages.contacts import claim_contacts
from service.stages.recognise import build_recogniser
from tests.support.contact_claims import RELEVANT

TABLE = Path(__file__).with_name("participants.tsv")
ROWS = [tuple(line.split("\t")) for line in TABLE.read_text(encoding="utf-8").splitlines()]
NOW = datetime(2022, 10, 24, 12, tzinfo=UTC)
WATCH = load_config(find_default_config()).watch
RECOGNISER = build_recogniser(WATCH)


@pytest.mark.parametrize(("lang", "who", "body"), ROWS, ids=[f"{row[0]}-{row[1]}-{row[2][:40]}" for row in ROWS])
def test_who_took_part(lang: str, who: str, body: str) -> None:
    article = Article("a", "", "", body, NOW, NOW, lang)
    claim = claim_contacts(RECOGNISER.read(article), article, WATCH, RELEVANT)[0]
    assert {*claim.us, *claim.ru} == {name for name in who.split("; ") if name}
