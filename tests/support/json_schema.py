"""The part of JSON Schema (draft 2020-12) that the config's schemas use, as a check for tests."""

import re
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_KEYWORDS = """
$schema $defs $ref anyOf type enum const properties required additionalProperties propertyNames items minItems minLength
minProperties minimum maximum pattern description format
"""
_KNOWN = frozenset(_KEYWORDS.split())


def fits(data: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    """Whether the data is valid; AssertionError for a keyword that this check does not know."""
    assert set(schema) <= _KNOWN, set(schema) - _KNOWN
    if "$ref" in schema and not fits(data, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root):
        return False
    if "anyOf" in schema and not any(fits(data, option, root) for option in schema["anyOf"]):
        return False
    return _fits_type(data, schema) and _fits_value(data, schema) and _fits_inside(data, schema, root)


def _fits_type(data: Any, schema: dict[str, Any]) -> bool:
    names = schema.get("type", list(_TYPES))
    names = [names] if isinstance(names, str) else names
    if isinstance(data, bool):
        return "boolean" in names
    return any(isinstance(data, _TYPES[name]) for name in names)


def _fits_value(data: Any, schema: dict[str, Any]) -> bool:
    if "enum" in schema and data not in schema["enum"]:
        return False
    if isinstance(data, str):
        return len(data) >= int(schema.get("minLength", 0)) and bool(re.search(schema.get("pattern", ""), data))
    if isinstance(data, int | float):
        return bool(schema.get("minimum", data) <= data <= schema.get("maximum", data))
    return True


def _fits_inside(data: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    if isinstance(data, list):
        inner = schema.get("items", {})
        return len(data) >= schema.get("minItems", 0) and all(fits(item, inner, root) for item in data)
    if not isinstance(data, dict):
        return True
    known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    if len(data) < schema.get("minProperties", 0):
        return False
    if not set(schema.get("required", ())) <= set(data) or (other is False and not set(data) <= set(known)):
        return False
    rest = other if isinstance(other, dict) else {}
    return all(fits(value, known.get(key, rest), root) for key, value in data.items())
