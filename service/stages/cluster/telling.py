"""Who speaks of a contact and on which day, as the head of an article says: "a spokesman said on Thursday".

In: an article, its language. Out: a `Telling`. Called by `index`, of articles that tell of a contact a day or more
after it: whoever speaks of it then tells other news than those who told of it first.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from service.language.dates import load_finder, resolve_date
from service.language.packs import choose_pack
from service.language.phrases import fold_text
from service.language.sentences import split_sentences
from service.model.article import Article
from service.stages.cluster.voices import find_voices

_SENTENCES = 3
_LONGEST = 600
_FRESH = timedelta(days=1)
_BEFORE_DATELINE = re.compile(r"[^.!?。]{2,60}$")
_BEHIND_DATELINE = re.compile(r"\s*(?:[.)/\]—–:―-]|[(\[（][^)\]）]{1,40}[)\]）]\s*[.:=—–―-]|[电電訊讯])")
_DATELINE = 60


@dataclass(frozen=True, slots=True)
class Telling:
    """How an article tells of a contact. `day`: the latest day that its head names; `voices`: the institutions that
    speak in it; `leads`: those of the first sentence in which any does; `opened`: that is the title, or opens the
    text."""

    day: date | None = None
    leads: frozenset[str] = frozenset()
    voices: frozenset[str] = frozenset()
    opened: bool = False


def read_telling(article: Article, language: str | None) -> Telling:
    """Who speaks in title, summary and first sentences, and on which day."""
    code = language or article.lang
    leads: frozenset[str] = frozenset()
    voices: frozenset[str] = frozenset()
    opened = False
    for zone in ("title", "summary", "body"):
        text = article.zone(zone)[: _SENTENCES * _LONGEST]
        for at, (start, end) in enumerate(split_sentences(text)[:_SENTENCES]):
            opens = zone == "title" or (zone == "body" and at == 0)
            found = find_voices(text[start:end], code, opens=opens)
            opened = opened or (opens and bool(found) and found >= leads)
            leads, voices = leads or found, voices | found
    return Telling(find_telling_day(article, language), leads, voices, opened)


def find_telling_day(article: Article, language: str | None) -> date | None:
    """The latest day in title, summary and first sentences that is the day of publication or the one before it.

    A dateline tells when the text was written, and does not count.
    """
    finder = load_finder(choose_pack(language or article.lang, "contacts"))
    published = article.published.date()
    days = []
    for zone in ("title", "summary", "body"):
        text = article.zone(zone)
        for start, end in split_sentences(text[: _SENTENCES * _LONGEST])[:_SENTENCES]:
            for found in finder.find(fold_text(text[start:end])):
                numbered = found.day is not None
                if zone == "body" and numbered and _is_dateline(text, start + found.start, start + found.end):
                    continue
                day = resolve_date(found, published)
                if day is not None and len(day) == 10:
                    days.append(date.fromisoformat(day))
    return max((day for day in days if published - _FRESH <= day <= published), default=None)


def _is_dateline(text: str, start: int, end: int) -> bool:
    """Whether a day of the month stands where "MOSCOW, May 16 -" has its own."""
    if start > _DATELINE or not _BEHIND_DATELINE.match(text, end):
        return False
    return bool(_BEFORE_DATELINE.fullmatch(text[:start]))
