"""Explain: why an article was kept or dropped, flagged or not, span by span. Nothing is stored.

Enter: a reference (an id, a URL, a file). Leave: the article with what the running watch says of it. Called by
`hotline explain`.
"""

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from service.errors import HotlineError
from service.jobs.ports import Fetcher, Store, Workers
from service.jobs.read import PageText, make_article
from service.jobs.scan import read_article
from service.jobs.world import Rules
from service.model.article import Article, TextSource
from service.model.entry import Entry, EntryStage, StoredEntry
from service.model.feed import Feed, FetchRequest, FetchResponse
from service.model.verdict import Triage, Verdict
from service.stages.recognise import Reading
from service.stages.relevance import judge_article
from service.stages.triage import triage_entry


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article as the watch sees it now; `origin` says where its text was taken from."""

    article: Article
    origin: str
    triage: Triage
    reading: Reading
    verdicts: tuple[Verdict, ...]


def explain_article(rules: Rules, article: Article, origin: str) -> Explanation:
    """Judge an article by every topic of the running watch."""
    feed = rules.config.feed(article.feed_id) or Feed(id=article.feed_id or "-", url="", outlet=article.outlet)
    # Triage saw what the feed carried, not the page.
    content = "" if article.text_source is TextSource.PAGE else article.body
    entry = Entry((article.id,), article.title, article.summary, content, article.url, lang=article.lang)
    reading = rules.recogniser.read(article)
    return Explanation(
        article,
        origin,
        triage_entry(entry, feed, rules.recogniser, article.published),
        reading,
        tuple(judge_article(reading, topic) for topic in rules.config.watch.topics),
    )


def find_stored(store: Store, rules: Rules, reference: str) -> tuple[Article, str] | None:
    """The article of an id or URL, or what is left of an item that was dropped; None if it was never seen."""
    article = store.find_article(reference)
    entry = store.find_entry(article.id if article is not None else reference)
    dated = _describe_date(entry.entry) if entry is not None else ""
    if article is not None:
        return article, f"stored article {article.id}, its text from the {article.text_source.value}{dated}"
    if entry is None:
        return None
    feed = rules.config.feed(entry.feed_id) or Feed(id=entry.feed_id, url="", outlet=entry.feed_id)
    left = PageText(
        entry.entry.content, TextSource.SUMMARY, "only title and summary are kept of an item that was dropped"
    )
    return make_article(entry, feed, left), f"item of {entry.feed_id}, {entry.stage.value}: {left.note}{dated}"


def _describe_date(entry: Entry) -> str:
    if entry.published is None:
        return f"; dated by when it was first seen: {entry.date_doubt or 'no date'}"
    return f"; of its date: {entry.date_doubt}" if entry.date_doubt else ""


async def read_file(path: Path, workers: Workers, now: datetime) -> tuple[Article, str]:
    """An article from a file: a JSON object as `hotline scan` takes it, an HTML page, or plain text, headline first."""
    try:
        raw = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise HotlineError(f"{path} cannot be read: {error.strerror}") from error
    if not raw.strip():
        raise HotlineError(f"{path} is empty")
    kind = path.suffix.lower()
    if kind in {".json", ".jsonl"}:
        return _read_records(raw, path)
    if kind in {".html", ".htm", ".xhtml"}:
        response = FetchResponse(200, f"https://file.invalid/{path.name}", raw, {"content-type": "text/html"})
        article = await _read_page(response, str(path), workers, now)
        return replace(article, url=None), f"the page {path}"
    title, _, body = raw.decode("utf-8-sig", "replace").strip().partition("\n")
    return Article(
        "file", title.strip(), "", body.strip(), now, now
    ), f"the text {path}, its first line as the headline"


async def read_live(url: str, fetcher: Fetcher, workers: Workers, now: datetime) -> tuple[Article, str]:
    """An article fetched now, as a page. Raises FetchError."""
    response = await fetcher.fetch_page(FetchRequest(url))
    return await _read_page(response, response.url, workers, now), f"never seen; read now from {response.url}"


def _read_records(raw: bytes, path: Path) -> tuple[Article, str]:
    lines = [line for line in raw.splitlines() if line.strip()]
    try:
        whole = json.loads(raw)
    except ValueError:
        # Several objects, one a line; or a broken one, of which `read_article` says what is wrong.
        whole = None
    if isinstance(whole, dict):
        return read_article(raw, str(path), 1), f"the article in {path}"
    return read_article(lines[0], str(path), 1), f"the first of {len(lines)} articles in {path}"


async def _read_page(response: FetchResponse, name: str, workers: Workers, now: datetime) -> Article:
    page = await workers.extract_page(response)
    if page.problem:
        raise HotlineError(f"{name}: no article text in it: {page.problem}")
    entry = Entry(keys=("u:page",), title=page.title, url=response.url, published=page.published)
    stored = StoredEntry(0, "-", entry, now, EntryStage.READ)
    text = PageText(page.text, TextSource.PAGE, lang=page.lang)
    return make_article(stored, Feed("-", response.url, ""), text)
