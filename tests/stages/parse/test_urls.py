"""Links are resolved, vetted, cleaned and compared."""

import pytest

from service.stages.parse.discover import find_feeds
from service.stages.parse.urls import is_front_page, link_identity, normalise_url, resolve_link, same_site

BASE = "https://example.org/news/feed.xml"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("/a/b", "https://example.org/a/b"),
        ("c?x=1", "https://example.org/news/c?x=1"),
        ("//other.example/x", "https://other.example/x"),
        (" https://example.org/a\n", "https://example.org/a"),
        ("http://example.org/новости", "http://example.org/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
    ],
)
def test_links_are_made_absolute(raw: str, expected: str) -> None:
    assert resolve_link(raw, BASE) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        " \x01JaVa\tScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "mailto:a@example.org",
        "http://[::1",
        "http://user:pw@example.org/",
        "http://a:99999/",
        "",
        "https://example.org/" + "a" * 5_000,
    ],
)
def test_everything_else_is_no_link(raw: str) -> None:
    assert resolve_link(raw, BASE) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("https://Example.org/a?utm_source=rss&id=5&fbclid=x#top", "https://example.org/a?id=5"),
        ("https://example.org/a?id=5", "https://example.org/a?id=5"),
        ("https://example.org/a?b", "https://example.org/a?b"),
        ("https://example.org/a;jsessionid=1F2A?x=1", "https://example.org/a?x=1"),
        ("https://example.org/article.php?sid=123", "https://example.org/article.php?sid=123"),
        ("https://example.org/a?ref=rss", "https://example.org/a"),
        ("https://example.org/a?ref=77", "https://example.org/a?ref=77"),
        ("https://example.org:443/a", "https://example.org/a"),
    ],
)
def test_tracking_goes_and_meaning_stays(raw: str, expected: str) -> None:
    assert normalise_url(raw) == expected


def test_spellings_of_one_page_are_equal() -> None:
    spellings = ["http://example.org/a/", "https://www.example.org/a", "https://m.example.org/a?utm_id=7"]
    assert len({link_identity(url) for url in spellings}) == 1
    assert link_identity("https://example.org/live#post-1") != link_identity("https://example.org/live#post-2")
    assert link_identity("https://example.org/a?id=1") != link_identity("https://example.org/a?id=2")


def test_front_pages_identify_nothing() -> None:
    assert is_front_page("https://www.example.org/", None)
    assert is_front_page("https://example.org/news/", "http://example.org/news")
    assert not is_front_page("https://example.org/?p=5", "https://example.org/")


def test_sites() -> None:
    assert same_site("https://www.example.org/a", "https://amp.example.org/b")
    assert not same_site("https://a.co.uk/", "https://b.co.uk/")
    assert not same_site("http://127.0.0.1/a", "http://126.0.0.1/a")


def test_feeds_of_a_page_are_found() -> None:
    page = """<html><head><link rel="alternate" type="application/rss+xml" href="/comments/feed/">
    <link href='/feed.atom' type=application/atom+xml rel=alternate><link rel="stylesheet" href="/rss.css">
    </head><body><a href="https://example.org/news.rss">RSS</a><a href="javascript:rss.xml">x</a></body></html>"""
    assert find_feeds(page, "https://example.org/") == (
        "https://example.org/feed.atom",
        "https://example.org/news.rss",
        "https://example.org/comments/feed/",
    )


def test_found_feeds_are_limited() -> None:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/f{i}">' for i in range(1_000))
    assert len(find_feeds(links, "https://example.org/")) == 10
