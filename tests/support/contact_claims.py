"""Articles and readings for the tests of contacts and stories: mentions are given by what the text calls them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from service.model.article import ZONES, Article
from service.model.contact import ContactClaim
from service.model.feed import Side
from service.model.verdict import Mention, MentionKind, Span, Verdict
from service.model.watch import Holder, Office, Official, Watch
from service.stages.contacts import claim_contacts

PEOPLE: Mapping[str, tuple[str, Side]] = {
    "austin": ("Lloyd Austin", "us"),
    "milley": ("Mark Milley", "us"),
    "brown": ("CQ Brown", "us"),
    "belousov": ("Andrei Belousov", "ru"),
    "shoigu": ("Sergei Shoigu", "ru"),
    "gerasimov": ("Valery Gerasimov", "ru"),
}


def _hold(official: str, since: str, until: str | None = None) -> Holder:
    end = date.fromisoformat(until) if until else None
    return Holder(PEOPLE[official][0], date.fromisoformat(since), end, official)


WATCH = Watch(
    officials=tuple(Official(official, name, side) for official, (name, side) in PEOPLE.items()),
    offices=(
        Office("us-secdef", "us", {}, (_hold("austin", "2021-01-22", "2025-01-20"),)),
        Office("us-cjcs", "us", {}, (_hold("milley", "2019-09-30", "2023-09-30"), _hold("brown", "2023-10-01"))),
        Office("ru-mindef", "ru", {}, (_hold("shoigu", "2012-11-06", "2024-05-12"), _hold("belousov", "2024-05-14"))),
        Office("ru-cgs", "ru", {}, (_hold("gerasimov", "2012-11-09"),)),
    ),
    topics=(),
)
RELEVANT = Verdict("contacts", True, 1.0, 0.5)
IRRELEVANT = Verdict("contacts", False, 0.0, 0.5)


@dataclass(frozen=True)
class PlainReading:
    """The least that a reading has."""

    mentions: tuple[Mention, ...]
    language: str | None


def write_article(
    body: str,
    published: str = "2024-06-26T08:00:00+00:00",
    *,
    title: str = "",
    summary: str = "",
    lang: str = "en",
    key: str = "a1",
    side: Side | None = None,
    tz: str | None = None,
) -> Article:
    instant = datetime.fromisoformat(published).astimezone(UTC)
    return Article(key, title, summary, body, instant, instant, lang, side=side, tz=tz)


def read_plainly(article: Article, names: Mapping[str, str]) -> PlainReading:
    """`names`: pattern in the text -> id of the official."""
    mentions = [
        Mention(*PEOPLE[official], MentionKind.NAME, Span(zone, at.start(), at.end(), at[0]), "test", official)
        for zone in ZONES
        for pattern, official in names.items()
        for at in re.finditer(pattern, article.zone(zone))
    ]
    return PlainReading(tuple(mentions), article.lang)


def claim(article: Article, names: Mapping[str, str]) -> tuple[ContactClaim, ...]:
    return claim_contacts(read_plainly(article, names), article, WATCH, RELEVANT)
