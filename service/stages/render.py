"""Render an alert as one line: JSON for programs, text for people.

Enter: an alert. Leave: a line without its line break, that nothing in a feed can break, forge or colour. Called by
`adapters.alert_log` and `cli.alerts`.
"""

import json
import re
import unicodedata
from datetime import datetime
from typing import Any

from service.model.alert import Alert, AlertKind

_TOLD = frozenset({AlertKind.CONTACT, AlertKind.ACCOUNT, AlertKind.REVISION, AlertKind.EDIT})
SENTENCE_SHOWN = 240
"""Characters of the matched sentence on a readable line; the JSON line has all of it."""

# Format characters that reorder or hide text, besides C0 and C1: bidirectional controls, zero-width spaces and word
# joiners, tags. The joiners U+200C and U+200D stay: some scripts are written with them.
_REORDERING = {0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A)}
_REORDERING |= {0xFEFF, *range(0xE0000, 0xE0080)}
_TEXT_ID = re.compile(r"^\S+ +\S+ +\S+ +([0-9a-f]{16}) ")


def fold_line(text: str) -> str:
    """`text` on one line: controls and line breaks of every kind become spaces, reordering marks go."""
    shown = []
    for char in text:
        if ord(char) in _REORDERING:
            continue
        control = unicodedata.category(char) in {"Cc", "Zl", "Zp", "Cs"}
        shown.append(" " if control else char)
    return " ".join("".join(shown).split())


def format_instant(instant: datetime) -> str:
    """RFC 3339, whole seconds, `Z`: "2026-03-10T09:15:00Z"."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def describe_alert(alert: Alert) -> dict[str, Any]:
    """The alert as JSON values, in the key order of the alert log. Every text is on one line."""
    return {
        "id": alert.id,
        "kind": alert.kind.value,
        "priority": alert.priority.value,
        "time": format_instant(alert.created),
        "officials": list(alert.official_ids),
        "names": [fold_line(name) for name in alert.official_names],
        "title": fold_line(alert.title),
        "outlet": fold_line(alert.outlet),
        "url": fold_line(alert.url) if alert.url else None,
        "published": format_instant(alert.published) if alert.published else None,
        "sentence": fold_line(alert.sentence),
        "rule": fold_line(alert.rule),
        "reason": fold_line(alert.reason),
        "feed": alert.feed_id,
        "story": alert.story_id,
        "article": alert.article_id,
        "contact": alert.contact_id,
    }


def render_json(alert: Alert) -> str:
    """One JSON object on one line."""
    return json.dumps(describe_alert(alert), ensure_ascii=False)


def render_text(alert: Alert) -> str:
    """One readable line: time, priority, kind, id, who or what, headline, outlet, sentence, URL."""
    known = describe_alert(alert)
    what = word_subject(alert)
    parts = [f"{known['time']} {known['priority']:<6} {known['kind']:<8} {known['id']} {what}: {known['title']}"]
    if known["outlet"]:
        parts[0] += f" ({known['outlet']})"
    if known["sentence"] and known["sentence"] != known["title"]:
        parts.append(f"«{shorten(known['sentence'], SENTENCE_SHOWN)}»")
    if known["url"]:
        parts.append(known["url"])
    return " | ".join(parts)


def word_subject(alert: Alert) -> str:
    """What an alert is about, on one line: of the ledger, or of an edit, what happened; of another whom it names."""
    if alert.kind in _TOLD:
        return fold_line(alert.reason)
    return ", ".join(fold_line(name) for name in alert.official_names) or fold_line(alert.rule)


def shorten(text: str, length: int) -> str:
    """`text` cut at a word within `length` characters, with an ellipsis where something went."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    at_word = cut.rfind(" ")
    return (cut[:at_word] if at_word > length // 2 else cut).rstrip() + "…"


def read_json_id(line: str) -> str | None:
    """The alert id on a line of `render_json`, or None if the line is something else."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    found = record.get("id") if isinstance(record, dict) else None
    return found if isinstance(found, str) else None


def read_text_id(line: str) -> str | None:
    """The alert id on a line of `render_text`: only where it stands in its own column, never out of a headline."""
    found = _TEXT_ID.match(line)
    return found.group(1) if found else None
