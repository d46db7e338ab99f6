"""OPML, the exchange format of feed readers (opml.org/spec2.opml): feeds in, feeds out.

Enter: an OPML document and a config folder; or configured feeds. Leave: lines added to `feeds.yaml`, whose comments
stay as they are; or an OPML document. Called by `cli.feeds`.
"""

import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import unescape
from pathlib import Path
from xml.sax.saxutils import quoteattr

import listparser
from yarl import URL

from service.config.load import load_config
from service.errors import ConfigError, HotlineError
from service.model.feed import Feed
from service.stages.render import fold_line

FEEDS_FILE = "feeds.yaml"
_OUTLINE = re.compile(r"<outline\s[^>]{1,5000}>", re.I)
_ATTRIBUTE = re.compile(r"([A-Za-z]{1,30})\s{0,5}=\s{0,5}(\"[^\"]{0,2000}\"|'[^']{0,2000}')")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANG = re.compile(r"[a-z]{2,3}")


def import_opml(folder: Path, document: bytes) -> list[Feed]:
    """Add the document's feeds that are not configured yet to `feeds.yaml`. Returns those added.

    The result is checked as a whole before the file is replaced, at once; raises HotlineError where nothing was done.
    """
    known = load_config(folder).feeds
    found = listparser.parse(document)
    if not found.feeds:
        raise HotlineError("no feeds in this file; an OPML export of a feed reader has <outline xmlUrl=...> in it")
    said = _read_outlines(document)
    added = _choose_new(((str(feed.url), str(feed.title), said.get(str(feed.url), {})) for feed in found.feeds), known)
    if added:
        _replace_feeds(folder, _append_feeds((folder / FEEDS_FILE).read_text(encoding="utf-8"), added))
    return added


def export_opml(feeds: Sequence[Feed]) -> str:
    """The feeds as an OPML 2.0 document: the outlet as `text`, the id as `title`, the language where it is given.

    `import_opml` takes id and language from there again.
    """
    outlines = "\n".join(f"    <outline {_attributes(feed)}/>" for feed in feeds)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>Hotline feeds</title></head>\n'
        f"  <body>\n{outlines}\n  </body>\n</opml>\n"
    )


def _attributes(feed: Feed) -> str:
    pairs = {"type": "rss", "text": feed.outlet or feed.id, "title": feed.id, "xmlUrl": feed.url, "language": feed.lang}
    return " ".join(f"{name}={quoteattr(value)}" for name, value in pairs.items() if value)


def _read_outlines(document: bytes) -> dict[str, dict[str, str]]:
    """Address -> attributes: listparser leaves out `title` beside `text`, and the language."""
    outlines: dict[str, dict[str, str]] = {}
    for tag in _OUTLINE.findall(document.decode("utf-8", "replace")):
        given = {name.lower(): unescape(value[1:-1]) for name, value in _ATTRIBUTE.findall(tag)}
        outlines.setdefault(given.get("xmlurl", ""), given)
    return outlines


def _choose_new(found: Iterable[tuple[str, str, Mapping[str, str]]], known: Sequence[Feed]) -> list[Feed]:
    urls = {feed.url for feed in known}
    ids = {feed.id for feed in known}
    added: list[Feed] = []
    for url, title, said in found:
        if url in urls or not url.startswith(("http://", "https://")):
            continue
        host = URL(url).host or "feed"
        written = said.get("title", "")
        feed_id = written if _ID.fullmatch(written) and written not in ids else _make_id(title or host, ids)
        lang = said.get("language", "").partition("-")[0].lower()
        urls.add(url)
        ids.add(feed_id)
        added.append(
            Feed(id=feed_id, url=url, outlet=fold_line(title) or host, lang=lang if _LANG.fullmatch(lang) else None)
        )
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
        f"  - {{id: {feed.id}, url: {json.dumps(feed.url)}, outlet: {json.dumps(feed.outlet, ensure_ascii=False)}"
        + (f', lang: "{feed.lang}"}}' if feed.lang else "}")
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
