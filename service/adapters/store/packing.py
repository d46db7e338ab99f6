"""Values of the model to plain JSON values and back, for columns that are read and written whole.

Enter: a frozen dataclass and its type. Leaves: dicts, lists, texts and numbers, or the dataclass. Called by the modules
that keep the ledger. What has its default is left out and comes back as the default, so that a field that a later
version adds needs no migration; a field that is gone is passed over. Sets are sorted: the same value, the same bytes.
"""

from collections.abc import Callable, Hashable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Packed = TypeVar("Packed")
_PLAIN = frozenset({str, int, float, bool, NoneType})


def pack(value: Any) -> Any:
    """`value` as JSON values."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, tuple | list):
        return [item if type(item) in _PLAIN else pack(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        packed = {field.name: getattr(value, field.name) for field in fields(value)}
        return {
            field.name: pack(packed[field.name])
            for field in fields(value)
            if _default(field) is MISSING or packed[field.name] != _default(field)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(pack(item) for item in value)
    if isinstance(value, dict):
        return {key: pack(item) for key, item in sorted(value.items())}
    return value


def unpack(kind: type[Packed], packed: Any) -> Packed:
    """The value of type `kind` that `pack` made `packed` of."""
    read: Callable[[Any], Packed] = _reader(cast(Hashable, kind))
    return read(packed)


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _read_optional(kind)
    if origin in (tuple, frozenset):
        return _read_many(kind, origin)
    if origin is dict:
        read = _reader(get_args(kind)[1])
        return lambda packed: {key: read(item) for key, item in packed.items()}
    if origin is Literal or kind in (str, int, bool, Any):
        return lambda packed: packed
    if kind is float:
        return float
    if kind in (datetime, date):
        parse: Callable[[Any], Any] = kind.fromisoformat
        return parse
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if is_dataclass(kind):
        return _read_dataclass(kind)
    raise TypeError(f"{kind!r} cannot be kept as JSON")


def _read_optional(kind: Any) -> Callable[[Any], Any]:
    others = [arg for arg in get_args(kind) if arg is not NoneType]
    if len(others) != 1:
        raise TypeError(f"{kind!r} cannot be told apart in JSON")
    read = _reader(others[0])
    return lambda packed: None if packed is None else read(packed)


def _read_many(kind: Any, origin: type) -> Callable[[Any], Any]:
    args = get_args(kind)
    if origin is frozenset or args[1:] == (Ellipsis,):
        if args[0] in _PLAIN and args[0] is not float:
            return origin
        read = _reader(args[0])
        return lambda packed: origin(read(item) for item in packed)
    readers = [_reader(arg) for arg in args]
    return lambda packed: tuple(read(item) for read, item in zip(readers, packed, strict=True))


def _read_dataclass(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    names = {field.name for field in fields(kind)}
    readers: dict[str, Callable[[Any], Any]] = {}

    def read(packed: dict[str, Any]) -> Any:
        # Made at the first use: a type may contain itself.
        for name in packed:
            if name not in readers and name in names:
                readers[name] = _reader(hints[name])
        return kind(**{name: readers[name](item) for name, item in packed.items() if name in names})

    return read
