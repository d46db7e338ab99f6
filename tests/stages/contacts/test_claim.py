"""What one article claims: slots, accounts, recalled contacts."""

import pytest

from service.model.contact import Channel, ContactStatus, Initiator
from service.stages.contacts import claim_contacts
from tests.support.contact_claims import IRRELEVANT, WATCH, claim, read_plainly, write_article

NAMES = {"Austin": "austin", "Belousov": "belousov", "Shoigu": "shoigu", "Milley": "milley", "Gerasimov": "gerasimov"}
BOTH_ACCOUNTS = write_article(
    "Lloyd Austin telephoned Andrei Belousov on Tuesday, the first time the two have talked.\n\n"
    "The Pentagon said Austin urged that channels be kept working. The last call between a US defense secretary and "
    "a Russian minister was in March 2023, with Sergei Shoigu.\n\n"
    "The Russian Defense Ministry said Belousov warned Austin about arms deliveries.",
    title="Defense chiefs of US and Russia talk",
)


def test_nothing_is_claimed_by_an_article_that_is_not_relevant() -> None:
    reading = read_plainly(BOTH_ACCOUNTS, NAMES)
    assert claim_contacts(reading, BOTH_ACCOUNTS, WATCH, IRRELEVANT) == ()


def test_all_slots_of_a_call() -> None:
    main = claim(BOTH_ACCOUNTS, NAMES)[0]
    assert (main.date, main.channel, main.status) == ("2024-06-25", Channel.PHONE, ContactStatus.HELD)
    assert (main.us, main.ru) == (("Lloyd Austin",), ("Andrei Belousov",))
    assert main.initiator is Initiator.US
    assert main.first_since == "2023-03"


def test_contact_that_is_only_recalled() -> None:
    recalled = claim(BOTH_ACCOUNTS, NAMES)[1]
    assert recalled.recalled
    assert recalled.date == "2023-03"


def test_recalled_contact_is_of_those_who_held_the_offices_then() -> None:
    article = write_article(
        "Lloyd Austin telephoned Andrei Belousov on Tuesday. The two countries' ministers last spoke in March 2023."
    )
    main, recalled = claim(article, NAMES)
    assert (main.us, main.ru) == (("Lloyd Austin",), ("Andrei Belousov",))
    assert (recalled.us, recalled.ru) == (("Lloyd Austin",), ("Sergei Shoigu",))


def test_recalled_contact_of_another_day_has_its_own_date_and_channel() -> None:
    article = write_article(
        "Mark Milley spoke by phone with Valery Gerasimov on Monday. The two last met in Bern in December 2019.",
        "2022-10-24T20:00:00+00:00",
    )
    _, recalled = claim(article, NAMES)
    assert (recalled.date, recalled.channel) == ("2019-12", Channel.MEETING)
    assert (recalled.us, recalled.ru) == (("Mark Milley",), ("Valery Gerasimov",))


def test_call_of_others_is_no_earlier_contact_of_these_two() -> None:
    article = write_article(
        "Mark Milley spoke with Valery Gerasimov on Monday. On Sunday Lloyd Austin had also spoken with Sergei Shoigu.",
        "2022-10-24T20:00:00+00:00",
    )
    main, recalled = claim(article, NAMES)
    assert main.first_since is None
    assert (recalled.date, recalled.us, recalled.ru) == ("2022-10-23", ("Lloyd Austin",), ("Sergei Shoigu",))


def test_a_talk_of_the_same_day_is_not_the_contact_before() -> None:
    article = write_article(
        "Lloyd Austin phoned Sergei Shoigu on Friday. Shoigu had not come to the phone since mid-May. "
        "He also spoke with another minister the same day.",
        "2022-10-22T04:00:00+00:00",
    )
    assert claim(article, NAMES)[0].first_since == "2022-05"


def test_a_plan_told_with_already_is_no_earlier_contact() -> None:
    article = write_article(
        "Lloyd Austin und Andrei Belousov wollen am Dienstag telefonieren, teilte das Pentagon mit.\n\n"
        "Das Gespräch der Minister könnte schon am Dienstag stattfinden, hieß es auch in Moskau.",
        "2024-06-24T08:00:00+00:00",
        lang="de",
    )
    (main,) = claim(article, NAMES)
    assert (main.date, main.status, main.first_since) == ("2024-06-25", ContactStatus.PLANNED, None)


def test_both_accounts_with_their_speakers() -> None:
    main = claim(BOTH_ACCOUNTS, NAMES)[0]
    us, ru = main.account("us"), main.account("ru")
    assert us is not None
    assert ru is not None
    assert us.speaker == "Pentagon"
    assert "Defense Ministry" in ru.speaker
    assert "channels" in us.gist
    assert "arms deliveries" in ru.gist


def test_every_span_is_verbatim() -> None:
    for found in claim(BOTH_ACCOUNTS, NAMES):
        spans = [span for account in found.accounts for span in account.spans]
        spans += [span for _, span in found.evidence]
        assert spans
        for span in spans:
            assert BOTH_ACCOUNTS.zone(span.zone)[span.start : span.end] == span.text


def test_article_that_names_nobody_still_claims() -> None:
    article = write_article("The two militaries tried out their hotline on Monday, an officer said.")
    (main,) = claim(article, {})
    assert main.channel is Channel.HOTLINE
    assert (main.us, main.ru) == ((), ())


def test_counterpart_is_resolved_by_office() -> None:
    article = write_article(
        "General Mark Milley spoke by phone with his Russian counterpart on Monday.", "2022-10-24T20:00:00+00:00"
    )
    (main,) = claim(article, NAMES)
    assert (main.us, main.ru) == (("Mark Milley",), ("Valery Gerasimov",))


