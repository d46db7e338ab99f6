"""Tables of words that stand in a YAML file beside the code that uses them.

In: a package and the name of its file. Out: what it holds, read once. Called by `service.stages`. Language packs have a
reader of their own (`service.language.packs`), and so has what a user writes (`service.config`).
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


@cache
def load_table(package: str, name: str) -> Mapping[str, Any]:
    """The mapping in the file `name` of a package. FileNotFoundError where there is none."""
    table: Mapping[str, Any] = YAML(typ="safe", pure=True).load((files(package) / name).read_text("utf-8"))
    return table
