"""Walk: every text of the archive, one after the other, for jobs that only look.

Enter: a store. Leave: the stored articles with their whole text, then what is left of dropped items. Called by
`backtest` and `coverage`. Each page is a short transaction of its own, so that a daemon may work meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from service.jobs.ports import Store
from service.jobs.read import PageText, make_article
from service.model.article import Article, TextSource
from service.model.entry import Entry
from service.model.feed import Feed
from service.model.settings import Config

PAGE = 200


@dataclass(frozen=True, slots=True)
class ArchivedText:
    """An article, or a dropped item with headline and summary alone; with the entry and the feed that triage sees."""

    article: Article
    entry: Entry
    feed: Feed
    whole: bool


def walk_archive(store: Store, config: Config) -> Iterator[ArchivedText]:
    """All stored articles, by id; then all dropped items that are kept still, newest first."""
    after = ""
    while articles := store.list_judged(after, PAGE):
        after = articles[-1].article.id
        for stored in articles:
            article = stored.article
            feed = config.feed(article.feed_id) or Feed(
                id=article.feed_id or "-", url="", outlet=article.outlet, side=article.side
            )
            entry = Entry(
                keys=(article.id,),
                title=article.title,
                summary=article.summary,
                content=article.body if article.text_source is TextSource.FEED else "",
                url=article.url,
                lang=article.lang,
                published=article.published,
            )
            yield ArchivedText(article, entry, feed, whole=True)
    before: int | None = None
    while items := store.list_dropped(before, PAGE):
        before = items[-1].id
        for item in items:
            feed = config.feed(item.feed_id) or Feed(id=item.feed_id, url="", outlet=item.feed_id)
            article = make_article(item, feed, PageText("", TextSource.SUMMARY))
            yield ArchivedText(article, item.entry, feed, whole=False)
