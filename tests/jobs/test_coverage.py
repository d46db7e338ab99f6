"""What of a watch has never matched the archive, on both databases; and when it is too early to say so."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from service.adapters.store import SqlStore
from service.jobs.coverage import Coverage, UnmatchedTerm, find_unmatched
from service.jobs.world import Rules
from service.model.entry import EntryStage
from service.model.settings import Config, Settings
from service.model.watch import Official, Rule, TermGroup, Topic, Watch, WatchedSide
from service.stages.recognise import build_recogniser
from tests.support.store import claim_entry, make_article, make_triaged, read_entry, save_entries

GERMAN = "Der Minister sprach am Dienstag über die Lage im Hafen, wie die Behörde der Stadt mitteilte."
WATCH = Watch(
    officials=(
        Official("petrenko", "Oksana Petrenko", "ru", {"ru": "Оксана Ивановна Петренко"}),
        Official("unheard", "Quentin Unheardof", "us"),
    ),
    offices=(),
    topics=(
        Topic(
            "grain",
            "Grain",
            (
                TermGroup("harvest", terms={"en": ("grain", "wheat", "barly"), "de": ("Getreide*",)}),
                TermGroup("locusts", terms={"en": ("locust*",)}),
            ),
            (Rule("harvested", ("harvest",), 1.0), Rule("eaten", ("harvest", "locusts"), 1.0)),
            1.0,
        ),
    ),
)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules(Config(Settings(Path("/"), "sqlite://"), (), WATCH), build_recogniser(WATCH))


def fill(store: SqlStore, articles: Iterable[tuple[str, str]], items: Iterable[str] = ()) -> None:
    for number, (lang, body) in enumerate(articles):
        save_entries(store, make_triaged(f"article-{number}"))
        article = make_article(f"article-{number}", lang=lang, title="", summary="", body=body)
        read_entry(store, claim_entry(store), article)
    dropped = [make_triaged(f"item-{n}", EntryStage.DROPPED, title=t, lang="en") for n, t in enumerate(items)]
    save_entries(store, *dropped)


def search(store: SqlStore, rules: Rules, fewest: int) -> Coverage:
    done: list[None] = []
    coverage = find_unmatched(store, rules, fewest, lambda: done.append(None))
    assert len(done) == sum(store.count_archive())
    return coverage


def test_what_never_matched_is_told_by_term_group_rule_and_official(store: SqlStore, rules: Rules) -> None:
    english = "Oksana Petrenko said on Monday that the grain had come to the port and that prices would fall."
    fill(store, [("en", english)], ["The wheat of the year is in, say farmers of the whole country"])
    coverage = search(store, rules, 2)
    assert (coverage.articles, coverage.items, coverage.languages) == (1, 1, {"en": 2})
    assert coverage.officials == ["unheard"]
    assert coverage.groups == [("grain", "locusts")]
    assert coverage.rules == [("grain", "eaten")]
    assert [term.term for term in coverage.terms] == ["barly", "locust*"]
    assert UnmatchedTerm("grain", "harvest", "de", "Getreide*") not in coverage.terms, "no German text was looked at"
    assert coverage.unjudged == ["de"]


def test_a_small_archive_accuses_nobody(store: SqlStore, rules: Rules) -> None:
    fill(store, [("en", "A quiet day in the village, said the mayor, who had seen many of them before.")])
    coverage = search(store, rules, 200)
    assert coverage.few
    assert (coverage.officials, coverage.groups, coverage.rules, coverage.terms) == ([], [], [], [])
    assert search(store, rules, 1).officials == ["petrenko", "unheard"]


def test_forms_that_fail_in_one_language_are_told_where_they_were_to_be_expected(store: SqlStore, rules: Rules) -> None:
    english = "Oksana Petrenko said on Monday that the grain had come to the port and that prices would fall."
    often = [("en", english)] * 4 + [("de", GERMAN)] * 4
    fill(store, often)
    assert search(store, rules, 4).forms == {"petrenko": ["de"]}


def test_forms_that_could_well_be_absent_are_not(store: SqlStore, rules: Rules) -> None:
    english = "The grain had come to the port and prices would fall, said the people who had seen it there."
    named = "Oksana Petrenko said on Monday that the grain had come to the port and that prices would fall."
    fill(store, [("en", named)] + [("en", english)] * 3 + [("de", GERMAN)] * 4)
    assert search(store, rules, 4).forms == {}


def test_an_empty_archive_is_few(store: SqlStore, rules: Rules) -> None:
    coverage = search(store, replace(rules), 1)
    assert coverage.few
    assert coverage.languages == {}


def test_the_words_of_a_side_that_never_matched_are_told(store: SqlStore) -> None:
    side = WatchedSide("cn", "China", {"en": ("Peking", "Beijing"), "ru": ("китайский", "Пекин", "тайваньский")})
    watch = replace(WATCH, sides=(side,))
    rules = Rules(Config(Settings(Path("/"), "sqlite://"), (), watch), build_recogniser(watch))
    russian = "Сегодня в порту говорили у китайского борта, сообщили городские власти."
    fill(store, [("en", "The harbour of Beijing was quiet on Monday, the mayor said."), ("ru", russian)])
    coverage = search(store, rules, 1)
    sides = [(term.group, term.term) for term in coverage.terms if not term.topic]
    assert sides == [("cn", "Peking"), ("cn", "Пекин"), ("cn", "тайваньский")]
