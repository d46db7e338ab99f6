"""An installation that has polled a call between two ministers as four outlets tell it, one of them a copy, and a
meeting that is to come. The texts are this project's own."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.support.hotline import Hotline
from tests.support.newsroom import Item, Newsroom

NOW = "2024-06-26T12:00Z"
_FEEDS = {
    "pentagon": "outlet: Pentagon, lang: en, side: us, tz: America/New_York",
    "ministry": "outlet: Минобороны России, lang: ru, side: ru, tz: Europe/Moscow",
    "wire": "outlet: Reuters, lang: en",
    "gazette": "outlet: Harbour Gazette, lang: en",
    "courier": "outlet: River Courier, lang: en",
}
_WIRE = (
    "WASHINGTON, June 25 (Reuters) - U.S. Defense Secretary Lloyd Austin spoke by telephone with Russian Defense "
    "Minister Andrei Belousov on Tuesday, the Pentagon said, in the first call between the two ministers since March "
    "2023.\n"
    "The Pentagon said that Austin had stressed how much depends on keeping lines of communication open.\n"
    "The Russian defence ministry said that Belousov had warned of an escalation if American arms went on flowing to "
    "Ukraine.\n"
    "Austin initiated the call, the Pentagon said.\nNeither side told more about the half hour that it lasted."
)
_ITEMS = [
    (
        "pentagon",
        Item(
            "readout",
            "Readout of the Secretary's Call With the Russian Minister of Defense",
            "Secretary Austin spoke with his Russian counterpart.",
            "Secretary of Defense Lloyd J. Austin III spoke by phone today with Russian Minister of Defense Andrei "
            "Belousov.\nSecretary Austin, who initiated the call, stressed the importance of keeping lines of "
            "communication open while the war against Ukraine goes on.\n"
            "The last call between the two offices took place on March 15, 2023.",
            datetime(2024, 6, 25, 17, 0, tzinfo=UTC),
        ),
    ),
    (
        "ministry",
        Item(
            "call",
            "О телефонном разговоре министров обороны России и США",
            "Состоялся разговор Андрея Белоусова с Ллойдом Остином.",
            "25 июня по инициативе американской стороны состоялся телефонный разговор министра обороны Российской "
            "Федерации Андрея Белоусова с министром обороны США Ллойдом Остином, сообщило Минобороны России.\n"
            "Министры обменялись мнениями об обстановке вокруг Украины.\n"
            "Андрей Белоусов указал на опасность дальнейшей эскалации в связи с поставками американского оружия "
            "Вооружённым силам Украины, говорится в сообщении ведомства.",
            datetime(2024, 6, 25, 19, 0, tzinfo=UTC),
        ),
    ),
    (
        "wire",
        Item(
            "chiefs",
            "US, Russia defense chiefs hold phone talks",
            "Both ministries reported a call on Tuesday.",
            _WIRE,
            datetime(2024, 6, 25, 20, 0, tzinfo=UTC),
        ),
    ),
    (
        "gazette",
        Item(
            "chiefs-again",
            "Defense chiefs of two powers pick up the phone",
            "Both ministries reported a call on Tuesday.",
            _WIRE,
            datetime(2024, 6, 25, 22, 0, tzinfo=UTC),
        ),
    ),
    (
        "courier",
        Item(
            "generals",
            "Top US and Russian generals to meet in Geneva next week",
            "The chairman of the Joint Chiefs and the head of the Russian General Staff plan to meet.",
            "Gen. Charles Q. Brown, chairman of the Joint Chiefs of Staff, will meet Gen. Valery Gerasimov, chief of "
            "the Russian General Staff, in Geneva on July 3, a US defense official said on Wednesday.\n"
            "It would be their first meeting.",
            datetime(2024, 6, 26, 9, 0, tzinfo=UTC),
        ),
    ),
]


def open_desk(root: Path, more: Sequence[tuple[str, Item]] = (), database: str | None = None) -> Hotline:
    """Poll the newsroom, in the folder `root`: the Pentagon's feed before all others, so that the account of the other
    side comes later and is an alert of its own, whichever of the feeds answers first. What it wrote is looked at
    afterwards without it. `more`: further items of its feeds, which must become articles, too. `database`: its URL,
    for one that is not in the folder."""
    items = [*_ITEMS, *more]
    with Newsroom(*_FEEDS) as room:
        for feed, item in items:
            room.add(feed, item)
        hotline = Hotline(root, room, database=database)
        for feeds in (["pentagon"], list(_FEEDS)):
            lines = "".join(
                f'  - {{id: {feed}, url: "{room.url(feed)}", {_FEEDS[feed]}, every: 10m}}\n' for feed in feeds
            )
            (hotline.config / "feeds.yaml").write_text(f"feeds:\n{lines}", encoding="utf-8")
            counts = json.loads(hotline.call("poll", "--all", "--json", "--now", NOW, timeout=180).stdout)
            wanted = 1 if feeds == ["pentagon"] else len(items) - 1
            assert (counts["failed"], counts["articles"]) == (0, wanted), counts
    return hotline
