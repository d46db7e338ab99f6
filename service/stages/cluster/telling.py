"""Who speaks of a contact and on which day, as the head of an article says: "a spokesman said on Thursday".

In: an article, its language. Out: `Words`, of which the `Telling` and the days that the article names are read only
where they are asked for. Called by `index`; asked by `contacts` where a claim's day may be the one on which somebody
spoke, by `stories` of articles that tell of a contact a day or more after it: whoever speaks of it then tells other
news than those who told of it first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from service.language.dates import DateExpression, load_finder
from service.language.days import resolve_date
from service.language.packs import choose_pack
from service.language.phrases import fold_text
from service.language.sentences import split_sentences
from service.model.article import Article
from service.model.verdict import Mention
from service.stages.cluster.voices import find_voices

_SENTENCES = 3
_LONGEST = 600
_FRESH = timedelta(days=1)
_BEFORE_DATELINE = re.compile(r"[^.!?。]{2,60}$")
_BEHIND_DATELINE = re.compile(r"\s*(?:[.)/\]—–:―-]|[(\[（][^)\]）]{1,40}[)\]）]\s*[.:=—–―-]|[电電訊讯])")
_DATELINE = 60
# "KYIV. March 6 (UNIAN).", "Washington/Moskau (dpa) -", "MOSCOW, May 16.": a place of a few words, with a day, an
# agency, or both. Whether its words are names is seen by their capitals.
_PLACE_AND_DAY = re.compile(
    r"\s*(?P<place>[^\W\d_][^\d.,(:;–—\n]{1,30})(?:,\s[^\W\d_][^\d.,(:;–—\n]{1,20})?"
    r"(?:[.,]?\s+(?P<day>[^.,(\n]{0,14}\d[^.,(:\n]{0,14}))?"
    r"(?:[.,]?\s*[(\[](?P<agency>[^)\]\n]{2,40})[)\]])?\s*(?P<end>[.:]|[-–—]{1,2})\s"
)
_BODY = 4000


@dataclass(frozen=True, slots=True)
class Telling:
    """How an article tells of a contact. `day`: the latest day that its head names; `voices`: the institutions that
    speak in it; `leads`: those of the first sentence in which any does; `opened`: that is the title, or opens the
    text."""

    day: date | None = None
    leads: frozenset[str] = frozenset()
    voices: frozenset[str] = frozenset()
    opened: bool = False


class Words:
    """What the words of an article tell besides its claims, each read once and only if somebody asks."""

    def __init__(self, article: Article, language: str | None, mentions: Sequence[Mention] = ()) -> None:
        self._article, self._language, self._mentions = article, language, mentions

    @cached_property
    def telling(self) -> Telling:
        """Who speaks in the head of the article, and when."""
        return read_telling(self._article, self._language, self._mentions)

    @cached_property
    def days(self) -> frozenset[str]:
        """The days ("YYYY-MM-DD") and months ("YYYY-MM") that the article names anywhere."""
        return list_days(self._article, self._language)


def list_days(article: Article, language: str | None) -> frozenset[str]:
    """The days and months that title, summary and body name, as of the day of publication."""
    finder = load_finder(choose_pack(language or article.lang, "contacts"))
    published = article.published.date()
    text = "\n".join(fold_text(article.zone(zone)[:_BODY]) for zone in ("title", "summary", "body"))
    return frozenset(day for named in finder.find(text) if (day := resolve_date(named, published)))


def read_telling(article: Article, language: str | None, mentions: Sequence[Mention] = ()) -> Telling:
    """Who speaks in title, summary and first sentences, and on which day: the latest that is the day of publication or
    the one before it."""
    code = language or article.lang
    finder = load_finder(choose_pack(code, "contacts"))
    published = article.published.date()
    days: list[date] = []
    leads: frozenset[str] = frozenset()
    voices: frozenset[str] = frozenset()
    opened = False
    for zone in ("title", "summary", "body"):
        text = article.zone(zone)[: _SENTENCES * _LONGEST]
        skipped = _skip_dateline(text) if zone == "body" else 0
        text = text[skipped:]
        people = [mention.span.start - skipped for mention in mentions if mention.span.zone == zone]
        for at, (start, end) in enumerate(split_sentences(text)[:_SENTENCES]):
            sentence = fold_text(text[start:end])
            opens = zone == "title" or (zone == "body" and at == 0)
            found = find_voices(sentence, code, opens=opens, people=[at - start for at in people])
            opened = opened or (opens and bool(found) and found >= leads)
            leads, voices = leads or found, voices | found
            for named in finder.find(sentence):
                # A dateline tells when the text was written.
                numbered = zone == "body" and named.day is not None
                if not (numbered and _is_dateline(text, start + named.start, start + named.end)):
                    days += _read_day(named, published)
    day = max((day for day in days if published - _FRESH <= day <= published), default=None)
    return Telling(day, leads, voices, opened)


def _read_day(named: DateExpression, published: date) -> list[date]:
    """The day that is meant, if it is a full one."""
    day = resolve_date(named, published)
    return [date.fromisoformat(day)] if day is not None and len(day) == 10 else []


def _skip_dateline(text: str) -> int:
    """Where the text begins behind "KYIV. March 6 (UNIAN).": the place speaks no more than the day is that of what is
    told."""
    line = _PLACE_AND_DAY.match(text)
    if not line or not (line["day"] or line["agency"] or line["end"] not in ".:"):
        return 0
    return line.end() if all(word[0].isupper() for word in re.findall(r"\w+", line["place"])) else 0


def _is_dateline(text: str, start: int, end: int) -> bool:
    """Whether a day of the month stands where "MOSCOW, May 16 -" has its own."""
    if start > _DATELINE or not _BEHIND_DATELINE.match(text, end):
        return False
    return bool(_BEFORE_DATELINE.fullmatch(text[:start]))
