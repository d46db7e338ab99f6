"""Search: all stored text, with filters that stand in the address.

Enters: `?q=...` and the filters of articles. Leaves: a page. Called by `app`.
"""

from service.errors import RequestError
from service.model.views import SearchOrder, Snippet
from service.web.pages.articles import FACETS, keep_filters
from service.web.pages.asking import read_articles_filter, read_choice, read_cursor
from service.web.pages.marking import Mark, Stretch, mark_text
from service.web.pages.officials import choose_officials
from service.web.rendering import render_page
from service.web.site import Ask, Reply, Site
from service.web.words import cut_text, make_query, word_official

SHOWN = 20
LONGEST = 400


def show_search(site: Site, ask: Ask) -> Reply:
    """`/search`: without a question only the form."""
    question, before = ask.first("q")[:LONGEST], read_cursor(ask)
    chosen, kept = read_articles_filter(ask), keep_filters(ask)
    order = read_choice(ask, "order", SearchOrder) or SearchOrder.NEWEST
    asked = bool(question.strip() or any(kept.values()))
    watch = site.config().watch
    page = None
    if asked:
        try:
            page = site.views.search_articles(question, chosen, order=order, limit=SHOWN, before=before)
        except ValueError as error:
            raise RequestError(400, f"before: {error}") from error
    address = {"q": question, **kept, "order": order.value if order is not SearchOrder.NEWEST else ""}
    return render_page(
        ask,
        "search.html",
        question=question,
        order=order,
        chosen=kept,
        narrowed=any(kept.values()),
        page=page,
        hits=[(hit.article, mark_snippet(hit.title), mark_snippet(hit.snippet), hit.snippet) for hit in page.items]
        if page
        else [],
        facets=site.views.list_facets(FACETS),
        officials=choose_officials(site, FACETS, kept["official"]),
        names={found: word_official(found, watch) for hit in page.items for found in hit.article.officials}
        if page
        else {},
        older=page and page.next and f"/search{make_query(**address, before=page.next)}",
        first=before and f"/search{make_query(**address)}",
    )


def mark_snippet(snippet: Snippet) -> list[Stretch]:
    """A stretch of text with what was searched for marked; on one line."""
    length = len(cut_text(snippet.text, LONGEST))
    marks = [Mark(start, end, "name") for start, end in snippet.marks]
    found: list[Stretch] = []
    for paragraph in mark_text(snippet.text[:length], marks):
        found += [Stretch(" "), *paragraph] if found else paragraph
    return found
