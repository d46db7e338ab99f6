"""Another contact that an article tells of as news beside its main one."""

import pytest

from service.model.contact import Channel, ContactStatus, Initiator
from tests.support.contact_claims import claim, write_article

NAMES = {"Austin": "austin", "Shoigu": "shoigu", "Milley": "milley", "Gerasimov": "gerasimov"}
HEAD = "Defense Secretary Lloyd Austin spoke by phone with Sergei Shoigu on Monday, the Pentagon said. "
LATE = "2022-10-24T20:00:00+00:00"


def test_a_second_call_of_the_day_is_a_claim_of_its_own() -> None:
    article = write_article(
        HEAD + "Later on Monday, Gen. Mark Milley called Gen. Valery Gerasimov at his own request.\n\n"
        'Milley "stressed the need to keep talking," a spokesman for the Joint Staff said.',
        LATE,
    )
    main, second = claim(article, NAMES)
    assert (main.us, main.ru, main.initiator) == (("Lloyd Austin",), ("Sergei Shoigu",), Initiator.UNKNOWN)
    assert (second.us, second.ru, second.initiator) == (("Mark Milley",), ("Valery Gerasimov",), Initiator.US)
    assert (second.date, second.channel, second.status) == ("2022-10-24", Channel.PHONE, ContactStatus.HELD)
    assert not second.recalled
    for slot, span in second.evidence:
        assert article.zone(span.zone)[span.start : span.end] == span.text, slot


@pytest.mark.parametrize("sentence", ["Separately, Mark Milley met with Valery Gerasimov in Helsinki."])
def test_a_second_contact_without_a_day_is_of_the_day_of_the_main_one(sentence: str) -> None:
    _, second = claim(write_article(HEAD + sentence, LATE), NAMES)
    assert (second.date, second.channel, second.recalled) == ("2022-10-24", Channel.MEETING, False)


@pytest.mark.parametrize(
    "sentence",
    [
        "On Friday Mark Milley had also spoken by phone with Valery Gerasimov.",
        "Mark Milley last spoke with Valery Gerasimov in May.",
        "Mark Milley called Valery Gerasimov a professional.",
        "Shoigu also talked on Monday with his British counterpart, and Gen. Mark Milley briefed allies.",
    ],
)
def test_what_is_older_or_no_contact_of_theirs_is_no_news(sentence: str) -> None:
    assert [found for found in claim(write_article(HEAD + sentence, LATE), NAMES)[1:] if not found.recalled] == []


def test_two_who_are_named_with_the_main_pair_have_no_contact_of_their_own() -> None:
    article = write_article(
        "Lloyd Austin and Mark Milley met with Sergei Shoigu and Valery Gerasimov on Monday.\n\n"
        "Milley and Gerasimov met afterwards with Austin and Shoigu, too.",
        LATE,
    )
    assert len(claim(article, NAMES)) == 1
