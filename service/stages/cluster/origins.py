"""Whose text an article is: the agency or ministry that wrote it, else the outlet.

In: an article. Out: a name. Called by `index`, for texts that are nobody's copy: a copy has the origin of its text.
The names are data, in `origins.yaml`; what a statement is called stands in the packs.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlsplit

import ahocorasick

from service.language.phrases import fold_text
from service.language.tables import load_table
from service.model.article import Article
from service.stages.cluster.wording import cut_sentences, load_wording

_DATELINE = 140
_SIGNATURE = 140
_HEAD = 500
_HEAD_SENTENCES = 3
_OPENS = "([/【［〈<—–-=|:：·"
_CLOSES = ")]/】］〉>—–-=|"
_UNSPACED = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_PREFIX = re.compile(r"(?:^|\W)[وفبلكا]{0,4}$")
_WORD = re.compile(r"\w")
_WIRE = re.compile(r"^\S{0,12}\d{1,2}[日号]?\s?[电電]")

Kind = Literal["agency", "ministry"]


@dataclass(frozen=True, slots=True)
class _Name:
    origin: str
    kind: Kind
    text: str
    inflected: bool
    sparse: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    name: _Name
    start: int
    end: int


def find_origin(article: Article, language: str | None = None) -> str:
    """The agency, ministry or outlet whose text the article is; "" where nothing is known.

    Looked for in this order: the feed or the host is an official's or an agency's own; a dateline ("(Reuters) -",
    "/TASS/"); a signature at the end ("(dpa)"); an agency that title, summary or the beginning refers to; a statement
    of a ministry that they refer to; the outlet.
    """
    own = _find_owner(article)
    if own is not None:
        return own
    body = fold_text(article.body or article.summary)
    head = fold_text(f"{article.title}\n{article.summary}\n{article.body[:_HEAD]}")
    return (
        _find_dateline(body[:_DATELINE])
        or _find_signature(body[-_SIGNATURE:])
        or _find_agency(head)
        or _find_statement(article, language)
        or article.outlet
    )


def list_origins() -> list[tuple[str, Kind]]:
    """Every agency and ministry that can be found, with its kind."""
    return list(dict.fromkeys((name.origin, name.kind) for name in _automaton().values()))


def _find_owner(article: Article) -> str | None:
    """Whose own page it is; None for a page of a paper."""
    outlet = fold_text(article.outlet).strip()
    for hit in _find_names(outlet):
        rest = outlet[hit.end :].strip()
        if hit.start == 0 and (not rest or not rest[0].isalnum()):
            return hit.name.origin
    host = (urlsplit(article.url or "").hostname or "").lower()
    found = next((origin for known, origin in _hosts() if host == known or host.endswith(f".{known}")), None)
    return found or (article.outlet or article.feed_id if article.side is not None else None)


def _find_dateline(start: str) -> str | None:
    """ "MOSCOW, June 25. /TASS/", "(Reuters) -", "新华社莫斯科6月25日电"."""
    for hit in _find_names(start):
        if hit.name.kind == "agency" and (_is_set_off(start, hit) or _WIRE.match(start[hit.end :])):
            return hit.name.origin
    return None


def _find_signature(end: str) -> str | None:
    """ "(dpa)", "dpa/AFP" on a line of its own: of several the last line's first."""
    found: tuple[int, str] | None = None
    for hit in _find_names(end):
        start = end.rfind("\n", 0, hit.start) + 1
        line = end[start:].partition("\n")[0].rstrip()
        alone = start > 0 and len(line) <= len(hit.name.text) + 20 and not line.endswith((".", "。"))
        closes = not _WORD.search(end[hit.end :]) and _is_set_off(end, hit)
        if hit.name.kind == "agency" and (alone or closes) and (found is None or found[0] < start):
            found = start, hit.name.origin
    return found[1] if found else None


def _find_agency(head: str) -> str | None:
    """The first agency that the beginning refers to."""
    hits = (hit for hit in _find_names(head) if hit.name.kind == "agency")
    return next((hit.name.origin for hit in hits if not hit.name.sparse), None)


def _find_statement(article: Article, language: str | None) -> str | None:
    """The ministry whose statement or readout the beginning refers to: the first."""
    wording = load_wording(language or article.lang)
    sentences = [article.title, article.summary, *cut_sentences(article.body[: 2 * _HEAD], wording)[:_HEAD_SENTENCES]]
    for sentence in map(fold_text, sentences):
        hits = [hit for hit in _find_names(sentence) if hit.name.kind == "ministry"]
        if hits and wording.statement is not None and (said := wording.statement.search(sentence)):
            return min(hits, key=lambda hit: abs(hit.start - said.start())).name.origin
    return None


def _is_set_off(text: str, hit: _Hit) -> bool:
    """Whether brackets, slashes or dashes stand beside a name."""
    before, after = text[: hit.start].rstrip()[-1:], text[hit.end :].lstrip()[:1]
    return (bool(before) and before in _OPENS) or (bool(after) and after in _CLOSES)


def _find_names(text: str) -> Iterator[_Hit]:
    """The names in a folded text, in order, the longest where several begin at one place."""
    hits: dict[int, _Hit] = {}
    for last, name in _automaton().iter(text):
        hit = _Hit(name, last + 1 - len(name.text), last + 1)
        if _stands_alone(text, hit) and (hit.start not in hits or hits[hit.start].end < hit.end):
            hits[hit.start] = hit
    end = 0
    for start in sorted(hits):
        if start >= end:
            end = hits[start].end
            yield hits[start]


def _stands_alone(text: str, hit: _Hit) -> bool:
    """Whether a name is a word, or words, by itself; where words are not divided by blanks it always is."""
    if _UNSPACED.match(hit.name.text):
        return True
    before = text[max(0, hit.start - 5) : hit.start]
    if _ARABIC.match(hit.name.text):
        return bool(_ARABIC_PREFIX.search(before)) or not before
    if before[-1:].isalnum():
        return False
    return hit.name.inflected or not text[hit.end : hit.end + 1].isalnum()


def _read() -> Mapping[str, Mapping[str, Any]]:
    return load_table(__package__, "origins.yaml")


@lru_cache(maxsize=1)
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    kinds: tuple[tuple[str, Kind], ...] = (("agencies", "agency"), ("ministries", "ministry"))
    for section, kind in kinds:
        for origin, entry in _read()[section].items():
            for key in ("names", "sparse"):
                for text in entry.get(key, ()):
                    plain = fold_text(text.rstrip("*"))
                    automaton.add_word(plain, _Name(origin, kind, plain, text.endswith("*"), key == "sparse"))
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=1)
def _hosts() -> tuple[tuple[str, str], ...]:
    sections = (_read()[section].items() for section in ("agencies", "ministries"))
    return tuple((host, origin) for items in sections for origin, entry in items for host in entry.get("hosts", ()))
