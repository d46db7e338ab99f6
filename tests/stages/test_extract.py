"""Pages give their article and nothing of what stands around it; walls and errors give a problem and no text."""

import json

import pytest

from service.model.article import ExtractedPage
from service.stages.extract import extract_page

URL = "https://news.example.org/world/talks"
SENTENCES = (
    "The defence minister spoke with his counterpart by telephone on Tuesday, the ministry said in a statement. ",
    "Both sides agreed to keep the line open, an official told reporters who had gathered in the capital. ",
    "It was the first conversation of its kind for more than a year, according to people familiar with it. ",
)
ARTICLE = "".join(f"<p>{sentence * 2}</p>" for sentence in SENTENCES)


def extract(html: str | bytes, content_type: str = "text/html; charset=utf-8", url: str = URL) -> ExtractedPage:
    return extract_page(html.encode() if isinstance(html, str) else html, content_type=content_type, url=url)


def page(body: str, head: str = "", attributes: str = "") -> str:
    return f"<!doctype html><html {attributes}><head>{head}</head><body>{body}</body></html>"


def test_the_article_alone_is_the_text() -> None:
    found = extract(
        page(
            "<header><nav><a href='/austin'>Austin, Texas events</a></nav></header>"
            f"<main><article><h1>Talks held</h1>{ARTICLE}</article></main>"
            "<aside><h2>Most read</h2><ul><li>Belousov biography</li></ul></aside>"
            "<div class='related-stories'><p>Shoigu visits a plant, and other stories that you may like.</p></div>"
            "<footer>Tags: Gerasimov</footer>"
        )
    )
    assert found.problem == ""
    assert "first conversation of its kind" in found.text
    assert found.text.count("\n") == 2
    for name in ("Austin", "Belousov", "Shoigu", "Gerasimov", "Talks held"):
        assert name not in found.text


def test_a_part_of_the_article_is_not_taken_for_a_sidebar_by_its_class() -> None:
    parts = "".join(
        f"<div class='text no-sidebar'>{ARTICLE.replace('Tuesday', day)}</div>" for day in ("Monday", "Friday")
    )
    found = extract(page(f"<article>{parts}</article><div class='sidebar'><a href='/x'>Belousov</a></div>"))
    assert "Monday" in found.text
    assert "Friday" in found.text
    assert "Belousov" not in found.text


def test_what_the_page_says_of_itself() -> None:
    head = """<title>Talks held | Example</title><meta property="og:title" content="Talks held">
    <link rel="canonical" href="https://www.example.org/world/talks?utm_source=x">
    <meta property="article:published_time" content="2026-01-15T10:00:00+03:00">"""
    found = extract(page(f"<article>{ARTICLE}</article>", head, 'lang="ru-RU"'))
    assert (found.title, found.lang) == ("Talks held", "ru")
    assert found.canonical_url == "https://www.example.org/world/talks"
    assert found.published is not None
    assert found.published.isoformat() == "2026-01-15T07:00:00+00:00"


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://evil.example/x">',
        '<link rel="canonical" href="https://www.example.org/">',
        '<link rel="canonical" href="javascript:alert(1)">',
        '<meta property="article:published_time" content="2026-01-15 10:00">',
        "<p>Published on 15 January 2026 10:00 GMT</p>",
    ],
)
def test_foreign_addresses_and_vague_dates_are_not_taken(head: str) -> None:
    found = extract(page(f"<article>{ARTICLE}</article>", head))
    assert (found.canonical_url, found.published) == (None, None)


def test_a_short_article_is_an_article() -> None:
    assert (
        extract(page("<article><h1>News</h1><p>Minister Belousov spoke.</p></article>")).text
        == "Minister Belousov spoke."
    )


def test_charsets_that_contradict_each_other() -> None:
    html = page("<p>Министр Белоусов назначен</p>", '<meta charset="windows-1251">')
    assert "Белоусов" in extract(html, "text/html; charset=iso-8859-1").text
    assert "Белоусов" in extract(html.encode("cp1251"), "text/html").text


def test_the_body_in_json_ld_stands_in_for_an_empty_page() -> None:
    data = {"@graph": [{"@type": "NewsArticle", "headline": "Talks", "articleBody": "".join(SENTENCES)}]}
    found = extract(page('<div id="root"></div>', f'<script type="application/ld+json">{json.dumps(data)}</script>'))
    assert (found.problem, found.title) == ("", "Talks")
    assert "first conversation" in found.text


WALLS = {
    "challenge page": page(
        "<h1>news.example.org</h1><p>Verifying you are human. This may take a few seconds.</p><p>Ray ID: 1</p>",
        "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>",
    ),
    "consent wall": page(
        "<h1>We value your privacy</h1><p>We and our partners store and/or access information on a device.</p>"
        "<p>You can change your mind at any time in our cookie policy.</p><button>Accept all</button>",
        "<title>Example</title>",
    ),
    "paywall": page(
        "<article><p>The defence minister spoke with his counterpart.</p><p>Subscribe to continue reading.</p>"
        "<p>Already a subscriber? Log in.</p></article>"
    ),
    "login page": page(
        "<h1>Sign in</h1><p>Please sign in to continue. Forgot your password?</p><form><input type='password'></form>",
        "<title>Sign in</title>",
    ),
    "page not found": page(
        "<h1>Страница не найдена</h1><p>Возможно, она была удалена.</p>",
        "<title>Ошибка 404</title>",
    ),
    "access denied": page(
        "<h1>Access Denied</h1><p>You don't have permission to access this page.</p>",
        "<title>Access Denied</title>",
    ),
    "page needs JavaScript": page("<div id='root'></div><script>document.write('Belousov')</script>"),
    "page only leads elsewhere": page("", '<meta http-equiv="refresh" content="0;url=/x">'),
    "site under maintenance": page("<p>Ведутся технические работы.</p>", "<title>Технические работы</title>"),
}


