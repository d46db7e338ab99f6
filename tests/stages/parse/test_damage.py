"""Documents that are damaged in ways that feeds are: what they meant is read all the same."""

from datetime import UTC, datetime

import pytest

from service.stages.parse import parse_feed

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
ATOM = "http://www.w3.org/2005/Atom"
ITEM = "<item><title>Minister Belousov</title><link>https://example.org/a/1</link><guid>g1</guid></item>"
ENTRY = '<entry><id>1</id><title>Minister Belousov</title><link href="https://example.org/a/1"/></entry>'


def rss(items: str, root: str = '<rss version="2.0">', prolog: str = "") -> str:
    return f"{prolog}{root}<channel><title>T</title>{items}</channel></rss>"


def atom(entries: str, root: str = f'<feed xmlns="{ATOM}">') -> str:
    return f"{root}<title>T</title><id>t</id>{entries}</feed>"


def read(body: str) -> list[tuple[str, str | None]]:
    found = parse_feed(body.encode(), content_type="", url="https://example.org/news/feed", tz=None, lang=None, now=NOW)
    return [(entry.title, entry.url) for entry in found.entries]


@pytest.mark.parametrize(
    "document",
    [
        rss(ITEM, '<rss version="2.0" xmlns="http://www.w3.org/1999/xhtml">'),
        rss(ITEM, '<rss version="2.0" xmlns="http://purl.org/dc/elements/1.1/">'),
        rss(ITEM.replace("<item>", '<item xmlns="http://www.w3.org/1999/xhtml">')),
        atom(ENTRY, '<feed xmlns="http://www.w3.org/1999/xhtml">'),
        rss(ITEM.replace("<link>https://example.org/a/1</link>", '<atom:link href="https://example.org/a/1"/>')),
        rss(
            ITEM.replace("title>", "dc:title>"),
            '<rss version="2.0" xmlns:dc="https://purl.org/dc/elements/1.1">',
        ),
        atom(ENTRY).replace("xmlns=", "xmlns:atom=").replace("<", "<atom:").replace("<atom:/", "</atom:"),
    ],
)
def test_namespaces_mean_what_they_usually_mean(document: str) -> None:
    assert read(document) == [("Minister Belousov", "https://example.org/a/1")]


def test_a_misspelt_namespace_costs_no_date() -> None:
    document = rss(
        ITEM.replace("</item>", "<dc:date>2026-01-15T10:00:00Z</dc:date></item>"),
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1">',
    )
    found = parse_feed(document.encode(), content_type="", url="https://example.org/", tz=None, lang=None, now=NOW)
    assert found.entries[0].published == datetime(2026, 1, 15, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "item",
    [
        ITEM.replace("</title>", ""),
        ITEM.replace("</title>", "</titel>"),
        ITEM.replace("</link>", ""),
        ITEM.replace("</guid>", ""),
        ITEM.replace("Minister Belousov", "<![cdata[Minister Belousov]]>"),
        ITEM.replace("Minister Belousov", "<! [CDATA [Minister Belousov]]>"),
        '<?php if (count($items) > 0) echo "<item>"; ?>' + ITEM,
        ITEM.replace("https://example.org/a/1", "www.example.org/a/1").replace("g1", "https://example.org/a/1"),
    ],
)
def test_an_item_is_read_though_something_in_it_is_broken(item: str) -> None:
    ((title, url),) = read(rss(item))
    assert title == "Minister Belousov"
    assert (url or "").removeprefix("https://www.") in ("https://example.org/a/1", "example.org/a/1")


def test_an_open_title_does_not_swallow_the_items_behind_it() -> None:
    second = ITEM.replace("a/1", "a/2").replace("g1", "g2").replace("Minister", "Deputy")
    assert [title for title, _ in read(rss(ITEM.replace("</title>", "") + second))] == [
        "Minister Belousov",
        "Deputy Belousov",
    ]


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY who "Belousov"><!ENTITY who "nobody">',
        '<!ENTITY who "&name;"><!ENTITY name "Belousov">',
        '<!ENTITY who "<![CDATA[Belousov]]>">',
    ],
)
def test_harmless_entities_mean_what_xml_says(subset: str) -> None:
    document = rss(ITEM.replace("Belousov", "&who;"), prolog=f'<?xml version="1.0"?><!DOCTYPE rss [{subset}]>')
    assert read(document) == [("Minister Belousov", "https://example.org/a/1")]


@pytest.mark.parametrize("base", ["http://[bad", "javascript:alert(1)//", "mailto:a@example.org"])
def test_a_base_that_is_no_address_spoils_no_link(base: str) -> None:
    assert read(atom(ENTRY, f'<feed xmlns="{ATOM}" xml:base="{base}">')) == [
        ("Minister Belousov", "https://example.org/a/1")
    ]


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="http://www.iana.org/assignments/relation/alternate" href="https://example.org/a/1"/>',
        '<link rel="alternate bookmark" href="https://example.org/a/1"/>',
        '<link rel="self" href="https://example.org/e/1"/><link rel="related" href="https://example.org/a/1"/>',
        '<content type="text/html" src="https://example.org/a/1"/>',
    ],
)
def test_an_entry_without_a_plain_link_gets_the_next_best_and_none_made_up_from_its_id(link: str) -> None:
    entry = ENTRY.replace('<link href="https://example.org/a/1"/>', link)
    assert read(atom(entry)) == [("Minister Belousov", "https://example.org/a/1")]
