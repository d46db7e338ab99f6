"""A sentence of other news behind the lead changes no slot of the contact.

A metamorphic test in the sense of Chen, Cheung and Yiu (1998): the articles of our own corpus are read as they are and
with a sentence about others put in behind the first paragraph (`other_news.tsv`), in 13 languages. No labels are
needed: what is read must be the same.
"""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from service.config import load_config
from service.jobs.place import claim_article
from service.jobs.scan import read_article
from service.jobs.world import Rules
from service.stages.recognise import build_recogniser

CORPUS = Path(__file__).parent
CONFIG = Path(__file__).parents[2] / "config"
# Of this many readings one may change.
TOLERATED = 60
# Articles a language: with their sentences some hundred readings in all.
MOST = 6


def read_slots(rules: Rules, row: dict[str, Any]) -> tuple[object, ...]:
    claims = claim_article(rules, read_article(json.dumps(row), "corpus", 1)).claims
    if not claims:
        return ()
    main = claims[0]
    return main.date, main.channel, main.status, main.initiator, main.us, main.ru


def put_in(row: dict[str, Any], sentence: str) -> dict[str, Any]:
    paragraphs = row["body"].split("\n\n")
    return {**row, "body": "\n\n".join([*paragraphs[:1], sentence, *paragraphs[1:]])}


def test_other_news_behind_the_lead_changes_no_slot() -> None:
    config = load_config(CONFIG)
    rules = Rules(config, build_recogniser(config.watch))
    sentences = defaultdict(list)
    for line in (CORPUS / "other_news.tsv").read_text(encoding="utf-8").splitlines():
        lang, sentence = line.split("\t")
        sentences[lang].append(sentence)
    read, changed = 0, []
    for lang, others in sentences.items():
        lines = (CORPUS / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(json.loads, lines) if row["contact"] and row["body"].count("\n\n") >= 2]
        for row in rows[:MOST]:
            plain = read_slots(rules, row)
            for sentence in others:
                read += 1
                if read_slots(rules, put_in(row, sentence)) != plain:
                    changed.append(f"{row['id']}: {sentence}")
    assert read >= 200
    assert len(changed) <= read // TOLERATED, "\n".join(changed)
