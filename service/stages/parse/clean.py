"""Mends the text of an XML document before feedparser sees it, and refuses what is an attack.

Enters: decoded text that claims to be a feed. Leaves: the same document without DTD, comments, processing instructions,
control characters and impossible references, with named entities as characters, with oversized pieces cut. Called by
the feed reader. One pass, linear. Raises ParseError for what no honest feed contains (entity bombs, outside files,
thousands of attributes, an author of 100 kB): those cost the parser minutes or memory.
"""

import html.entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from service.errors import FetchKind, ParseError
from service.stages.parse.doctype import cut_doctype
from service.stages.parse.leaves import OpenLeaf
from service.stages.parse.text import strip_ansi

MAX_DEPTH = 20_000
MAX_ATTRIBUTES = 500
MAX_TAGS = 1_500_000
MAX_TEXT_RUN = 1_000_000
MAX_AUTHOR = 20_000
MAX_CATEGORIES = 5_000
_AUTHOR_KEPT = 300
MAX_COMMENTS = 50_000
_LONG_TAG = 5_000

_ROOT = re.compile(
    r"<(?:\?xml[\s?]|(?:[A-Za-z_][\w.\-]{0,40}:)?(?:rss|feed|rdf|channel|html|opml|item|entry)[\s>])", re.I
)
_OPENING = re.compile(r"<(?:!\s{0,3}\[\s{0,3}CDATA\s{0,3}\[|!--|\?|!|/?[A-Za-z_])?", re.I)
# A program that the server should have run: its own ">" end nothing.
_PROGRAM = re.compile(r"<\?(?:php|=|\s)", re.I)
_TAG = re.compile(r"<(/?)([A-Za-z_][^\s/>\"'=<]{0,200})")
_AUTHORS = frozenset(("author", "creator", "managingeditor", "webmaster", "publisher", "contributor", "owner"))
# Nobody here reads them, and feedparser compares each with all before it.
_CATEGORIES = frozenset(("category", "subject", "keywords", "tags"))
_XML_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&(?:#([xX]?)([0-9A-Za-z]{1,10000});?|([A-Za-z_][\w.\-]{0,60});|)")
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_ATTRIBUTE = re.compile(r"=\s{0,9}[\"']")
_XML_BASE = re.compile(r"\sxml:base\s{0,5}=\s{0,5}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})')")
_SRS_NAME = re.compile(r"\ssrsName\s{0,5}=\s{0,5}(?:\"[^\"]{0,500}\"|'[^']{0,500}')", re.I)


@dataclass(frozen=True, slots=True)
class CleanXml:
    """Mended text, without XML declaration; `root` is the lower-case local name of its first element, "" for none."""

    text: str
    root: str
    notes: tuple[str, ...] = ()


def clean_xml(text: str) -> CleanXml:
    """Raises ParseError (kind BLOCKED or PARSE) for a document that would harm its reader."""
    notes: list[str] = []
    if "\x1b" in text or "\x9b" in text:
        text = strip_ansi(text)
    text, dropped = _XML_ILLEGAL.subn("", text)
    if dropped:
        notes.append(f"{dropped} control characters dropped")
    text = _cut_leading_junk(text, notes)
    text, entities = cut_doctype(text)
    if "http://www.w3.org/2001/XInclude" in text:
        raise ParseError("the document wants other files included: refused", kind=FetchKind.BLOCKED)
    pieces = _Mender(entities)
    mended = "".join(pieces.mend(text))
    return CleanXml(mended, pieces.root, tuple(notes + pieces.notes))


def _cut_leading_junk(text: str, notes: list[str]) -> str:
    text = text.lstrip("\ufeff \t\r\n")
    match = _ROOT.search(text, 0, 100_000)
    if match is None or match.start() == 0:
        return text
    before = text[: match.start()]
    # What may rightly stand before the root stays: comments and DTD are dealt with later.
    if not re.search(r"<!DOCTYPE|<!--", before, re.I):
        notes.append(f"{len(before)} characters before the document dropped")
        return text[match.start() :]
    return text


class _Mender:
    """One pass over the markup; keeps the counts whose excess means an attack."""

    def __init__(self, entities: dict[str, str]) -> None:
        self.notes: list[str] = []
        self.root = ""
        self._entities = entities
        self._replaced = 0
        self._tags = self._depth = self._categories = self._comments = 0
        self._no_comment_end = self._no_cdata_end = False
        self._in_author = False
        self._leaf = OpenLeaf()
        self._tag_end = -1
        self._run = 0  # characters since the last tag

    def mend(self, text: str) -> Iterator[str]:
        position = 0
        while True:
            match = _OPENING.search(text, position)
            start = match.start() if match else len(text)
            if start > position:
                yield self._text(text[position:start])
            if match is None:
                return
            piece, position = self._markup(text, start, match[0])
            if piece:
                yield piece

    def _markup(self, text: str, start: int, opening: str) -> tuple[str, int]:
        if opening.endswith("["):
            return self._cdata(text, start + len(opening))
        if opening == "<!--":
            return self._comment(text, start)
        if opening == "<?" or opening == "<!":
            return "", _instruction_end(text, start)
        if opening == "<":
            return self._keep("&lt;"), start + 1
        return self._tag(text, start)

    def _cdata(self, text: str, start: int) -> tuple[str, int]:
        end = -1 if self._no_cdata_end else text.find("]]>", start)
        if end < 0:
            # Never closed: what follows is read as markup, or the rest of the feed would be one text.
            self._no_cdata_end = True
            return "", start
        content = self._keep(text[start:end])
        if "&#" in content:
            content = _REFERENCE.sub(self._keep_possible, content)
        return f"<![CDATA[{content}]]>" if content else "", end + 3

    def _comment(self, text: str, start: int) -> tuple[str, int]:
        self._comments += 1
        if self._comments > MAX_COMMENTS:
            raise ParseError(f"the document has over {MAX_COMMENTS} comments: refused")
        end = -1 if self._no_comment_end else text.find("-->", start + 4)
        if end < 0:
            self._no_comment_end = True
            return "", start + 4
        return "", end + 3

    def _tag(self, text: str, start: int) -> tuple[str, int]:
        match = _TAG.match(text, start)
        end = self._find_end(text, start)
        if match is None or end < 0:
            return ("&lt;", start + 1) if end >= 0 else ("", len(text))
        tag, end = _cut_tag(text, start, end, match.end())
        if not self._count(match[1], match[2], tag):
            return "", end + 1
        if len(tag) > 100 and len(_ATTRIBUTE.findall(tag)) > MAX_ATTRIBUTES:
            raise ParseError(f"an element of the document has over {MAX_ATTRIBUTES} attributes: refused")
        if "&" in tag:
            tag = _REFERENCE.sub(self._reference, tag)
        if "srsName" in tag or "srsname" in tag:
            tag = _SRS_NAME.sub("", tag)
        if "xml:base" in tag:
            tag = _XML_BASE.sub(_keep_usable_base, tag)
        inner = tag[1:-1]
        if "<" in inner:
            tag = f"<{inner.replace('<', '&lt;')}>"
        missing = self._leaf.end_before(bool(match[1]), match[2], is_empty=tag.endswith("/>"))
        self._depth -= bool(missing)
        return missing + tag, end + 1

    def _find_end(self, text: str, start: int) -> int:
        """The next `>`, remembered: it may be megabytes away for thousands of tags."""
        if not start <= self._tag_end:
            self._tag_end = text.find(">", start)
            self._tag_end = len(text) if self._tag_end < 0 else self._tag_end
        return self._tag_end if self._tag_end < len(text) else -1

    def _count(self, closing: str, name: str, tag: str) -> bool:
        """Keep the counts; whether the tag stays in the document."""
        local = name.rpartition(":")[2].lower()
        if not self.root and not closing:
            self.root = local
        self._tags += 1
        if not tag.endswith("/>"):
            self._depth += -1 if closing else 1
        if self._depth > MAX_DEPTH:
            raise ParseError(f"the document's elements are nested over {MAX_DEPTH} deep: refused")
        if self._tags > MAX_TAGS:
            raise ParseError(f"the document has over {MAX_TAGS} tags: refused")
        self._run = 0
        self._in_author = not closing and local in _AUTHORS
        if local in ("item", "entry"):
            self._categories = 0
        elif local in _CATEGORIES:
            self._categories += not closing
            if self._categories > MAX_CATEGORIES:
                raise ParseError(f"an item of the document has over {MAX_CATEGORIES} categories: refused")
            return False
        return True

    def _text(self, run: str) -> str:
        run = self._keep(run)
        return _REFERENCE.sub(self._reference, run) if "&" in run else run

    def _keep(self, run: str) -> str:
        """As much of a run of text as its element may still have."""
        limit = MAX_TEXT_RUN
        before, self._run = self._run, self._run + len(run)
        if self._in_author:
            # feedparser's search for an e-mail address is quadratic.
            limit = _AUTHOR_KEPT
            if self._run > MAX_AUTHOR:
                raise ParseError(f"an author of the document has over {MAX_AUTHOR} characters: refused")
        return run if self._run <= limit else run[: max(0, limit - before)]

    def _reference(self, match: re.Match[str]) -> str:
        """Named HTML entities and the DTD's own become characters; bare ampersands are escaped."""
        if match[2]:
            return _possible(match) or ("" if match[0].endswith(";") else "&amp;" + match[0][1:])
        name = match[3]
        if not name:
            return "&amp;"
        if name in _XML_NAMES:
            return match[0]
        if name in self._entities:
            self._replaced += 1
            if self._replaced > 20_000:
                raise ParseError("the document uses its own entities over 20000 times: refused")
            return self._entities[name]
        known = html.entities.html5.get(name + ";")
        return known.replace("&", "&amp;").replace("<", "&lt;") if known else "&amp;" + match[0][1:]

    @staticmethod
    def _keep_possible(match: re.Match[str]) -> str:
        return (_possible(match) or ("" if match[0].endswith(";") else match[0])) if match[2] else match[0]


def _possible(match: re.Match[str]) -> str:
    """The numeric reference if it names a character that XML allows, else ""; codes 128 to 159 mean Windows-1252."""
    digits = match[2]
    try:
        if len(digits) > 12:
            return ""
        number = int(digits, 16 if match[1] else 10)
    except ValueError:
        return ""
    if 0x80 <= number <= 0x9F:
        number = ord(bytes((number,)).decode("cp1252", "ignore") or " ")
    legal = (
        number in (9, 10, 13) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF
    )
    return f"&#{number};" if legal else ""


def _keep_usable_base(match: re.Match[str]) -> str:
    """An xml:base that is no web address would spoil the links under it, absolute ones too."""
    try:
        scheme = urlsplit((match[1] or match[2] or "").strip()).scheme
    except ValueError:
        return ""
    return match[0] if scheme in ("", "http", "https") else ""


def _instruction_end(text: str, start: int) -> int:
    """Behind a declaration, a processing instruction, or a program."""
    end = text.find("?>", start, start + 20_000) + 1 if _PROGRAM.match(text, start) else 0
    end = end or text.find(">", start)
    return end + 1 if end >= 0 else len(text)


def _cut_tag(text: str, start: int, end: int, name_end: int) -> tuple[str, int]:
    """(tag, where it ends) for a tag whose first `>` stands at `end`; only as much is copied as a tag may have."""
    if end - start > _LONG_TAG and (torn := _find_next_tag(text[start : start + _LONG_TAG])):
        return text[start : start + torn].rstrip() + ">", start + torn - 1
    tag = text[start : end + 1]
    if (tag.count('"') % 2 and tag.count("'") % 2 == 0) or (tag.count("'") % 2 and '"' not in tag):
        end = _quoted_end(text, name_end, end)
        tag = text[start : end + 1]
    if "<" in tag[1:] and (torn := _find_next_tag(tag)):
        # Its own `>` is missing: the next tag is not to be lost with it.
        return tag[:torn].rstrip() + ">", start + torn - 1
    return tag, end


def _find_next_tag(tag: str) -> int:
    """Where, outside quotes, another tag begins within this one; 0 for nowhere."""
    quote = ""
    for position in range(1, min(len(tag), _LONG_TAG)):
        char = tag[position]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "<" and _TAG.match(tag, position):
            return position
    return 0


def _quoted_end(text: str, start: int, first: int) -> int:
    """The `>` outside quotes that ends the tag, within reason; else the first one."""
    quote = ""
    for position in range(start, min(len(text), start + _LONG_TAG)):
        char = text[position]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == ">":
            return position
    return first
