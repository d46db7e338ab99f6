"""The common ground of the three file models: what a section is, and how its mistakes are told.

In: raw data of a `Source` and a model. Out: the validated model, or None with the mistakes reported at their places.
Called by `load`.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from service.config.scalars import find_nearest, show, suggest
from service.config.source import KeyPath, Source

S = TypeVar("S", bound="Section")

# Top-level keys that stand in another file, for who mixes them up.
HOMES = {
    **dict.fromkeys(("database", "logs", "polling", "alerts", "archive", "web"), "hotline.yaml"),
    "feeds": "feeds.yaml",
    **dict.fromkeys(("sides", "officials", "offices", "topics"), "watch.yaml"),
}


class Section(BaseModel):
    """A mapping in a config file: strict types, no unknown keys; a key without a value counts as absent."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        known = set(known_keys(cls))
        return {key: value for key, value in data.items() if value is not None or key not in known}

    def given(self) -> dict[str, Any]:
        """The fields that the file sets, by name: the rest keep the defaults of the model they are handed to."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def known_keys(model: type[BaseModel]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


def validate(model: type[S], source: Source, environ: Mapping[str, str]) -> S | None:
    """Validate the whole file; None, with every mistake reported, where it does not fit the model."""
    try:
        return model.model_validate(source.data, context={"environ": environ})
    except ValidationError as error:
        found = error.errors(include_url=False)
        # `ulr:` is one mistake, not an unknown key and a missing one.
        misspelt = {
            (*path[:-1], _nearest(model, path))
            for path in (details["loc"] for details in found if details["type"] == "extra_forbidden")
        }
        for details in found:
            if details["type"] != "missing" or details["loc"] not in misspelt:
                _report(model, source, details)
        return None


def _nearest(model: type[Section], path: KeyPath) -> str | None:
    return find_nearest(str(path[-1]), known_keys(_section_at(model, path[:-1]) or model))


def _report(model: type[Section], source: Source, details: ErrorDetails) -> None:
    at_key = details["loc"][-1:] == ("[key]",)
    path: KeyPath = details["loc"][:-1] if at_key else details["loc"]
    kind = details["type"]
    if kind == "missing":
        _report_missing(source, path)
    elif kind == "extra_forbidden":
        source.report_at(path, _explain_unknown(model, path), key=True)
    else:
        source.report_at(path, _explain(details), key=at_key)


_EXAMPLES = {
    "id": "id: a-name",
    "url": "url: https://example.org/feed.xml",
    "name": "name: Lloyd Austin",
    "side": "side: us",
    "sides": "sides: [us, ru]",
    "titles": "titles: {en: [defence minister]}",
    "holders": "holders: [{name: Lloyd Austin, from: 2021-01-22}]",
    "from": "from: 2021-01-22",
    "threshold": "threshold: 8",
    "groups": "groups: {talks: {packs: [talks]}}",
    "rules": "rules: [{id: any-talk, all: [talks], weight: 8}]",
    "all": "all: [talks]",
    "weight": "weight: 8",
}


def _report_missing(source: Source, path: KeyPath) -> None:
    if path in source.keys:
        source.report_at(path, f"`{path[-1]}` has no value; write one behind the colon", key=True)
    else:
        example = _EXAMPLES.get(str(path[-1]))
        source.report_at(
            path[:-1], f"`{path[-1]}` is missing here; add it{f', such as `{example}`' if example else ''}"
        )


def _explain_unknown(model: type[Section], path: KeyPath) -> str:
    key = str(path[-1])
    known = known_keys(_section_at(model, path[:-1]) or model)
    hint = suggest(key, known)
    if not hint and len(path) == 1 and key in HOMES:
        hint = f"; it belongs in {HOMES[key]}"
    return f"unknown key {show(key)}{hint or '; known here: ' + ', '.join(known)}"


def _section_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    """The section that stands at `path` below a model, by walking its annotations."""
    here: Any = model
    for step in path:
        if isinstance(here, type) and issubclass(here, BaseModel):
            fields = {info.alias or name: info.annotation for name, info in here.model_fields.items()}
            here = fields.get(str(step))
        else:
            here = get_args(here)[-1] if get_origin(here) in {list, dict} else None
        here = _unwrap(here)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _unwrap(annotation: Any) -> Any:
    """The type behind `Annotated[...]` and `... | None`."""
    if get_origin(annotation) is Annotated:
        return _unwrap(get_args(annotation)[0])
    inner = [arg for arg in get_args(annotation) if arg is not type(None)]
    if type(None) in get_args(annotation) and len(inner) == 1:
        return _unwrap(inner[0])
    return annotation


_WANTED = {
    "bool_type": "`true` or `false` is wanted here",
    "int_type": "a whole number is wanted here, such as `2`",
    "list_type": "a list is wanted here; write `[one, two]` or one `- item` a line",
    "dict_type": "a mapping is wanted here; write `key: value` lines",
    "model_type": "a mapping is wanted here; write `key: value` lines",
    "string_type": "text is wanted here",
}


def _explain(details: ErrorDetails) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in _WANTED:
        return f"{_WANTED[kind]}, not {show(details['input'])}"
    if kind == "literal_error":
        allowed = [word for word in str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ") if word]
        hint = suggest(str(details["input"]), allowed) if isinstance(details["input"], str) else ""
        return f"{show(details['input'])} is not possible here; write {_one_of(allowed)}{hint}"
    bounds = {
        "greater_than_equal": ("ge", "at least"),
        "less_than_equal": ("le", "at most"),
        "greater_than": ("gt", "more than"),
    }
    if kind in bounds:
        key, words = bounds[kind]
        return f"{show(details['input'])} is out of range; write {words} {context[key]}"
    if kind == "too_short":
        what = "mapping" if isinstance(details["input"], dict) else "list"
        return f"an empty {what} says nothing here; write at least one item"
    return details["msg"]


def _one_of(words: Iterable[str]) -> str:
    shown = [f"`{word}`" for word in words]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
