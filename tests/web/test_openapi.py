"""The API held against its own document: requests made from it, by the rule and against it."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from service.web.api.document import OPERATIONS, build_document
from tests.support.page_desk import Desk, serve_archive
from tests.support.postgres import PostgresServer
from tests.support.website import Filled

EXAMPLES = 15
CONFIG = SchemathesisConfig.from_dict({"seed": 1})


def leave_out(document: dict[str, Any], *names: str) -> dict[str, Any]:
    """The document without some parameters of its queries."""
    document = copy.deepcopy(document)
    for path in document["paths"].values():
        path["get"]["parameters"] = [given for given in path["get"]["parameters"] if given["name"] not in names]
    return document


# No schema tells a cursor from a text that is none; tests/web/test_api.py follows cursors.
SCHEMA = schemathesis.openapi.from_dict(leave_out(build_document(), "cursor"), config=CONFIG)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, filled: Filled) -> Iterator[Desk]:
    """The archive, served from either database."""
    url = f"sqlite:///{filled.path}"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.url(request.getfixturevalue("filled_postgres"))
    with serve_archive(filled.config, url, filled.now) as served:
        yield served


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_the_api_keeps_to_its_document(case: schemathesis.Case[Any], desk: Desk) -> None:
    case.call_and_validate(base_url=f"{desk.address}/api/v1")


def test_the_document_names_each_operation_once() -> None:
    document = build_document()
    assert len(document["paths"]) == len({operation.id for operation in OPERATIONS}) == len(OPERATIONS)
    assert document["openapi"].startswith("3.1")


@pytest.mark.parametrize("path", [path for path in SCHEMA.raw_schema["paths"] if "{" in path])
def test_what_there_is_is_shown_as_the_document_says(path: str, desk: Desk) -> None:
    references = {
        "/alerts/{id}": [item.alert.id for item in desk.store.page_alerts().items],
        "/contacts/{id}": [contact.id for contact in desk.store.list_contacts()],
        "/stories/{id}": [story.id for story in desk.store.list_stories()],
        "/articles/{id}": [head.id for head in desk.store.list_articles().items],
        "/officials/{id}": ["austin", "belousov", "gerasimov"],
    }
    for reference in references[path]:
        case = SCHEMA[path]["GET"].Case(path_parameters={"id": reference})
        answer = case.call_and_validate(base_url=f"{desk.address}/api/v1")
        assert answer.status_code == 200
