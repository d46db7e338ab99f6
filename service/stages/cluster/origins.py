"""Whose text an article is: the agency or ministry that wrote it, else the outlet.

In: an article. Out: a name. Called by `stories`, for texts that are nobody's copy: a copy has the origin of its text.
"""

from service.model.article import Article


def find_origin(article: Article) -> str:
    """The agency, ministry or outlet whose text the article is; "" where nothing is known."""
    return article.outlet
