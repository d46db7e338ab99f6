"""Config folders for tests: written into a temporary folder, with what a test wants to be different."""

from pathlib import Path

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
