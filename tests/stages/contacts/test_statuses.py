"""What became of a contact, as headlines and leads word it in thirteen languages.

The rows of `statuses.jsonl` are our own: talks in which something else is refused, further talks that are planned or
not, calls that nobody takes, lines that stand or are cut off, talks that are only possible. The floor lies a little
below what is reached, so that a change which costs rows fails.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from service.config import find_default_config, load_config
from service.model.article import Article
from service.stages.contacts import claim_contacts
from service.stages.recognise import build_recogniser
from tests.support.contact_claims import RELEVANT

ROWS = Path(__file__).with_name("statuses.jsonl")
PUBLISHED = datetime(2022, 10, 24, 9, tzinfo=UTC)
FLOOR = 0.95


def test_status_is_read_in_most_wordings() -> None:
    watch = load_config(find_default_config()).watch
    recogniser = build_recogniser(watch)
    wrong: list[str] = []
    with ROWS.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        article = Article(row["id"], row["title"], "", row["body"], PUBLISHED, PUBLISHED, row["lang"])
        status = claim_contacts(recogniser.read(article), article, watch, RELEVANT)[0].status
        if status != row["status"]:
            wrong.append(f"{row['id']}: {status.value} for {row['status']}")
    assert len({row["lang"] for row in rows}) == 13
    assert len(wrong) <= len(rows) * (1 - FLOOR), "\n".join(wrong)
