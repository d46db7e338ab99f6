"""Stories: the news as told by many, newest first; and one story, its copies folded under whose text they are.

Enter: a cursor in the query, an id in the path. Leave: pages. Called by `app`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.errors import RequestError
from service.model.article import Article
from service.model.ledger import PlacedArticle
from service.web.pages.asking import read_cursor
from service.web.rendering import render_page
from service.web.site import Ask, Reply, Site
from service.web.words import make_query

SHOWN = 40
ARTICLES_SHOWN = 100
COPIES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its copies, first published first. `origin` is whose text it is."""

    article: Article
    placed: PlacedArticle
    origin: str
    copies: tuple[Article, ...]


def list_stories(site: Site, ask: Ask) -> Reply:
    """`/stories`: those that tell of contacts and those that do not, by their last article."""
    before = read_cursor(ask)
    try:
        page = site.views.page_stories(limit=SHOWN, before=before)
    except ValueError as error:
        raise RequestError(400, f"before: {error}") from error
    return render_page(
        ask,
        "stories.html",
        stories=page.items,
        older=page.next and f"/stories{make_query(before=page.next)}",
        first="/stories" if before else None,
    )


def show_story(site: Site, ask: Ask) -> Reply:
    """`/stories/ID`."""
    wanted = ask.params["story"]
    story = site.views.find_story(wanted)
    if story is None:
        raise RequestError(404, f"no story has the id {wanted[:40]!r}; it may have become one with another")
    articles = site.views.list_story_articles(story.id, ARTICLES_SHOWN)
    return render_page(
        ask,
        "story.html",
        story=story,
        texts=list(fold_copies(articles)),
        contact=site.views.find_contact(story.contact_id) if story.contact_id else None,
        left_out=story.articles - len(articles),
    )


def fold_copies(articles: Sequence[tuple[Article, PlacedArticle]]) -> Iterator[Text]:
    """Each text once, its copies below it. A copy whose original is not among the articles stands for itself."""
    known = {article.id for article, _ in articles}
    copies: dict[str, list[Article]] = {}
    for article, placed in articles:
        if placed.text_id != article.id and placed.text_id in known:
            copies.setdefault(placed.text_id, []).append(article)
    for article, placed in articles:
        if placed.text_id == article.id or placed.text_id not in known:
            yield Text(article, placed, placed.origin or article.outlet, tuple(copies.get(article.id, ())))
