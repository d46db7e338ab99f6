"""Decides which item of a feed is which, within a document and between polls.

Enters: what each item of one document carries (guid, link, text, date); later, what the store knows of its keys.
Leaves: several keys an item, and the pairing of items with stored entries. Called by the feed readers, and by the poll
job with what `find_known_keys` answered. docs/decisions/0009 says why: a guid is a hint, no more.

An item's keys, strongest first:
  g:  the guid, blanks stripped, case kept
  l:  the link without tracking, session, scheme and "www."
  d:  guid and date together: tells an edit under one guid from a new item under a guid that never changes
  t:  title, summary and date; without the date where the feed makes up its dates
A key that several items of one document carry with different texts identifies none of them and is left out; so is a
link to the site's front page. An item that is left with nothing gets `c:`, all of the above together.

Between polls an item is known if any of its keys is known, with one exception: where only the guid is known, while the
link, the text and the date are all new, the guid is one that the feed never changes, and the item is new. A known item
whose text digest differs has changed and is read again; so is a live page whose guid and title change under one link.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from service.model.entry import Entry
from service.stages.parse.urls import is_front_page, link_identity

_JUST_NOW = timedelta(minutes=5)
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies one item, as its feed gave it: `text` is title and summary, `link` absolute or None."""

    guid: str
    link: str | None
    text: str
    published: datetime | None


class Match(NamedTuple):
    """An item and the stored entry that it is, None if it is new; `changed`: its text is not the stored one."""

    entry: Entry
    known_id: int | None
    changed: bool


def digest(*parts: str) -> str:
    """22 hexadecimal digits that name exactly these strings; safe for any length and any bytes."""
    joined = "\x1f".join(part.replace("\x1f", " ") for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "replace"), digest_size=11).hexdigest()


def text_digest(*parts: str) -> str:
    """The digest of an item's texts, blind to white space and case."""
    return digest(*(" ".join(part.split()).casefold() for part in parts))


def entry_keys(items: Sequence[Identity], *, home: str | None, now: datetime) -> list[tuple[str, ...]]:
    """The keys of every item of one document, in its order; equal tuples mean one item listed twice.

    `home` is the address that the feed gives as its site; items that link there are not identified by it.
    """
    made_up = _are_dates_made_up(items, now)
    candidates = [_candidate_keys(item, home, made_up) for item in items]
    texts: dict[str, set[str]] = defaultdict(set)
    for item, keys in zip(items, candidates, strict=True):
        # A text key is shared by different items where guid and link differ, the others where the text does.
        for key in keys:
            texts[key].add(digest(item.guid, item.link or "") if key.startswith("t:") else text_digest(item.text))
    result = []
    for item, keys in zip(items, candidates, strict=True):
        trusted = tuple(key for key in keys if len(texts[key]) == 1)
        # A shared text is no doubt where guid or link still speak; a bare one is all there is.
        if not trusted:
            trusted = ("c:" + digest(item.guid, item.link or "", text_digest(item.text), _stamp(item.published)),)
        elif not any(key.startswith(("g:", "l:", "t:")) for key in trusted):
            trusted = (*trusted, "c:" + digest(item.guid, item.link or "", text_digest(item.text)))
        result.append(trusted)
    return result


def _candidate_keys(item: Identity, home: str | None, dates_made_up: bool) -> list[str]:
    keys = []
    stamp = "" if dates_made_up else _stamp(item.published)
    if item.guid:
        keys.append("g:" + digest(item.guid))
    if item.link and not is_front_page(item.link, home):
        keys.append("l:" + digest(link_identity(item.link)))
    if item.guid and stamp:
        keys.append("d:" + digest(item.guid, stamp))
    folded = _NO_WORD.sub(" ", item.text.casefold()).strip()
    if folded:
        # Without guid and link the text stands alone: a date that flickers must not make it new each time.
        keys.append("t:" + digest(folded, stamp if item.guid or item.link else ""))
    return keys


def _are_dates_made_up(items: Sequence[Identity], now: datetime) -> bool:
    """Whether the dates say when the document was made, and not when its items were."""
    dated = [item.published for item in items if item.published]
    if len(dated) < 3:
        return False
    if len(set(dated)) == 1 and abs(now - dated[0]) < timedelta(days=1):
        return True
    return sum(1 for instant in dated if abs(now - instant) < _JUST_NOW) * 2 > len(dated)


def _stamp(instant: datetime | None) -> str:
    return instant.isoformat(timespec="minutes") if instant else ""


def match_known(entries: Sequence[Entry], known: Mapping[str, tuple[int, str]]) -> list[Match]:
    """Pair the items of a document with what is stored; `known`: key -> (entry id, text digest when last saved).

    One stored entry is paired with at most one item, the one whose text is the stored one if there is such. Items that
    share a key within the document are one; the first counts. The order is that of the document.
    """
    chosen: dict[int, tuple[int, bool]] = {}
    taken: set[int] = set()
    votes = [_vote(entry, known) for entry in entries]
    for exact in (True, False):
        for index, entry in enumerate(entries):
            if index in chosen:
                continue
            for entry_id, stored in votes[index]:
                if entry_id not in taken and (stored == entry.text_digest) >= exact:
                    chosen[index] = (entry_id, stored != entry.text_digest)
                    taken.add(entry_id)
                    break
    result, seen = [], set[str]()
    for index, entry in enumerate(entries):
        if not seen.isdisjoint(entry.keys):
            continue
        seen.update(entry.keys)
        known_id, changed = chosen.get(index, (None, False))
        result.append(Match(entry, known_id, changed))
    return result


def _vote(entry: Entry, known: Mapping[str, tuple[int, str]]) -> list[tuple[int, str]]:
    """The stored entries that this item may be, best first."""
    kinds: dict[int, set[str]] = defaultdict(set)
    digests: dict[int, str] = {}
    for key in entry.keys:
        if key in known:
            entry_id, stored = known[key]
            kinds[entry_id].add(key[0])
            digests[entry_id] = stored
    have = {key[0] for key in entry.keys}
    plausible = [entry_id for entry_id, found in kinds.items() if not _is_reused_guid(have, found)]
    plausible.sort(key=lambda i: (digests[i] != entry.text_digest, -len(kinds[i]), "l" not in kinds[i]))
    return [(entry_id, digests[entry_id]) for entry_id in plausible]


def _is_reused_guid(have: set[str], found: set[str]) -> bool:
    """Only the guid is known, though the item has a link, a text and a date of its own: all of them new."""
    return found == {"g"} and {"l", "d"} <= have
