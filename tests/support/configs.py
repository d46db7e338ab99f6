"""Config folders for tests: written into a temporary folder, with what a test wants to be different."""

import os
from pathlib import Path

import pytest

from service.config import load_config
from service.errors import ConfigError

FEEDS = "feeds:\n  - {id: one, url: https://example.org/feed.xml}\n"
WATCH = """\
officials:
  - id: austin
    name: Lloyd Austin
    side: us
    ambiguous: true
  - id: belousov
    name: Andrei Belousov
    side: ru
    names: {ru: Андрей Рэмович Белоусов}
"""


def write_config(
    root: Path, *, hotline: str | None = None, feeds: str | None = FEEDS, watch: str | None = WATCH
) -> Path:
    """Write the files that are given into `root/config`; returns that folder. None leaves a file out."""
    folder = root / "config"
    folder.mkdir(exist_ok=True)
    for name, text in (("hotline", hotline), ("feeds", feeds), ("watch", watch)):
        if text is not None:
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def mistakes(root: Path, environ: dict[str, str] | None = None, **files: str) -> list[str]:
    """Load a config that must be wrong; every problem as a line, its file called by its bare name."""
    folder = write_config(root, **files)
    with pytest.raises(ConfigError) as caught:
        load_config(folder, environ or {}, strict=True)
    return [str(problem).removeprefix(f"{folder}{os.sep}") for problem in caught.value.problems]


def unmark(text: str) -> tuple[str, str]:
    """The text without its one `^`, and the `line:column` (from 1) of what stood behind it."""
    before, found, _ = text.partition("^")
    assert found, "mark the place with ^"
    return text.replace("^", "", 1), f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
