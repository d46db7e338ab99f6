"""Who held the offices before anybody was tracked, by the name that the text gives.

`holders.tsv`: language, day of publication, the participants of both sides divided by semicolons, the text.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.config import find_default_config, load_config
from service.model.article import Article
from service.stages.contacts import claim_contacts
from service.stages.recognise import build_recogniser
from tests.support.contact_claims import RELEVANT

TABLE = Path(__file__).with_name("holders.tsv")
ROWS = [tuple(line.split("\t")) for line in TABLE.read_text(encoding="utf-8").splitlines()]
WATCH = load_config(find_default_config()).watch
RECOGNISER = build_recogniser(WATCH)


@pytest.mark.parametrize(("lang", "day", "who", "body"), ROWS, ids=[f"{row[0]}-{row[1]}-{row[2]}" for row in ROWS])
def test_the_holder_is_called_as_the_text_calls_him(lang: str, day: str, who: str, body: str) -> None:
    now = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
    article = Article("a", "", "", body, now, now, lang)
    claim = claim_contacts(RECOGNISER.read(article), article, WATCH, RELEVANT)[0]
    assert [*claim.us, *claim.ru] == who.split("; ")


def test_without_a_name_the_holder_of_that_day_took_part() -> None:
    now = datetime(2008, 8, 12, tzinfo=UTC)
    article = Article("a", "", "", "The Pentagon chief called the Russian defense minister on Monday.", now, now, "en")
    claim = claim_contacts(RECOGNISER.read(article), article, WATCH, RELEVANT)[0]
    assert (claim.us, claim.ru) == (("Robert Gates",), ("Anatoly Serdyukov",))
