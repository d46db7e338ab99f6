"""The pages: one file each. `PAGES` says which path each answers; a path may hold parameters: `/stories/{story}`.

Enter: a `Site` and an `Ask`. Leaves: a `Reply`, rendered from a template. Called by `app`, in a thread of the page's
own.
"""

from collections.abc import Mapping

from service.web.pages.alerts import list_alerts
from service.web.pages.articles import list_articles, show_article
from service.web.pages.contacts import list_contacts, show_contact
from service.web.pages.feeds import show_feeds
from service.web.pages.now import show_now
from service.web.pages.officials import list_officials, show_official
from service.web.pages.search import show_search
from service.web.pages.stories import list_stories, show_story
from service.web.pages.timeline import show_timeline
from service.web.site import Handler

PAGES: Mapping[str, Handler] = {
    "/": show_now,
    "/alerts": list_alerts,
    "/timeline": show_timeline,
    "/contacts": list_contacts,
    "/contacts/{contact}": show_contact,
    "/stories": list_stories,
    "/stories/{story}": show_story,
    "/articles": list_articles,
    "/articles/{article}": show_article,
    "/officials": list_officials,
    "/officials/{official}": show_official,
    "/feeds": show_feeds,
    "/search": show_search,
}
