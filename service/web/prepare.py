"""What a first request would have to wait for, done before anybody asks.

Enters: a site. Leaves: nothing, but what stays in memory: compiled templates, the themes of accounts with their
patterns, the survey of the ledger, its newest rows, the pages of the database that each list reads. Called by `server`,
in a thread. Each list is asked for once as a client would, and the newest thing of each kind: so nothing is forgotten
here that a page comes to need later.
"""

import time
from collections.abc import Iterator

from loguru import logger

from service.errors import StoreError
from service.jobs.view_ports import Views
from service.web.api.document import API
from service.web.outgoing import OUTGOING
from service.web.pages import PAGES
from service.web.site import Ask, Handler, Site

HANDLERS: dict[str, Handler] = {**PAGES, **API, **OUTGOING}
_WORDS = "Austin Белоусов"


def prepare(site: Site) -> None:
    """Ask for everything once. What fails is passed over: whoever asks for it himself is told why."""
    started = time.monotonic()
    try:
        asks = list(_list_asks(site))
    except Exception as error:
        logger.debug("the page could not be prepared: {}", error)
        return
    for path, params in asks:
        try:
            query = {"q": (_WORDS,)} if path.endswith("/search") else {}
            HANDLERS[path](site, Ask(path, params, query, "", site.clock.now()))
        except StoreError as error:
            logger.debug("the page could not be prepared: {}", error)
            return
        except Exception as error:
            logger.debug("{} could not be prepared: {}", path, error)
    logger.debug("the page was prepared in {:.1f} s", time.monotonic() - started)


def _list_asks(site: Site) -> Iterator[tuple[str, dict[str, str]]]:
    known = _find_newest(site)
    for path in HANDLERS:
        _, brace, name = path.partition("{")
        kind = path.split("/")[-2]
        if not brace:
            yield path, {}
        elif kind in known:
            yield path, {name.rstrip("}"): known[kind]}


def _find_newest(site: Site) -> dict[str, str]:
    """A kind of thing -> the id of one."""
    views: Views = site.views
    lists = {
        "contacts": [row.id for row in views.list_contacts(limit=1)],
        "stories": [row.id for row in views.list_stories(limit=1)],
        "articles": [row.id for row in views.list_articles(limit=1).items],
    }
    lists["officials"] = [official.id for official in site.config().watch.officials[:1]]
    return {kind: ids[0] for kind, ids in lists.items() if ids}
