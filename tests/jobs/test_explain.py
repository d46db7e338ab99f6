"""Explaining an article: what triage is said to have seen is what it saw."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.jobs.explain import explain_article
from service.jobs.world import Rules
from service.model.article import Article, TextSource

START = datetime(2026, 3, 10, 12, tzinfo=UTC)

BODY = "Defense Secretary Lloyd Austin spoke by phone with Russian Defense Minister Andrei Belousov, officials said."


@pytest.mark.parametrize(
    ("source", "passed"), [(TextSource.FEED, True), (TextSource.SUMMARY, True), (TextSource.PAGE, False)]
)
def test_triage_is_explained_with_what_the_feed_carried_and_not_the_page(
    shipped_rules: Rules, source: TextSource, passed: bool
) -> None:
    article = Article("a", "Morning news", "What happened today.", BODY, START, START, lang="en", feed_id="news")
    explained = explain_article(shipped_rules, replace(article, text_source=source), "a test")
    assert explained.triage.passed is passed
    assert {mention.official for mention in explained.reading.mentions} >= {"austin", "belousov"}
