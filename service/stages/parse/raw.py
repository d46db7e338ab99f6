"""A feed and its items as one of the readers found them: strings that are still foreign, not yet made plain.

Made by `xmlfeed` and `jsonfeed`, consumed by `feed`.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal


@dataclass(slots=True)
class RawItem:
    """`links` best first, as given or resolved against xml:base; `dates` raw, in order of preference."""

    guid: str = ""
    links: list[str] = field(default_factory=list)
    title: str = ""
    title_html: bool = True
    summary: str = ""
    summary_html: bool = True
    content: str = ""
    content_html: bool = True
    author: str = ""
    lang: str | None = None
    dates: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RawFeed:
    """`found` is how many items the document had before any limit; `complete` is False for one that is cut off."""

    format: Literal["rss", "atom", "rdf", "json"]
    title: str = ""
    link: str = ""
    lang: str | None = None
    items: list[RawItem] = field(default_factory=list)
    found: int = 0
    complete: bool = True
    min_interval: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    notes: list[str] = field(default_factory=list)
