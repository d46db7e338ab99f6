"""The archive's data: whole, dated within its week, varied as promised, and labelled honestly."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from service.adapters.archive import ARCHIVE_END, ARCHIVE_START, archive_feeds, simulated_steps
from service.adapters.archive.catalogue import Item, Outlet, PageKind, load_outlets
from tests.support.archive_labels import find_item_id, load_labels

OUTLETS = load_outlets()
ITEMS = [item for outlet in OUTLETS for item in outlet.items]
LABELS = load_labels()

# What of each name survives declension in the languages of the archive.
STEMS = {
    "Pete Hegseth": ("Hegseth", "Хегсет", "Гегсет"),
    "Andrei Belousov": ("Belousov", "Beloussow", "Belooussov", "Белоусов", "Бєлоусов"),
    "Lloyd Austin": ("Lloyd Austin", "Ллойд Остин", "Ллойду Остину", "Ллойдом Остин", "Ллойд Остін"),
    "Sergei Shoigu": ("Shoigu", "Schoigu", "Шойгу"),
    "Valery Gerasimov": ("Gerasimov", "Gerassimow", "Guerassimov", "Герасимов"),
    "Mark Milley": ("Milley", "Милли"),
    "Dan Caine": ("Dan Caine", "Дэн Кейн", "Дэном Кейн", "Ден Кейн", "General Caine"),
}


def text_of(item: Item, version: int = -1) -> str:
    """What can be read of the item: without the page where that is walled off or missing."""
    shown = item.versions[version]
    page = () if item.page in (PageKind.CONSENT, PageKind.MISSING) else shown.paragraphs
    return " ".join((shown.title, shown.summary, *page)).replace("\u00ad", "")


def test_there_is_enough_of_it_in_every_format_and_language() -> None:
    assert len(ITEMS) >= 70
    assert len(OUTLETS) >= 5
    assert {outlet.shape.value for outlet in OUTLETS} == {"rss", "atom", "rdf"}
    assert {"en", "ru", "uk", "de"} <= {outlet.lang for outlet in OUTLETS}
    assert {"us", "ru"} <= {outlet.side for outlet in OUTLETS}
    assert "windows-1251" in {outlet.habits.encoding for outlet in OUTLETS}
    assert {item.page for item in ITEMS} == set(PageKind)


def test_ids_are_unique() -> None:
    assert [name for name, count in Counter(item.id for item in ITEMS).items() if count > 1] == []
    assert len({outlet.id for outlet in OUTLETS}) == len(OUTLETS)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_each_item_is_dated_within_the_week_or_the_one_before(item: Item) -> None:
    assert ARCHIVE_START - timedelta(days=7) <= item.published < ARCHIVE_END
    assert all(version.since < ARCHIVE_END for version in item.versions)
    assert [version.since for version in item.versions] == sorted(version.since for version in item.versions)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_each_page_says_more_than_its_summary(item: Item) -> None:
    for version in item.versions:
        assert version.title
        assert version.summary
        assert len(version.paragraphs) >= 2
        assert sum(map(len, version.paragraphs)) > len(version.summary) + len(version.title)


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.id)
def test_ids_bear_the_day_of_publication_and_stay_in_the_feed_for_a_poll(outlet: Outlet) -> None:
    for item in outlet.items:
        day = item.published.astimezone(ZoneInfo(outlet.tz))
        assert item.id.split("-")[1] == f"{day:%m%d}"
        for version in item.versions:
            poll = next(step for step in simulated_steps() if step >= version.since)
            assert item in outlet.shown_items(poll), f"{item.id} has left the feed before the demo polls"


def test_every_outlet_says_that_it_is_invented() -> None:
    words = {"en": "invented", "ru": "вымышленн", "uk": "вигадан", "de": "erfunden", "fr": "inventé"}
    assert all(words[outlet.lang] in outlet.notice.lower() for outlet in OUTLETS)


def test_a_correction_brings_a_new_summary_and_a_note() -> None:
    corrected = [item for item in ITEMS if len(item.versions) > 1]
    assert corrected
    assert all(item.versions[-1].summary != item.versions[0].summary and item.versions[-1].note for item in corrected)


def test_feeds_are_configured_from_the_data() -> None:
    feeds = {feed.id: feed for feed in archive_feeds("http://127.0.0.1:9")}
    assert feeds["mod-russia"].side == "ru"
    assert feeds["pentagon-readouts"].side == "us"
    assert feeds["sever-inform"].url == "http://127.0.0.1:9/sever-inform/feed.xml"
    assert feeds["kyivska-khvylia"].tz == "Europe/Kyiv"


def test_the_address_of_a_page_tells_its_item() -> None:
    for outlet in OUTLETS:
        for item in outlet.items:
            assert find_item_id(f"http://127.0.0.1:9{outlet.item_path(item)}?{outlet.habits.query}") == item.id


def test_every_item_is_labelled_and_every_label_has_its_item() -> None:
    assert set(LABELS) == {item.id for item in ITEMS}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_label_names_exactly_those_whom_the_item_names(item: Item) -> None:
    label = LABELS[item.id]
    assert label.story is not None or not label.relevant
    assert label.old == (item.published < ARCHIVE_START - timedelta(days=2))
    text = text_of(item)
    named = label.officials | label.may_add
    for name in named:
        assert any(stem in text for stem in STEMS[name]), f"{name} is not in the text"
    # Where the label names nobody, no unmistakable name may stand in the text.
    for name in ("Pete Hegseth", "Lloyd Austin", "Dan Caine", "Sergei Shoigu", "Mark Milley"):
        if any(stem in text for stem in STEMS[name]):
            assert name in named
    if label.before is not None:
        before = text_of(item, 0)
        assert not any(stem in before for name in label.officials - label.before for stem in STEMS[name])


def test_the_cases_the_archive_promises_are_there() -> None:
    labels = LABELS.values()
    names = [name for outlet in OUTLETS for name in outlet.most_read]
    nameless = [
        item
        for item in ITEMS
        if LABELS[item.id].officials
        and not any(
            stem in item.versions[0].title + item.versions[0].summary
            for official in LABELS[item.id].officials
            for stem in STEMS[official]
        )
    ]
    assert sum(label.relevant for label in labels) >= 30
    assert sum(not label.relevant for label in labels) >= 30
    assert len(nameless) >= 20
    assert any("Austin" in name for name in names)
    telling = {outlet.id for outlet in OUTLETS for item in outlet.items if LABELS[item.id].story == "call"}
    assert telling == {outlet.id for outlet in OUTLETS}
