"""An operation of the API: a path, what may be asked of it, what it answers. And how it is answered.

Enter: an `Ask`. Leaves: a `Reply` with a JSON object; a list names the page behind it in its body and in a `Link`
header (RFC 8288). Each file beside this one declares the operations of one thing.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from service.errors import RequestError
from service.web.api.parameters import Parameter, PathParameter, Schema, Values, read_parameters
from service.web.site import JSON, Ask, Reply, Site

ROOT = "/api/v1"


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` stands behind `ROOT`. `answer` is given the site, the ask and the values of the parameters, those of the
    path included; a ValueError from it means a cursor that is none."""

    id: str
    path: str
    summary: str
    answer: Callable[[Site, Ask, Values], dict[str, Any]]
    result: Schema
    parameters: Sequence[Parameter] = ()
    within: Sequence[PathParameter] = ()

    def __call__(self, site: Site, ask: Ask) -> Reply:
        values = {**read_parameters(ask, self.parameters), **ask.params}
        try:
            answered = self.answer(site, ask, values)
        except ValueError as error:
            if values.get("cursor") is None:
                raise
            raise RequestError(
                400, "cursor: the `next` of a page is wanted, unchanged, with the same filters"
            ) from error
        return make_reply(ask, answered)


def make_reply(ask: Ask, answered: dict[str, Any]) -> Reply:
    """The JSON object as a reply."""
    body = json.dumps(answered, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    if answered.get("next") is None:
        return Reply(body, JSON)
    query = [(name, value) for name, values in ask.query.items() if name != "cursor" for value in values]
    address = f"{ask.base}{ask.path}?{urlencode([*query, ('cursor', answered['next'])])}"
    return Reply(body, JSON, headers={"Link": f'<{address}>; rel="next"'})
