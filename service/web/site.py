"""What a handler is given, and what it gives back: `Site`, `Ask`, `Reply`.

Enter: nothing from outside; these are the values that pass between `app` and the handlers. `Site` is made by `wiring`,
`Ask` by `app` for each request, `Reply` by a handler.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.jobs.ports import Clock
from service.jobs.view_ports import Views
from service.model.settings import Config

HTML = "text/html; charset=utf-8"
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


@dataclass(slots=True)
class Standing:
    """What the daemon tells of itself. `ready`: it polls; False while it gets ready, and when it ends."""

    ready: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """What is shown. `config` gives the one in force now: a reload swaps it. `polls`: whether this process polls
    (the daemon), or only shows what is stored (the demo). `work`: what the jobs have done since the start."""

    views: Views
    config: Callable[[], Config]
    clock: Clock
    standing: Standing
    polls: bool = True
    work: Callable[[], Mapping[str, int]] = dict


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, read. `params`: what stands in the path; `query`: behind the question mark, each name with all its
    values; `base`: scheme and host under which the page was reached, or `web.url`; `now`: the site's clock."""

    path: str
    params: Mapping[str, str]
    query: Mapping[str, tuple[str, ...]]
    base: str
    now: datetime

    def first(self, name: str, default: str = "") -> str:
        """The first value of that name in the query."""
        return self.query.get(name, (default,))[0]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. One of status 200 gets an ETag of its body, and `Cache-Control` unless `headers` has one."""

    body: bytes
    media: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Site, Ask], Reply]
