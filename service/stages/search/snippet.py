"""Where in an article that stands which was searched for: its title with marks, and the stretch that has most of it.

Enter: an article and a query. Leave: `Snippet`s, plain text with marks as offsets. Called by the store's search for
each article that it shows, so a text is looked through for the beginnings of words before any is cut.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from service.language.normalise import normalise
from service.language.stems import cut_tokens, find_root
from service.model.article import Article, Zone
from service.model.views import Snippet
from service.stages.search.query import SearchQuery, Term, Variant

LENGTH = 240
"""Characters of a snippet, about."""
_LEAD = 60
"""How much of them stands before the first mark at most."""
_MOST_MARKS = 24
_LETTER = "[^\\W_]"

Mark = tuple[int, int, int]
"""Start and end in the original text, and the number of the term."""


def make_snippets(article: Article, query: SearchQuery) -> tuple[Snippet, Snippet]:
    """The title, whole, and the best stretch of summary or body; its beginning where nothing that was searched for
    stands in either."""
    title = Snippet("title", article.title, _join_marks(_find_marks(article.title, article.lang, query.wanted)))
    best = _cut_snippet("summary", article.summary, _find_marks(article.summary, article.lang, query.wanted))
    if not (query.wanted and _is_whole(best[1], query)):
        other = _cut_snippet("body", article.body, _find_marks(article.body, article.lang, query.wanted))
        if other[1] > best[1] or not best[0].text:
            best = other
    return title, best[0]


def _is_whole(score: tuple[int, int], query: SearchQuery) -> bool:
    return score[0] == len(query.wanted)


def _cut_snippet(zone: Zone, text: str, marks: Sequence[Mark]) -> tuple[Snippet, tuple[int, int]]:
    """The stretch with most terms, then most marks, then the first; and how many of both."""
    score, first = (0, 0), 0
    for index, (start, _, _) in enumerate(marks):
        within = [mark for mark in marks[index:] if mark[1] <= start + LENGTH - _LEAD]
        found = (len({term for _, _, term in within}), len(within))
        if found > score:
            score, first = found, start
    begin = _find_beginning(text, max(0, first - _LEAD), first)
    end = _find_end(text, begin + LENGTH)
    inside = [(start - begin, stop - begin, term) for start, stop, term in marks if start >= begin and stop <= end]
    return Snippet(zone, text[begin:end], _join_marks(inside), begin > 0, end < len(text)), score


def _find_beginning(text: str, place: int, first: int) -> int:
    """The beginning of a sentence or at least of a word, at `place` or behind it, and before `first`."""
    if place == 0:
        return 0
    sentence = re.compile(r"[.!?…。！？]\s*|\n+").search(text, place, first)
    if sentence is not None:
        return sentence.end()
    space = re.compile(r"\s+").search(text, place, first)
    return space.end() if space else place


def _find_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = max(text.rfind(sign, place - 30, place) for sign in " \n、。，")
    return space if space > 0 else place


def _join_marks(marks: Sequence[Mark]) -> tuple[tuple[int, int], ...]:
    """Marks in order, those that overlap joined."""
    joined: list[tuple[int, int]] = []
    for start, end, _ in sorted(marks):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _find_marks(text: str, lang: str | None, terms: Sequence[Term]) -> list[Mark]:
    if not terms or not text:
        return []
    folded = normalise(text)
    marks: set[Mark] = set()
    for number, term in enumerate(terms):
        for start, end in islice(_find_term(folded.text, lang, term), _MOST_MARKS):
            marks.add((*folded.original(start, end), number))
    return sorted(marks)


def _find_term(folded: str, lang: str | None, term: Term) -> Iterator[tuple[int, int]]:
    """Where a variant of the term stands, in folded text; what stands in two variants may come twice."""
    for found in _make_pattern(term.variants).finditer(folded):
        start = found.start()
        for variant in term.variants:
            end = _match(folded, start, lang, variant)
            if end:
                yield start, end
                break


def _match(folded: str, start: int, lang: str | None, variant: Variant) -> int:
    """Where the variant ends that begins at `start`; 0 where it does not."""
    end = 0
    last = len(variant.tokens) - 1
    # Enough for the longest words; the text is not cut any further.
    tokens = cut_tokens(folded[start : start + 48 * (last + 1)], lang)
    for place, wanted in enumerate(variant.tokens):
        token = next(tokens, None)
        if token is None:
            return 0
        if token.text == wanted:
            end = start + token.end
        elif place == last and variant.open and token.text.startswith(wanted):
            end = start + token.start + len(wanted)
        else:
            return 0
    return end


@lru_cache(maxsize=512)
def _make_pattern(variants: Sequence[Variant]) -> re.Pattern[str]:
    """Finds each place where a variant may begin."""
    roots = {_write_root(variant.tokens[0]) for variant in variants}
    return re.compile("|".join(sorted(roots, key=len, reverse=True)))


def _write_root(token: str) -> str:
    root = find_root(token)
    if token[0] >= "\u3005":
        return re.escape(root)
    return f"(?<!{_LETTER}){re.escape(root)}{_LETTER}*"
