"""Namespaces as they were meant, where a document declares them wrongly or not at all.

Enters: mended XML. Leaves: the same with the declarations that feedparser needs. Called by `xmlfeed`. An undeclared
prefix makes feedparser's strict parser give up, and its loose one then reads no `atom:link`; a usual prefix that is
bound to a misspelt address (without its final slash, with https) loses dates and texts; and a document whose default
namespace is that of pages has no items at all. What a prefix usually means is then what it is taken for.
"""

import re

import feedparser

_USUAL = {
    "atom": "http://www.w3.org/2005/Atom",
    "atom10": "http://www.w3.org/2005/Atom",
    "a10": "http://www.w3.org/2005/Atom",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/commentAPI/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/DTDs/PodCast-1.0.dtd",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "pheedo": "http://www.pheedo.com/namespace/pheedo",
    "georss": "http://www.georss.org/georss",
    "thr": "http://purl.org/syndication/thread/1.0",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
_KNOWN: dict[str, str] = {
    uri.lower(): prefix for uri, prefix in feedparser.mixin._FeedParserMixin.namespaces.items() if uri
}
_NAMES = "|".join(_USUAL)
_DECLARED = re.compile(rf"\bxmlns:({_NAMES})(\s{{0,9}}=\s{{0,9}})(?:\"([^\"<>]{{0,300}})\"|'([^'<>]{{0,300}})')", re.I)
_USED = re.compile(rf"</?({_NAMES}):[A-Za-z]")
_FEED_TAG = re.compile(
    r"<(?:[A-Za-z_][\w.\-]{0,40}:)?(?:rss|feed|rdf|channel|item|entry)(?=[\s/>])[^<>]{0,5000}>", re.I
)
_DEFAULT = re.compile(r"\sxmlns\s{0,9}=\s{0,9}(?:\"([^\"<>]{0,300})\"|'([^'<>]{0,300})')")
_ROOT = re.compile(r"<[A-Za-z_][\w.:\-]{0,80}")


def mend_namespaces(text: str) -> str:
    """`text` with its usual prefixes declared, and bound to what they mean; feeds in the namespace of no feed freed."""
    if "xmlns" in text:
        text = _DECLARED.sub(_correct, text)
        text = _FEED_TAG.sub(_free, text)
    used = {match[1] for match in _USED.finditer(text)}
    missing = sorted(prefix for prefix in used if not re.search(rf"\bxmlns:{prefix}\s{{0,9}}=", text))
    root = _ROOT.search(text)
    if not missing or root is None:
        return text
    declarations = "".join(f' xmlns:{prefix}="{_USUAL[prefix]}"' for prefix in missing)
    return text[: root.end()] + declarations + text[root.end() :]


def _correct(match: re.Match[str]) -> str:
    declared = (match[3] or match[4] or "").strip().lower()
    usual = _USUAL.get(match[1])
    if usual is None or declared in _KNOWN or declared == usual.lower():
        return match[0]
    return f'xmlns:{match[1]}{match[2]}"{usual}"'


def _free(match: re.Match[str]) -> str:
    """The tag without its default namespace, where feedparser knows that one for something else."""
    return _DEFAULT.sub(lambda found: "" if _is_of_no_feed(found[1] or found[2] or "") else found[0], match[0])


def _is_of_no_feed(uri: str) -> bool:
    return _KNOWN.get(uri.strip().lower(), "") != ""
