"""The config that ships with Hotline: in the wheel beside this file, in a clone at the top.

Called by the command line (`hotline init`, and where no config folder is given).
"""

import shutil
from pathlib import Path

from service.errors import ConfigError, ConfigProblem

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

    Raises ConfigError, and writes nothing, if a file of the same name is already there.
    """
    source = find_default_config()
    files = sorted(path.relative_to(source) for path in source.rglob("*") if path.suffix in {".yaml", ".json"})
    taken = [target / name for name in files if (target / name).exists()]
    if taken:
        advice = "is already there and is left alone; move it away, or choose another folder"
        raise ConfigError([ConfigProblem(str(path), 0, 0, advice) for path in taken])
    for name in files:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
    return [target / name for name in files]
