"""Articles, newest first, filtered or searched; one with its text and all that was found in it.

Enter: asks. Leave: JSON objects. Called through `operations`.
"""

from typing import Any

from service.errors import RequestError
from service.model.views import ArticleFilter, SearchOrder
from service.web.api.describe import describe_head, describe_hit, describe_stored
from service.web.api.operation import Operation
from service.web.api.parameters import CURSOR, PathParameter, Values, choice, day, limit, text, truth, word
from service.web.api.schemas import TEXT, many, page_of, ref
from service.web.site import Ask, Site

_FILTERS = (
    word("official", "Only those that name this official (an id of the watch)"),
    word("outlet", "Only of this outlet"),
    word("lang", "Only in this language (ISO 639-1)"),
    day("since", "Published on this day (UTC) or later"),
    day("until", "Published on this day (UTC) or earlier"),
    truth("relevant", "true: only those that are relevant to a topic; false: only the others"),
)


def list_articles(site: Site, _: Ask, values: Values) -> dict[str, Any]:
    page = site.views.list_articles(_choose(values), limit=values["limit"], before=values["cursor"])
    return {"items": [describe_head(head) for head in page.items], "next": page.next}


def search_articles(site: Site, _: Ask, values: Values) -> dict[str, Any]:
    page = site.views.search_articles(
        values["q"], _choose(values), order=values["order"], limit=values["limit"], before=values["cursor"]
    )
    return {"items": [describe_hit(hit) for hit in page.items], "next": page.next, "words": list(page.words)}


def _choose(values: Values) -> ArticleFilter:
    names = ("official", "outlet", "lang", "since", "until", "relevant")
    return ArticleFilter(**{name: values[name] for name in names}, story=values.get("story"))


def show_article(site: Site, _: Ask, values: Values) -> dict[str, Any]:
    stored = site.views.open_article(values["id"])
    if stored is None:
        raise RequestError(404, "there is no article of this id")
    return describe_stored(stored)


OPERATIONS = (
    Operation(
        "listArticles",
        "/articles",
        "Stored articles, newest first",
        list_articles,
        page_of("Article"),
        (*_FILTERS, word("story", "Only those of this story (its whole id)"), limit(), CURSOR),
    ),
    Operation(
        "showArticle",
        "/articles/{id}",
        "One article: its text, whom it names and where, why it was kept, where it stands",
        show_article,
        ref("WholeArticle"),
        within=(PathParameter("id", "The article's id, or at least six characters that only it begins with"),),
    ),
    Operation(
        "search",
        "/search",
        "Articles that have all the words, in any of their forms",
        search_articles,
        page_of("Hit", words=many(TEXT)),
        (
            text("q", 'Words; "in quotes" they stand side by side, and -word must not occur', default=""),
            *_FILTERS,
            choice("order", "newest, or rank: headlines first", SearchOrder, default=SearchOrder.NEWEST),
            limit(20, 100),
            CURSOR,
        ),
    ),
)
