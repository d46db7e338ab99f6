"""The OpenAPI document of the API, and the table of all that it answers.

Enter: the operations. Leave: a document (OpenAPI 3.1.1) and handlers by path. Called by `app`.
"""

from collections.abc import Mapping
from functools import cache
from importlib import metadata
from typing import Any

from service.web.api import alerts, articles, contacts, stories, watched
from service.web.api.operation import ROOT, Operation, make_reply
from service.web.api.parameters import Parameter, PathParameter
from service.web.api.schemas import SCHEMAS, ref
from service.web.errors import PROBLEM
from service.web.site import JSON, Ask, Handler, Reply, Site

OPERATIONS = (
    *alerts.OPERATIONS,
    *contacts.OPERATIONS,
    *stories.OPERATIONS,
    *articles.OPERATIONS,
    *watched.OPERATIONS,
)
_ABOUT = """Everything that Hotline has stored, read only. Instants are RFC 3339 in UTC. A list is a page: hand its
`next` in as `cursor` to get the page behind it. Each answer has an ETag; ask with If-None-Match and get a 304 while
nothing has changed. Within v1 keys may be added, none is renamed or taken away. Errors are problem details (RFC 9457)
that say what to do."""


@cache
def build_document() -> dict[str, Any]:
    """The OpenAPI document as JSON values."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Hotline",
            "version": metadata.version("hotline-watch"),
            "description": " ".join(_ABOUT.split()),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": ROOT}],
        # The empty one: on loopback no token is wanted, unless one is set.
        "security": [{}, {"bearer": []}, {"basic": []}],
        "paths": {operation.path: {"get": _describe(operation)} for operation in OPERATIONS},
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic", "description": "Any name, the token as the password"},
            },
            "responses": {
                "Problem": {"description": "What is wrong", "content": {PROBLEM: {"schema": ref("Problem")}}}
            },
        },
    }


def _describe(operation: Operation) -> dict[str, Any]:
    problem = {"$ref": "#/components/responses/Problem"}
    statuses = {"400": problem, "401": problem, "404": problem, "414": problem, "429": problem, "503": problem}
    if not operation.within:
        del statuses["404"]
    fine = {
        "description": "As asked for",
        "headers": {"ETag": {"schema": {"type": "string"}}},
        "content": {JSON: {"schema": operation.result}},
    }
    parameters = [_describe_path(part) for part in operation.within]
    parameters += [_describe_parameter(parameter) for parameter in operation.parameters]
    return {
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": {"200": fine, "304": {"description": "As it was for this ETag"}, **statuses},
    }


def _describe_path(part: PathParameter) -> dict[str, Any]:
    return {"name": part.name, "in": "path", "required": True, "description": part.about, "schema": part.schema}


def _describe_parameter(parameter: Parameter) -> dict[str, Any]:
    described = {"name": parameter.name, "in": "query", "description": parameter.about, "schema": parameter.schema}
    return described | ({"style": "form", "explode": True} if parameter.several else {})


def serve_document(_: Site, ask: Ask) -> Reply:
    """`/api/v1/openapi.json`."""
    return make_reply(ask, build_document())


API: Mapping[str, Handler] = {
    **{f"{ROOT}{operation.path}": operation for operation in OPERATIONS},
    f"{ROOT}/openapi.json": serve_document,
}
