"""Errors as answers: a page for people, RFC 9457 problem details for programs.

Enter: a status and a sentence that says what to do. Leaves: a `Reply`. Called by `app` and `guard`, for whatever goes
wrong.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus

from loguru import logger

from service.web.rendering import render_page
from service.web.site import TEXT, Ask, Reply

PROBLEM = "application/problem+json"
API = "/api/"


def describe_error(ask: Ask, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Reply:
    """The answer in the kind that the path asks for; it must never be kept."""
    title = HTTPStatus(status).phrase
    more = {"Cache-Control": "no-store", **(headers or {})}
    if ask.path.startswith(API):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        return Reply(json.dumps(problem, ensure_ascii=False).encode(), PROBLEM, status, more)
    try:
        page = render_page(ask, "error.html", title=title, status=status, detail=detail)
    except Exception:
        # A broken template must not hide what was wrong in the first place.
        logger.exception("the page of an error could not be rendered: a defect in Hotline")
        return Reply(f"{status} {title}: {detail}\n".encode(), TEXT, status, more)
    return Reply(page.body, page.media, status, more)
