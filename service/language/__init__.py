"""What is known of languages: folding, sentences, detection, names, dates; each language's words are in `packs`."""

from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from service.language.detect import detect_language

__all__ = ["compute_digest", "detect_language"]


@lru_cache(maxsize=1)
def compute_digest() -> str:
    """16 hex digits that change with everything that forms and packs are made of: this code, the packs, pytrovich."""
    found = sha256(version("pytrovich").encode())
    for file in _list_files(files(__name__)):
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


def _list_files(folder: Traversable) -> list[Traversable]:
    out: list[Traversable] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            out += _list_files(item)
        elif item.name.endswith((".py", ".yaml")):
            out.append(item)
    return out
