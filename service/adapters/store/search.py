"""Finding articles: by what is in them, by what they are, or both; newest first or by where the words stand.

Enter: a connection inside a transaction, a query, filters, a cursor. Leave: pages of articles. Called by `views`.
A page goes on behind an article's number (`docid`), which sorts as publication does, and each database walks its index
in that order until the page is full.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select, text

from service.adapters.store.index import find_first_docid
from service.adapters.store.index_schema import article_index
from service.adapters.store.ledger_schema import placed
from service.adapters.store.rows import read_article
from service.adapters.store.schema import articles
from service.adapters.store.search_words import make_facet, write_match
from service.adapters.store.types import clean_text
from service.model.views import (
    ArticleFilter,
    ArticleHead,
    ArticlePage,
    SearchHit,
    SearchOrder,
    SearchPage,
)
from service.stages.search import SearchQuery, make_snippets, parse_query

SUMMARY_SHOWN = 300
_LEAST = -(2**63)
_MOST = 2**63 - 1
_TIERS = (0, 1, 2)
_STORY_ARTICLES = 5000

# The cross join keeps the full-text index in front; what it still has of articles that are gone has no partner.
_SQLITE = text(
    "SELECT article_words.rowid FROM article_words "
    "CROSS JOIN article_index ON article_index.docid = article_words.rowid "
    "WHERE article_words MATCH :match AND article_words.rowid >= :low AND article_words.rowid < :high "
    "ORDER BY article_words.rowid DESC LIMIT :limit"
)
_POSTGRESQL = text(
    "SELECT docid FROM article_words WHERE words @@ CAST(:match AS tsquery) AND docid >= :low AND docid < :high "
    "ORDER BY docid DESC LIMIT :limit"
)


def list_articles(connection: Connection, chosen: ArticleFilter, limit: int, before: str | None) -> ArticlePage:
    """See `Views.list_articles`."""
    docids = _find(connection, SearchQuery(), chosen, None, read_cursor(before), limit + 1)
    heads = _load(connection, docids[:limit])
    return ArticlePage(tuple(_read_head(row) for row in heads), str(docids[limit - 1]) if len(docids) > limit else None)


def search_articles(
    connection: Connection, typed: str, chosen: ArticleFilter, order: SearchOrder, limit: int, before: str | None
) -> SearchPage:
    """See `Views.search_articles`."""
    query = parse_query(typed)
    ranked = order is SearchOrder.RANK and bool(query.wanted)
    tier, high = _read_tier(before) if ranked else (None, read_cursor(before))
    tiers: Sequence[int | None] = _TIERS[tier or 0 :] if ranked else (None,)
    found: list[tuple[int | None, int]] = []
    for current in tiers:
        wanted = limit + 1 - len(found)
        found += [(current, docid) for docid in _find(connection, query, chosen, current, high, wanted)]
        if len(found) > limit:
            break
        high = _MOST
    rows = _load(connection, [docid for _, docid in found[:limit]], whole=True)
    hits = []
    for row in rows:
        title, snippet = make_snippets(read_article(row), query)
        hits.append(SearchHit(_read_head(row), title, snippet))
    following = None
    if len(found) > limit:
        last_tier, last = found[limit - 1]
        following = f"{last_tier}:{last}" if ranked else str(last)
    return SearchPage(tuple(hits), following, query.words)


def read_cursor(before: str | None) -> int:
    """The docid that a page ends before. Raises ValueError for what is no cursor."""
    if before is None:
        return _MOST
    docid = int(before)
    if not _LEAST <= docid <= _MOST:
        raise ValueError(f"no cursor: {before[:40]}")
    return docid


def _read_tier(before: str | None) -> tuple[int, int]:
    if before is None:
        return 0, _MOST
    tier, _, docid = before.partition(":")
    if int(tier) not in _TIERS:
        raise ValueError(f"no cursor: {before[:40]}")
    return int(tier), read_cursor(docid)


def _find(
    connection: Connection, query: SearchQuery, chosen: ArticleFilter, tier: int | None, high: int, limit: int
) -> list[int]:
    """The docids of a page, highest first."""
    low = _first_docid(chosen.since) if chosen.since else _LEAST
    if chosen.until is not None and chosen.until < date.max:
        high = min(high, _first_docid(chosen.until + timedelta(days=1)))
    members: frozenset[int] | None = None
    if chosen.story is not None:
        members = _find_members(connection, chosen.story)
        if not members:
            return []
        # All of its days: few articles, and most of what matches there is of the story.
        low, high = max(low, min(members)), min(high, max(members) + 1)
    match = write_match(connection.dialect.name, query, _list_facets(chosen), tier)
    if members is not None and not match:
        return sorted((docid for docid in members if low <= docid < high), reverse=True)[:limit]
    asked = {"match": match, "low": low, "high": high, "limit": limit if members is None else _STORY_ARTICLES}
    if match:
        statement = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
        found = connection.execute(statement, asked).scalars().all()
    else:
        between = select(article_index.c.docid).where(article_index.c.docid >= low, article_index.c.docid < high)
        found = connection.execute(between.order_by(article_index.c.docid.desc()).limit(limit)).scalars().all()
    return [docid for docid in found if members is None or docid in members][:limit]


def _first_docid(day: date) -> int:
    return find_first_docid(datetime.combine(day, time(), UTC))


def _find_members(connection: Connection, story_id: str) -> frozenset[int]:
    query = select(article_index.c.docid).join_from(
        placed, article_index, article_index.c.article_id == placed.c.article_id
    )
    return frozenset(
        connection.execute(query.where(placed.c.story_id == clean_text(story_id)).limit(_STORY_ARTICLES)).scalars()
    )


def _list_facets(chosen: ArticleFilter) -> Iterable[str]:
    values = (("o", chosen.outlet), ("l", chosen.lang), ("p", chosen.official))
    yield from (make_facet(kind, value) for kind, value in values if value is not None)
    if chosen.relevant is not None:
        yield make_facet("r", str(chosen.relevant))


def _load(connection: Connection, docids: Sequence[int], whole: bool = False) -> list[Any]:
    """Rows of articles in the order of `docids`. `whole`: with their texts."""
    if not docids:
        return []
    rows = connection.execute(_select(whole).where(article_index.c.docid.in_(docids))).mappings()
    by_docid = {row["docid"]: row for row in rows}
    return [by_docid[docid] for docid in docids if docid in by_docid]


def _select(whole: bool) -> Select[Any]:
    columns = [column for column in articles.c if whole or column.name not in ("summary", "body")]
    beginning = func.substr(articles.c.summary, 1, SUMMARY_SHOWN).label("beginning")
    own = (article_index.c.docid, article_index.c.relevant, article_index.c.officials, placed.c.story_id)
    joined = article_index.join(articles, articles.c.id == article_index.c.article_id)
    joined = joined.outerjoin(placed, placed.c.article_id == article_index.c.article_id)
    return select(*columns, beginning, *own).select_from(joined)


def _read_head(row: Any) -> ArticleHead:
    same = ("id", "title", "outlet", "lang", "side", "url", "published", "first_seen", "relevant", "story_id")
    return ArticleHead(
        summary=row["beginning"], officials=tuple(row["officials"]), **{name: row[name] for name in same}
    )
