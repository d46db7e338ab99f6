"""What a page says of itself: title, language, canonical address, date of publication, and its JSON-LD.

Enters: a parsed tree and the page's JSON-LD blocks. Leaves: plain values. Called by `page`. Nothing is guessed: a date
without a zone, or one that only stands in the text, is no date of publication.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

from service.stages.parse.dates import parse_date
from service.stages.parse.loosejson import load_json
from service.stages.parse.text import TITLE_CHARS, plain_text
from service.stages.parse.urls import is_front_page, normalise_url, resolve_link, same_site

# No clock here: the caller compares with the present.
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_ARTICLE_TYPES = re.compile(
    r"(?:News|Blog|Report|Opinion|Analysis|Live|Background|Review)?(?:Article|Posting|BlogPosting)$|^Report$"
)
_MAX_NODES = 2_000
_MAX_ROOTS = 10
_MAX_BLOCK = 1_000_000
_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart", "liveBlogUpdate")
# Old habits that hid scripts from old browsers.
_WRAPPING = re.compile(
    r"^\s{0,99}(?://|/\*)?\s{0,9}(?:<!\[CDATA\[|<!--)(?:\*/)?|(?://|/\*)?\s{0,9}(?:\]\]>|-->)(?:\*/)?\s{0,99}$"
)


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """An article as JSON-LD gives it. `free` is False where the page says that it is not accessible for free."""

    body: str = ""
    headline: str = ""
    published: str = ""
    lang: str = ""
    free: bool = True


def read_json_ld(blocks: list[str]) -> LinkedArticle:
    """The article with the longest body among the blocks; damaged blocks are passed over."""
    best = LinkedArticle()
    for block in blocks:
        for node in _nodes(_load_block(block)):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and _ARTICLE_TYPES.search(kind) for kind in kinds):
                found = LinkedArticle(
                    body=_read_body(node),
                    headline=_string(node.get("headline")),
                    published=_string(node.get("datePublished")),
                    lang=_string(node.get("inLanguage")),
                    free=str(node.get("isAccessibleForFree", True)).lower() != "false",
                )
                if len(found.body) > len(best.body) or best == LinkedArticle():
                    best = found
    return best


def _load_block(block: str) -> list[Any]:
    """The values of one block, which may stand one behind the other, in comments or CDATA, or be escaped as HTML."""
    text = _WRAPPING.sub("", block[:_MAX_BLOCK]).strip(" ;\r\n\t\ufeff")
    if text[:2] in ("{&", "[&") or "&quot;" in text[:50]:
        text = unescape(text)
    values: list[Any] = []
    for _ in range(_MAX_ROOTS):
        try:
            value, end = load_json(text)
        except (ValueError, RecursionError):
            break
        values.append(value)
        text = text[end:].lstrip(" ,;\r\n\t")
    return values


def _read_body(node: dict[str, Any]) -> str:
    """`articleBody`, or `text`, which schema.org gives to every creative work; either may come in pieces."""
    for name in ("articleBody", "text"):
        found = node.get(name)
        pieces = found if isinstance(found, list) else [found]
        if body := "\n".join(filter(None, map(_string, pieces[:1_000]))):
            return body
    return ""


def _nodes(document: Any) -> Iterator[dict[str, Any]]:
    queue = [document]
    for _ in range(_MAX_NODES):
        if not queue:
            return
        node = queue.pop(0)
        if isinstance(node, list):
            queue.extend(node[:200])
        elif isinstance(node, dict):
            yield node
            queue.extend(node[key] for key in _INNER if key in node)


def find_title(tree: Any, linked: LinkedArticle) -> str:
    """og:title, the headline of the JSON-LD, the one h1, or <title>."""
    headings = tree.xpath("//h1")
    candidates = [
        _meta(tree, "og:title"),
        linked.headline,
        headings[0].text_content() if len(headings) == 1 else "",
        _meta(tree, "twitter:title"),
        "".join(tree.xpath("string(//title)")),
    ]
    for candidate in candidates:
        title = plain_text(candidate, html=False, max_chars=TITLE_CHARS, one_line=True)
        if title:
            return title
    return ""


def find_language(tree: Any, linked: LinkedArticle) -> str | None:
    """The primary subtag of the html element's lang, og:locale, content-language or inLanguage."""
    root = tree if tree.tag == "html" else tree.getroottree().getroot()
    for raw in (
        root.get("lang") or root.get("xml:lang") or "",
        _meta(tree, "og:locale"),
        _meta(tree, "content-language"),
        linked.lang,
    ):
        primary = re.split(r"[-_,;\s]", raw.strip())[0].lower()
        if primary.isascii() and primary.isalpha() and 2 <= len(primary) <= 3:
            return primary
    return None


def find_canonical(tree: Any, url: str) -> str | None:
    """The address that the page calls its own, if it lies on the same site and is not the front page."""
    candidates = [link.get("href") or "" for link in tree.xpath("//link[@rel]") if _is_canonical(link.get("rel"))]
    for raw in (*candidates[:2], _meta(tree, "og:url")):
        link = resolve_link(raw, url) if raw else None
        if link and same_site(link, url) and (not is_front_page(link, None) or is_front_page(url, None)):
            return normalise_url(link)
    return None


def find_published(tree: Any, linked: LinkedArticle) -> datetime | None:
    """The instant of publication that the page's metadata give with a zone."""
    marked = [
        element.get("content") or element.get("datetime") or ""
        for element in tree.xpath("//*[@itemprop='datePublished']")[:3]
    ]
    names = (
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "pubdate",
        "publish-date",
        "dc.date.issued",
    )
    for raw in (*[_meta(tree, name) for name in names], linked.published, *marked):
        found, doubt = parse_date(raw, tz=None, now=_LATEST) if raw else (None, "")
        if found and not doubt:
            return found
    return None


def _meta(tree: Any, name: str) -> str:
    for element in tree.xpath("//meta[@content]"):
        key = (
            element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv") or ""
        )
        if key.strip().lower() == name:
            return str(element.get("content"))
    return ""


def _is_canonical(rel: str | None) -> bool:
    return "canonical" in (rel or "").lower().split()


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
