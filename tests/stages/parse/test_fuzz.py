"""Whatever bytes arrive, parsing ends in plain values or a ParseError, and the values keep their promises."""

import unicodedata
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.errors import ParseError
from service.model.entry import ParsedFeed
from service.stages.extract import extract_page
from service.stages.parse import parse_feed
from service.stages.parse.dates import parse_date
from service.stages.parse.keys import match_known
from service.stages.parse.text import plain_text

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
SHORT = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

PIECES = st.sampled_from(
    [
        *("<rss version='2.0'>", "</rss>", "<channel>", "</channel>", "<item>", "</item>", "<title>", "</title>"),
        *(
            "<feed xmlns='http://www.w3.org/2005/Atom'>",
            "</feed>",
            "<entry>",
            "</entry>",
            "<link href='/x'/>",
            "<id>1</id>",
        ),
        *("<guid>", "</guid>", "<link>", "</link>", "<pubDate>", "</pubDate>", "<description>", "</description>"),
        *(
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<?xml version='1.0' encoding='koi8-r'?>",
            "<!DOCTYPE r [",
            "]>",
            "<!ENTITY a 'b'>",
        ),
        *(
            "&amp;",
            "&lt;b&gt;",
            "&#x110000;",
            "&#0;",
            "&nbsp;",
            "&a;",
            "&",
            "<",
            ">",
            '"',
            "'",
            "\x1b[2J",
            "\x00",
            "\u202e",
        ),
        *(
            "<html>",
            "<head>",
            "<body>",
            "<p>",
            "</p>",
            "<div class='related'>",
            "</div>",
            "<script>",
            "</script>",
            "<article>",
        ),
        *(
            "Министр Белоусов",
            "Belousov",
            "15 января 2026",
            "2026-01-15T10:00:00Z",
            "http://example.org/a",
            "{",
            "[",
            '"items":',
        ),
    ]
)
DOCUMENTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("".join)
BODIES = st.one_of(
    DOCUMENTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    DOCUMENTS.map(lambda text: text.encode("cp1251", "replace")),
    DOCUMENTS.map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.binary(max_size=200),
)


def is_safe(text: str) -> bool:
    return not any(unicodedata.category(char) in ("Cc", "Cs") and char != "\n" for char in text) and not any(
        char in text for char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
    )


def read(body: bytes, content_type: str = "") -> ParsedFeed | None:
    try:
        return parse_feed(body, content_type=content_type, url="https://example.org/f", tz=None, lang=None, now=NOW)
    except ParseError as error:
        assert is_safe(str(error))
        return None


@SHORT
@given(
    BODIES, st.sampled_from(["", "text/xml; charset=windows-1251", "text/html", "application/json", "x; charset=\x00"])
)
def test_any_bytes_parse_or_are_refused(body: bytes, content_type: str) -> None:
    feed = read(body, content_type)
    for entry in feed.entries if feed else ():
        assert entry.keys
        assert is_safe(entry.title)
        assert "\n" not in entry.title
        assert is_safe(entry.summary + entry.content + entry.author)
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
        assert entry.published is None or entry.published.tzinfo is UTC
        (entry.title + entry.summary + entry.content + (entry.url or "")).encode("utf-8")


@SHORT
@given(BODIES)
def test_a_second_poll_finds_everything_known(body: bytes) -> None:
    feed = read(body)
    if feed is None:
        return
    stored = match_known(feed.entries, {})
    known = {key: (number, match.entry.text_digest) for number, match in enumerate(stored) for key in match.entry.keys}
    again = match_known(feed.entries, known)
    assert [(match.known_id, match.changed) for match in again] == [(number, False) for number in range(len(stored))]


@SHORT
@given(BODIES, st.sampled_from(["text/html", "", "text/html; charset=koi8-r", "application/pdf"]))
def test_any_bytes_are_a_page_or_a_problem(body: bytes, content_type: str) -> None:
    page = extract_page(body, content_type=content_type, url="https://example.org/a")
    assert bool(page.text) != bool(page.problem)
    assert is_safe(page.text + page.title + page.problem)


@SHORT
@given(st.one_of(st.text(max_size=60), DOCUMENTS), st.booleans())
def test_plain_text_is_safe_and_settled(raw: str, html: bool) -> None:
    text = plain_text(raw, html=html)
    assert is_safe(text)
    assert plain_text(text, html=False, one_line=True) == " ".join(plain_text(text, html=False).split())


@SHORT
@given(
    st.one_of(
        st.text(max_size=60),
        st.from_regex(r"[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}[T ][0-9:]{0,8} ?[A-Z+0-9:]{0,6}"),
    )
)
def test_any_string_is_a_date_or_a_doubt(raw: str) -> None:
    found, doubt = parse_date(raw, tz=None, now=NOW)
    assert doubt if found is None else found.tzinfo is UTC
