"""Older contacts that an article lists beside the news."""

import pytest

from service.model.contact import Channel, Initiator
from tests.support.contact_claims import claim, write_article

NAMES = {
    "Austin|Остин": "austin",
    "Milley|Милли": "milley",
    "Belousov|Белоусов": "belousov",
    "Shoigu|Шойгу": "shoigu",
    "Gerasimov|Герасимов": "gerasimov",
}
LATE = "2024-07-12T20:00:00+00:00"
HEAD = "Defense Secretary Lloyd Austin spoke by phone with Andrei Belousov on Friday, the Pentagon said.\n\n"
LIST = {
    "en": HEAD + "On Oct. 21, 2022, Austin and Shoigu spoke by telephone at the initiative of the American side.\n\n"
    "On Oct. 23, 2022, Shoigu called Austin at Russia's request.\n\n"
    "On Sept. 22, 2021, Gen. Mark Milley and Gen. Valery Gerasimov met near Helsinki.",
    "ru": "Министр обороны Андрей Белоусов в пятницу поговорил по телефону с Ллойдом Остином.\n\n"
    "21 октября 2022 года Шойгу и Остин говорили по телефону по инициативе американской стороны.\n\n"
    "23 октября 2022 года Шойгу провел телефонный разговор с Остином по инициативе российской стороны.\n\n"
    "22 сентября 2021 года Милли и Герасимов встретились под Хельсинки.",
}


@pytest.mark.parametrize("lang", LIST)
def test_each_is_a_recalled_contact_of_its_own_people_day_and_initiator(lang: str) -> None:
    main, *older = claim(write_article(LIST[lang], LATE, lang=lang), NAMES)
    assert (main.date, main.ru, main.initiator) == ("2024-07-12", ("Andrei Belousov",), Initiator.UNKNOWN)
    assert [(found.date, found.us, found.ru, found.channel, found.initiator) for found in older] == [
        ("2022-10-21", ("Lloyd Austin",), ("Sergei Shoigu",), Channel.PHONE, Initiator.US),
        ("2022-10-23", ("Lloyd Austin",), ("Sergei Shoigu",), Channel.PHONE, Initiator.RU),
        ("2021-09-22", ("Mark Milley",), ("Valery Gerasimov",), Channel.MEETING, Initiator.UNKNOWN),
    ]
    assert all(found.recalled for found in older)


@pytest.mark.parametrize(
    "sentence",
    [
        "On Oct. 23, 2022, Shoigu declined a call with Austin.",
        "Austin has wanted to talk with Shoigu since the war began on Feb. 24, 2022.",
        "On Nov. 9, 2022, Shoigu announced a retreat that Austin welcomed.",
        "On July 12, 2022, Shoigu called his Turkish counterpart, and Austin visited Kyiv.",
    ],
)
def test_what_was_refused_or_is_no_contact_of_theirs_is_not_listed(sentence: str) -> None:
    assert claim(write_article(HEAD + sentence, LATE), NAMES)[1:] == ()


def test_the_first_call_of_a_new_minister_since_a_month_was_his_predecessors() -> None:
    body = "Andrei Belousov and Lloyd Austin spoke by phone on Friday, the first such call since March 2023."
    _, older = claim(write_article(body, LATE), NAMES)
    assert (older.date, older.us, older.ru) == ("2023-03", ("Lloyd Austin",), ("Sergei Shoigu",))
