"""Hotline's command line within the test's process, on a config folder of the test's own."""

from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from service.cli import main
from service.config import find_default_config


def install(home: Path, feeds: Sequence[str] = ("one",), allow: str = "") -> Path:
    """A config folder below `home` with the shipped watch, and feeds of these ids at example.org."""
    config = home / "config"
    config.mkdir()
    (config / "watch.yaml").write_bytes((find_default_config() / "watch.yaml").read_bytes())
    lines = "".join(f"  - {{id: {feed}, url: https://example.org/{feed}.xml}}\n" for feed in feeds)
    (config / "feeds.yaml").write_text(f"feeds:\n{lines}", encoding="utf-8")
    private = f"polling: {{allow_private: [{allow!r}]}}\n" if allow else ""
    (config / "hotline.yaml").write_text(f"database: sqlite:///data/hotline.db\n{private}", encoding="utf-8")
    return config


def run(config: Path | None, *words: str, stdin: bytes | None = None) -> Result:
    """One command; `config` goes before its name. A traceback is never an answer: it is raised here."""
    before = [] if config is None else ["--config", str(config)]
    result = CliRunner().invoke(main, [*before, *words], input=stdin, prog_name="hotline")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
