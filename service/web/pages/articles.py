"""Articles: what is stored, newest first; and one article with what was found marked in it, and why it was kept.

Enter: filters in the query, an id in the path. Leave: pages. Called by `app`.
"""

from collections import Counter
from collections.abc import Iterator

from service.errors import RequestError
from service.model.article import ZONES, Article, Zone
from service.model.verdict import MentionKind, Verdict
from service.model.views import StoredArticle
from service.web.pages.asking import read_articles_filter, read_cursor
from service.web.pages.marking import Mark, Stretch, mark_text, measure_shown
from service.web.pages.officials import choose_officials
from service.web.rendering import render_page
from service.web.site import Ask, Reply, Site
from service.web.words import cut_text, make_query, word_official

SHOWN = 40
FACETS = 80
SUMMARY = 2000
"""Characters of a summary; some feeds put the whole text there."""
PEOPLE = 60
QUOTES = 4


def list_articles(site: Site, ask: Ask) -> Reply:
    """`/articles`."""
    chosen, before = read_articles_filter(ask), read_cursor(ask)
    try:
        page = site.views.list_articles(chosen, limit=SHOWN, before=before)
    except ValueError as error:
        raise RequestError(400, f"before: {error}") from error
    kept = keep_filters(ask)
    watch = site.config().watch
    return render_page(
        ask,
        "articles.html",
        articles=page.items,
        names={found: word_official(found, watch) for head in page.items for found in head.officials},
        chosen=kept,
        facets=site.views.list_facets(FACETS),
        officials=choose_officials(site, FACETS, kept["official"]),
        older=page.next and f"/articles{make_query(**kept, before=page.next)}",
        first=before and f"/articles{make_query(**kept)}",
    )


def keep_filters(ask: Ask) -> dict[str, str]:
    """The filters as they stand in the address."""
    return {name: ask.first(name) for name in ("official", "outlet", "lang", "since", "until", "relevant")}


def show_article(site: Site, ask: Ask) -> Reply:
    """`/articles/ID`."""
    wanted = ask.params["article"]
    found = site.views.open_article(wanted)
    if found is None:
        raise RequestError(404, f"no stored article has the id {wanted[:40]!r}")
    article = found.article
    marks = {zone: list(_collect_marks(found, zone)) for zone in ZONES}
    return render_page(
        ask,
        "article.html",
        article=article,
        found=found,
        title=_join(mark_text(article.title, marks["title"])),
        summary=mark_text(article.summary[:SUMMARY], marks["summary"]) if _says_more(article) else [],
        body=mark_text(article.body, marks["body"]),
        cut=len(article.body) > measure_shown(article.body),
        people=_tell_people(found),
        verdicts=sorted(found.verdicts, key=lambda verdict: (-verdict.relevant, -verdict.score)),
        sums={verdict.topic: list(_list_sum(verdict)) for verdict in found.verdicts},
        topics={topic.id: topic.name for topic in site.config().watch.topics},
        alerts=site.views.list_alerts_about(article_id=article.id, limit=20),
    )


def _join(paragraphs: list[list[Stretch]]) -> list[Stretch]:
    return [stretch for paragraph in paragraphs for stretch in paragraph]


def _says_more(article: Article) -> bool:
    """Whether the summary is not just the beginning of the text."""
    summary = " ".join(article.summary.split())
    return bool(summary) and summary[:80] not in " ".join(article.body[:2000].split())


def _collect_marks(found: StoredArticle, zone: Zone) -> Iterator[Mark]:
    for verdict in found.verdicts:
        for evidence in verdict.evidence:
            for span in evidence.spans:
                if span.zone == zone:
                    yield Mark(span.start, span.end, "term", evidence.rule)
    for mention in found.mentions:
        if mention.span.zone == zone:
            kind = "name" if mention.kind is MentionKind.NAME else "office"
            yield Mark(mention.span.start, mention.span.end, kind, f"{mention.name}: {mention.rule}")


def _tell_people(found: StoredArticle) -> list[tuple[str, str | None, str]]:
    """Who is meant: name, id where tracked, and how, in words."""
    people: dict[tuple[str, str | None], Counter[str]] = {}
    for mention in found.mentions:
        way = f"{'by office, ' if mention.kind is MentionKind.OFFICE else ''}{mention.rule}"
        people.setdefault((mention.name, mention.official), Counter())[way] += 1
    return [
        (name, official, "; ".join(f"{way}, {number} times" if number > 1 else way for way, number in ways.items()))
        for (name, official), ways in list(people.items())[:PEOPLE]
    ]


def _list_sum(verdict: Verdict) -> Iterator[tuple[float, str, list[str]]]:
    """The lines of a verdict's sum: points, rule, the distinct quotes that it found."""
    for evidence in verdict.evidence:
        quotes = dict.fromkeys(cut_text(span.text, 40) for span in evidence.spans)
        yield evidence.weight, evidence.rule, list(quotes)[:QUOTES]