@pytest.mark.parametrize(
    ("lang", "body", "names", "day", "initiator"),
    [
        ("en", "Austin called Belousov on Tuesday.", NAMES, "2024-06-25", "us"),
        (
            "ru",
            "По инициативе американской стороны Белоусов и Остин поговорили по телефону во вторник.",
            {"Белоусов": "belousov", "Остин": "austin"},
            "2024-06-25",
            "us",
        ),
        (
            "de",
            "Austin und Belousov haben am Dienstag telefoniert, auf Bitte der russischen Seite.",
            NAMES,
            "2024-06-25",
            "ru",
        ),
        (
            "fr",
            "Austin et Belousov se sont parlé mardi au téléphone, à la demande de Moscou.",
            NAMES,
            "2024-06-25",
            "ru",
        ),
        (
            "es",
            "Austin y Belousov hablaron el martes por teléfono, a petición de Washington.",
            NAMES,
            "2024-06-25",
            "us",
        ),
        (
            "pl",
            "Austin i Belousov rozmawiali we wtorek telefonicznie z inicjatywy strony amerykańskiej.",
            NAMES,
            "2024-06-25",
            "us",
        ),
        (
            "zh",
            "应美方请求,奥斯汀与别洛乌索夫25日通电话。",
            {"奥斯汀": "austin", "别洛乌索夫": "belousov"},
            "2024-06-25",
            "us",
        ),
        (
            "ko",
            "오스틴 장관과 벨로우소프 장관이 25일(현지시간) 미국 측 요청으로 통화했다.",
            {"오스틴": "austin", "벨로우소프": "belousov"},
            "2024-06-25",
            "us",
        ),
        (
            "ja",
            "オースティン氏とベロウソフ氏は25日、アメリカ側の要請で電話会談した。",
            {"オースティン": "austin", "ベロウソフ": "belousov"},
            "2024-06-25",
            "us",
        ),
    ],
)
def test_a_call_in_many_languages(lang: str, body: str, names: dict[str, str], day: str, initiator: str) -> None:
    main = claim(write_article(body, lang=lang), names)[0]
    assert (main.date, main.channel, main.initiator, main.status) == (day, "phone", initiator, "held")
    assert (main.us, main.ru) == (("Lloyd Austin",), ("Andrei Belousov",))


def test_news_of_today_without_a_day_is_of_the_day_of_publication() -> None:
    (main,) = claim(write_article("Austin and Belousov have talked by phone."), NAMES)
    assert main.date == "2024-06-26"


def test_outlet_zone_decides_what_today_is() -> None:
    article = write_article(
        "Austin and Belousov have talked by phone.", "2024-06-25T22:00:00+00:00", tz="Europe/Moscow"
    )
    assert claim(article, NAMES)[0].date == "2024-06-26"


def test_refused_attempt() -> None:
    article = write_article("Mark Milley tried to reach Valery Gerasimov, but his calls went unanswered.")
    (main,) = claim(article, NAMES)
    assert (main.status, main.initiator) == (ContactStatus.REFUSED, Initiator.US)


@pytest.mark.parametrize(
    ("lang", "title", "summary", "body"),
    [
        (
            "en",
            "Moscow declines second talk with Pentagon",
            "The Pentagon wanted to raise an incident. The meeting in Vienna will go ahead.",
            "Russia has declined a US request for a telephone call between Austin and Belousov.\n\n"
            "This changes nothing about the meeting of the generals in Vienna, both capitals said.",
        ),
        (
            "de",
            "Moskau lehnt zweites Gespräch mit dem Pentagon ab",
            "Das Pentagon wollte über einen Vorfall sprechen. Das Treffen in Wien soll stattfinden.",
            "Russland hat eine amerikanische Bitte um ein Telefonat zwischen Austin und Belousov abgelehnt.\n\n"
            "Am Treffen der Generalstabschefs in Wien ändere die Absage nichts, hieß es.",
        ),
        (
            "ru",
            "Москва отказалась от второго разговора с Пентагоном",
            "Пентагон хотел обсудить инцидент. Встреча в Вене состоится.",
            "Россия отклонила просьбу США о новом телефонном звонке: Austin просил о нём, Belousov отказался.\n\n"
            "На встречу начальников штабов в Вене это не повлияет, сообщили в двух столицах.",
        ),
    ],
)
def test_what_was_refused_is_told_apart_from_talks_that_take_place(
    lang: str, title: str, summary: str, body: str
) -> None:
    main = claim(write_article(body, title=title, summary=summary, lang=lang), NAMES)[0]
    assert (main.channel, main.status) == (Channel.PHONE, ContactStatus.REFUSED)


@pytest.mark.parametrize(
    ("lang", "title", "summary", "body"),
    [
        (
            "en",
            "Pentagon chief and Russian minister talk",
            "The department had complained in May that Moscow let its calls go unanswered.",
            "Austin was on the phone Tuesday with Belousov and asked for a truce, the Pentagon said.",
        ),
        (
            "ru",
            "Глава Пентагона добился разговора",
            "Раньше в Вашингтоне жаловались, что в Москве не берут трубку.",
            "Министр обороны России Belousov во вторник ответил на звонок из Вашингтона, от Austin.",
        ),
    ],
)
def test_a_call_that_took_place_is_held_though_others_before_it_failed(
    lang: str, title: str, summary: str, body: str
) -> None:
    main = claim(write_article(body, title=title, summary=summary, lang=lang), NAMES)[0]
    assert (main.channel, main.status) == (Channel.PHONE, ContactStatus.HELD)
