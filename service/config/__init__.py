"""YAML -> frozen settings, feeds and watch; every mistake at once, each with file:line:column.

What other rooms use stands here: the ways in (`load_config`, or a part alone), the packaged default config, and the
schemas for editors.
"""

from service.config.defaults import copy_default_config, find_default_config
from service.config.load import FILES, load_config, load_settings, load_watch, stamp_files
from service.config.schemas import build_schemas, write_schemas

__all__ = [
    "FILES",
    "build_schemas",
    "copy_default_config",
    "find_default_config",
    "load_config",
    "load_settings",
    "load_watch",
    "stamp_files",
    "write_schemas",
]
