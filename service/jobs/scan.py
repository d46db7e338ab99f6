"""Scan: run the detection over articles from a file, offline; the stored archive and ledger are not consulted.

Enter: JSON objects, one an article. Leave: one answer an article, in the same order. Stories and contacts are formed
over the whole file in order of `published`. Called by `hotline scan`.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from service.errors import HotlineError
from service.jobs.world import Rules
from service.model.article import Article
from service.model.contact import ContactClaim
from service.model.entry import Entry
from service.model.feed import Feed
from service.model.verdict import MentionKind, Verdict
from service.stages.cluster import StoryIndex
from service.stages.contacts import claim_contacts
from service.stages.recognise import Reading
from service.stages.relevance import judge_article
from service.stages.triage import triage_entry

WITHOUT_DATE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ScannedArticle:
    """What the detection says of one article; `claim` is its main contact, `contact_id` the ledger row of that."""

    article: Article
    reading: Reading
    verdict: Verdict
    triage: bool
    story: str
    claim: ContactClaim | None = None
    contact_id: str | None = None


def read_articles(lines: Iterable[str], name: str) -> list[Article]:
    """Articles from JSON lines. Raises HotlineError naming the line that is no article."""
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_read_article(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise HotlineError(
                f"{name}:{number}: {reason}; each line must be a JSON object with id, url, published, outlet, "
                "title, summary, body, and lang if it is known"
            ) from error
    return found


def scan_articles(
    rules: Rules, articles: Sequence[Article], on_done: Callable[[], None] = lambda: None
) -> list[ScannedArticle]:
    """Judge every article by the first topic of the watch; the answers stand in the order of `articles`."""
    topic = rules.config.watch.topics[0]
    index = StoryIndex()
    answers: dict[int, ScannedArticle] = {}
    for position, article in sorted(enumerate(articles), key=lambda pair: (pair[1].published, pair[1].id)):
        reading = rules.recogniser.read(article)
        verdict = judge_article(reading, topic)
        claims = claim_contacts(reading, article, rules.config.watch, verdict)
        placed = index.assign(article, reading, verdict, claims)
        entry = Entry(keys=(article.id,), title=article.title, summary=article.summary, url=article.url)
        feed = Feed(id="scan", url="", outlet=article.outlet, lang=article.lang)
        answers[position] = ScannedArticle(
            article,
            reading,
            verdict,
            triage_entry(entry, feed, rules.recogniser, article.published).passed,
            placed.story,
            claims[0] if claims else None,
            placed.contact,
        )
        on_done()
    return [answers[position] for position in range(len(articles))]


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
        "score": round(scanned.verdict.score, 3),
        "officials": sorted(named),
        "implied": sorted(implied),
        "story": scanned.story,
        "triage": scanned.triage,
        "contact": _describe_contact(scanned),
        "why": why,
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


def _read_article(record: dict[str, Any]) -> Article:
    published = _read_instant(record.get("published"))
    return Article(
        id=str(record["id"]),
        title=str(record.get("title") or ""),
        summary=str(record.get("summary") or ""),
        body=str(record.get("body") or ""),
        published=published,
        first_seen=published,
        lang=record.get("lang") or None,
        url=record.get("url") or None,
        outlet=str(record.get("outlet") or ""),
    )


def _read_instant(raw: object) -> datetime:
    if raw is None:
        return WITHOUT_DATE
    instant = datetime.fromisoformat(str(raw))
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