@pytest.mark.parametrize("problem", WALLS)
def test_walls_are_no_text(problem: str) -> None:
    found = extract(WALLS[problem])
    assert (found.problem, found.text) == (problem, "")


def test_a_consent_host_is_a_consent_wall() -> None:
    html = page(f"<p>{SENTENCES[0]}</p>")
    assert extract(html, url="https://consent.example.com/collect?x").problem == "consent wall"


def test_an_article_with_a_wall_below_keeps_its_text_without_the_wall() -> None:
    found = extract(page(f"<article>{ARTICLE}<p>Subscribe to continue reading.</p><p>We use cookies.</p></article>"))
    assert found.problem == ""
    assert "first conversation" in found.text
    assert "Subscribe" not in found.text


@pytest.mark.parametrize(
    "title",
    ["Access denied: Kremlin bars reporters", "404 days of war", "Cookie consent law agreed", "Just a moment of calm"],
)
def test_news_about_walls_is_news(title: str) -> None:
    found = extract(page(f"<article><h1>{title}</h1>{ARTICLE}</article>", f"<title>{title}</title>"))
    assert found.problem == ""


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG", "image/png"),
        (b'{"a": 1}', "application/json"),
        (b"words", "text/html"),
    ],
)
def test_other_documents_are_said_so(body: bytes, content_type: str) -> None:
    assert extract(body, content_type).problem.startswith("not HTML")


def test_an_empty_page() -> None:
    assert extract("  ").problem == "empty page"


@pytest.mark.parametrize(
    "html",
    [
        page("<p " + " ".join(f'a{i}="1"' for i in range(50_000)) + ">Belousov spoke about it</p>"),
        page("<div>" * 50_000 + "<p>Belousov spoke about it</p>"),
        page("<!--" * 50_000 + "<p>Belousov spoke about it</p>"),
        page("<script>" * 50_000 + "<p>Belousov spoke about it</p>"),
        page("<p>Belousov spoke about it</p>" + "<" * 100_000),
    ],
    ids=["attributes", "depth", "comments", "scripts", "brackets"],
)
def test_bombs_lose_no_text(html: str) -> None:
    assert "Belousov spoke about it" in extract(html).text


def test_a_text_over_ten_megabytes_is_cut_not_lost() -> None:
    text = extract(page("<p>Belousov. " + "word " * 2_200_000 + "</p>")).text
    assert text.startswith("Belousov.")
    assert len(text) <= 300_000


@pytest.mark.parametrize("sign", ["\x01", "\x0c", "\ufffe", "&#1;", "&#x1F", "&#00012;", "&#xFFFE;", "&#65535;"])
def test_a_character_that_is_none_costs_no_more_than_itself(sign: str) -> None:
    told = "The two ministers spoke by telephone about the safety of their crews at sea. " * 8
    body = f"<html><body><article><p>{told}</p><nav>Home</nav>Be{sign}fore<p>{told}</p></article></body></html>"
    found = extract(body)
    assert found.problem == ""
    assert told.strip() in found.text
    assert sign not in found.text


LINKED = {"@type": "NewsArticle", "headline": "Talks", "articleBody": "".join(SENTENCES) * 2}
WRITTEN = json.dumps(LINKED)


@pytest.mark.parametrize(
    "block",
    [
        WRITTEN,
        f"//<![CDATA[\n{WRITTEN}\n//]]>",
        f"/*<![CDATA[*/{WRITTEN}/*]]>*/",
        f"<!--{WRITTEN}-->",
        WRITTEN.replace('"', "&quot;"),
        WRITTEN[:-1] + ",}",
        f'{{"@type":"WebSite"}}\n{WRITTEN}',
        "\ufeff" + WRITTEN,
        json.dumps({"@type": "CollectionPage", "hasPart": [LINKED]}),
        json.dumps({"@type": "LiveBlogPosting", "headline": "Live", "liveBlogUpdate": [LINKED]}),
        json.dumps(LINKED | {"articleBody": list(SENTENCES)}),
        json.dumps({"@type": "NewsArticle", "text": LINKED["articleBody"]}),
    ],
)
def test_a_text_that_stands_in_json_ld_alone_is_found_however_it_is_written(block: str) -> None:
    found = extract(page("<div id='app'></div>", f'<script type="application/ld+json">{block}</script>'))
    assert found.problem == ""
    assert "first conversation of its kind" in found.text


def test_a_shadow_root_is_shown_and_other_templates_are_not() -> None:
    shown = page(f"<div><template shadowrootmode='open'><article>{ARTICLE}</article></template></div>")
    assert "first conversation" in extract(shown).text
    assert extract(shown.replace(" shadowrootmode='open'", "")).text == ""


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("Page not found | Example News", "page not found"),
        ("404 - Page not found", "page not found"),
        ("Страница не найдена — Новости", "page not found"),
    ],
)
def test_a_page_that_is_not_there_is_no_text_though_it_lists_other_news(title: str, problem: str) -> None:
    links = "<li><a href='/x'>Belousov visits a shipyard in the north</a></li>" * 20
    found = extract(page(f"<p>Sorry.</p><h2>Latest</h2><ul>{links}</ul>", f"<title>{title}</title>"))
    assert (found.problem, found.text) == (problem, "")


@pytest.mark.parametrize("title", ["example.org: domain for sale", "Index of /news/2026"])
def test_what_stands_where_a_site_was_is_no_text(title: str) -> None:
    assert extract(page("<p>Belousov.txt and other names.</p>", f"<title>{title}</title>")).text == ""
