"""Keeps what is costly to work out at every start: the language packs as read, the forms derived from a watch's names.

Enters: a name that says by its digests what the value was made of, and a value of JSON types. Leaves: the value again.
Called by `wiring`. Nothing depends on it: a folder that cannot be written, a file that is broken, or one that another
user could have written is as good as none. The values are data, never code: JSON, no pickle.
"""

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILES_KEPT = 16
# A mapping whose keys are not all text, as JSON cannot write it.
_PAIRS = "\0pairs"


class DerivedCache:
    """A folder of JSON files, one a value, of which the last used are kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, name: str) -> Any:
        """The value saved under `name`; None where there is none that can be trusted."""
        try:
            with os.fdopen(os.open(self._path(name), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
                if not _is_ours(os.fstat(file.fileno())):
                    return None
                value = json.loads(file.read(), object_hook=_restore)
            os.utime(self._path(name))
        except (OSError, ValueError, RecursionError, TypeError):
            return None
        return value

    def save(self, name: str, value: Any) -> None:
        """Keep `value` under `name`, readable for this user only; does nothing where that is impossible."""
        text = json.dumps(_flatten(value), ensure_ascii=False, separators=(",", ":"))
        temporary: str | None = None
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".new-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(temporary).replace(self._path(name))
            self._drop_old()
        except OSError:
            if temporary is not None:
                Path(temporary).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _drop_old(self) -> None:
        files = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[FILES_KEPT:]:
            path.unlink(missing_ok=True)


def find_cache_folder(environment: Mapping[str, str]) -> Path | None:
    """$XDG_CACHE_HOME/hotline, or ~/.cache/hotline; None where there is no home."""
    base = environment.get("XDG_CACHE_HOME", "")
    if base and Path(base).is_absolute():
        return Path(base) / "hotline"
    home = environment.get("HOME", "")
    return Path(home) / ".cache" / "hotline" if home and Path(home).is_absolute() else None


def _is_ours(status: os.stat_result) -> bool:
    """Whether only this user could have written the file."""
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o022


def _flatten(value: Any) -> Any:
    if isinstance(value, Mapping):
        if all(isinstance(key, str) for key in value):
            return {key: _flatten(item) for key, item in value.items()}
        return {_PAIRS: [[_flatten(key), _flatten(item)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return [_flatten(item) for item in value]
    return value


def _restore(value: dict[str, Any]) -> Any:
    return dict(value[_PAIRS]) if value.keys() == {_PAIRS} else value
