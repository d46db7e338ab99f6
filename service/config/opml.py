"""OPML, the exchange format of feed readers (opml.org/spec2.opml): feeds in, feeds out.

Enter: an OPML document and a config folder; or configured feeds. Leave: lines added to `feeds.yaml`, whose comments
stay as they are; or an OPML document. Called by `cli.feeds`.
"""

import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import listparser
from yarl import URL

from service.config.load import load_config
from service.errors import ConfigError, HotlineError
from service.model.feed import Feed
from service.stages.render import fold_line

FEEDS_FILE = "feeds.yaml"


def import_opml(folder: Path, document: bytes) -> list[Feed]:
    """Add the document's feeds that are not configured yet to `feeds.yaml`. Returns those added.

    The result is checked as a whole before the file is replaced, at once; raises HotlineError where nothing was done.
    """
    known = load_config(folder).feeds
    found = listparser.parse(document)
    if not found.feeds:
        raise HotlineError("no feeds in this file; an OPML export of a feed reader has <outline xmlUrl=...> in it")
    added = _choose_new(((str(feed.url), str(feed.title)) for feed in found.feeds), known)
    if added:
        _replace_feeds(folder, _append_feeds((folder / FEEDS_FILE).read_text(encoding="utf-8"), added))
    return added


def export_opml(feeds: Sequence[Feed]) -> str:
    """The feeds as an OPML 2.0 document."""
    outlines = "\n".join(
        f"    <outline type={quoteattr('rss')} text={quoteattr(feed.outlet or feed.id)} xmlUrl={quoteattr(feed.url)}/>"
        for feed in feeds
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>Hotline feeds</title></head>\n'
        f"  <body>\n{outlines}\n  </body>\n</opml>\n"
    )


def _choose_new(found: Iterable[tuple[str, str]], known: Sequence[Feed]) -> list[Feed]:
    urls = {feed.url for feed in known}
    ids = {feed.id for feed in known}
    added: list[Feed] = []
    for url, title in found:
        if url in urls or not url.startswith(("http://", "https://")):
            continue
        host = URL(url).host or "feed"
        feed_id = _make_id(title or host, ids)
        urls.add(url)
        ids.add(feed_id)
        added.append(Feed(id=feed_id, url=url, outlet=fold_line(title) or host))
    return added


def _make_id(title: str, taken: Collection[str]) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "feed"
    number, candidate = 2, base
    while candidate in taken:
        candidate, number = f"{base}-{number}", number + 1
    return candidate


def _append_feeds(text: str, feeds: Sequence[Feed]) -> str:
    # A JSON string is a YAML string, so that no title can break the file.
    lines = [
        f"  - {{id: {feed.id}, url: {json.dumps(feed.url)}, outlet: {json.dumps(feed.outlet, ensure_ascii=False)}}}"
        for feed in feeds
    ]
    return text.rstrip() + "\n" + "\n".join(lines) + "\n"


def _replace_feeds(folder: Path, text: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch) / "config"
        trial.mkdir()
        for path in folder.glob("*.yaml"):
            shutil.copyfile(path, trial / path.name)
        (trial / FEEDS_FILE).write_text(text, encoding="utf-8")
        try:
            load_config(trial)
        except ConfigError as error:
            raise HotlineError(
                f"{folder / FEEDS_FILE} cannot be added to: let `feeds:` be its last key, one `- ` line a feed"
            ) from error
    fresh = folder / f".{FEEDS_FILE}.new"
    try:
        fresh.write_text(text, encoding="utf-8")
        shutil.copymode(folder / FEEDS_FILE, fresh)
        fresh.replace(folder / FEEDS_FILE)
    except OSError as error:
        raise HotlineError(f"{folder / FEEDS_FILE} cannot be replaced: {error.strerror}") from error
