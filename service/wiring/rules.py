"""The rules of a config: what is built from its watch.

Enter: a config folder or a config. Leave: `Rules`, or the forms of one official alone. Called by `cli` and by the other
files of this room. The costly part is kept in the user's cache folder.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from service.errors import HotlineError

if TYPE_CHECKING:
    from service.adapters.derived_cache import DerivedCache
    from service.jobs.world import Rules
    from service.language.names import PersonForms
    from service.model.settings import Config
    from service.model.watch import Official


def load_rules(folder: Path, *, strict: bool = False) -> Rules:
    """The config of a folder with what is built from its watch. Raises ConfigError with every mistake.

    `strict`: also where a feed's address can never be reached, which otherwise costs that feed alone.
    """
    from service.config import load_config

    return build_rules(load_config(folder, strict=strict))


def build_rules(config: Config) -> Rules:
    """What is built from a config's watch, beside the config. The costly part is kept in the user's cache folder."""
    from service.adapters.derived_cache import DerivedCache, find_cache_folder
    from service.jobs.world import Rules
    from service.language import compute_digest
    from service.language.names import pack_forms, unpack_forms
    from service.stages.recognise import build_recogniser, derive_watch

    folder = find_cache_folder(os.environ)
    if folder is None:
        return Rules(config, build_recogniser(config.watch))
    cache, made_by = DerivedCache(folder), compute_digest()
    _keep_packs(cache, made_by)
    name = f"forms-{made_by}-{config.watch.digest}"
    forms = unpack_forms(cache.load(name), len(config.watch.officials))
    if forms is None:
        forms = derive_watch(config.watch)
        cache.save(name, pack_forms(forms))
    return Rules(config, build_recogniser(config.watch, forms))


def _keep_packs(cache: DerivedCache, made_by: str) -> None:
    """Take the language packs as they were read before, or read and keep them."""
    from service.language.packs import give_packs, read_packs

    if not give_packs(cache.load(f"packs-{made_by}")):
        cache.save(f"packs-{made_by}", read_packs())


def load_forms(folder: Path, official_id: str) -> tuple[Official, PersonForms]:
    """An official of the watch and the forms of his name, without building anything else. Raises ConfigError, and
    HotlineError where the watch has no such official."""
    from service.adapters.derived_cache import DerivedCache, find_cache_folder
    from service.config import load_watch
    from service.language import compute_digest
    from service.stages.recognise.lexicon import derive_official

    watch = load_watch(folder)
    known = {official.id: official for official in watch.officials}
    if official_id not in known:
        raise HotlineError(f"no official has the id {official_id!r}; known are: {', '.join(known)}")
    cache = find_cache_folder(os.environ)
    if cache is not None:
        _keep_packs(DerivedCache(cache), compute_digest())
    return known[official_id], derive_official(known[official_id])


def load_changed_rules(running: Rules, path: Path) -> Rules:
    """The config in force with another watch: that of a config folder, or of a file. Raises ConfigError."""
    from service.config import load_watch

    return build_rules(replace(running.config, watch=load_watch(path)))
