"""The pages: one file each. `PAGES` says which path each answers; a path may hold parameters: `/stories/{story}`.

Enter: a `Site` and an `Ask`. Leaves: a `Reply`, rendered from a template. Called by `app`, in a thread of the page's
own.
"""

from collections.abc import Mapping

from service.web.site import Handler

PAGES: Mapping[str, Handler] = {}
