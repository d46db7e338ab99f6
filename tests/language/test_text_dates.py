"""Dates in running text, in every language that has a pack."""

from datetime import date

import pytest

from service.language.dates import DateFinder
from service.language.days import resolve_date, resolve_month
from service.language.packs import list_languages, load_pack
from service.language.phrases import fold_text

TUESDAY = date(2024, 6, 25)
WEDNESDAY = date(2024, 6, 26)


def finder(language: str) -> DateFinder:
    section = load_pack(language).raw["contacts"]
    return DateFinder(section["dates"], spaced=bool(section.get("spaced", True)), prefix=str(section.get("prefix", "")))


def read(language: str, text: str, today: date, *, future: bool = False) -> list[str | None]:
    return [resolve_date(found, today, future=future) for found in finder(language).find(fold_text(text))]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "They talked on Tuesday.", "2024-06-25"),
        ("en", "The talk took place late on Tuesday, officers said.", "2024-06-25"),
        ("en", "They spoke on June 24, 2023.", "2023-06-24"),
        ("en", "The call of 3rd of May lasted an hour.", "2024-05-03"),
        ("en", "It happened on Dec. 30.", "2023-12-30"),
        ("en", "It was arranged two days ago.", "2024-06-23"),
        ("ru", "Министры беседовали во вторник.", "2024-06-25"),
        ("ru", "Разговор состоялся накануне.", "2024-06-24"),
        ("ru", "Звонок от 24-го мая 2024 года.", "2024-05-24"),
        ("uk", "Говорили у вівторок.", "2024-06-25"),
        ("uk", "Бесіда була 3 червня.", "2024-06-03"),
        ("de", "Beide sprachen am Dienstag miteinander.", "2024-06-25"),
        ("de", "Das Gespräch vom 7. März 2024 war kurz.", "2024-03-07"),
        ("fr", "Ils se sont parlé mardi.", "2024-06-25"),
        ("fr", "L'appel du 1er juin 2024 a duré une heure.", "2024-06-01"),
        ("es", "Conversaron el martes.", "2024-06-25"),
        ("es", "Lo hicieron el 2 de junio de 2024.", "2024-06-02"),
        ("it", "Si sono sentiti martedì.", "2024-06-25"),
        ("it", "La telefonata del 9 giugno 2024.", "2024-06-09"),
        ("pt", "Falaram na terça-feira.", "2024-06-25"),
        ("pt", "A conversa de 4 de junho de 2024.", "2024-06-04"),
        ("pl", "Rozmawiali we wtorek.", "2024-06-25"),
        ("pl", "W poniedziałek odbyła się rozmowa.", "2024-06-24"),
        ("pl", "Do rozmowy doszło 5 czerwca.", "2024-06-05"),
        ("tr", "İki bakan salı günü görüştü.", "2024-06-25"),
        ("tr", "Görüşme 6 Haziran 2024'te yapıldı.", "2024-06-06"),
        ("ko", "두 장관은 24일(현지시간) 통화했다.", "2024-06-24"),
        ("ko", "지난달 13일 통화가 있었다.", "2024-05-13"),
        ("ko", "두 사람은 화요일 통화했다.", "2024-06-25"),
        ("zh", "两人于5月13日通话。", "2024-05-13"),
        ("zh", "双方周二进行了通话。", "2024-06-25"),
        ("zh", "當地時間24日,兩人通話。", "2024-06-24"),
        ("ja", "両氏は24日、電話で話した。", "2024-06-24"),
        ("ja", "会談は6月3日に行われた。", "2024-06-03"),
        ("ja", "両氏は火曜日に電話で話した。", "2024-06-25"),
        ("ar", "تحدث الوزيران يوم الثلاثاء.", "2024-06-25"),
        ("ar", "جرى الاتصال في 24 يونيو/حزيران 2024.", "2024-06-24"),
    ],
)
def test_day_is_read_in_a_text_of_that_tuesday(language: str, text: str, expected: str) -> None:
    assert expected in read(language, text, TUESDAY)


def test_every_pack_has_dates() -> None:
    for language in list_languages():
        assert finder(language)


def test_weekday_of_the_day_before() -> None:
    assert read("en", "They spoke on Tuesday.", WEDNESDAY) == ["2024-06-25"]


