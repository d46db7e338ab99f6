"""A desk that nobody foresaw, US-China defence contacts, made from YAML alone (`us_china/config`), and its floors on a
small corpus of its own: articles of our own in ten languages, half of them about something near to it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from service.config import load_config
from service.jobs.place import claim_article
from service.jobs.scan import read_article
from service.jobs.world import Rules
from service.model.verdict import Mention, MentionKind
from service.stages.recognise import build_recogniser
from service.stages.relevance import judge_article
from tests.support.scorecard import Labelled, scan_files, score_articles

DESK = Path(__file__).parent / "us_china"
FLOORS = {"relevance, precision": 0.94, "relevance, recall": 0.94, "officials, micro F1": 0.97, "triage, recall": 0.94}


def load_desk() -> Rules:
    config = load_config(DESK / "config", {}, strict=True)
    return Rules(config, build_recogniser(config.watch))


@pytest.fixture(scope="module")
def desk() -> Rules:
    return load_desk()


@pytest.fixture(scope="module")
def labelled(desk: Rules) -> Labelled:
    return scan_files(desk, [DESK / "articles.jsonl"])


def find_mentions(desk: Rules, text: str, lang: str, published: str = "2024-06-01T08:00:00Z") -> Sequence[Mention]:
    line = json.dumps({"id": "a", "published": published, "title": "", "body": text, "lang": lang})
    return desk.recogniser.read(read_article(line, "text", 1)).mentions


def test_the_desk_is_of_five_officials_and_a_side_of_its_own(desk: Rules, labelled: Labelled) -> None:
    watch = desk.config.watch
    assert (len(watch.officials), [side.id for side in watch.sides]) == (5, ["cn"])
    assert len(labelled) >= 30
    assert len({gold["lang"] for gold, _ in labelled}) >= 9
    assert sum(not gold["relevant"] for gold, _ in labelled) >= 12


@pytest.mark.parametrize("row", FLOORS)
def test_no_row_falls_below_its_floor(labelled: Labelled, row: str) -> None:
    assert {one.name: one.value for one in score_articles(labelled)}[row] >= FLOORS[row], [
        (gold["id"], said["relevant"], said["score"], said["officials"], said["triage"])
        for gold, said in labelled
        if gold["relevant"] != said["relevant"] or gold["officials"] != said["officials"]
    ]


def test_contacts_between_the_us_and_russia_are_not_this_desks(labelled: Labelled) -> None:
    between = [said for gold, said in labelled if gold["id"] in ("en-6", "zh-6", "ru-3")]
    assert len(between) == 3
    assert not any(said["relevant"] for said in between)


def test_the_ledger_stays_empty_and_copies_are_one_story(labelled: Labelled) -> None:
    assert all(said["contact"] is None for _, said in labelled)
    stories = {gold["id"]: said["story"] for gold, said in labelled}
    assert stories["en-2"] == stories["en-12"]
    assert stories["en-2"] != stories["en-3"]


def test_what_a_verdict_says_quotes_the_sides_words(labelled: Labelled) -> None:
    (said,) = [said for gold, said in labelled if gold["id"] == "ru-2"]
    quotes = {(why["rule"], why["quote"]) for why in said["why"]}
    assert {("military-line", "США"), ("military-line", "Китая")} <= quotes


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Министерство поговорило с Китаем."),
        ("ru", "Переговоры с китайскими военными."),
        ("ru", "Так решили в Пекине."),
        ("uk", "Розмова з Китаєм."),
        ("de", "Gespräche mit chinesischen Offizieren."),
        ("de", "Die Haltung Chinas."),
        ("fr", "Un appel de la partie chinoise."),
        ("zh", "解放军表示。"),
        ("en", "China's navy said so."),
    ],
)
def test_the_words_of_a_side_are_found_in_their_inflected_forms(desk: Rules, lang: str, text: str) -> None:
    (topic,) = desk.config.watch.topics
    only = replace(topic, rules=(replace(topic.rules[0], all=("china",), where=(), weight=8.0),), groups=topic.groups)
    line = json.dumps({"id": "a", "published": "2024-06-01T08:00:00Z", "title": "", "body": text, "lang": lang})
    assert judge_article(desk.recogniser.read(read_article(line, "text", 1)), only).relevant


def test_a_counterpart_is_of_the_side_that_the_text_says(desk: Rules) -> None:
    mentions = find_mentions(desk, "The Pentagon chief rang his Chinese counterpart on Friday.", "en")
    assert [(m.name, m.kind) for m in mentions] == [
        ("Lloyd Austin", MentionKind.OFFICE),
        ("Dong Jun", MentionKind.OFFICE),
    ]


def test_an_ambiguous_surname_counts_beside_an_official_across_the_table(desk: Rules) -> None:
    beside = find_mentions(desk, "Austin thanked Dong Jun for coming.", "en")
    assert [m.official for m in beside] == ["austin", "dong"]
    assert not find_mentions(desk, "Austin thanked his guests for coming.", "en")


@pytest.fixture(scope="module")
def two_desks() -> Rules:
    """The shipped topic behind the new one."""
    desk, shipped = load_desk().config, load_config(Path(__file__).parents[2] / "config", {}).watch
    own = {official.id for official in desk.watch.officials}
    both = replace(
        desk.watch,
        officials=(*desk.watch.officials, *(official for official in shipped.officials if official.id not in own)),
        offices=(*(office for office in desk.watch.offices if office.side == "cn"), *shipped.offices),
        topics=(*desk.watch.topics, *shipped.topics),
        digest="",
    )
    return Rules(replace(desk, watch=both), build_recogniser(both))


def test_two_desks_work_side_by_side(two_desks: Rules) -> None:
    """Each keeps its own articles, and contacts are still claimed."""
    said = {gold["id"]: answer for gold, answer in scan_files(two_desks, [DESK / "articles.jsonl"])}
    assert said["en-6"]["topics"] == ["us-russia-defense-contacts"]
    assert (said["en-6"]["contact"]["us"], said["en-6"]["contact"]["ru"]) == (["Lloyd Austin"], ["Andrei Belousov"])
    assert said["en-4"]["topics"] == ["us-china-defence-contacts"]
    assert said["en-4"]["contact"] is None


def test_a_third_sides_feed_and_people_are_no_part_of_a_contact(two_desks: Rules) -> None:
    text = (
        "US Defense Secretary Lloyd Austin and Russian Defense Minister Andrei Belousov spoke by phone, Dong Jun said."
    )
    line = json.dumps({"id": "a", "published": "2024-06-26T08:00:00Z", "title": text, "body": text, "lang": "en"})
    read = claim_article(two_desks, replace(read_article(line, "text", 1), side="cn"))
    assert "Dong Jun" in read.named
    assert [(claim.us, claim.ru) for claim in read.claims[:1]] == [(("Lloyd Austin",), ("Andrei Belousov",))]
    assert not any(account.side == "cn" for claim in read.claims for account in claim.accounts)
