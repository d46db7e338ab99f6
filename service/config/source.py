"""One YAML file, read with the position of everything in it.

In: a path. Out: a `Source`, that is plain dicts, lists and scalars with a map from each path to its line and column,
and the problems met on the way (syntax, duplicate keys, tags). Called by `load`.

YAML is read as version 1.2, core schema: `no`, `on` and dates stay text. Numbers remember how they were written, so
that a text field that happens to look like a number (`id: 1e3`) keeps its spelling.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from service.errors import ConfigProblem

MAX_BYTES = 8_000_000
# Aliases let a small file stand for a huge one; 10,000 officials are about 100,000 values.
MAX_VALUES = 250_000
MAX_DEPTH = 40

Key = str | int
KeyPath = tuple[Key, ...]

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str", "seq", "map", "timestamp")
)


class WrittenInt(int):
    """An integer that remembers how it was written."""

    written: str = ""


class WrittenFloat(float):
    """A number that remembers how it was written."""

    written: str = ""


class Place(NamedTuple):
    """A position in a file, from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Source:
    """A file as read. `file` is how the user calls it; `data` is None where nothing could be read."""

    file: str
    data: object = None
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)
    problems: list[ConfigProblem] = field(default_factory=list)

    def report(self, place: Place, message: str) -> None:
        problem = ConfigProblem(self.file, place.line, place.column, message)
        if problem not in self.problems:
            self.problems.append(problem)

    def report_at(self, path: KeyPath, message: str, *, key: bool = False) -> None:
        """Report at the value of `path` (with `key`, at its key), or at the nearest thing around it."""
        if key and path in self.keys:
            self.report(self.keys[path], message)
            return
        for length in range(len(path), -1, -1):
            if path[:length] in self.values:
                self.report(self.values[path[:length]], message)
                return
        self.report(Place(1, 1), message)

    def line_of(self, path: KeyPath) -> int:
        return self.values.get(path, Place(0, 0)).line


class _GiveUpError(Exception):
    """The file is not worth reading further; the reason has been reported."""


def read_source(path: Path, file: str) -> Source:
    """Read one YAML file. Never raises: what is wrong stands in `problems`, and `data` is then None or incomplete."""
    source = Source(file)
    text = _read_text(path, source)
    if text is None:
        return source
    try:
        # An own loader per file: ruamel's keeps state. Composing builds no objects, so no tag can run anything.
        loader = YAML(typ="safe", pure=True)
        # The time that ruamel takes grows with the square of the depth.
        loader.max_depth = MAX_DEPTH
        with warnings.catch_warnings():
            # YAML allows an anchor to be used again; ruamel would say so on the terminal.
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            node = loader.compose(text)
        if node is not None:
            source.data = _Builder(source).build(node, ())
    except MarkedYAMLError as error:
        _report_syntax(source, error)
    except _GiveUpError:
        source.data = None
    except (
        YAMLError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        AssertionError,
        NotImplementedError,
    ) as error:
        # ruamel leaks these on broken escapes, directives and tags; they carry no position.
        source.report(Place(1, 1), f"cannot be read as YAML ({_plain(str(error)) or type(error).__name__})")
    return source


