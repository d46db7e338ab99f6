"""The archive's data: YAML files in, frozen outlets with their items out.

Called by the archive's server and renderers, by wiring (`archive_feeds`, `simulated_steps`) and by tests. The format of
the files is told in `data/README.md`. Everything is read once and kept; a mistake in a file raises ConfigError, since
the files are shipped and a test reads them all.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from service.errors import ConfigError, ConfigProblem
from service.model.feed import Feed, Side

ARCHIVE_START = datetime(2026, 3, 9, tzinfo=UTC)
"""Monday, 00:00 UTC: the first instant at which the demo polls."""

ARCHIVE_END = datetime(2026, 3, 15, tzinfo=UTC)
"""Saturday's midnight, UTC: every item is published and every correction made before it."""

STEP = timedelta(hours=6)


class FeedShape(StrEnum):
    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"


class PageKind(StrEnum):
    """What the page's address answers: the article, a consent wall, 404, or 503 once and the article from then on."""

    ARTICLE = "article"
    CONSENT = "consent"
    MISSING = "missing"
    BUSY_ONCE = "busy-once"


@dataclass(frozen=True, slots=True)
class Version:
    """An item's text from the instant `since` on. `paragraphs` are plain text; `note` marks a correction."""

    since: datetime
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One news item with its versions, oldest first. `section` and `byline` are what the page shows."""

    id: str
    versions: tuple[Version, ...]
    page: PageKind = PageKind.ARTICLE
    byline: str = ""
    section: str = ""

    @property
    def published(self) -> datetime:
        return self.versions[0].since

    def version_at(self, now: datetime) -> Version:
        """The text as it stood at `now`; the first one before it was published."""
        return [version for version in self.versions if version.since <= now or version is self.versions[0]][-1]


@dataclass(frozen=True, slots=True)
class Habits:
    """How a site publishes its feed: its quirks are those that real feeds have.

    `window`: how many items it shows. `guid`: "stable", "changing" (another one at each instant), "none". `order`:
    "newest" or "shuffled" (by instant). `html`: summaries are escaped HTML with named entities. `msk`: dates end in
    "MSK" instead of an offset. `full_text`: the feed carries the articles whole (RSS only). `query` is appended to the
    items' links ("utm_source=rss").
    """

    window: int = 12
    encoding: str = "utf-8"
    guid: str = "stable"
    order: str = "newest"
    html: bool = False
    msk: bool = False
    full_text: bool = False
    query: str = ""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A site of the archive: one feed, its items oldest first, and the furniture around its pages."""

    id: str
    name: str
    lang: str
    tz: str
    side: Side | None
    shape: FeedShape
    tagline: str
    notice: str
    navigation: tuple[str, ...]
    most_read_heading: str
    most_read: tuple[str, ...]
    consent: str
    habits: Habits
    items: tuple[Item, ...]

    @property
    def feed_path(self) -> str:
        return f"/{self.id}/feed.xml"

    def item_path(self, item: Item) -> str:
        """The path of an item's page: /outlet/2026/03/10/item.html"""
        return f"/{self.id}/{item.published:%Y/%m/%d}/{item.id}.html"

    def shown_items(self, now: datetime) -> list[Item]:
        """What the feed shows at `now`: the newest `window` items published by then, newest first."""
        published = [item for item in self.items if item.published <= now]
        return sorted(published, key=lambda item: (item.published, item.id), reverse=True)[: self.habits.window]


def archive_feeds(base_url: str) -> tuple[Feed, ...]:
    """The archive's feeds as `feeds.yaml` would have them; `base_url` is the server's, without a slash at its end."""
    return tuple(
        Feed(
            id=outlet.id,
            url=base_url + outlet.feed_path,
            outlet=outlet.name,
            lang=outlet.lang,
            side=outlet.side,
            tz=outlet.tz,
            full_text=outlet.habits.full_text,
        )
        for outlet in load_outlets()
    )


