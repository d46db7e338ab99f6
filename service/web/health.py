"""Health, for supervisors: `/health/live` and `/health/ready`.

Enter: asks. Leave: small JSON objects. Called by `app`. Live: the process answers. Ready: it polls, and its database
can be read; 503 with a reason otherwise.
"""

import json

from service.errors import StoreError
from service.web.site import JSON, Ask, Reply, Site

_NEVER_KEPT = {"Cache-Control": "no-store"}


def show_live(_: Site, __: Ask) -> Reply:
    """Whoever gets an answer at all knows."""
    return _reply(200, "alive")


def show_ready(site: Site, _: Ask) -> Reply:
    if not site.standing.ready:
        return _reply(503, "not ready", "Hotline is starting or ending")
    try:
        site.views.find_last_number()
    except StoreError:
        return _reply(503, "not ready", "the database cannot be read")
    return _reply(200, "ready")


def _reply(status: int, word: str, detail: str | None = None) -> Reply:
    body = {"status": word} | ({"detail": detail} if detail else {})
    return Reply(json.dumps(body).encode(), JSON, status, _NEVER_KEPT)
