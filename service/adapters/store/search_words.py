"""The full-text index itself, which each database has of its own kind, and what is asked of it.

Enter: a connection inside a transaction; the words of an article, zone by zone; terms. Leave: expressions and SQL for
`search`. Called by `index` and `search`. Words are cut by `service.language.stems` on both sides, so that the database
only has to find equal ones: FTS5's tokenizer divides at spaces and at nothing else, PostgreSQL's parser is not asked.

Facets (an outlet, a language, an official, relevance) are words, too, which no text contains: so filters cost what a
word costs, and any of them can be combined.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from service.stages.search import SearchQuery, Term

MOST_WORDS = 16_000
"""Of an article so many words are indexed, title first: PostgreSQL's positions end there, and hardly a text goes on."""

ANY = "a="
"""The facet that every article has."""

# Between zones, so that no phrase reaches from one into the next.
_GAP = 8
_WEIGHTS = ("A", "B", "C")
_POSITIONS_KEPT = 255


@dataclass(frozen=True, slots=True)
class IndexedWords:
    """What an article is found by: the words of its title, summary and body, in order, and its facets."""

    title: tuple[str, ...]
    summary: tuple[str, ...]
    body: tuple[str, ...]
    facets: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The same for the same words."""
        told = "\n".join(" ".join(words) for words in (self.title, self.summary, self.body, self.facets))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def make_facet(kind: str, value: str) -> str:
    """The word that stands for a value, whatever is in it."""
    return f"{kind}={hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()[:16]}"


def put_words(connection: Connection, articles: Sequence[tuple[int, IndexedWords]]) -> None:
    """Articles by `docid`, best in its order."""
    if not articles:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(_SQLITE_PUT, [{"docid": docid, **_join(words)} for docid, words in articles])
    else:
        connection.execute(
            _POSTGRESQL_PUT, [{"docid": docid, "words": write_vector(words)} for docid, words in articles]
        )


def drop_words(connection: Connection, docid: int, words: IndexedWords | None) -> None:
    """Take an article out. `words`: those it was put in with; where nobody knows them any more (None), SQLite keeps
    them, and a search passes them over since nothing has this `docid`."""
    if connection.dialect.name != "sqlite":
        connection.execute(_POSTGRESQL_DROP, {"docid": docid})
    elif words is not None:
        connection.execute(_SQLITE_DROP, {"docid": docid, **_join(words)})


def wipe_words(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO article_words (article_words) VALUES ('delete-all')")
    else:
        connection.exec_driver_sql("DELETE FROM article_words")


_SQLITE_PUT = text(
    "INSERT INTO article_words (rowid, title, summary, body, facets) VALUES (:docid, :title, :summary, :body, :facets)"
)
_SQLITE_DROP = text(
    "INSERT INTO article_words (article_words, rowid, title, summary, body, facets) "
    "VALUES ('delete', :docid, :title, :summary, :body, :facets)"
)
_POSTGRESQL_PUT = text("INSERT INTO article_words (docid, words) VALUES (:docid, CAST(:words AS tsvector))")
_POSTGRESQL_DROP = text("DELETE FROM article_words WHERE docid = :docid")


def _join(words: IndexedWords) -> dict[str, str]:
    zones = {"title": words.title, "summary": words.summary, "body": words.body, "facets": words.facets}
    return {zone: " ".join(told) for zone, told in zones.items()}


def write_vector(words: IndexedWords) -> str:
    """The tsvector of an article as PostgreSQL reads it: 'word':1A,7C. Titles weigh A, summaries B, bodies C."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    position = 1
    for weight, zone in zip(_WEIGHTS, (words.title, words.summary, words.body), strict=True):
        for word in zone:
            if len(places[word]) < _POSITIONS_KEPT:
                places[word].append(f"{position}{weight}")
            position += 1
        position += _GAP
    told = [f"{_quote_lexeme(word)}:{','.join(found)}" for word, found in places.items()]
    return " ".join([*told, *(_quote_lexeme(facet) for facet in words.facets)])


@dataclass(frozen=True, slots=True)
class Expression:
    """What is looked for, as the database reads it."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...] = ()


def write_match(dialect: str, query: SearchQuery, facets: Iterable[str], tier: int | None = None) -> str:
    """The expression of a search: every term and every facet. Empty, where nothing is asked for.

    `tier`: of the ranks, 0: every word in the title; 1: in title and summary, and not 0; 2: the rest.
    """
    sqlite = dialect == "sqlite"
    if tier is not None and not query.wanted:
        tier = None
    wanted = [*_write_terms(sqlite, query.wanted, tier if tier in (0, 1) else None)]
    wanted += [_write_facet(sqlite, facet) for facet in facets]
    unwanted = [*_write_terms(sqlite, query.unwanted, None)]
    if tier:
        before = _write_terms(sqlite, query.wanted, tier - 1)
        unwanted.append(f"({(' AND ' if sqlite else ' & ').join(before)})")
    if unwanted and not wanted:
        wanted = [_write_facet(sqlite, ANY)]
    if sqlite:
        joined = " AND ".join(wanted)
        return f"({joined}) NOT ({' OR '.join(unwanted)})" if unwanted else joined
    return " & ".join([*wanted, *(f"!{term}" for term in unwanted)])


def _write_facet(sqlite: bool, facet: str) -> str:
    return f'"{facet}"' if sqlite else _quote_lexeme(facet)


def _write_terms(sqlite: bool, terms: Sequence[Term], tier: int | None) -> list[str]:
    return [_write_term_sqlite(term, tier) if sqlite else _write_term_postgresql(term, tier) for term in terms]


def _write_term_sqlite(term: Term, tier: int | None) -> str:
    phrases = []
    for variant in term.variants:
        quoted = '"' + " ".join(variant.tokens).replace('"', '""') + '"'
        phrases.append(f"{quoted} *" if variant.open else quoted)
    columns = {None: "", 0: "title : ", 1: "{title summary} : "}[tier]
    return f"{columns}({' OR '.join(phrases)})"


def _write_term_postgresql(term: Term, tier: int | None) -> str:
    weights = {None: "", 0: "A", 1: "AB"}[tier]
    phrases = []
    for variant in term.variants:
        tokens = []
        for place, token in enumerate(variant.tokens, 1):
            marks = ("*" if variant.open and place == len(variant.tokens) else "") + weights
            tokens.append(_quote_lexeme(token) + (f":{marks}" if marks else ""))
        phrases.append(f"({' <-> '.join(tokens)})")
    return f"({' | '.join(phrases)})"


def _quote_lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