def simulated_steps() -> list[datetime]:
    """The instants (UTC) at which the demo polls: every six hours, from ARCHIVE_START to ARCHIVE_END, both included."""
    count = (ARCHIVE_END - ARCHIVE_START) // STEP
    return [ARCHIVE_START + STEP * index for index in range(count + 1)]


@cache
def load_outlets() -> tuple[Outlet, ...]:
    """Every outlet of the archive, in the order of their ids. Raises ConfigError for a mistake in a file."""
    documents = dict(_read_documents())
    written = {
        item["id"]: item["body"] for document in documents.values() for item in document["items"] if "body" in item
    }
    outlets = []
    for file, document in sorted(documents.items()):
        try:
            outlets.append(_build_outlet(document, written))
        except (KeyError, ValueError, TypeError) as error:
            raise ConfigError([ConfigProblem(file, 0, 0, f"the archive's data is broken: {error!r}")]) from error
    return tuple(outlets)


def _read_documents() -> Iterator[tuple[str, Mapping[str, Any]]]:
    reader = YAML(typ="safe", pure=True)
    folder = resources.files("service.adapters.archive").joinpath("data")
    for file in folder.iterdir():
        if file.name.endswith(".yaml"):
            try:
                yield file.name, cast("Mapping[str, Any]", reader.load(file.read_text(encoding="utf-8")))
            except YAMLError as error:
                raise ConfigError([ConfigProblem(file.name, 0, 0, f"not YAML: {error}")]) from error


def _build_outlet(document: Mapping[str, Any], written: Mapping[str, str]) -> Outlet:
    head = document["outlet"]
    items = [_build_item(item, written) for item in document["items"]]
    return Outlet(
        id=head["id"],
        name=head["name"],
        lang=head["lang"],
        tz=head["tz"],
        side=head.get("side"),
        shape=FeedShape(head["format"]),
        tagline=head["tagline"],
        notice=head["notice"],
        navigation=tuple(head["navigation"]),
        most_read_heading=head["most_read"]["heading"],
        most_read=tuple(head["most_read"]["titles"]),
        consent=head.get("consent", ""),
        habits=Habits(**head.get("habits", {})),
        items=tuple(sorted(items, key=lambda item: (item.published, item.id))),
    )


def _build_item(raw: Mapping[str, Any], written: Mapping[str, str]) -> Item:
    first = Version(
        since=_read_instant(raw["published"]),
        title=raw["title"],
        summary=raw["summary"].strip(),
        paragraphs=_read_body(raw, written),
    )
    versions = [first]
    for change in raw.get("corrections", ()):
        before = versions[-1]
        versions.append(
            Version(
                since=_read_instant(change["at"]),
                title=change.get("title", before.title),
                summary=change.get("summary", before.summary).strip(),
                paragraphs=_split_paragraphs(change["body"]) if "body" in change else before.paragraphs,
                note=change["note"],
            )
        )
    return Item(
        id=raw["id"],
        versions=tuple(versions),
        page=PageKind(raw.get("page", "article")),
        byline=raw.get("byline", ""),
        section=raw.get("section", ""),
    )


def _read_body(raw: Mapping[str, Any], written: Mapping[str, str]) -> tuple[str, ...]:
    """The item's own text, or the paragraphs it took from another item (`copy`), with its own first and last words."""
    if "body" in raw:
        return _split_paragraphs(raw["body"])
    copied = _split_paragraphs(written[raw["copy"]["of"]])
    kept = [copied[number - 1] for number in raw["copy"]["paragraphs"]]
    kept[0] = raw["copy"].get("dateline", "") + kept[0].split(" - ", 1)[-1]
    return (*kept, *_split_paragraphs(raw["copy"].get("ending", "")))


def _split_paragraphs(text: str) -> tuple[str, ...]:
    """Paragraphs stand apart by an empty line; line breaks within one are spaces. No-break spaces stay."""
    return tuple(re.sub(r"[ \n]+", " ", part.strip(" \n")) for part in text.split("\n\n") if part.strip())


def _read_instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} has no zone: end it in Z")
    return instant.astimezone(UTC)
