"""Resolves "the Pentagon chief" and "her Russian counterpart" to who held the office on the article's date.

Enters: hits of office titles, of side names and of counterpart words. Leaves: implied mentions. Called by the
recogniser. An implied mention names nobody; it is used for contacts and relevance, and shown as implied.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from service.model.article import Article
from service.model.verdict import Mention, MentionKind
from service.model.watch import Holder, Office
from service.stages.recognise.lexicon import OFFICE
from service.stages.recognise.reading import Document, Found, Hit, make_span

COUNTERPART_REACH = 24


def find_offices(
    article: Article, document: Document, hits: Mapping[str, Sequence[Hit]], offices: Mapping[str, Office]
) -> list[Found]:
    """Implied mentions in order: by title, and by "counterpart" of an office or side named in the same sentence."""
    day = article.published.date()
    found: dict[tuple[int, int], Found] = {}
    for office in offices.values():
        for hit in hits.get(OFFICE + office.id, ()):
            _add(found, article, document, hit.start, hit.end, hit.sentence, office, day)
    for hit in hits.get("counterpart", ()):
        _add_counterpart(found, article, document, hit, hits, offices, day)
    return sorted(found.values(), key=lambda item: item.start)


def _add_counterpart(
    found: dict[tuple[int, int], Found],
    article: Article,
    document: Document,
    hit: Hit,
    hits: Mapping[str, Sequence[Hit]],
    offices: Mapping[str, Office],
    day: date,
) -> None:
    sides = {office.side for office in offices.values()}
    for side in sides:
        near = [
            other
            for other in hits.get(side, ())
            if other.sentence == hit.sentence
            and (0 <= hit.start - other.end <= COUNTERPART_REACH or 0 <= other.start - hit.end <= COUNTERPART_REACH)
        ]
        if not near:
            continue
        across = _office_across(side, hit, found.values(), offices)
        if across is not None:
            start, end = min(near[0].start, hit.start), max(near[0].end, hit.end)
            _add(found, article, document, start, end, hit.sentence, across, day)


def _office_across(side: str, hit: Hit, found: Iterable[Found], offices: Mapping[str, Office]) -> Office | None:
    """The office of `side` whose counterpart is the office of the other side that the article has named so far."""
    named = [item for item in found if item.mention.office]
    named.sort(key=lambda item: abs(item.start - hit.start))
    for item in named:
        office = offices[item.mention.office or ""]
        if office.side != side and office.counterpart:
            return offices.get(office.counterpart)
    return None


def _add(
    found: dict[tuple[int, int], Found],
    article: Article,
    document: Document,
    start: int,
    end: int,
    sentence: int,
    office: Office,
    day: date,
) -> None:
    while start < end and document.text[start] == " ":
        start += 1
    holder: Holder | None = office.holder_on(day)
    if holder is None or any(a < end and start < b for a, b in found):
        return
    mention = Mention(
        name=holder.name,
        side=office.side,
        kind=MentionKind.OFFICE,
        span=make_span(article, document, start, end),
        rule=f"office holder on {day.isoformat()}",
        official=holder.official,
        office=office.id,
    )
    found[start, end] = Found(mention, start, end, sentence)
