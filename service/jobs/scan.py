"""Scan: run the detection over articles from a file, offline; the stored archive and ledger are not consulted.

Enter: JSON objects, one an article. Leave: one answer an article, in the same order. Stories and contacts are formed
over the whole file in order of `published`. Called by `hotline scan`.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

from service.errors import HotlineError
from service.jobs.place import claim_article
from service.jobs.world import Rules
from service.model.article import Article
from service.model.contact import ContactClaim
from service.model.entry import Entry
from service.model.feed import Feed
from service.model.verdict import MentionKind, Verdict
from service.stages.cluster import StoryIndex
from service.stages.recognise import Reading
from service.stages.triage import triage_entry

WITHOUT_DATE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ScannedArticle:
    """What the detection says of one article; `claim` is its main contact, `contact_id` the ledger row of that.
    `verdict` is of the first topic that it is relevant to, or of the first; `topics` are all that it is relevant to."""

    article: Article
    reading: Reading
    verdict: Verdict
    triage: bool
    story: str
    claim: ContactClaim | None = None
    contact_id: str | None = None
    topics: tuple[str, ...] = ()


def read_article(line: bytes | str, name: str, number: int) -> Article:
    """The article of one JSON line. Raises HotlineError saying what is wrong with line `number` of `name`."""
    try:
        return _read_article(_read_object(line))
    except _LineError as error:
        raise HotlineError(
            f"{name}:{number}: {error}; each line must be a JSON object with id, url, published, outlet, "
            "title, summary, body, and lang if it is known"
        ) from error


def scan_lines(
    rules: Rules, source: BinaryIO, name: str, on_total: Callable[[int], None], on_done: Callable[[], None]
) -> Iterator[str]:
    """One JSON line an article of `source`, in its order. `source` must be seekable, and is read twice.

    However long the file is, no more than one article is held at a time, besides what stories are known by; answers
    wait on disk for their turn. Every line is read once before the first is judged: raises HotlineError for a broken
    one, before anything was answered.
    """
    places = _index_lines(source, name)
    on_total(len(places))
    index = StoryIndex()
    with tempfile.TemporaryFile() as answers:
        where = [0] * len(places)
        for place in sorted(places):
            source.seek(place.offset)
            article = read_article(source.readline(), name, place.number)
            where[place.position] = answers.tell()
            answer = json.dumps(describe_scan(scan_article(rules, article, index)), ensure_ascii=False)
            answers.write(answer.encode("utf-8", "replace") + b"\n")
            on_done()
        for offset in where:
            answers.seek(offset)
            yield answers.readline().decode("utf-8").rstrip("\n")


def scan_article(rules: Rules, article: Article, index: StoryIndex) -> ScannedArticle:
    """Judge one article by the topics of the watch; `index` knows those published before it."""
    read = claim_article(rules, article)
    reading, verdicts, claims = read.found.reading, read.found.verdicts, read.claims
    placed = index.assign(article, reading, read.verdict, claims)
    relevant = [verdict for verdict in verdicts if verdict.relevant]
    verdict = next(iter([*relevant, *verdicts]), read.verdict)
    entry = Entry(keys=(article.id,), title=article.title, summary=article.summary, url=article.url)
    feed = Feed(id="scan", url="", outlet=article.outlet, lang=article.lang)
    passed = triage_entry(entry, feed, rules.recogniser, article.published).passed
    claim = claims[0] if claims else None
    topics = tuple(verdict.topic for verdict in relevant)
    return ScannedArticle(article, reading, verdict, passed, placed.story, claim, placed.contact, topics)


def describe_scan(scanned: ScannedArticle) -> dict[str, Any]:
    """One answer as JSON values."""
    mentions = scanned.reading.mentions
    named = {mention.name for mention in mentions if mention.kind is MentionKind.NAME and mention.official}
    implied = {mention.name for mention in mentions if mention.kind is MentionKind.OFFICE} - named
    why = [
        {"rule": mention.rule, "where": mention.span.zone, "quote": mention.span.text}
        for mention in mentions
        if mention.kind is MentionKind.NAME
    ]
    why += [
        {"rule": evidence.rule, "where": span.zone, "quote": span.text}
        for evidence in scanned.verdict.evidence
        for span in evidence.spans
    ]
    return {
        "id": scanned.article.id,
        "relevant": scanned.verdict.relevant,
        "topics": list(scanned.topics),
        "score": round(scanned.verdict.score, 3),
        "officials": sorted(named),
        "implied": sorted(implied),
        "story": scanned.story,
        "triage": scanned.triage,
        "contact": _describe_contact(scanned),
        "why": why,
        "notes": list(scanned.reading.notes),
    }


def _describe_contact(scanned: ScannedArticle) -> dict[str, Any] | None:
    claim = scanned.claim
    if claim is None:
        return None
    us, ru = claim.account("us"), claim.account("ru")
    return {
        "id": scanned.contact_id,
        "date": claim.date,
        "channel": claim.channel.value,
        "us": list(claim.us),
        "ru": list(claim.ru),
        "initiator": claim.initiator.value,
        "status": claim.status.value,
        "us_account": us.gist if us else None,
        "ru_account": ru.gist if ru else None,
        "claims_first_since": claim.first_since,
    }


class _LineError(Exception):
    """What is wrong with a line, in words."""


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """Where an article stands in the file: ordered by publication, as stories are formed."""

    published: datetime
    id: str
    position: int
    offset: int
    number: int


def _index_lines(source: BinaryIO, name: str) -> list[_Place]:
    places: list[_Place] = []
    offset = 0
    for number, line in enumerate(source, 1):
        if line.strip():
            article = read_article(line, name, number)
            places.append(_Place(article.published, article.id, len(places), offset, number))
        offset += len(line)
    return places


def _read_object(line: bytes | str) -> dict[str, Any]:
    try:
        text = line.decode("utf-8-sig") if isinstance(line, bytes) else line
        record = json.loads(text)
    except UnicodeDecodeError as error:
        raise _LineError("not UTF-8") from error
    except json.JSONDecodeError as error:
        raise _LineError(f"not JSON: {error.msg.removesuffix(' at')} at column {error.colno}") from error
    except RecursionError as error:
        raise _LineError("nested too deeply") from error
    if not isinstance(record, dict):
        raise _LineError("not a JSON object")
    return record


def _read_article(record: dict[str, Any]) -> Article:
    if not isinstance(record.get("id"), str | int) or record["id"] == "":
        raise _LineError("`id` is missing" if record.get("id") in (None, "") else "`id` must be a text or a number")
    text = {key: record.get(key) for key in ("title", "summary", "body", "outlet", "url", "lang")}
    for key, value in text.items():
        if value is not None and not isinstance(value, str):
            raise _LineError(f"`{key}` must be a text or null")
    published = _read_instant(record.get("published"))
    return Article(
        id=str(record["id"]),
        title=text["title"] or "",
        summary=text["summary"] or "",
        body=text["body"] or "",
        published=published,
        first_seen=published,
        lang=text["lang"] or None,
        url=text["url"] or None,
        outlet=text["outlet"] or "",
    )


def _read_instant(raw: object) -> datetime:
    if raw is None:
        return WITHOUT_DATE
    try:
        instant = datetime.fromisoformat(str(raw))
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _LineError(f"`published` is {raw!r}; write an instant like 2024-06-26T00:00:00Z") from error
