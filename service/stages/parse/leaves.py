"""Closes what a feed has left open: a title, link, guid or date that runs into the next element of its item.

Enters: the tags of a document, one after the other. Leaves: the end tag that is missing before each, "" for none.
Called by `clean`. A parser would take the rest of the item for a part of the title, and lose both.
"""

from service.stages.parse.markup import word_set

# Elements that hold text alone; a title may have inline HTML in it, which is none of the siblings.
_LEAVES = word_set("title link guid id pubdate published updated issued modified date")
_SIBLINGS = _LEAVES | word_set(
    "item entry description summary content encoded creator author category comments enclosure source "
    "channel rss feed rdf items image"
)


class OpenLeaf:
    """The leaf that is open, if any. An element of the same name within another one is no child but its successor."""

    def __init__(self) -> None:
        self._name = ""

    def end_before(self, closing: bool, name: str, *, is_empty: bool) -> str:
        """The end tag that is due before this tag; `name` with its prefix, `is_empty` for `<x/>`."""
        local = name.rpartition(":")[2].lower()
        if closing and self._name and local == self._name.rpartition(":")[2].lower():
            self._name = ""
            return ""
        if local not in _SIBLINGS:
            return ""
        due = f"</{self._name}>" if self._name else ""
        self._name = name if local in _LEAVES and not closing and not is_empty else ""
        return due
