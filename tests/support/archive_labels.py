"""What a careful reader makes of each item of the bundled archive: the labels in tests/adapters/archive, as values.

For the tests of the archive itself, and for end-to-end tests that compare what the demo raised with what it should.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ruamel.yaml import YAML
from yarl import URL

_FILE = Path(__file__).parents[1] / "adapters" / "archive" / "expectations.yaml"


@dataclass(frozen=True)
class Label:
    """`officials` are canonical names. `story`: same word, same news. `before`: those named before the item's
    correction, None where there is none. `may_add`: named only on a page that there is no reason to open. `old`: never
    to be alerted."""

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


def find_differences(alerts: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the demo's alert log (its JSON objects) has too much or too little by the labels, one line each.

    Holds whether alerts fold by article or by story: nobody is alerted whom the item does not name, nothing old or
    irrelevant is raised as news, everyone named in a story is alerted in one of its items, and a relevant story that
    names nobody has an alert all the same.
    """
    labels = load_labels()
    raised: dict[str, set[str]] = defaultdict(set)
    differences = []
    for alert in alerts:
        if not alert["url"]:
            continue
        item, names = find_item_id(alert["url"]), set(alert["names"])
        label = labels[item]
        raised[label.story or item] |= names
        if label.old:
            differences.append(f"{item}: old, yet alerted")
        if not label.relevant and (alert["priority"] != "low" or not names):
            differences.append(f"{item}: not relevant, yet {alert['kind']} of priority {alert['priority']}")
        differences += [f"{item}: {name} is not named" for name in sorted(names - label.officials - label.may_add)]
    owed: dict[str, set[str]] = defaultdict(set)
    for item, label in labels.items():
        if not label.old and (label.relevant or label.officials):
            owed[label.story or item] |= label.officials
    for story, names in owed.items():
        if story not in raised:
            differences.append(f"{story}: no alert")
        differences += [f"{story}: {name} was not alerted" for name in sorted(names - raised[story])]
    return differences


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
