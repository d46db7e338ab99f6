"""Over many polls nothing is stored twice and nothing is lost, whatever the feed does with its guids and links."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from service.model.entry import Entry
from service.stages.parse import parse_feed
from service.stages.parse.keys import match_known

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


class Memory:
    """What a store remembers of one feed: the text digest of every entry, and which entry a key belongs to."""

    def __init__(self) -> None:
        self.owner: dict[str, int] = {}
        self.digest: dict[int, str] = {}
        self.changes = 0

    def poll(self, items: str) -> tuple[Entry, ...]:
        body = f'<rss version="2.0"><channel><link>https://example.org/</link>{items}</channel></rss>'
        entries = parse_feed(
            body.encode(), content_type="", url="https://example.org/feed", tz=None, lang=None, now=NOW
        ).entries
        known = {
            key: (self.owner[key], self.digest[self.owner[key]])
            for entry in entries
            for key in entry.keys
            if key in self.owner
        }
        for match in match_known(entries, known):
            number = match.known_id if match.known_id is not None else len(self.digest) + 1
            self.changes += match.changed
            self.digest[number] = match.entry.text_digest
            for key in match.entry.keys:
                self.owner.setdefault(key, number)
        return entries


def item(number: int, **parts: str) -> str:
    hour = (NOW - timedelta(hours=number)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    values = {
        "title": f"Headline {number}",
        "link": f"https://example.org/a/{number}",
        "guid": f"id-{number}",
        "pubDate": hour,
        "description": f"Text {number}",
    } | parts
    return "<item>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in values.items() if text) + "</item>"


def three(make: Callable[[int], str]) -> str:
    return "".join(make(number) for number in (1, 2, 3))


Poll = Callable[[int], str]

CASES: dict[str, tuple[Poll, int]] = {
    "the same each time": (lambda poll: three(item), 3),
    "a new guid at each poll": (lambda poll: three(lambda n: item(n, guid=f"{poll}-{n}")), 3),
    "one guid for all": (lambda poll: three(lambda n: item(n, guid="same")), 3),
    "one guid for all, one item at a time": (lambda poll: item(poll, guid="same"), 5),
    "one link for all": (lambda poll: three(lambda n: item(n, link="https://example.org/live")), 3),
    "all link to the front page": (lambda poll: three(lambda n: item(n, link="https://example.org/")), 3),
    "the front page, one item at a time": (
        lambda poll: item(poll, link="https://www.example.org", guid=""),
        5,
    ),
    "guid changes with the headline": (
        lambda poll: three(lambda n: item(n, guid=f"slug-{poll}-{n}", title=f"Headline {n}, version {poll}")),
        3,
    ),
    "link changes with the headline": (
        lambda poll: three(lambda n: item(n, link=f"https://example.org/s-{poll}-{n}", title=f"H {n}, v {poll}")),
        3,
    ),
    "guid and link new at each poll": (
        lambda poll: three(lambda n: item(n, guid=f"{poll}-{n}", link=f"https://example.org/a/{n}?session={poll}")),
        3,
    ),
    "tracking at each poll, no guid": (
        lambda poll: three(lambda n: item(n, guid="", link=f"https://example.org/a/{n}?utm_id={poll}")),
        3,
    ),
    "http and https, www and not": (
        lambda poll: three(
            lambda n: item(n, guid="", link=f"http{'s' * (poll % 2)}://{'www.' * (poll % 3 > 0)}example.org/a/{n}")
        ),
        3,
    ),
    "re-ordered": (lambda poll: "".join(item(1 + (n * 7 + poll) % 20) for n in range(20)), 20),
    "a sliding window": (lambda poll: "".join(item(n) for n in range(poll, poll + 10)), 14),
    "only titles": (lambda poll: three(lambda n: item(n, link="", guid="", pubDate="", description="")), 3),
    "only descriptions": (lambda poll: three(lambda n: item(n, link="", guid="", pubDate="", title="")), 3),
    "only titles, dates of the moment": (
        lambda poll: three(lambda n: item(n, link="", guid="", pubDate=f"Thu, 15 Jan 2026 11:5{poll}:00 GMT")),
        3,
    ),
    "blanks around the guid": (lambda poll: item(1, guid=" \n id-1 \t" if poll % 2 else "id-1"), 1),
    "guids that differ in case": (lambda poll: item(1, guid="ab") + item(2, guid="AB"), 2),
    "the same item three times": (lambda poll: item(1) * 3, 1),
    "an endless guid": (lambda poll: item(1, guid="g" * 1_000_000), 1),
    "a bulletin of one title, each day anew": (
        lambda poll: item(24 * poll, title="Daily statement", description="", guid=f"b{poll}", link=f"https://example.org/b/{poll}"),
        5,
    ),
    "same title and text, different pages": (lambda poll: three(lambda n: item(n, title="Photo", description="")), 3),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_items_are_stored_once_each(name: str) -> None:
    make, expected = CASES[name]
    memory = Memory()
    for poll in range(5):
        memory.poll(make(poll))
    assert len(memory.digest) == expected


def test_a_live_page_is_one_item_that_changes() -> None:
    memory = Memory()
    for poll in range(4):
        memory.poll(item(1, title=f"Live: {poll} updates", guid=f"live-{poll}"))
    assert (len(memory.digest), memory.changes) == (1, 3)


def test_white_space_and_case_are_no_change() -> None:
    memory = Memory()
    memory.poll(item(1, title="Two  words"))
    memory.poll(item(1, title="TWO words "))
    assert memory.changes == 0


def test_an_item_beside_its_old_version_loses_neither() -> None:
    memory = Memory()
    memory.poll(item(1))
    entries = memory.poll(item(1, title="Corrected headline") + item(1))
    assert len(entries) == 2
    assert len(memory.digest) == 2


def test_a_known_entry_is_given_to_one_item_only() -> None:
    entries = (
        Entry(keys=("l:1", "t:1"), title="a", text_digest="x"),
        Entry(keys=("g:1", "t:2"), title="b", text_digest="y"),
    )
    known = {"l:1": (7, "x"), "g:1": (7, "x")}
    assert [(match.known_id, match.changed) for match in match_known(entries, known)] == [(7, False), (None, False)]
