"""Cuts the document type declaration, and says whether it was an attack.

Enters: the text of an XML document. Leaves: the text without DTD, and the simple internal entities it declared.
Called by `clean`. Nothing outside is ever read; a DTD that points to a file or an address literal, or whose entities
multiply, is refused, since no honest feed has one.
"""

import re

from service.errors import FetchKind, ParseError

MAX_ENTITIES = 1_000
MAX_VALUE = 5_000
_SIMPLE_VALUE = 200
_START = re.compile(r"<!DOCTYPE", re.I)
_PROLOG = re.compile(r"(?:\s+|<\?[^>]{0,2000}>)*")
_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|channel|html)[\s>]", re.I)
_ENTITY = re.compile(
    r"<!ENTITY\s{1,50}(%\s{1,50})?([^\s\"'>]{1,200})\s{1,50}"
    r"(?:(SYSTEM|PUBLIC)\s{1,50})?(?:\"([^\"]*)\"|'([^']*)')(?:\s{0,50}(?:\"([^\"]*)\"|'([^']*)'))?",
    re.I,
)
_EXTERNAL = re.compile(r"^[^\[>]{0,2000}?\b(?:SYSTEM|PUBLIC)\b([^\[>]{0,4000})", re.I)
_QUOTED = re.compile(r"\"([^\"]{0,2000})\"|'([^']{0,2000})'")
# "http://" followed by a name with a letter in its last label: a public name, which is not fetched but is no attack.
_PUBLIC_NAME = re.compile(r"^https?://(?:[\w\-]{1,63}\.){1,10}[a-z][\w\-]{1,62}(?::\d{1,5})?(?:/|$)", re.I)
_LOCAL = re.compile(r"^\s*(?:[/\\]|\.\.|(?!https?:)[a-z][a-z0-9+.\-]{1,20}:(?!//?DTD))", re.I)
# The site's own copy of a DTD: what is never read may stand there.
_OWN_DTD = re.compile(r"^[/.\w\-]{1,200}\.dtd$", re.I)
_TAG = re.compile(r"<[^<>]{0,200}>")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_REFERENCE = re.compile(r"&([A-Za-z_][\w.\-]{0,60});")
_NAMED = re.compile(r"&(?!#|(?:amp|lt|gt|quot|apos);)([^\s&;]{0,60});?")


def cut_doctype(text: str) -> tuple[str, dict[str, str]]:
    """(text without its DTD, name -> replacement of harmless entities). Raises ParseError for an attack."""
    entities: dict[str, str] = {}
    position = 0
    for _ in range(100):
        lead = _PROLOG.match(text, position)
        position = lead.end() if lead else position
        if text.startswith("<!--", position):
            close = text.find("-->", position)
            if close < 0:
                break
            position = close + 3
        elif _START.match(text, position):
            end = _find_end(text, position + 9)
            if end < 0:
                root = _ROOT.search(text, position + 9)
                end = root.start() if root else len(text)
            entities |= _read_entities(text[position:end])
            text = text[:position] + text[end:]
        else:
            break
    return text, entities


def _find_end(text: str, start: int) -> int:
    """Just behind the `>` that ends the declaration; quotes, comments and the internal subset are respected."""
    depth, position = 0, start
    marks = re.compile(r"[\[\]<>\"']")
    while found := marks.search(text, position):
        char, position = found[0], found.end()
        if char in "\"'":
            close = text.find(char, position)
            if close < 0:
                return -1
            position = close + 1
        elif char == "<" and text.startswith("!--", position):
            close = text.find("-->", position)
            if close < 0:
                return -1
            position = close + 3
        elif char in "[<":
            depth += 1
        elif char == "]":
            depth = max(0, depth - 1)
        elif depth == 0:
            return position
        else:
            depth -= 1
    return -1


def _read_entities(declaration: str) -> dict[str, str]:
    external = _EXTERNAL.match(declaration)
    if external:
        _refuse_outside([a or b for a, b in _QUOTED.findall(external[1]) if not _OWN_DTD.match(a or b)][-1:])
    entities: dict[str, str] = {}
    count = 0
    values: list[str] = []
    for match in _ENTITY.finditer(declaration):
        count += 1
        if count > MAX_ENTITIES:
            raise ParseError(f"the document declares over {MAX_ENTITIES} entities: refused", kind=FetchKind.BLOCKED)
        first, second = match[4] or match[5] or "", match[6] or match[7] or ""
        if match[3]:
            _refuse_outside([second if match[3].upper() == "PUBLIC" else first])
            continue
        if len(first) > MAX_VALUE:
            raise ParseError(
                f"an entity of the document has over {MAX_VALUE} characters: refused", kind=FetchKind.BLOCKED
            )
        values.append(first)
        if not match[1] and len(first) <= _SIMPLE_VALUE:
            # XML 1.0, 4.2: of two declarations the first one binds.
            entities.setdefault(match[2], _simplify(first))
    _refuse_multiplying(values)
    return _resolve(entities)


def _simplify(value: str) -> str:
    """A value without its markup, what stood in CDATA escaped."""
    value = _CDATA.sub(lambda match: match[1].replace("&", "&amp;").replace("<", "&lt;"), value)
    return _TAG.sub("", value).replace("<", "")


def _resolve(entities: dict[str, str]) -> dict[str, str]:
    """The entities whose values are text, and those that name only such; longer chains are left out."""
    plain = {name: value for name, value in entities.items() if not _NAMED.search(value)}
    found = dict(plain)
    for name, value in entities.items():
        if name not in plain and all(used in plain for used in _NAMED.findall(value)):
            whole = _NAMED.sub(lambda match: plain[match[1]], value)
            if len(whole) <= _SIMPLE_VALUE:
                found[name] = whole
    return found


def _refuse_outside(addresses: list[str]) -> None:
    for address in addresses:
        if _LOCAL.match(address) or ("://" in address and not _PUBLIC_NAME.match(address)):
            raise ParseError("the document wants an outside file read: refused", kind=FetchKind.BLOCKED)


def _refuse_multiplying(values: list[str]) -> None:
    nested = sum(1 for value in values if len(_REFERENCE.findall(value)) > 1)
    if nested > 2:
        raise ParseError("the document's entities multiply each other: refused", kind=FetchKind.BLOCKED)
