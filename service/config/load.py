"""The one way into the config: a folder in, a frozen `Config` out, or every mistake at once.

Called by wiring at start and on reload, and by `hotline check`. Reads files and the environment; keeps nothing.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from service.config import feeds_file, hotline_file, watch_checks, watch_file
from service.config.sections import S, validate
from service.config.source import Place, Source, read_source
from service.errors import ConfigError, ConfigProblem
from service.model.settings import Config, Settings
from service.model.watch import Watch

FILES = ("hotline.yaml", "feeds.yaml", "watch.yaml")


def load_config(folder: Path, environ: Mapping[str, str] | None = None, *, strict: bool = False) -> Config:
    """Read `hotline.yaml`, `feeds.yaml` and `watch.yaml` of a folder.

    `hotline.yaml` may be missing or empty, since all its keys have defaults. Relative paths in it hang on the folder
    that holds `folder`. `environ` is where `${NAME}` is looked up; None means the process environment. Raises
    ConfigError with every mistake of all three files, each file called as `folder` was given. A wrong
    address costs only its own feed, which then fails at every poll, and a token that is not set only the page; `strict`
    makes them mistakes as well.
    """
    environ = os.environ if environ is None else environ
    _require_folder(folder)
    # Before they are read: a change in the meantime must look like one.
    stamp = stamp_files(folder)
    sources = {name: _read(folder, name) for name in FILES}
    hotline = _validate(hotline_file.HotlineFile, sources["hotline.yaml"], environ)
    feeds = _validate(feeds_file.FeedsFile, sources["feeds.yaml"], environ)
    watch = _validate(watch_file.WatchFile, sources["watch.yaml"], environ)
    feeds_file.find_mistakes(sources["feeds.yaml"])
    watch_checks.find_mistakes(sources["watch.yaml"])
    if sources["watch.yaml"].data is not None:
        watch_checks.find_unknown_sides(sources["feeds.yaml"], sources["watch.yaml"])
    harmful = any(source.problems for source in sources.values())
    if strict or harmful:
        feeds_file.find_unreachable(sources["feeds.yaml"])
        hotline_file.find_unset(sources["hotline.yaml"], environ)
    problems = [problem for source in sources.values() for problem in source.problems]
    if problems or not (hotline and feeds and watch):
        raise ConfigError(problems)
    return Config(
        settings=hotline_file.build_settings(hotline, _find_base(folder)),
        feeds=feeds_file.build_feeds(feeds),
        watch=watch_file.build_watch(watch),
        stamp=stamp,
    )


def stamp_files(folder: Path) -> tuple[tuple[int, int, int] | None, ...] | None:
    """What a change of any of the three files changes: of each its inode, its time of change in ns and its size in
    bytes, or None where it is missing; None where all are."""
    stamps = tuple(map(_stamp, (folder / name for name in FILES)))
    return stamps if any(stamps) else None


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def load_settings(folder: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """What `hotline.yaml` says, alone: for commands that only look into the database. A mistake in the other files must
    not keep anyone from his alerts, and reading them takes longer than the command. Raises ConfigError."""
    _require_folder(folder)
    source = _read(folder, "hotline.yaml")
    hotline = _validate(hotline_file.HotlineFile, source, os.environ if environ is None else environ)
    if source.problems or hotline is None:
        raise ConfigError(source.problems)
    return hotline_file.build_settings(hotline, _find_base(folder))


def load_watch(path: Path, environ: Mapping[str, str] | None = None) -> Watch:
    """The watch alone, of a config folder or of a file like watch.yaml. Raises ConfigError with every mistake."""
    if not path.exists():
        raise ConfigError([ConfigProblem(str(path), 0, 0, "there is no such folder, and no such file")])
    source = _read(path, "watch.yaml") if path.is_dir() else read_source(path, str(path))
    watch = _validate(watch_file.WatchFile, source, os.environ if environ is None else environ)
    watch_checks.find_mistakes(source)
    if source.problems or watch is None:
        raise ConfigError(source.problems)
    return watch_file.build_watch(watch)


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "there is no such folder"
        raise ConfigError([ConfigProblem(str(folder), 0, 0, f"{what}; create one with `hotline init {folder}`")])


def _find_base(folder: Path) -> Path:
    """The folder that relative paths hang on."""
    return Path(os.path.normpath(folder.absolute())).parent


def _read(folder: Path, name: str) -> Source:
    path = folder / name
    if path.exists():
        return read_source(path, str(path))
    source = Source(str(path))
    other = path.with_suffix(".yml")
    if other.exists():
        source.problems.append(
            ConfigProblem(str(path), 0, 0, f"missing, but there is {other.name}; rename it to {name}")
        )
    elif name != "hotline.yaml":
        advice = f"missing; `hotline init {folder}` puts the shipped one there, or write it yourself (docs/config.md)"
        source.problems.append(ConfigProblem(str(path), 0, 0, advice))
    return source


def _validate(model: type[S], source: Source, environ: Mapping[str, str]) -> S | None:
    if source.data is None and not source.problems:
        if model is hotline_file.HotlineFile:
            source.data = {}
        else:
            wanted = "feeds:" if model is feeds_file.FeedsFile else "officials:"
            source.report(Place(1, 1), f"the file is empty; begin with `{wanted}` (examples are in docs/config.md)")
    # Where the YAML itself could not be read, there is nothing to hold against the model.
    return None if source.data is None else validate(model, source, environ)
