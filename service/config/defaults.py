"""The config that ships with Hotline: in the wheel beside this file, in a clone at the top.

Called by the command line (`hotline init`, and where no config folder is given).
"""

import shutil
from pathlib import Path

from service.errors import ConfigError, ConfigProblem, HotlineError

_PACKAGED = Path(__file__).parent / "defaults"
_IN_CLONE = Path(__file__).parents[2] / "config"


def find_default_config() -> Path:
    """The folder of the shipped config."""
    for folder in (_PACKAGED, _IN_CLONE):
        if (folder / "watch.yaml").is_file():
            return folder
    raise ConfigError([ConfigProblem(str(_PACKAGED), 0, 0, "the shipped config is missing; install Hotline again")])


def copy_default_config(target: Path) -> list[Path]:
    """Copy the shipped config into `target`, which is created; returns the files.

    Raises HotlineError, and writes nothing, if a file of the same name is already there.
    """
    source = find_default_config()
    files = sorted(path.relative_to(source) for path in source.rglob("*") if path.suffix in {".yaml", ".json"})
    taken = [target / name for name in files if (target / name).exists()]
    if taken:
        there = f"{taken[0]} is" if len(taken) == 1 else f"{taken[0]} and {len(taken) - 1} more files are"
        raise HotlineError(f"{there} there already, and nothing was written; move them away, or name another folder")
    for name in files:
        try:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, target / name)
        except OSError as error:
            raise HotlineError(f"{target / name} cannot be written: {error.strerror}") from error
    return [target / name for name in files]
