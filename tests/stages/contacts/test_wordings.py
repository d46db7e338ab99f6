"""One news in thirteen languages, as newsrooms word it: `wordings.tsv` has what is to be read from each.

A row is a language, the slots to be right, a headline and a text, parted by tabs; each is an article of its own,
published on Friday, February 6, 2026, at 10:00 UTC. A line with `#` names the news of the rows below it.
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

TABLE = Path(__file__).with_name("wordings.tsv")
LINES = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
ROWS = [tuple(line.split("\t")) for line in LINES]
NOW = datetime(2026, 2, 6, 10, tzinfo=UTC)


@cache
def load_rules() -> tuple[Watch, Recogniser]:
    watch = load_config(find_default_config()).watch
    return watch, build_recogniser(watch)


@pytest.mark.parametrize(("lang", "slots", "title", "body"), ROWS, ids=[f"{row[0]}-{row[2][:40]}" for row in ROWS])
def test_the_slots_are_read(lang: str, slots: str, title: str, body: str) -> None:
    watch, recogniser = load_rules()
    article = Article("a", title, "", body, NOW, NOW, lang)
    main = claim_contacts(recogniser.read(article), article, watch, RELEVANT)[0]
    read = {
        "channel": main.channel.value,
        "status": main.status.value,
        "initiator": main.initiator.value,
        "date": main.date or "",
        "us": "; ".join(main.us),
        "ru": "; ".join(main.ru),
        "first": main.first_since or "",
        "accounts": "; ".join(account.side for account in main.accounts),
    }
    wanted = dict(slot.split("=") for slot in slots.split(","))
    assert {name: read[name] for name in wanted} == wanted, main.evidence
