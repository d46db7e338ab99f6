"""Explaining an article: what triage is said to have seen is what it saw."""

from dataclasses import replace

import pytest

from service.jobs.explain import explain_article, find_stored
from service.jobs.world import Rules
from service.model.article import Article, TextSource
from tests.jobs.conftest import FEED_URL, START, Bench

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


async def test_an_item_from_the_future_is_dated_by_when_it_was_first_seen_and_that_is_said(bench: Bench) -> None:
    url = "https://news.example/1"
    item = f"<item><title>Hegseth and Belousov speak</title><link>{url}</link><description>{BODY}</description>"
    bench.fetcher.pages[FEED_URL] = (
        f'<rss version="2.0"><channel>{item}<pubDate>Sat, 10 Mar 2099 12:00:00 GMT</pubDate></item></channel></rss>'
    ).encode()
    await bench.run()
    found = find_stored(bench.store, bench.runner.rules, url)
    assert found is not None
    article, origin = found
    assert article.published == article.first_seen == bench.clock.instant
    assert origin.endswith("; dated by when it was first seen: the date is in the future")
