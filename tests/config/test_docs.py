"""Every YAML example of docs/config.md is a valid file, so that it can be copied; every key there is is told of."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.config import load_config
from tests.support.configs import write_config

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
WATCH_PAGE = (ROOT / "docs" / "watch.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n# (hotline|feeds|watch)\.yaml\n(.*?)```", PAGE, re.DOTALL)
ENVIRON = dict.fromkeys(re.findall(r"[A-Z]+(?:_[A-Z]+)+", PAGE), "secret")


def test_every_example_says_which_file_it_is() -> None:
    assert len(EXAMPLES) == PAGE.count("```yaml") > 5


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_examples_are_valid(tmp_path: Path, number: int) -> None:
    name, text = EXAMPLES[number]
    assert load_config(write_config(tmp_path, **{name: text}), ENVIRON)


def list_keys(schema: dict[str, Any], node: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Each key of a file with the dotted names of the mappings that it stands in; lists and names of one's own have
    none."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    for inner in (*node.get("anyOf", ()), node.get("items"), node.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from list_keys(schema, inner, above)
    for key, value in node.get("properties", {}).items():
        yield above, key
        yield from list_keys(schema, value, f"{above}{key}.")


def read_keys(name: str) -> list[tuple[str, str]]:
    schema = json.loads((ROOT / "config" / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    return list(list_keys(schema, schema))


@pytest.mark.parametrize("name", ["hotline", "feeds", "watch"])
def test_every_key_is_told_of(name: str) -> None:
    keys = read_keys(name)
    assert len(keys) > 12
    text = PAGE + (WATCH_PAGE if name == "watch" else "")
    missing = [above + key for above, key in keys if not re.search(rf"(?<![\w-]){key}(?![\w-])", text)]
    assert missing == []


def test_every_setting_has_its_row() -> None:
    leaves = {above + key for above, key in read_keys("hotline")}
    leaves -= {above.rstrip(".") for above, _ in read_keys("hotline")}
    assert [key for key in sorted(leaves) if f"| `{key}` |" not in PAGE] == []
