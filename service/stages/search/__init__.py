"""Searching the archive: what a query asks for, and where in a text that stands.

Enter: what somebody typed, an article. Leave: a `SearchQuery`, marked stretches of text. Called by the store's views.
"""

from service.stages.search.query import SearchQuery, Term, parse_query
from service.stages.search.snippet import make_snippets

__all__ = ["SearchQuery", "Term", "make_snippets", "parse_query"]
