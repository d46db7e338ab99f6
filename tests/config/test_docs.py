"""Every YAML example of docs/config.md is a valid file, so that it can be copied."""

import re
from pathlib import Path

import pytest

from service.config import load_config
from tests.support.configs import write_config

PAGE = (Path(__file__).parents[2] / "docs" / "config.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n# (hotline|feeds|watch)\.yaml\n(.*?)```", PAGE, re.DOTALL)
ENVIRON = dict.fromkeys(re.findall(r"[A-Z]+(?:_[A-Z]+)+", PAGE), "secret")


def test_every_example_says_which_file_it_is() -> None:
    assert len(EXAMPLES) == PAGE.count("```yaml") > 5


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_examples_are_valid(tmp_path: Path, number: int) -> None:
    name, text = EXAMPLES[number]
    assert load_config(write_config(tmp_path, **{name: text}), ENVIRON)
