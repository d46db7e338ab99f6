"""What a page is asked for in its address: days, sides of a list, filters. And what several pages word alike.

Enter: an `Ask`. Leave: values of the model. Called by the other pages. Raises RequestError for what nobody means.
"""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from service.errors import RequestError
from service.model.views import ArticleFilter
from service.web.api.parameters import parse_day
from service.web.site import Ask

Choice = TypeVar("Choice", bound=StrEnum)


def read_day(ask: Ask, name: str) -> date | None:
    """A day "2024-06-25", as in the API; None where it is not asked for."""
    text = ask.first(name).strip()
    if not text:
        return None
    try:
        return parse_day(text)
    except ValueError:
        raise RequestError(400, f"{name}: {text[:40]!r} is no day: write it as 2024-06-25") from None


def read_choice(ask: Ask, name: str, kind: type[Choice]) -> Choice | None:
    """One of the values of an enum; None where none is asked for."""
    text = ask.first(name).strip()
    if not text:
        return None
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(kind)
        raise RequestError(400, f"{name}: {text[:40]!r} is none of {known}") from None


def read_articles_filter(ask: Ask) -> ArticleFilter:
    """The filters of articles and of the search."""
    relevant = {"": None, "yes": True, "no": False}.get(ask.first("relevant"))
    return ArticleFilter(
        official=ask.first("official") or None,
        outlet=ask.first("outlet") or None,
        lang=ask.first("lang") or None,
        since=read_day(ask, "since"),
        until=read_day(ask, "until"),
        relevant=relevant,
    )


def read_cursor(ask: Ask) -> str | None:
    """Where a list goes on; None for its beginning."""
    return ask.first("before") or None
