"""Reads JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/).

Enters: decoded text. Leaves: the feed's own facts and raw items, for `feed` to make entries of. Called by `feed`. Any
member may be of any type: what is not what the format says is left out, never an error.
"""

from typing import Any

from service.errors import FetchKind, ParseError
from service.stages.parse.loosejson import load_json
from service.stages.parse.raw import RawFeed, RawItem

_NOT_A_FEED = "the address answers with JSON that is no feed"


def read_json_feed(text: str, max_items: int) -> RawFeed:
    """Raises ParseError (NOT_A_FEED) for JSON that is no feed, (PARSE) for what is no JSON or too deep."""
    try:
        document, _ = load_json(text)
    except RecursionError as error:
        raise ParseError("the JSON document is nested too deeply") from error
    except ValueError as error:
        raise ParseError("the JSON document is damaged or cut off") from error
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise ParseError(_NOT_A_FEED, kind=FetchKind.NOT_A_FEED)
    version = document.get("version")
    items = document["items"]
    if not (isinstance(version, str) and "jsonfeed.org" in version) and not any(map(_is_item, items)):
        raise ParseError(_NOT_A_FEED, kind=FetchKind.NOT_A_FEED)
    return RawFeed(
        format="json",
        title=_text(document.get("title")),
        link=_text(document.get("home_page_url")),
        lang=_text(document.get("language")) or None,
        items=[_read_item(item) for item in items[:max_items] if isinstance(item, dict)],
        found=len(items),
    )


def _is_item(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and ("id" in item or "url" in item)
        and any(k.startswith(("content_", "title")) for k in item)
    )


def _read_item(item: dict[str, Any]) -> RawItem:
    html, text = _text(item.get("content_html")), _text(item.get("content_text"))
    candidates = [item.get("url"), item.get("external_url"), _id_as_link(item.get("id"))]
    several = item.get("authors")
    authors = several if isinstance(several, list) else [item.get("author")]
    names = [_text(author.get("name")) for author in authors[:5] if isinstance(author, dict)]
    return RawItem(
        guid=_text_or_number(item.get("id")),
        links=[link for candidate in candidates if (link := _text(candidate))],
        title=_text(item.get("title")),
        title_html=False,
        summary=_text(item.get("summary")),
        summary_html=False,
        content=html or text,
        content_html=bool(html),
        author=", ".join(filter(None, names)),
        lang=_text(item.get("language")) or None,
        dates=[value for name in ("date_published", "date_modified") if (value := _text_or_number(item.get(name)))],
    )


def _id_as_link(value: Any) -> str:
    """Version 1.1 calls the full address of the item the ideal id."""
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _text_or_number(value: Any) -> str:
    """Ids and dates come as numbers too; the format tells readers to take an id for text, whatever it is."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return _text(value)
