"""Templates: the Jinja2 environment, and `render_page`, which fills one in.

Enter: the name of a template and plain values. Leaves: a `Reply`. Called by `pages` and `errors`. Every value is
escaped; no template may say otherwise, since texts come from outside. There is no inline script or style: the content
security policy would not run it.
"""

from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from service.stages.render import fold_line, format_instant
from service.web.site import HTML, Ask, Reply
from service.web.statics import find_asset
from service.web.words import FILTERS, finish


@cache
def get_environment() -> Environment:
    """The one environment of the process; templates are compiled once."""
    environment = Environment(
        loader=PackageLoader("service.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=finish,
    )
    environment.globals["asset"] = find_asset
    environment.filters.update(
        instant=format_instant,
        minute=format_minute,
        line=fold_line,
        weblink=find_weblink,
        segment=quote_segment,
        **FILTERS,
    )
    return environment


def render_page(ask: Ask, template: str, /, status: int = 200, **values: Any) -> Reply:
    """The page of a template, which sees `ask` and `now` beside the values."""
    text = get_environment().get_template(template).render(ask=ask, now=ask.now, **values)
    return Reply(text.encode("utf-8", "replace"), HTML, status)


def format_minute(instant: datetime) -> str:
    """As a person reads it: "2026-03-10 18:00"; always UTC, which the page says once."""
    return f"{instant:%Y-%m-%d %H:%M}"


def find_weblink(url: str | None) -> str | None:
    """The address if a browser may be sent there (http and https only), else None: then there is no link."""
    if not url or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def quote_segment(text: str) -> str:
    """Text as one segment of a path."""
    return quote(text, safe="")