def test_weekday_ahead_in_a_text_about_the_future() -> None:
    assert read("en", "They will speak on Friday.", WEDNESDAY, future=True) == ["2024-06-28"]
    assert read("en", "They will speak on Wednesday.", WEDNESDAY, future=True) == ["2024-06-26"]


def test_month_alone_stays_a_month() -> None:
    assert read("en", "in March 2023", WEDNESDAY) == ["2023-03"]
    assert read("fr", "en mars 2023", WEDNESDAY) == ["2023-03"]
    assert read("ja", "去年3月", WEDNESDAY) == ["2023-03"]
    assert read("ko", "지난해 3월", WEDNESDAY) == ["2023-03"]
    assert read("en", "March of last year", WEDNESDAY) == ["2023-03"]


def test_week_is_of_the_month_that_most_of_its_days_are_in() -> None:
    assert read("en", "earlier this week", WEDNESDAY) == ["2024-06"]
    assert read("en", "last week", date(2024, 7, 3)) == ["2024-06"]
    assert read("en", "last week", date(2024, 7, 8)) == ["2024-07"]
    assert read("en", "last week", date(2024, 8, 7)) == ["2024-08"]
    assert read("en", "last week", date(2024, 12, 5)) == ["2024-11"]


def test_last_wednesday_is_none_of_this_week() -> None:
    thursday, monday = date(2024, 12, 5), date(2024, 12, 9)
    assert read("en", "He called last Wednesday.", thursday) == ["2024-11-27"]
    assert read("en", "He called last Wednesday.", monday) == ["2024-12-04"]
    assert read("en", "He called this past Wednesday.", thursday) == ["2024-12-04"]
    assert read("en", "He called Wednesday.", thursday) == ["2024-12-04"]


def test_the_verb_may_is_no_month() -> None:
    assert read("en", "They may talk again and march on.", WEDNESDAY) == []
    assert read("en", "They talked in May.", WEDNESDAY) == ["2024-05"]


def test_day_of_december_in_january_is_of_last_year() -> None:
    assert read("en", "They spoke on December 30.", date(2024, 1, 2)) == ["2023-12-30"]
    assert read("ko", "30일 통화했다", date(2024, 1, 2)) == ["2023-12-30"]


def test_impossible_day_is_no_date() -> None:
    assert read("en", "on February 31, 2024", WEDNESDAY) == [None]


def test_month_before_the_contact() -> None:
    (found,) = finder("en").find("since May")
    assert resolve_month(found, WEDNESDAY, before=date(2022, 10, 24)) == "2022-05"
    assert resolve_month(found, WEDNESDAY, before=date(2024, 5, 13)) == "2023-05"


def test_expressions_keep_their_place() -> None:
    text = "Am 7. März und am Dienstag."
    assert [text[found.start : found.end] for found in finder("de").find(fold_text(text))] == ["7. März", "Dienstag"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "from 7 to 8 March"),
        ("ru", "с 7 по 8 марта"),
        ("uk", "7–8 березня"),
        ("de", "vom 7. bis 8. März"),
        ("fr", "les 7 et 8 mars"),
        ("es", "del 7 al 8 de marzo"),
        ("it", "dal 7 all'8 marzo"),
        ("pl", "w dniach 7-8 marca"),
        ("tr", "7-8 Mart'ta"),
        ("ja", "3月7、8両日"),
        ("ko", "3월 7∼8일"),
        ("zh", "3月7日至8日"),
        ("ar", "يومي 7 و8 مارس"),
    ],
)
def test_some_days_are_the_one_they_begin_on(lang: str, text: str) -> None:
    assert read(lang, text, date(2017, 3, 6), future=True) == ["2017-03-07"]


def test_two_days_that_are_not_in_a_row_stay_two() -> None:
    assert read("en", "on 21 and 23 October", date(2022, 10, 24)) == ["2022-10-23"]


def test_a_day_just_gone_is_not_the_next_months() -> None:
    assert read("ja", "5日", date(2026, 2, 6), future=True) == ["2026-02-05"]
    assert read("ja", "5日", date(2026, 2, 16), future=True) == ["2026-03-05"]
