"""Documents of every kind become feeds, or an error that says what they are."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from service.errors import FetchKind, ParseError
from service.model.entry import FeedFormat, ParsedFeed
from service.stages.parse import parse_feed

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
URL = "https://example.org/news/feed.xml"
HEAD = '<?xml version="1.0" encoding="utf-8"?>'


def read(body: str | bytes, content_type: str = "", tz: str | None = None) -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    return parse_feed(raw, content_type=content_type, url=URL, tz=tz, lang=None, now=NOW)


def rss(items: str, head: str = HEAD, channel: str = "<title>T</title>") -> str:
    return f'{head}<rss version="2.0"><channel>{channel}{items}</channel></rss>'


def item(title: str, extra: str = "") -> str:
    return f"<item><title>{title}</title><guid>{len(title)}</guid>{extra}</item>"


def titles(feed: ParsedFeed) -> list[str]:
    return [entry.title for entry in feed.entries]


def failure(body: str | bytes, content_type: str = "") -> ParseError:
    with pytest.raises(ParseError) as caught:
        read(body, content_type)
    return caught.value


def test_rss_is_read_whole() -> None:
    feed = read(
        rss(
            item(
                "Talks &amp; calls",
                "<link>/a/1?utm_source=rss</link><pubDate>Thu, 15 Jan 2026 10:00:00 MSK</pubDate>"
                "<description>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</description><author>A. Writer</author>",
            ),
            channel="<title>Wire</title><language>ru-RU</language><ttl>30</ttl>"
            "<skipHours><hour>0</hour><hour>24</hour><hour>5</hour></skipHours><skipDays><day>Sunday</day></skipDays>",
        )
    )
    (entry,) = feed.entries
    assert (feed.format, feed.title, feed.lang, feed.complete) == (FeedFormat.RSS, "Wire", "ru", True)
    assert feed.min_interval == timedelta(minutes=30)
    assert (set(feed.skip_hours), set(feed.skip_days)) == ({0, 5}, {6})
    assert (entry.title, entry.summary, entry.author) == ("Talks & calls", "One\nTwo", "A. Writer")
    assert entry.url == "https://example.org/a/1"
    assert (entry.published, entry.date_doubt) == (datetime(2026, 1, 15, 7, tzinfo=UTC), "")


def test_atom_with_base_and_content() -> None:
    feed = read(
        f"""{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/x/" xml:lang="de">
        <title>A</title>
        <entry><id>urn:1</id><title type="html">A &lt;b&gt;B&lt;/b&gt;</title><link href="p/1"/>
        <link rel="enclosure" href="https://news.example/a.mp3"/><updated>2026-01-15T10:00:00+03:00</updated>
        <summary>S</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long</p><p>text</p></div></content>
        </entry></feed>"""
    )
    (entry,) = feed.entries
    assert (feed.format, entry.lang, entry.title, entry.summary, entry.content) == (
        "atom",
        "de",
        "A B",
        "S",
        "Long\ntext",
    )
    assert entry.url == "https://news.example/x/p/1"
    assert entry.published == datetime(2026, 1, 15, 7, tzinfo=UTC)


def test_rdf_and_old_atom() -> None:
    rdf = f"""{HEAD}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>R</title></channel>
    <item rdf:about="https://example.org/1"><title>One</title><link>https://example.org/1</link>
    <dc:date>2026-01-15T10:00:00Z</dc:date></item></rdf:RDF>"""
    feed = read(rdf)
    assert (feed.format, titles(feed)) == (FeedFormat.RDF, ["One"])
    assert feed.entries[0].published == datetime(2026, 1, 15, 10, tzinfo=UTC)
    old = read(
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>1</id><title>Old</title>'
        "<issued>2026-01-15T10:00:00Z</issued></entry></feed>"
    )
    assert (old.format, titles(old)) == (FeedFormat.ATOM, ["Old"])


def test_json_feed_with_every_type_wrong() -> None:
    items: list[object] = [
        None,
        7,
        [],
        {"id": None, "title": ["x"]},
        {"id": {"a": 1}, "url": 3, "date_published": 1e400},
    ]
    good = {
        "id": 5,
        "title": "Belou\ud800sov \0",
        "url": "/x",
        "content_html": "<p>H</p>",
        "date_published": "2026-01-15",
    }
    feed = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": 5, "items": [*items, good]}))
    assert feed.format == FeedFormat.JSON
    last = feed.entries[-1]
    assert (last.title, last.url, last.content) == ("Belou\ufffdsov", "https://example.org/x", "H")
    last.title.encode("utf-8")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"date_published": 1768471200}, datetime(2026, 1, 15, 10, tzinfo=UTC)),
        ({"date_published": 1768471200000}, datetime(2026, 1, 15, 10, tzinfo=UTC)),
        (
            {"date_published": True, "date_modified": "2026-01-15T10:00:00.52+03:00"},
            datetime(2026, 1, 15, 7, tzinfo=UTC),
        ),
        ({"date_published": {}, "date_modified": [1]}, None),
    ],
)
def test_dates_of_json_feeds_may_be_numbers(members: dict[str, object], expected: datetime | None) -> None:
    feed = read(
        json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "title": "x", **members}]})
    )
    assert feed.entries[0].published == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (rss(item("a&nbsp;&copy; &foo; b")), "a © &foo; b"),
        (rss(item("AT&T & Co")), "AT&T & Co"),
        (rss(item("a&#x110000;b&#xD800;c&#" + "9" * 5000 + ";d")), "abcd"),
        (rss(item("a\x00\x08b\x0c")), "ab"),
        (rss(item("x"), head="\n\n<br />Warning: nothing\n" + HEAD), "x"),
        (rss(item("x"), head="\ufeff\ufeff" + HEAD), "x"),
        (
            rss(item("&who; speaks"), head='<?xml version="1.0"?><!DOCTYPE r [<!ENTITY who "Belousov">]>'),
            "Belousov speaks",
        ),
        (rss(item("a &b; c"), head='<!DOCTYPE r [<!ENTITY b "<i>bold</i>">]>'), "a bold c"),
        (rss(item("x"), head='<!DOCTYPE rss SYSTEM "/dtds/rss-0.91.dtd">'), "x"),
        (rss("<item><title>x</title<link>https://example.org/1</link></item>"), "x"),
        (rss("<item><title>x</title></item"), "x"),
        (rss('<item><title type="a < b" >x</title></item>'), "x"),
        (rss(item("x<![CDATA[ & <b>y</b>]]>")), "x & y"),
        (rss(item("<b>unescaped <i>markup</b>")), "unescaped markup"),
        (rss(item("5 < 6 and more")), "5 < 6 and more"),
        (rss("<item><title><![CDATA[never closed</title></item>"), "never closed"),
        (rss(item("<![CDATA[<script>alert(1)</script>x]]>")), "x"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [{"id": %s, "title": "x"}]}' % ("9" * 6000), "x"),
        (rss(item("x", '<gml:Point xmlns:gml="http://www.opengis.net/gml" srsName="EPSG:abc"/>')), "x"),
        (rss(item("x", "<foo:bar>undeclared</foo:bar>")), "x"),
        (
            '<rss:rss xmlns:rss="http://backend.userland.com/rss2"><rss:channel><rss:item><rss:title>x</rss:title>'
            "</rss:item></rss:channel></rss:rss>",
            "x",
        ),
        (
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
            '"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>'
            "<item><title>x</title></item></channel></rss>",
            "x",
        ),
    ],
)
def test_damage_is_mended(body: str, expected: str) -> None:
    assert titles(read(body)) == [expected]


def test_only_web_links_are_kept() -> None:
    for link in ("javascript:alert(1)", "file:///etc/passwd", " JaVa&#9;ScRiPt:x", "mailto:a@b.example"):
        assert read(rss(item("x", f"<link>{link}</link>"))).entries[0].url is None


def test_the_original_link_is_preferred_to_the_redirector() -> None:
    feed = f"""<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>
    {item("x", "<link>https://feeds.example/~r/1</link><feedburner:origLink>https://example.org/1</feedburner:origLink>")}
    </channel></rss>"""
    assert read(feed).entries[0].url == "https://example.org/1"


def test_a_torn_item_is_left_out_and_the_document_is_not_complete() -> None:
    whole = rss(item("First") + item("Second one") + item("Minister Belousov"))
    feed = read(whole[: whole.index("sov")])
    assert titles(feed) == ["First", "Second one"]
    assert not feed.complete
    assert read(whole).complete


def test_of_a_torn_item_that_can_be_known_again_the_whole_parts_are_read() -> None:
    link = "<link>https://example.org/3</link><description>Half of a sen"
    whole = rss(item("First") + item("Minister Belousov", link))
    feed = read(whole[: whole.index("of a sen")])
    assert [(entry.title, entry.url, entry.summary) for entry in feed.entries] == [
        ("First", None, ""),
        ("Minister Belousov", "https://example.org/3", ""),
    ]
    assert not feed.complete


@pytest.mark.parametrize("wrapper", ["<html><body>{}</body></html>", "<html><body>gone</body></html>{}", "<p>{}</p>"])
def test_a_feed_within_a_page_is_read(wrapper: str) -> None:
    assert titles(read(wrapper.format(rss(item("a"), head="")))) == ["a"]


def test_atom_elements_under_a_prefix_within_a_page_vocabulary() -> None:
    feed = read(
        """<a:feed xmlns:a="http://www.w3.org/2005/Atom" xmlns="http://www.w3.org/1999/xhtml"><a:entry>
        <a:title type="xhtml"><div>x <b>y</b></div></a:title><a:id>urn:1</a:id></a:entry></a:feed>"""
    )
    assert titles(feed) == ["x y"]


@pytest.mark.parametrize(
    ("guid", "expected"),
    [
        ("news/1.html", "https://example.org/news/news/1.html"),
        ("/news/1", "https://example.org/news/1"),
        ("12345", None),
        ("tag:example.org,2026:1/2", None),
    ],
)
def test_a_guid_that_may_be_a_path_stands_in_for_a_missing_link(guid: str, expected: str | None) -> None:
    assert read(rss(f"<item><title>x</title><guid>{guid}</guid></item>")).entries[0].url == expected


def test_two_documents_in_one_are_both_read() -> None:
    assert titles(read(rss(item("a")) + rss(item("bb")))) == ["a", "bb"]


def test_zoneless_dates_are_in_the_feeds_zone() -> None:
    feed = read(rss(item("x", "<pubDate>15.01.2026 10:00</pubDate>")), tz="Europe/Moscow")
    assert feed.entries[0].published == datetime(2026, 1, 15, 7, tzinfo=UTC)


def test_a_bad_date_leaves_none_and_says_why() -> None:
    (entry,) = read(rss(item("x", "<pubDate>Thu, 31 Dec 2099 00:00:00 GMT</pubDate>"))).entries
    assert (entry.published, entry.date_doubt) == (None, "the date is in the future")


def test_a_feed_whose_dates_cannot_be_used_says_so_once() -> None:
    bad = "<pubDate>Thu, 31 Dec 2099 00:00:00 GMT</pubDate>"
    feed = read(rss(item("x", bad) + item("yy", bad) + item("zzz") + item("wwww", "<pubDate>soon</pubDate>")))
    assert feed.notes == (
        "2 dated by when first seen, since the date is in the future",
        "1 dated by when first seen, since the date could not be read",
    )


def test_a_page_names_the_feeds_it_links_to() -> None:
    error = failure(
        '<html><head><link rel="alternate" type="application/atom+xml" href="/f"></head></html>', "text/html"
    )
    assert (error.kind, error.found_feeds) == (FetchKind.NOT_A_FEED, ("https://example.org/f",))
    assert "https://example.org/f" in str(error)


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        ("", FetchKind.PARSE, "empty document"),
        (" \r\n\t", FetchKind.PARSE, "empty document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), FetchKind.NOT_A_FEED, "PNG image"),
        (b"%PDF-1.7\n\xff", FetchKind.NOT_A_FEED, "PDF"),
        ("<html><body>maintenance</body></html>", FetchKind.NOT_A_FEED, "web page"),
        ("<!DOCTYPE html><title>x</title><p>y", FetchKind.NOT_A_FEED, "web page"),
        (
            '<html><head><meta http-equiv="refresh" content="0; url=http://169.254.169.254/latest"></head></html>',
            FetchKind.BLOCKED,
            "not followed",
        ),
        ('<html><meta http-equiv=refresh content="0;url=http://localhost:1/"></html>', FetchKind.BLOCKED, "not public"),
        ('<html><meta http-equiv="refresh" content="5;url=/home"></html>', FetchKind.NOT_A_FEED, "web page"),
        ('<?xml version="1.0"?><opml version="2.0"><body/></opml>', FetchKind.NOT_A_FEED, "OPML"),
        ('{"error": "no"}', FetchKind.NOT_A_FEED, "JSON"),
        ("[" * 200_000, FetchKind.PARSE, "deep"),
        ('{"items": [', FetchKind.PARSE, "cut off"),
        ("busy, come back later", FetchKind.NOT_A_FEED, "plain text"),
        (rss("<item>" + "<z>" * 100_000), FetchKind.PARSE, "nested"),
        (rss("<item " + " ".join(f'a{i}="1"' for i in range(5_000)) + "/>"), FetchKind.PARSE, "attributes"),
        (rss(item("x", "<author>" + "a." * 50_000 + "</author>")), FetchKind.PARSE, "author"),
        (rss(item("x", "<category>c</category>" * 60_000)), FetchKind.PARSE, "categories"),
        (rss(item("&a;" * 9, ""), head=f'<!DOCTYPE r [<!ENTITY a "{"A" * 100_000}">]>'), FetchKind.BLOCKED, "entity"),
        (rss(item("&x;"), head='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), FetchKind.BLOCKED, "outside"),
        (
            rss(item("&x;"), head='<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]>'),
            FetchKind.BLOCKED,
            "outside",
        ),
        (
            rss(item("x"), head='<!DOCTYPE r [<!ENTITY % p SYSTEM "http://10.0.0.1/x.dtd"> %p;]>'),
            FetchKind.BLOCKED,
            "outside",
        ),
        (rss(item("x"), head='<!DOCTYPE r SYSTEM "http://localhost/x.dtd">'), FetchKind.BLOCKED, "outside"),
        (
            rss(item('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>')),
            FetchKind.BLOCKED,
            "included",
        ),
    ],
)
def test_what_is_refused_says_why(body: str | bytes, kind: FetchKind, says: str) -> None:
    error = failure(body)
    assert (error.kind, says in str(error)) == (kind, True), str(error)


def test_entities_that_multiply_are_refused() -> None:
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    assert failure(rss(item("&e9;"), head=f'<!DOCTYPE r [<!ENTITY e0 "x">{levels}]>')).kind == FetchKind.BLOCKED
    chain = "".join(f'<!ENTITY e{i} "&e{i - 1};">' for i in range(1, 25_000))
    assert failure(rss(item("&e9;"), head=f'<?xml version="1.0"?><!DOCTYPE r [{chain}]>')).kind == FetchKind.BLOCKED


def test_long_texts_are_cut() -> None:
    feed = read(rss(item("A" * 3_000_000, "<description>" + "word " * 50_000 + "</description>")))
    assert len(feed.entries[0].title) <= 1_000
    assert len(feed.entries[0].summary) <= 20_000


def test_empty_feeds_are_feeds() -> None:
    assert read(rss("")).entries == ()
    assert read('<feed xmlns="http://www.w3.org/2005/Atom"/>').entries == ()


def test_a_document_without_items_that_breaks_feedparser_is_refused_in_plain_words() -> None:
    torn = b"<rss><channel><title>t</title></gml:pos><gml:pos xmlns:gml='http://www.opengis.net/gml'>1 2</gml:pos>"
    with pytest.raises(ParseError, match="could not be read"):
        parse_feed(torn, content_type="", url="https://example.org/f", tz=None, lang=None, now=NOW)


JSON_ITEM = '{"id":"https://example.org/a/1","title":"Minister Belousov"}'
JSON_FEED = '{"version":"https://jsonfeed.org/version/1.1","title":"j","items":[' + JSON_ITEM + "]}"


@pytest.mark.parametrize(
    "body",
    [
        JSON_FEED,
        JSON_FEED + "\n<!-- from the cache -->",
        JSON_FEED + "\0\0",
        ")]}',\n" + JSON_FEED,
        "while(1);" + JSON_FEED,
        JSON_FEED.replace("]}", ",],}"),
        JSON_FEED.replace('"j"', '"a\tb\nc"'),
        JSON_FEED.replace('"j"', '"it\\\'s \\x41 and C:\\\\temp"'),
    ],
)
def test_json_with_the_usual_flaws_is_read_and_an_address_as_id_is_a_link(body: str) -> None:
    (entry,) = read(body).entries
    assert (entry.title, entry.url) == ("Minister Belousov", "https://example.org/a/1")


def test_json_that_breaks_off_is_still_an_error() -> None:
    assert failure(JSON_FEED[:-5]).kind == FetchKind.PARSE
