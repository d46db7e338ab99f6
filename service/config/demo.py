"""The config of `hotline demo`: the shipped watch, the archive's feeds, everything in the demo's own folder.

Enter: the demo's folder and the feeds of the archive's server. Leave: a config folder like any other, so that every
command works on what the demo left behind. Called by `wiring`.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from yarl import URL

from service.config.defaults import find_default_config
from service.errors import HotlineError
from service.model.feed import Feed

MARKER = "written by hotline demo"


def write_demo_config(folder: Path, feeds: Sequence[Feed]) -> Path:
    """Write `folder`/config anew and clear what an earlier demo left; returns the config folder.

    Raises HotlineError where the folder holds something that no demo has written.
    """
    config = folder / "config"
    settings = config / "hotline.yaml"
    if folder.exists() and any(folder.iterdir()) and not _is_ours(settings):
        raise HotlineError(f"{folder} holds something else than a demo; name another folder with --dir")
    for name in ("data", "logs"):
        shutil.rmtree(folder / name, ignore_errors=True)
    config.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(find_default_config() / "watch.yaml", config / "watch.yaml")
    hosts = sorted({URL(feed.url).authority for feed in feeds})
    settings.write_text(_render_settings(hosts), encoding="utf-8")
    (config / "feeds.yaml").write_text(_render_feeds(feeds), encoding="utf-8")
    return config


def _is_ours(settings: Path) -> bool:
    return settings.is_file() and MARKER in settings.read_text(encoding="utf-8", errors="replace")


def _render_settings(hosts: Sequence[str]) -> str:
    return (
        f"# {MARKER}: everything stays below this folder; the feeds are served from the bundled archive.\n"
        "database: sqlite:///data/hotline.db\n"
        "logs: {dir: logs}\n"
        "polling:\n"
        f"  allow_private: {json.dumps(list(hosts))}\n"
        "  per_host: {connections: 8, gap: 0s}\n"
    )


def _render_feeds(feeds: Sequence[Feed]) -> str:
    lines = [f"# {MARKER}", "feeds:"]
    for feed in feeds:
        known = {key: getattr(feed, key) for key in ("id", "url", "outlet", "lang", "side", "tz")}
        parts = ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in known.items() if value)
        lines.append(f"  - {{{parts}{', full_text: true' if feed.full_text else ''}}}")
    return "\n".join(lines) + "\n"
