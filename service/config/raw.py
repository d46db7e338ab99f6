"""Looking into raw YAML data that may be wrong anywhere, for the checks that span several values.

They run on the raw data so that one broken feed does not hide a duplicate id elsewhere. Used by `feeds_file` and
`watch_file`.
"""

from collections.abc import Iterator

from service.config.scalars import show
from service.config.source import KeyPath, Source, WrittenFloat, WrittenInt

Raw = dict[str, object]


def items_of(data: object, path: KeyPath) -> Iterator[tuple[KeyPath, Raw]]:
    """The mappings in the list that stands at the key path, each with its own path; nothing where there is no list."""
    for step in path:
        if isinstance(data, list) and isinstance(step, int):
            data = data[step]
        else:
            data = data.get(str(step)) if isinstance(data, dict) else None
    if isinstance(data, list):
        for number, item in enumerate(data):
            if isinstance(item, dict):
                yield (*path, number), item


def entries_of(data: object, key: str) -> dict[str, Raw]:
    """The mappings under a key that maps ids to mappings."""
    held = data.get(key) if isinstance(data, dict) else None
    return {name: item for name, item in held.items() if isinstance(item, dict)} if isinstance(held, dict) else {}


def mapping_of(data: Raw, key: str) -> Raw | None:
    held = data.get(key)
    return held if isinstance(held, dict) else None


def texts_of(data: Raw, key: str) -> list[tuple[int, str]]:
    """The texts of the list under a key, with their numbers."""
    held = data.get(key)
    found = enumerate(held) if isinstance(held, list) else ()
    return [(number, text) for number, item in found if (text := text_of(item)) is not None]


def text_of(value: object) -> str | None:
    """Text as written, as `as_text` would have it; None where the value is none."""
    if isinstance(value, WrittenInt | WrittenFloat):
        return value.written
    return value.strip() if isinstance(value, str) else None


def report_duplicates(source: Source, path: KeyPath, noun: str, keys: tuple[str, ...] = ("id",)) -> None:
    """Report every item of a list that has one of its `keys` from an earlier item; once, for a copy of a whole item."""
    seen: dict[tuple[str, str], KeyPath] = {}
    for item_path, item in items_of(source.data, path):
        texts = [(key, text) for key in keys if (text := text_of(item.get(key))) is not None]
        for key, text in texts:
            first = seen.get((key, text))
            if first is not None:
                line = source.line_of(first)
                message = f"the {key} {show(text)} is already that of another {noun}, in line {line}; choose another"
                source.report_at((*item_path, key), message)
                break
        for key, text in texts:
            seen.setdefault((key, text), (*item_path, key))
