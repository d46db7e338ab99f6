"""The JSON Schemas beside the shipped config are those of the code, and the YAML files name them."""

import json
from pathlib import Path

import pytest

from service.config import build_schemas, write_schemas
from service.config.source import read_source
from tests.support.json_schema import fits

SHIPPED = Path(__file__).parents[2] / "config"


def test_committed_schemas_are_current() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in (SHIPPED / "schema").glob("*.json")}
    assert committed == build_schemas(), "run `python -m service.config` and commit what it wrote"


def test_each_file_names_its_schema_in_its_first_line() -> None:
    for name in ("hotline", "feeds", "watch"):
        first = (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
        comment, _, schema = first.partition("$schema=")
        assert comment == "# yaml-language-server: "
        assert (SHIPPED / schema).is_file()


def test_schemas_are_written_into_a_new_folder(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "a" / "b")
    assert {path.name: path.read_text(encoding="utf-8") for path in written} == build_schemas()


@pytest.mark.parametrize("name", ["hotline", "feeds", "watch"])
def test_shipped_files_fit_their_schemas(name: str) -> None:
    schema = json.loads(build_schemas()[f"{name}.schema.json"])
    assert fits(read_source(SHIPPED / f"{name}.yaml", name).data, schema, schema)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("hotline", {"pooling": {}}),
        ("hotline", {"polling": {"per_host": {"connections": "two"}}}),
        ("hotline", {"logs": {"level": "LOUD"}}),
        ("feeds", {}),
        ("feeds", {"feeds": [{"id": "a"}]}),
        ("feeds", {"feeds": [{"id": "a", "url": "ftp://example.org"}]}),
        ("watch", {"officials": [{"id": "a", "name": "A", "side": "UK"}]}),
        ("watch", {"topics": [{"id": "a", "sides": [], "threshold": 1, "groups": {}, "rules": []}]}),
    ],
)
def test_editors_see_mistakes(name: str, data: object) -> None:
    schema = json.loads(build_schemas()[f"{name}.schema.json"])
    assert not fits(data, schema, schema)
