"""The rule language: groups, nearness, reach, zones, silencing, weights; and what a verdict tells."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.config.load import load_config
from service.model.article import Article
from service.model.verdict import Verdict
from service.model.watch import Official, Rule, TermGroup, Topic, Watch, Within
from service.stages.recognise import Recogniser, build_recogniser
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
    assert "r (+1): no dog" in judge(Rule("r", ("cat", "dog"), 1), "A cat slept.").missing
    assert "r (+1): not within one sentence" in judge(Rule("r", ("cat", "dog"), 1), "A cat slept. A dog too.").missing


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


LOOK_BACKS = {
    "en": ("A timeline of Pentagon calls to Moscow", "In 2022 Lloyd Austin phoned Sergei Shoigu."),
    "ru": ("Хронология звонков Пентагона в Москву", "В 2022 году Ллойд Остин позвонил Сергею Шойгу."),
    "uk": ("Хронологія дзвінків Пентагону до Москви", "У 2022 році Ллойд Остін зателефонував Сергію Шойгу."),
    "de": ("Chronik: Pentagon und Moskau am Telefon", "2022 telefonierte Lloyd Austin mit Sergej Schoigu."),
    "fr": ("Chronologie des appels du Pentagone à Moscou", "En 2022, Lloyd Austin a téléphoné à Sergueï Choïgou."),
    "es": ("Cronología de las llamadas del Pentágono a Moscú", "En 2022 Lloyd Austin llamó a Serguéi Shoigú."),
    "it": ("Cronologia delle telefonate tra Pentagono e Mosca", "Nel 2022 Lloyd Austin telefonò a Sergej Shoigu."),
    "pl": ("Kalendarium rozmów Pentagonu z Moskwą", "W 2022 roku Lloyd Austin zadzwonił do Siergieja Szojgu."),
    "tr": ("Pentagon ile Moskova: görüşmelerin kronolojisi", "2022'de Lloyd Austin, Sergey Şoygu'yu telefonla aradı."),
    "ko": ("연표로 보는 미국 국방부와 러시아의 통화", "2022년 로이드 오스틴 장관은 세르게이 쇼이구 장관과 통화했다."),
    "zh": ("美俄防务通话大事记", "2022年，劳埃德·奥斯汀与谢尔盖·绍伊古通电话。"),
    "ja": ("米ロ国防相の電話会談の年表", "2022年、ロイド・オースティン氏はセルゲイ・ショイグ氏と電話で会談した。"),
    "ar": ("التسلسل الزمني لاتصالات البنتاغون وموسكو", "في 2022 اتصل لويد أوستن بسيرغي شويغو هاتفيا."),
}  # fmt: skip


@pytest.mark.parametrize("lang", LOOK_BACKS)
def test_a_headline_that_looks_back_makes_no_news(lang: str) -> None:
    title, body = LOOK_BACKS[lang]
    topic = (watch := load_config(Path(__file__).parents[2] / "config").watch).topics[0]
    recogniser = build_recogniser(watch)
    assert not judge_article(recogniser.read(Article("a", title, "", body, WHEN, WHEN, lang)), topic).relevant
    assert judge_article(recogniser.read(Article("a", "", "", body, WHEN, WHEN, lang)), topic).relevant, "without it"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Two inmates freed in swap", "The US and Russia exchanged prisoners after talks by intelligence officers."),
        ("Prisoners change planes", "Russia and the US handed over four people after talks led by officers."),
        (
            "Israeli air chief in Moscow",
            "Shoigu and the Israelis talked. The US military has a line of its own.",
        ),
    ],
)
def test_what_others_exchange_with_russia_is_elsewhere(title: str, body: str) -> None:
    watch = load_config(Path(__file__).parents[2] / "config").watch
    reading = build_recogniser(watch).read(Article("a", title, "", body, WHEN, WHEN, "en"))
    assert not judge_article(reading, watch.topics[0]).relevant


# Where each place is compared with all others of a sentence that never ends, the first would take hours.
@pytest.mark.parametrize(
    "rule", [Rule("r", ("pair",), 1), Rule("r", ("cat", "dog"), 1, words=1)], ids=["near", "words"]
)
def test_what_stands_close_is_found_behind_thousands_that_do_not(rule: Rule) -> None:
    apart = "cat w w w dog w w w "
    body = apart * (180_000 // len(apart)) + "then"
    assert not judge(rule, body).relevant
    found = judge(rule, body + " cat or dog.").evidence[0].spans
    assert found[0].text.startswith("cat") and found[-1].text.endswith("dog")
    assert found[0].start > 170_000


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("A dog in a cat.", "dog in a cat"),
        ("A dog, a big dog, a cat.", "dog, a cat"),
        ("A dog, a cat, a dog.", "dog, a cat"),
        ("A dog. A cat and one dog.", "cat and one dog"),
        ("A dog then there was a cat and a dog.", "cat and a dog"),
    ],
)
def test_of_several_the_nearest_is_shown_and_of_equals_the_first(body: str, shown: str) -> None:
    assert judge(Rule("r", ("pair",), 1), body).evidence[0].spans[0].text == shown
