"""HTML pages of the archive: an item and an instant in, the bytes of the page that a news site would show out.

Called by the archive's server. Around the article stand navigation, lists of most-read headlines with names that have
nothing to do with it, and a footer which says that the news is invented. Pages are in the encoding of the feed.
"""

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from service.adapters.archive.catalogue import Item, Outlet, PageKind
from service.adapters.archive.render import name_entities


def render_page(outlet: Outlet, item: Item, base_url: str, now: datetime) -> bytes:
    """The page of an item as it stands at `now`: the article, or the consent wall that stands before it."""
    version = item.version_at(now)
    body = _write_consent(outlet) if item.page is PageKind.CONSENT else _write_article(outlet, item, now)
    canonical = escape(base_url + outlet.item_path(item))
    head = (
        f"<title>{escape(version.title)} | {escape(outlet.name)}</title>\n"
        f'<link rel="canonical" href="{canonical}">\n'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{escape(version.title)}">\n'
        f'<meta property="article:published_time" content="{item.published.isoformat()}">'
    )
    return _write_document(outlet, head, body)


def render_front(outlet: Outlet, now: datetime) -> bytes:
    """The outlet's front page: links to what its feed shows."""
    links = "\n".join(
        f'<li><a href="{outlet.item_path(item)}">{escape(item.version_at(now).title)}</a></li>'
        for item in outlet.shown_items(now)
    )
    head = (
        f"<title>{escape(outlet.name)}</title>\n"
        f'<link rel="alternate" type="application/{outlet.shape}+xml" href="{outlet.feed_path}">'
    )
    return _write_document(outlet, head, f"<main><h1>{escape(outlet.name)}</h1>\n<ul>{links}</ul></main>")


def _write_document(outlet: Outlet, head: str, body: str) -> bytes:
    navigation = "".join(f'<li><a href="/{outlet.id}/">{escape(label)}</a></li>' for label in outlet.navigation)
    most_read = "".join(f'<li><a href="/{outlet.id}/">{escape(title)}</a></li>' for title in outlet.most_read)
    text = f"""<!DOCTYPE html>
<html lang="{outlet.lang}">
<head>
<meta charset="{outlet.habits.encoding}">
{head}
</head>
<body>
<header class="site-header"><a href="/{outlet.id}/">{escape(outlet.name)}</a>
<nav><ul>{navigation}</ul></nav></header>
{body}
<aside class="sidebar most-read"><h3>{escape(outlet.most_read_heading)}</h3><ol>{most_read}</ol></aside>
<footer class="site-footer"><small>{escape(outlet.notice)}</small></footer>
</body>
</html>
"""
    return text.encode(outlet.habits.encoding, errors="xmlcharrefreplace")


def _write_article(outlet: Outlet, item: Item, now: datetime) -> str:
    version = item.version_at(now)
    local = item.published.astimezone(ZoneInfo(outlet.tz))
    paragraphs = "\n".join(f"<p>{name_entities(paragraph)}</p>" for paragraph in version.paragraphs)
    note = f'<p class="correction"><em>{name_entities(version.note)}</em></p>\n' if version.note else ""
    byline = f'<p class="byline">{escape(item.byline)}</p>\n' if item.byline else ""
    return (
        f'<main><article>\n<p class="section">{escape(item.section)}</p>\n<h1>{name_entities(version.title)}</h1>\n'
        f'{byline}<time datetime="{local.isoformat()}">{local:%d.%m.%Y %H:%M}</time>\n'
        f'<div class="article-body">\n{paragraphs}\n{note}</div>\n</article></main>'
    )


def _write_consent(outlet: Outlet) -> str:
    return (
        f'<main class="gate"><h1>{escape(outlet.name)}</h1>\n<p>{escape(outlet.consent)}</p>\n'
        '<form method="post"><button>OK</button></form></main>'
    )
