"""Our reading of feeds against plain feedparser's, file by file and field by field.

    python tests/faults/compare_feeds.py DIR [--now INSTANT] [--all] [--json]

Every file under DIR (`*.json` that is no feed and `*.md` left out) is read twice: by `parse_feed`, and by
`feedparser.parse` with its defaults. Items are paired by id, link, title, else by place. For title, link, date and id
the table counts `same`, `won` (we have what feedparser has not), `lost` (the reverse) and `differ`; below it stands
each loss and difference. What feedparser gives is first made plain text, an absolute address without tracking and an
instant, as ours is: only what is then still different counts. Exits 1 if an item, a title, a link, a date or an id is
lost, or where our reader raises anything but ParseError.
"""

import argparse
import calendar
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

# feedparser asks the handler registered last first, and ours, for our own reader, answers for all of them.
_OWN_DATES = list(feedparser.datetimes._date_handlers)

from service.errors import ParseError  # noqa: E402
from service.stages.parse import parse_feed  # noqa: E402
from service.stages.parse.dates import EARLIEST  # noqa: E402
from service.stages.parse.keys import digest  # noqa: E402
from service.stages.parse.text import TITLE_CHARS, plain_text  # noqa: E402
from service.stages.parse.urls import normalise_url, resolve_link  # noqa: E402

URL = "https://example.org/feed.xml"
FIELDS = ("title", "link", "date", "id")


@dataclass(slots=True)
class Item:
    """One item as either reader has it; `ids` are the keys under which its id may be known."""

    title: str = ""
    link: str = ""
    date: datetime | None = None
    ids: frozenset[str] = frozenset()


@dataclass(slots=True)
class Row:
    """The comparison of one file. `counts`: (field, "same" | "won" | "lost" | "differ") -> items."""

    name: str
    theirs: int = 0
    ours: int = 0
    error: str = ""
    escaped: bool = False
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        return max(0, self.theirs - self.ours) + sum(self.counts[name, "lost"] for name in FIELDS)


def read_plainly(body: bytes) -> list[Item]:
    """The items as plain feedparser has them."""
    kept = feedparser.datetimes._date_handlers[:]
    feedparser.datetimes._date_handlers[:] = _OWN_DATES
    try:
        entries = feedparser.parse(io.BytesIO(body)).entries
        return [_plain_item(entry) for entry in entries]
    except Exception:
        return []
    finally:
        feedparser.datetimes._date_handlers[:] = kept


def _plain_item(entry: Any) -> Item:
    title = plain_text(str(entry.get("title") or ""), html=True, max_chars=TITLE_CHARS, one_line=True)
    link = resolve_link(str(entry.get("link") or ""), URL)
    guid = " ".join(str(entry.get("id") or "").split())
    return Item(
        title=title,
        link=normalise_url(link) if link else "",
        date=_instant(entry.get("published_parsed") or entry.get("updated_parsed") or entry.get("created_parsed")),
        ids=frozenset(("g:" + digest(guid),)) if guid else frozenset(),
    )


def _instant(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def read_ours(body: bytes, now: datetime) -> list[Item]:
    """The items as we have them. Raises ParseError."""
    return [
        Item(entry.title, entry.url or "", entry.published, frozenset(entry.keys))
        for entry in parse_feed(body, content_type="", url=URL, tz=None, lang=None, now=now).entries
    ]


def compare_file(path: Path, now: datetime) -> Row:
    """Read one file both ways and compare."""
    body = path.read_bytes()
    theirs = read_plainly(body)
    row = Row(path.name, theirs=len(theirs))
    try:
        ours = read_ours(body, now)
    except ParseError as error:
        row.error = str(error)
        return row
    except Exception as error:
        row.error, row.escaped = f"{type(error).__name__}: {error}", True
        return row
    row.ours = len(ours)
    shared = {key for key, count in Counter(key for item in theirs for key in item.ids).items() if count > 1}
    for their, own in pair_items(theirs, ours):
        _compare_items(row, their, own, shared, now)
    return row


def pair_items(theirs: Sequence[Item], ours: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Items that are the same one, those without a partner left out."""
    if len(theirs) == len(ours):
        yield from zip(theirs, ours, strict=True)
        return
    left = list(ours)
    for their in theirs:
        for own in left:
            if their.ids & own.ids or (their.link and their.link == own.link) or their.title == own.title:
                left.remove(own)
                yield their, own
                break


def _compare_items(row: Row, their: Item, own: Item, shared: set[str], now: datetime) -> None:
    for name in ("title", "link", "date"):
        one, other = getattr(their, name), getattr(own, name)
        if name == "date" and one is not None and other is None and not EARLIEST <= one <= now + timedelta(days=1):
            continue  # a date that cannot be is none, on purpose
        _count(row, name, one, other)
    ids = their.ids - shared
    if ids or own.ids:
        verdict = "same" if ids <= own.ids else "lost"
        row.counts["id", verdict] += bool(ids)
        if ids and verdict == "lost":
            row.notes.append(f"id lost: {own.title[:60]!r}")


def _count(row: Row, name: str, one: Any, other: Any) -> None:
    if not one and not other:
        return
    verdict = "same" if one == other else "won" if not one else "lost" if not other else "differ"
    row.counts[name, verdict] += 1
    if verdict in ("lost", "differ"):
        row.notes.append(f"{name} {verdict}: theirs {_show(one)}, ours {_show(other)}")


def _show(value: Any) -> str:
    return repr(value.isoformat() if isinstance(value, datetime) else str(value)[:100])


def find_files(folder: Path) -> list[Path]:
    """The files that are, or may be, feeds."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in (".md", ".py")]


def print_table(rows: Sequence[Row], *, everything: bool) -> None:
    """One line a file, then its losses and differences; alike files only with `everything`."""
    print(f"{'file':<32} {'theirs':>6} {'ours':>6}  " + "  ".join(f"{name:>18}" for name in FIELDS))
    print(f"{'':<32} {'':>6} {'':>6}  " + "  ".join(f"{'same won lost diff':>18}" for _ in FIELDS))
    for row in rows:
        if not (everything or row.notes or row.lost or row.escaped or row.ours != row.theirs):
            continue
        cells = "  ".join(
            f"{row.counts[name, 'same']:>4} {row.counts[name, 'won']:>3} {row.counts[name, 'lost']:>4}"
            f" {row.counts[name, 'differ']:>4}"
            for name in FIELDS
        )
        print(f"{row.name:<32} {row.theirs:>6} {row.ours:>6}  {cells}" + (f"  {row.error}" if row.error else ""))
        for note in row.notes[: None if everything else 5]:
            print(f"    {note}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--now", type=datetime.fromisoformat, default=datetime.now(UTC))
    options.add_argument("--all", action="store_true", help="files without a difference too, and every difference")
    given = options.parse_args()
    rows = [compare_file(path, given.now) for path in find_files(given.folder)]
    print_table(rows, everything=given.all)
    totals: Counter[str] = Counter()
    for row in rows:
        totals.update({f"{name}_{verdict}": count for (name, verdict), count in row.counts.items()})
    summary = {
        "files": len(rows),
        "items_theirs": sum(row.theirs for row in rows),
        "items_ours": sum(row.ours for row in rows),
        "files_with_fewer_items": sum(row.ours < row.theirs for row in rows),
        "files_with_more_items": sum(row.ours > row.theirs for row in rows),
        "escapes": sum(row.escaped for row in rows),
        **dict(sorted(totals.items())),
    }
    print(json.dumps(summary))
    return 1 if any(row.lost or row.escaped for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
