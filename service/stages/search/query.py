"""What somebody typed into a search box, as terms to look for. Nothing that can be typed is wrong.

Enters: the text as typed. Leaves: a `SearchQuery`. Called by the store's search and, for marks, by `snippet`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from service.language.normalise import normalise
from service.language.stems import cut_tokens, list_languages

LONGEST = 400
"""Characters of a query that are read."""
MOST_TERMS = 16
MOST_TOKENS = 24

_OPENING = '"“„«»”『「'
_CLOSING = '"”“»«」』'
# A term: maybe a minus, then quotes with anything between, or whatever has no space and no quote in it.
_TERM = re.compile(
    rf"(?P<minus>(?<!\S)[-\u2212])?(?:[{_OPENING}](?P<phrase>[^{_CLOSING}]*)[{_CLOSING}]?|(?P<word>[^\s{_OPENING}{_CLOSING}]+))"
)


@dataclass(frozen=True, slots=True)
class Variant:
    """A term as it stands in the index of one language: tokens side by side. `open`: the last one may go on."""

    tokens: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """Something to look for. `text`: as it was typed. `variants`: what it may be in the index; one is enough."""

    text: str
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """An article must have all of `wanted`, and none of `unwanted`. Both empty: nothing was asked for."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """How the query was understood, term by term."""
        return (*(term.text for term in self.wanted), *(f"-{term.text}" for term in self.unwanted))


@lru_cache(maxsize=256)
def parse_query(typed: str) -> SearchQuery:
    """The terms of `typed`: words, "phrases" in quotes of any kind, and either with a minus before it.

    A word with signs in it (Су-27, U.S.) is a phrase of its pieces. What has no letter and no digit is passed over.
    """
    wanted: dict[tuple[Variant, ...], Term] = {}
    unwanted: dict[tuple[Variant, ...], Term] = {}
    for found in _TERM.finditer(typed[:LONGEST]):
        text = " ".join((found["phrase"] or found["word"] or "").split())
        variants = _list_variants(text)
        if variants and len(wanted) + len(unwanted) < MOST_TERMS:
            (unwanted if found["minus"] else wanted).setdefault(variants, Term(text, variants))
    return SearchQuery(tuple(wanted.values()), tuple(unwanted.values()))


def _list_variants(text: str) -> tuple[Variant, ...]:
    """`text` cut as every language would cut it: nobody says in which one it is asked."""
    folded = normalise(text).text
    return tuple(dict.fromkeys(variant for lang in list_languages() if (variant := _cut(folded, lang))))


def _cut(folded: str, lang: str) -> Variant | None:
    tokens = list(cut_tokens(folded, lang))[:MOST_TOKENS]
    if not tokens:
        return None
    last = tokens[-1]
    if last.tail and len(tokens) > 1 and tokens[-2].end == last.end:
        # The run may go on in the article, so that its last letter does not stand alone there.
        return Variant(tuple(token.text for token in tokens[:-1]))
    return Variant(tuple(token.text for token in tokens), open=last.tail)
