"""Which alerts an article raises, and which it does not raise again."""

from datetime import timedelta

from service.model.alert import AlertKind, AlertReason, Priority
from service.model.settings import AlertSettings
from service.model.verdict import MentionKind
from service.stages.alerts import MATCHED, AlertDecision, decide_alerts
from tests.support.articles import BODY, NOON, make_article, make_mention, make_verdict

HEGSETH = make_mention("hegseth", "Pete Hegseth", "Pete Hegseth")
BELOUSOV = make_mention("belousov", "Andrei Belousov", "Andrei Belousov", side="ru")
IMPLIED = make_mention("belousov", "Andrei Belousov", "ministries", side="ru", kind=MentionKind.OFFICE)
RELEVANT = make_verdict(relevant=True)
IRRELEVANT = make_verdict(relevant=False, score=1.0)


def decide(mentions=(), verdict=RELEVANT, alerted=(), settings=None, **article) -> AlertDecision:  # type: ignore[no-untyped-def]
    return decide_alerts(make_article(**article), mentions, (verdict,), alerted, settings or AlertSettings(), NOON)


def test_officials_that_are_named_raise_one_mention_with_the_sentence() -> None:
    (alert,) = decide((HEGSETH, BELOUSOV, HEGSETH)).alerts
    assert alert.kind is AlertKind.MENTION
    assert alert.priority is Priority.NORMAL
    assert alert.official_ids == ("belousov", "hegseth")
    assert alert.official_names == ("Andrei Belousov", "Pete Hegseth")
    assert alert.sentence == "Pete Hegseth telephoned Andrei Belousov on Monday."
    assert alert.rule == "full name"


def test_a_mention_in_an_irrelevant_article_is_of_low_priority() -> None:
    (alert,) = decide((HEGSETH,), IRRELEVANT).alerts
    assert (alert.kind, alert.priority) == (AlertKind.MENTION, Priority.LOW)


def test_mentions_of_irrelevant_articles_can_be_switched_off() -> None:
    decision = decide((HEGSETH,), IRRELEVANT, settings=AlertSettings(mentions="relevant"))
    assert decision == AlertDecision((), AlertReason.MENTIONS_NARROWED)
    assert decide((HEGSETH,), RELEVANT, settings=AlertSettings(mentions="relevant")).alerts


def test_a_relevant_article_that_names_nobody_raises_a_match() -> None:
    (alert,) = decide((IMPLIED,)).alerts
    assert (alert.kind, alert.priority) == (AlertKind.MATCH, Priority.NORMAL)
    assert "telephoned" in alert.sentence
    assert alert.rule == "call-between-chiefs"


def test_only_who_was_not_alerted_yet_is_alerted() -> None:
    (alert,) = decide((HEGSETH, BELOUSOV), alerted={"hegseth"}).alerts
    assert alert.official_ids == ("belousov",)
    assert decide((HEGSETH,), alerted={"hegseth"}) == AlertDecision((), AlertReason.ALREADY_ALERTED)
    assert decide(alerted={MATCHED}).reason is AlertReason.ALREADY_ALERTED


def test_an_office_alone_names_nobody() -> None:
    assert decide((IMPLIED,), IRRELEVANT).reason is AlertReason.NOTHING_TO_SAY


def test_what_was_old_when_first_seen_is_never_alerted() -> None:
    decision = decide((HEGSETH,), age=timedelta(days=2, seconds=1))
    assert decision == AlertDecision((), AlertReason.TOO_OLD)
    assert decide((HEGSETH,), age=timedelta(days=2)).alerts


def test_the_id_depends_on_kind_story_and_officials_alone() -> None:
    first = decide((HEGSETH, BELOUSOV)).alerts[0]
    again = decide((BELOUSOV, HEGSETH), body=BODY + " A later sentence.").alerts[0]
    assert first.id == again.id
    assert first.id != decide((HEGSETH,)).alerts[0].id
    assert first.id != decide((HEGSETH, BELOUSOV), article_id="a2").alerts[0].id
