"""The rule language: groups, nearness, reach, zones, silencing, weights; and what a verdict tells."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.config.load import load_config
from service.model.article import Article
from service.model.verdict import Verdict
from service.model.watch import Official, Rule, TermGroup, Topic, Watch, Within
from service.stages.recognise import Recogniser
from service.stages.relevance import judge_article

WHEN = datetime(2024, 7, 1, 12, tzinfo=UTC)
GROUPS = (
    TermGroup("cat", terms={"en": ("cat", "cats")}),
    TermGroup("dog", terms={"en": ("dog*",), "ru": ("собак*",)}),
    TermGroup("fish", terms={"en": ("gold fish",)}),
    TermGroup("pet", any=("cat", "dog")),
    TermGroup("pair", near=("cat", "dog"), words=2),
    TermGroup("boss", officials=("us",)),
)
BOSS = Official("boss", "Ada Quimby", "us")


def judge(rule: Rule, body: str, *, title: str = "", threshold: float = 1, lang: str = "en") -> Verdict:
    topic = Topic("pets", "Pets", GROUPS, (rule,), threshold)
    recogniser = Recogniser(Watch((BOSS,), (), (topic,)))
    return judge_article(recogniser.read(Article("a", title, "", body, WHEN, WHEN, lang)), topic)


@pytest.mark.parametrize(
    ("rule", "body", "relevant"),
    [
        (Rule("r", ("cat", "dog"), 1), "A cat saw a dog.", True),
        (Rule("r", ("cat", "dog"), 1), "A cat saw it. A dog ran.", False),
        (Rule("r", ("cat", "dog"), 1), "A category of dogma.", False),
        (Rule("r", ("cat", "dog"), 1), "Two CATS, many doggies.", True),
        (Rule("r", ("cat", "dog"), 1, Within.NEIGHBOURS), "A cat saw it. A dog ran.", True),
        (Rule("r", ("cat", "dog"), 1, Within.NEIGHBOURS), "A cat saw it. Nothing. A dog ran.", False),
        (Rule("r", ("cat", "dog"), 1, Within.PARAGRAPH), "A cat saw it. Nothing. A dog ran.", True),
        (Rule("r", ("cat", "dog"), 1, Within.PARAGRAPH), "A cat saw it.\n\nA dog ran.", False),
        (Rule("r", ("cat", "dog"), 1, Within.ARTICLE), "A cat saw it.\n\nA dog ran.", True),
        (Rule("r", ("cat", "dog"), 1, words=3), "A cat saw a dog.", True),
        (Rule("r", ("cat", "dog"), 1, words=3), "A cat that lived in a very old house saw a dog.", False),
        (Rule("r", ("cat",), 1, unless=("fish",)), "A cat and a gold fish.", False),
        (Rule("r", ("cat",), 1, unless=("fish",)), "A cat. A gold fish.", True),
        (Rule("r", ("cat",), 1, where=("title",)), "A cat.", False),
        (Rule("r", ("cat",), 1, where=("lead",)), "A cat. Two. Three. Four.", True),
        (Rule("r", ("cat",), 1, where=("lead",)), "One. Two. Three. A cat.", False),
        (Rule("r", ("pet",), 1), "Some dogs.", True),
        (Rule("r", ("pair",), 1), "A cat and a dog.", True),
        (Rule("r", ("pair",), 1), "A cat and then quite suddenly a dog.", False),
        (Rule("r", ("boss", "cat"), 1), "Ada Quimby keeps a cat.", True),
        (Rule("r", ("boss", "cat"), 1), "She keeps a cat.", False),
    ],
)
def test_a_rule_holds_where_its_groups_stand_together(rule: Rule, body: str, relevant: bool) -> None:
    assert judge(rule, body).relevant is relevant


def test_terms_of_another_language_do_not_count() -> None:
    rule = Rule("r", ("dog",), 1)
    assert judge(rule, "Большая собака лает.", lang="ru").relevant
    assert not judge(rule, "Большой dog лает, и это известно всем.", lang="ru").relevant


def test_the_score_is_the_sum_and_the_spans_are_text() -> None:
    topic = Topic(
        "pets",
        "Pets",
        GROUPS,
        (Rule("both", ("cat", "dog"), 3), Rule("fishy", ("fish",), -1), Rule("no", ("boss",), 5)),
        2,
    )
    body = "A cat saw a dog. A gold-fish slept."
    article = Article("a", "", "", body, WHEN, WHEN, "en")
    verdict = judge_article(Recogniser(Watch((BOSS,), (), (topic,))).read(article), topic)
    assert verdict.score == sum(evidence.weight for evidence in verdict.evidence) == 2
    assert verdict.relevant
    assert {span.text for evidence in verdict.evidence for span in evidence.spans} == {"cat", "dog", "gold-fish"}
    assert all(body[s.start : s.end] == s.text for evidence in verdict.evidence for s in evidence.spans)


def test_what_was_missing_is_said() -> None:
    assert "r: no dog" in judge(Rule("r", ("cat", "dog"), 1), "A cat slept.").missing
    assert "r: not within one sentence" in judge(Rule("r", ("cat", "dog"), 1), "A cat slept. A dog too.").missing


@pytest.mark.parametrize(
    ("title", "body", "relevant"),
    [
        ("Austin phones Belousov", "Lloyd Austin and Andrei Belousov spoke by phone on Friday.", True),
        ("Austin phones Umerov", "Lloyd Austin and Rustem Umerov discussed Russian attacks by phone on Friday.", False),
        ("Belousov in Beijing", "Andrei Belousov met his Chinese counterpart. The US watched closely.", False),
        ("Trump, Putin talk", "The presidents of the US and Russia spoke for two hours.", False),
        ("Syria line goes dead", "Russia's military cut the deconfliction line with US forces in Syria.", True),
    ],
)
def test_the_shipped_topic(title: str, body: str, relevant: bool) -> None:
    watch = load_config(Path(__file__).parents[2] / "config").watch
    reading = Recogniser(watch).read(Article("a", title, "", body, WHEN, WHEN, "en"))
    assert judge_article(reading, watch.topics[0]).relevant is relevant
