"""JSON Schemas of the three files, for editors that complete and check YAML.

In: nothing but the section models. Out: files beside the config. Called by `python -m service.config` and by a test
that keeps the committed ones current.
"""

import json
from pathlib import Path
from typing import Any

from service.config.feeds_file import FeedsFile
from service.config.hotline_file import HotlineFile
from service.config.sections import Section
from service.config.watch_file import WatchFile

_MODELS: dict[str, type[Section]] = {"hotline": HotlineFile, "feeds": FeedsFile, "watch": WatchFile}


def build_schemas() -> dict[str, str]:
    """File name -> the schema as JSON text, ready to be written."""
    schemas = {}
    for name, model in _MODELS.items():
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_tidy(model.model_json_schema())}
        schemas[f"{name}.schema.json"] = json.dumps(schema, indent=2, ensure_ascii=False, default=str) + "\n"
    return schemas


def _tidy(part: Any) -> Any:
    """Without `default: null`, which editors would write out, and without titles made from the names of keys."""
    if isinstance(part, list):
        return [_tidy(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _tidy(value)
        for key, value in part.items()
        if not (key == "default" and value is None) and not (key == "title" and isinstance(value, str))
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write all schemas into `folder`, which is created if need be; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in build_schemas().items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
