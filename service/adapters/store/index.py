"""The index of articles: what makes them be found, listed and counted, kept with each change of an article.

Enter: a connection inside a transaction that changes articles, the article as it was and as it is. Leave: rows of
`article_index`, `tallies`, `mention_forms` and the full-text index. Called by `reading`, `archive` and `retention`, in
their transactions, and by `indexing`. Whoever calls takes `lock_index` before any row.
"""

import hashlib
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, text

from service.adapters.store.index_schema import article_index, mention_forms, tallies
from service.adapters.store.rows import read_article
from service.adapters.store.schema import articles
from service.adapters.store.search_words import (
    ANY,
    MOST_WORDS,
    IndexedWords,
    drop_words,
    make_facet,
    put_words,
)
from service.adapters.store.statements import cut
from service.adapters.store.tallying import add_to_tallies
from service.language.stems import cut_words
from service.model.article import Article
from service.model.verdict import JudgedArticle, Mention, MentionKind, Verdict

LONGEST_FORM = 80
"""Characters of a form of a name that is counted."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_TIE_BITS = 20
# Years 1830 to 2109: beyond them an instant would not fit.
_FARTHEST = 1 << 42
# Any number that no other program on the server is likely to use.
_INDEX_LOCK = 0x496E646578


def lock_index(connection: Connection) -> None:
    """Wait until nobody else changes the index. SQLite has one writer anyway. The ledger's lock is taken before."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _INDEX_LOCK})


@dataclass(frozen=True, slots=True)
class Counted:
    """What an article is counted as."""

    month: str
    outlet: str
    lang: str | None
    relevant: bool
    officials: tuple[str, ...]
    forms: tuple[tuple[str, str, str], ...]

    @property
    def facets(self) -> tuple[str, ...]:
        facets = [ANY, make_facet("o", self.outlet), make_facet("r", str(self.relevant))]
        if self.lang:
            facets.append(make_facet("l", self.lang))
        return (*facets, *(make_facet("p", official) for official in self.officials))


_KNOWN = select(article_index.c.docid).where(article_index.c.docid == bindparam("docid"))


def make_docid(published: datetime, article_id: str) -> int:
    """The number of an article: milliseconds of its publication since 1970, then 20 bits of its id's digest.

    So articles sort by it as by publication, in the full-text index, too, whose rows have no other order.
    """
    digest = hashlib.sha256(article_id.encode("utf-8", "replace")).digest()
    return find_first_docid(published) + int.from_bytes(digest[:3], "big") % (1 << _TIE_BITS)


def find_first_docid(moment: datetime) -> int:
    """What no docid of an article published at `moment` or later is less than."""
    since: int = (moment - _EPOCH) // _MILLISECOND
    return max(-_FARTHEST, min(_FARTHEST, since)) << _TIE_BITS


def make_words(article: Article, facets: Sequence[str]) -> IndexedWords:
    """The words of an article, as the index has them."""
    left = MOST_WORDS
    zones = []
    for zone in (article.title, article.summary, article.body):
        # No word is shorter than a letter; of an endless text no more is cut than could be kept.
        words = cut_words(zone[: left * LONGEST_FORM], article.lang)[:left]
        left -= len(words)
        zones.append(tuple(words))
    title, summary, body = zones
    return IndexedWords(title, summary, body, tuple(facets))


def reindex(connection: Connection, before: Article | None, after: JudgedArticle) -> None:
    """An article was saved: it was stored as `before`, and is `after`."""
    row = _find_row(connection, after.article.id)
    counted = count_as(after.article, after.mentions, after.verdicts)
    if row is not None and before is not None:
        if counted == _read_counted(row) and _is_same_text(before, after.article):
            return
        _remove(connection, row, before)
    _add(connection, after.article, counted)


def reindex_findings(connection: Connection, after: JudgedArticle) -> None:
    """A stored article was judged anew, its text is the same."""
    row = _find_row(connection, after.article.id)
    query = select(articles).where(articles.c.id == after.article.id)
    if row is not None and count_as(after.article, after.mentions, after.verdicts) == _read_counted(row):
        return
    article = read_article(connection.execute(query).mappings().one())
    if row is not None:
        _remove(connection, row, article)
    _add(connection, article, count_as(article, after.mentions, after.verdicts))


