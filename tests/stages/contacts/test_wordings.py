"""News as newsrooms word it: the tables beside this file have what is to be read from each.

`wordings.tsv` has one news in thirteen languages at a time, `continental.tsv` news in the words of the continent.
A row is a language, the slots to be right, a headline and a text, parted by tabs; each is an article of its own. A line
with `#` names the news of the rows below it, and may begin with their day of publication; without one they are of
Friday, February 6, 2026. Slots: those of a contact, `first` for the month of the contact before, `accounts` for the
sides whose accounts are found, `usa` and `rua` for whether one side's is, `rel` for whether it is relevant at all.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from service.config import find_default_config, load_config
from service.model.article import Article
from service.model.watch import Watch
from service.stages.contacts import claim_contacts
from service.stages.recognise import Recogniser, build_recogniser
from service.stages.relevance import judge_article
from tests.support.contact_claims import RELEVANT

TABLES = ("wordings.tsv", "continental.tsv")
USUAL = datetime(2026, 2, 6, 10, tzinfo=UTC)
DAY = re.compile(r"# (\d{4}-\d\d-\d\d)\b")


def _read_rows(table: Path) -> Iterator[tuple[datetime, str, str, str, str]]:
    now = USUAL
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            day = DAY.match(line)
            now = datetime.fromisoformat(day[1]).replace(hour=18, tzinfo=UTC) if day else USUAL
        else:
            lang, slots, title, body = line.split("\t")
            yield now, lang, slots, title, body


ROWS = [row for table in TABLES for row in _read_rows(Path(__file__).with_name(table))]


@cache
def load_rules() -> tuple[Watch, Recogniser]:
    watch = load_config(find_default_config()).watch
    return watch, build_recogniser(watch)


@pytest.mark.parametrize(
    ("now", "lang", "slots", "title", "body"), ROWS, ids=[f"{row[1]}-{row[3][:40]}" for row in ROWS]
)
def test_the_slots_are_read(now: datetime, lang: str, slots: str, title: str, body: str) -> None:
    watch, recogniser = load_rules()
    article = Article("a", title, "", body, now, now, lang)
    reading = recogniser.read(article)
    main = claim_contacts(reading, article, watch, RELEVANT)[0]
    sides = [account.side for account in main.accounts]
    read = {
        "channel": main.channel.value,
        "status": main.status.value,
        "initiator": main.initiator.value,
        "date": main.date or "",
        "us": "; ".join(sorted(main.us)),
        "ru": "; ".join(sorted(main.ru)),
        "first": main.first_since or "",
        "accounts": "; ".join(sides),
        "usa": "y" if "us" in sides else "n",
        "rua": "y" if "ru" in sides else "n",
        "rel": "y" if judge_article(reading, watch.topics[0]).relevant else "n",
    }
    wanted = dict(slot.split("=") for slot in slots.split(","))
    assert {name: read[name] for name in wanted} == wanted, main.evidence
