"""What a careful reader makes of each item of the bundled archive: the labels in tests/adapters/archive, as values.

For the tests of the archive itself, and for end-to-end tests that compare what the demo raised with what it should.
"""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ruamel.yaml import YAML
from yarl import URL

_FILE = Path(__file__).parents[1] / "adapters" / "archive" / "expectations.yaml"


@dataclass(frozen=True)
class Label:
    """`officials` are canonical names. `before`: those named before the item's correction, None where there is none.
    `may_add`: named only on a page that there is no reason to open. `old`: never to be alerted."""

    relevant: bool
    officials: frozenset[str]
    story: str | None = None
    before: frozenset[str] | None = None
    may_add: frozenset[str] = frozenset()
    old: bool = False
    why: str = ""


def load_labels() -> dict[str, Label]:
    """Item id -> label, for every item of the archive."""
    raw = YAML(typ="safe").load(_FILE)
    return {item: _build_label(**label) for item, label in raw.items()}


def find_item_id(url: str) -> str:
    """The id of the item whose page that is; tracking parameters do not matter."""
    return PurePosixPath(URL(url).path).stem


def _build_label(
    *,
    relevant: bool,
    officials: list[str],
    story: str | None = None,
    before: list[str] | None = None,
    may_add: list[str] | None = None,
    old: bool = False,
    why: str = "",
) -> Label:
    return Label(
        relevant=relevant,
        officials=frozenset(officials),
        story=story,
        before=None if before is None else frozenset(before),
        may_add=frozenset(may_add or ()),
        old=old,
        why=why,
    )
