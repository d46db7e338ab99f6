"""The extract stage: the body of a fetched page -> an `ExtractedPage`.

Enters: bytes, their Content-Type, the URL they came from. Leaves: the main text as plain text, paragraphs on lines of
their own, with what the page says of itself; or the problem. Called by the worker processes. Never raises for a bad
page.
"""

import re
from typing import Any

import lxml.html
import trafilatura

from service.errors import ParseError
from service.model.article import ExtractedPage
from service.stages.extract.guard import SafePage, make_safe
from service.stages.extract.metadata import (
    LinkedArticle,
    find_canonical,
    find_language,
    find_published,
    find_title,
    read_json_ld,
)
from service.stages.extract.walls import judge_text
from service.stages.parse.charset import decode_body
from service.stages.parse.text import CONTENT_CHARS, plain_text

_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "application/vnd.wap.xhtml+xml")
_VAGUE_TYPES = ("", "application/octet-stream", "text/plain", "unknown/unknown", "*/*")
_LOOKS_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|article|div|p|title|meta)[\s>]", re.I)
# Whole class or id tokens of what stands around an article, never in it.
_AROUND = re.compile(
    r"(?:^|[\s_\-])(?:related|recommended|recommendations|most-?(?:read|viewed|popular|shared)|popular|trending|read-?(?:more|also|next)|"
    r"more-?(?:news|stories|from|on)|see-?also|also-?read|breadcrumbs?|newsletter|subscribe|social|share-?(?:bar|buttons?|tools)|"
    r"comments?|disqus|sidebar|taglist|article-?tags|post-?tags|tags-?list|cookie|consent|gdpr|advert(?:isement)?|promo|"
    r"outbrain|taboola|site-?(?:header|footer|nav)|footer|navbar|navigation|menu|masthead|skip-?link|author-?bio|latest-?news)(?:$|[\s_\-])",
    re.I,
)
_AROUND_TAGS = (
    "//nav|//aside|//footer|//form|//dialog|//button|//select|//*[@hidden]"
    "|//*[@aria-hidden='true' and not(.//p)]|/html/body/header"
)
_AROUND_ROLES = "|".join(
    f"//*[@role='{role}']" for role in ("navigation", "complementary", "contentinfo", "banner", "dialog", "search")
)
_NEVER_PROSE = re.compile(r"comment|disqus|cookie|consent|gdpr|footer|bio", re.I)
# No characters of XML 1.0 (its production 2), which is what lxml demands of a text.
_CONTROLS = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PROSE = 600
_LITTLE = 250


def extract_page(body: bytes, *, content_type: str, url: str) -> ExtractedPage:
    """Main text, title, language, canonical URL and date of a page; `problem` where it is not an article."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _HTML_TYPES and kind not in _VAGUE_TYPES:
        return ExtractedPage(problem=f"not HTML but {plain_text(kind, html=False, max_chars=60, one_line=True)}")
    try:
        text = decode_body(body, content_type).text
    except ParseError as error:
        return ExtractedPage(problem=str(error))
    if not text.strip():
        return ExtractedPage(problem="empty page")
    if not _LOOKS_HTML.search(text[:20_000]):
        return ExtractedPage(problem="not HTML")
    return _read_page(text, url)


def _read_page(text: str, url: str) -> ExtractedPage:
    safe = make_safe(text)
    linked = read_json_ld(safe.json_ld)
    tree = _parse(safe.html)
    if tree is None:
        return ExtractedPage(problem="no text on the page")
    title = find_title(tree, linked)
    lang = find_language(tree, linked)
    canonical = find_canonical(tree, url)
    published = find_published(tree, linked)
    shown_title = " ".join(tree.xpath("string(//title)").split()) or title
    main = _main_text(tree, safe, title)
    main = _prefer_linked(main, linked)
    kept, problem = judge_text(main, title=shown_title, page=text, url=url, free=linked.free, scripts=safe.scripts)
    return ExtractedPage(
        text=kept, title=title, lang=lang, canonical_url=canonical, published=published, problem=problem
    )


def _parse(html: str) -> Any:
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        tree = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return None
    _drop_controls(tree)
    return tree


def _drop_controls(tree: Any) -> None:
    """Take out of all texts what the parser reads, as such or from a reference, and no text may be set to."""
    for element in tree.iter():
        for place in ("text", "tail"):
            text = getattr(element, place)
            if text and _CONTROLS.search(text):
                setattr(element, place, _CONTROLS.sub("", text))


def _main_text(tree: Any, safe: SafePage, title: str) -> str:
    _prune(tree)
    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, include_formatting=False, with_metadata=False
    )
    text = plain_text((getattr(found, "text", "") or "") if found else "", html=False, max_chars=CONTENT_CHARS)
    if len(text) < _LITTLE:
        paragraphs = _paragraphs(tree)
        if len(paragraphs) > len(text):
            text = paragraphs
    first, _, rest = text.partition("\n")
    return rest if rest and title and first.strip().casefold() == title.casefold() else text


def _prune(tree: Any) -> None:
    """Take out what stands around an article, unless it holds most of the page's text."""
    whole = max(1, len(tree.text_content()))
    around = list(tree.xpath(_AROUND_TAGS)) + list(tree.xpath(_AROUND_ROLES))
    around += [
        e
        for e in tree.xpath("//body//*[@class or @id]")
        if _AROUND.search(f"{e.get('class') or ''} {e.get('id') or ''}")
    ]
    for element in around:
        if element.getparent() is None or element.tag in ("html", "body", "main", "article"):
            continue
        if element.tag not in ("nav", "aside", "footer"):
            length = len(element.text_content())
            if length > whole * 0.5 or (length > _PROSE and _is_prose(element, length)):
                continue
        element.drop_tree()


def _is_prose(element: Any, length: int) -> bool:
    """Long text with few links in it: a part of the article whose class only sounds like something around it."""
    if _NEVER_PROSE.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return linked < length * 0.2


def _paragraphs(tree: Any) -> str:
    """The text of the paragraphs in the article, the main part, or the body: for pages too small to be told apart."""
    for path in ("//article", "//main", "//*[@itemprop='articleBody']", "//body"):
        for part in tree.xpath(path)[:1]:
            lines = [" ".join(p.text_content().split()) for p in part.xpath(".//p|.//h2|.//li|.//blockquote")]
            text = plain_text("\n".join(filter(None, lines)), html=False, max_chars=CONTENT_CHARS)
            if text:
                return text
    return ""


def _prefer_linked(text: str, linked: LinkedArticle) -> str:
    """JSON-LD's body where the page itself shows little of it."""
    if not linked.body or len(text) >= max(_LITTLE, len(linked.body) // 3):
        return text
    body = plain_text(linked.body, html=True, max_chars=CONTENT_CHARS)
    return body if len(body) > 2 * len(text) else text
