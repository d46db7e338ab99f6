"""Makes a page safe to give to an HTML parser.

Enters: the decoded text of a page. Leaves: the same page without scripts, styles, comments and frames, its nesting and
attributes within what lxml reads without losing text or minutes (over 256 levels it drops the text silently, 100,000
attributes take it 10 s). Called by `page`. One pass, linear; nothing is refused here.
"""

import re
from dataclasses import dataclass, field

from service.stages.parse.markup import word_set

MAX_PAGE = 12_000_000
_MAX_DEPTH = 120
_MAX_ATTRIBUTES = 100
_MAX_TAG = 20_000
_MAX_TAGS = 60_000
_MAX_RUN = 2_000_000

_DROPPED = word_set("script style svg math iframe object embed template noembed noframes canvas video audio map xmp")
_VOID = word_set("area base br col embed frame hr img input link meta param source track wbr")
# Their end tags may be left out: they say nothing of depth.
_LOOSE = word_set("p li td th tr dt dd option tbody thead tfoot colgroup optgroup rp rt body html head")
_NEXT = re.compile(r"<(?:!--|[!?]|(/?)([A-Za-z][A-Za-z0-9:\-]{0,40}))")
_JSON_LD = re.compile(r"type\s{0,5}=\s{0,5}[\"']?application/ld\+json", re.I)
_KEPT_ATTRIBUTES = re.compile(
    r"\s(class|id|role|itemprop|hidden|aria-hidden|name|property|content|rel|href|lang|datetime)\s{0,3}=\s{0,3}(\"[^\"]{0,2000}\"|'[^']{0,2000}')",
    re.I,
)


@dataclass(slots=True)
class SafePage:
    """`html` is fit to be parsed; `json_ld` holds the page's JSON-LD blocks; `scripts` counts what was left out."""

    html: str = ""
    json_ld: list[str] = field(default_factory=list)
    scripts: int = 0
    flattened: bool = False


def make_safe(text: str) -> SafePage:
    """Of a page over MAX_PAGE characters only the beginning is read."""
    page = SafePage()
    out: list[str] = []
    text = text[:MAX_PAGE].replace("\0", "")
    lower = text.lower()
    if len(lower) != len(text):
        lower = text
    position = depth = skipped = tags = 0
    absent: set[str] = set()
    while (match := _NEXT.search(text, position)) and tags < _MAX_TAGS:
        start = match.start()
        out.append(text[position : min(start, position + _MAX_RUN)])
        name = (match[2] or "").lower()
        if not name:
            position = _skip_special(text, start, absent)
            continue
        end = _tag_end(text, match.end(), absent)
        tag = text[start:end]
        position = end
        if name in _DROPPED:
            # The template of a shadow root is shown; its end tag, like that of any other, is left out.
            if not match[1] and not (name == "template" and "shadowroot" in tag[:200].lower()):
                position = _skip_element(text, lower, name, tag, end, page, absent)
            continue
        if name not in _VOID and name not in _LOOSE:
            depth, skipped, keep = _track_depth(bool(match[1]), depth, skipped)
            if not keep:
                page.flattened = True
                continue
        tags += 1
        out.append(_tame(tag, match[1], name))
    if tags < _MAX_TAGS:
        out.append(text[position : position + _MAX_RUN])
    page.html = "".join(out)
    return page


def _track_depth(closing: bool, depth: int, skipped: int) -> tuple[int, int, bool]:
    """(depth, elements left out that are still open, whether this tag stays)"""
    if closing:
        if skipped:
            return depth, skipped - 1, False
        return max(0, depth - 1), 0, True
    if depth >= _MAX_DEPTH:
        return depth, skipped + 1, False
    return depth + 1, skipped, True


def _skip_special(text: str, start: int, absent: set[str]) -> int:
    """Behind a comment, declaration or processing instruction."""
    mark = "-->" if text.startswith("<!--", start) else ">"
    end = -1 if mark in absent else text.find(mark, start + 2)
    if end < 0:
        absent.add(mark)
        return start + 4 if mark == "-->" else len(text)
    return end + len(mark)


def _skip_element(text: str, lower: str, name: str, tag: str, end: int, page: SafePage, absent: set[str]) -> int:
    page.scripts += name == "script"
    close = -1 if name in absent or tag.endswith("/>") else lower.find(f"</{name}", end)
    if close < 0:
        absent.add(name)
        return end
    if name == "script" and len(page.json_ld) < 20 and _JSON_LD.search(tag[:500]):
        page.json_ld.append(text[end : min(close, end + 1_000_000)])
    after = text.find(">", close)
    return after + 1 if after >= 0 else len(text)


def _tag_end(text: str, start: int, absent: set[str]) -> int:
    """Behind the `>` outside quotes, within _MAX_TAG; else behind the first one."""
    first = -1 if ">" in absent else text.find(">", start)
    if first < 0:
        absent.add(">")
        return len(text)
    if first - start < _MAX_TAG and text.count('"', start, first) % 2 == 0 and text.count("'", start, first) % 2 == 0:
        return first + 1
    quote, position = "", start
    limit = min(len(text), start + _MAX_TAG)
    while position < limit:
        char = text[position]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == ">":
            return position + 1
        position += 1
    return first + 1


def _tame(tag: str, closing: str, name: str) -> str:
    if closing:
        return f"</{name}>"
    if len(tag) < 400:
        return tag
    kept = [f" {m[1]}={m[2]}" for m in _KEPT_ATTRIBUTES.finditer(tag[:_MAX_TAG])][:_MAX_ATTRIBUTES]
    return f"<{name}{''.join(kept)}>"