def drop_articles(connection: Connection, article_ids: Sequence[str]) -> None:
    """Articles that are about to be deleted."""
    for some in cut(article_ids):
        query = select(articles).where(articles.c.id.in_(some))
        texts = {row["id"]: read_article(row) for row in connection.execute(query).mappings()}
        for row in (
            connection.execute(select(article_index).where(article_index.c.article_id.in_(some))).mappings().all()
        ):
            _remove(connection, row, texts[row["article_id"]])


def _find_row(connection: Connection, article_id: str) -> Any:
    query = select(article_index).where(article_index.c.article_id == article_id)
    return connection.execute(query).mappings().first()


def _is_same_text(before: Article, after: Article) -> bool:
    return all(
        getattr(before, name) == getattr(after, name) for name in ("title", "summary", "body", "published", "lang")
    )


def count_as(article: Article, mentions: Sequence[Mention], verdicts: Sequence[Verdict]) -> Counted:
    tracked = [mention for mention in mentions if mention.official is not None]
    named = {mention.official or "" for mention in tracked if mention.kind is MentionKind.NAME}
    forms = {
        (mention.official or "", mention.kind.value, " ".join(mention.span.text.split())[:LONGEST_FORM])
        for mention in tracked
    }
    return Counted(
        month=f"{article.published.astimezone(UTC):%Y-%m}",
        outlet=article.outlet,
        lang=article.lang,
        relevant=any(verdict.relevant for verdict in verdicts),
        officials=tuple(sorted(named)),
        forms=tuple(sorted(forms)),
    )


def _read_counted(row: Any) -> Counted:
    values = {name: row[name] for name in ("month", "outlet", "lang", "relevant")}
    forms = tuple((official, kind, form) for official, kind, form in row["forms"])
    return Counted(**values, officials=tuple(row["officials"]), forms=forms)


def _add(connection: Connection, article: Article, counted: Counted) -> None:
    docid = find_docid(connection, article)
    words = make_words(article, counted.facets)
    put_words(connection, [(docid, words)])
    connection.execute(insert(article_index), make_row(docid, article, counted, words))
    add_to_tallies(connection, tallies, Counter(list_keys(counted)))
    add_to_tallies(connection, mention_forms, Counter(counted.forms))


def find_docid(connection: Connection, article: Article, taken: Container[int] = ()) -> int:
    """The number that an article gets: where it stands for another one already, or is in `taken`, the next."""
    docid = make_docid(article.published, article.id)
    while docid in taken or connection.execute(_KNOWN, {"docid": docid}).first() is not None:
        docid += 1
    return docid


def make_row(docid: int, article: Article, counted: Counted, words: IndexedWords) -> dict[str, Any]:
    return {
        "docid": docid,
        "article_id": article.id,
        "month": counted.month,
        "outlet": counted.outlet,
        "lang": counted.lang,
        "relevant": counted.relevant,
        "officials": list(counted.officials),
        "forms": [list(form) for form in counted.forms],
        "words_digest": words.digest,
    }


def _remove(connection: Connection, row: Any, article: Article) -> None:
    """`article`: as it was put in."""
    counted = _read_counted(row)
    words = make_words(article, counted.facets)
    drop_words(connection, row["docid"], words if words.digest == row["words_digest"] else None)
    connection.execute(delete(article_index).where(article_index.c.docid == row["docid"]))
    add_to_tallies(connection, tallies, dict.fromkeys(list_keys(counted), -1))
    add_to_tallies(connection, mention_forms, dict.fromkeys(counted.forms, -1))


def list_keys(counted: Counted) -> Iterator[tuple[str, str, str]]:
    yield ("articles", "", "")
    if counted.relevant:
        yield ("relevant", "", "")
    yield ("outlet", counted.outlet, "")
    if counted.lang:
        yield ("lang", counted.lang, "")
    for official in counted.officials:
        yield ("official", official, "")
        yield ("named", official, counted.month)