def _read_text(path: Path, source: Source) -> str | None:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        source.report(Place(1, 1), f"cannot be read: {error.strerror or error}; check the file and its permissions")
        return None
    if len(raw) > MAX_BYTES:
        source.report(Place(1, 1), f"larger than {MAX_BYTES // 1_000_000} MB; a config file should be far smaller")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        place = Place(before.count(b"\n") + 1, column)
        source.report(place, f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8")
        return None
    for match in re.finditer(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        place = Place(text.count("\n", 0, match.start()) + 1, match.start() - line_start + 1)
        source.report(place, f"control character U+{ord(match.group()):04X}; remove it")
        return None
    return text


def _report_syntax(source: Source, error: MarkedYAMLError) -> None:
    # A quote that is never closed, a key without its colon: to be mended where it begins, not where reading ended.
    begun = _is_open_quote(error) or "could not find expected ':'" in str(error.problem)
    mark = (begun and error.context_mark) or error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
    problem = _plain(str(error.problem or error.context or "cannot be read"))
    source.report(place, f"not valid YAML: {_explain_syntax(problem, error)}")


def _explain_syntax(problem: str, error: MarkedYAMLError) -> str:
    """ruamel's words, with what would be right for the mistakes that people make."""
    context = _plain(str(error.context or ""))
    if "maximum depth" in context + problem:
        return f"nested deeper than {MAX_DEPTH} levels; check the brackets and the indentation"
    if "'\\t'" in problem or "\\t" in problem or "tab" in problem:
        return "a tab stands here; indent with spaces"
    if _is_open_quote(error):
        return "the quote that opens here is never closed; close it, or put text that holds one in the other kind"
    if "mapping values are not allowed" in problem:
        return "a second `:` in one line, or wrong indentation; put text that holds `: ` in quotes"
    if "found undefined alias" in problem:
        return f"{problem}; put text that begins with `*` in quotes"
    if "cannot start any token" in problem:
        return f"{problem}; put text that begins with such a character in quotes"
    if "could not find expected ':'" in problem:
        return "a key without `:`; write `key: value`"
    if "expected a single document" in context + problem:
        return "a second document (`---`) begins here; keep one"
    hint = "; check the indentation, the brackets and the quotes"
    return f"{problem}{' ' + context if context else ''}{hint}"


def _is_open_quote(error: MarkedYAMLError) -> bool:
    return "scanning a quoted scalar" in str(error.context) and "end of stream" in str(error.problem)


def _plain(text: str) -> str:
    """One printable line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


class _Builder:
    """Turns nodes into plain values and notes where each stood."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.count = 0

    def build(self, node: Node, path: KeyPath) -> object:
        place = Place(node.start_mark.line + 1, node.start_mark.column + 1)
        self.source.values[path] = place
        self.count += 1
        if self.count > MAX_VALUES:
            self.source.report(place, "the aliases (`*name`) unfold to too many values; write fewer")
            raise _GiveUpError
        if len(path) > MAX_DEPTH:
            self.source.report(place, f"nested deeper than {MAX_DEPTH} levels, or an alias that holds itself")
            raise _GiveUpError
        if str(node.tag) not in _CORE_TAGS and not (
            isinstance(node, ScalarNode) and node.style is None and _is_bare(node)
        ):
            self.source.report(place, f"the tag `{_plain(str(node.tag))}` has no meaning here; remove it")
            return None
        if isinstance(node, MappingNode):
            return dict(self._items(node, path))
        if isinstance(node, SequenceNode):
            return [self.build(child, (*path, number)) for number, child in enumerate(node.value)]
        return _resolve(node) if isinstance(node, ScalarNode) else None

    def _items(self, node: MappingNode, path: KeyPath) -> Iterator[tuple[str, object]]:
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            place = Place(key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, ScalarNode):
                self.source.report(place, "a key must be plain text; put text that begins with `{` or `[` in quotes")
                continue
            key = str(key_node.value)
            if key == "<<" and key_node.style is None:
                self.source.report(place, "merging with `<<` is not supported; write the keys out")
                continue
            if key in seen:
                self.source.report(place, f"`{_plain(key)}` stands twice; it is already in line {seen[key]}: keep one")
                continue
            seen[key] = place.line
            self.source.keys[*path, key] = place
            yield key, self.build(value_node, (*path, key))


def _is_bare(node: ScalarNode) -> bool:
    """ruamel gives `=` and `<<` tags of their own where they stand as plain values."""
    return node.value in {"=", "<<"}


def _resolve(node: ScalarNode) -> object:
    text = str(node.value)
    if node.style is not None:
        return text
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if len(text) > 40:
        return text
    if _INT.fullmatch(text):
        number = WrittenInt(text, 0) if text[:2] in {"0o", "0x"} else WrittenInt(text)
        number.written = text
        return number
    if _FLOAT.fullmatch(text):
        real = WrittenFloat(text)
        real.written = text
        return real
    return text
