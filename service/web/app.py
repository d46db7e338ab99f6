"""The application: which path is answered by which handler, behind the guard.

Enter: a `Site` and who may ask. Leaves: an ASGI application. Built by `server`. Handlers run in threads of the page's
own pool: the loop, which polls, is left alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from service.errors import RequestError, StoreError
from service.web.api.document import API
from service.web.errors import describe_error
from service.web.events import Streams
from service.web.guard import STREAM_PATH, Access, Guard
from service.web.health import show_live, show_ready
from service.web.limits import ClientLimits
from service.web.metrics import Meters
from service.web.outgoing import OUTGOING
from service.web.pages import PAGES
from service.web.requests import make_ask, make_response
from service.web.site import Handler, Reply, Site
from service.web.statics import serve_asset

THREADS = 4
"""Enough for a desk; what is asked for meanwhile waits its turn."""
HANDLERS: Mapping[str, Handler] = {
    **PAGES,
    **API,
    **OUTGOING,
    "/health/live": show_live,
    "/health/ready": show_ready,
    "/static/{name}": serve_asset,
}


def build_app(site: Site, access: Access, limits: ClientLimits, streams: Streams, pool: Executor) -> Guard:
    """The whole page as one ASGI application."""
    meters = Meters(site, lambda: streams.open)
    handlers = {**HANDLERS, "/metrics": meters.show}
    routes = [Route(path, _make_endpoint(site, handler, pool), methods=["GET"]) for path, handler in handlers.items()]
    routes.append(Route(STREAM_PATH, streams.answer, methods=["GET"]))
    # A path with a slash too many would be one more address of the same thing.
    router = Router(routes, redirect_slashes=False, default=_find_nothing)
    return Guard(router, site, access, limits, meters)


def _make_endpoint(site: Site, handler: Handler, pool: Executor) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await asyncio.get_running_loop().run_in_executor(pool, _answer, site, handler, request)

    return answer


def _answer(site: Site, handler: Handler, request: Request) -> Response:
    ask = make_ask(site, request.scope)
    try:
        reply: Reply = handler(site, ask)
    except RequestError as error:
        reply = describe_error(ask, error.status, str(error), error.headers)
    except StoreError as error:
        reply = describe_error(ask, 503, f"the database cannot be read: {error}", {"Retry-After": "5"})
    return make_response(request.scope, reply)


async def _find_nothing(scope: Scope, _: Receive, __: Send) -> None:
    raise RequestError(404, "there is no such page here")
