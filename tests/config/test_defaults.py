"""The shipped config is found, and copied without overwriting anything."""

from pathlib import Path

import pytest

from service.config import FILES, copy_default_config, find_default_config, load_config
from service.errors import HotlineError


def test_the_shipped_config_is_found_and_valid() -> None:
    assert load_config(find_default_config(), {}).watch.digest


def test_a_copy_is_the_same_config_and_has_its_schemas(tmp_path: Path) -> None:
    copied = copy_default_config(tmp_path / "new" / "config")
    assert {path.name for path in copied} >= set(FILES)
    assert load_config(tmp_path / "new" / "config", {}).watch == load_config(find_default_config(), {}).watch
    assert (tmp_path / "new" / "config" / "schema" / "watch.schema.json").is_file()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "watch.yaml").write_text("mine")
    with pytest.raises(HotlineError, match=r"watch\.yaml is there already, and nothing was written"):
        copy_default_config(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["watch.yaml"]
