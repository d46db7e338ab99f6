"""The instant that a date means, in any language, zone and order; and what is doubtful about it."""

from datetime import UTC, datetime

import pytest

from service.stages.parse.dates import parse_date

NOW = datetime(2026, 1, 16, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Thu, 15 Jan 2026 10:00:00 GMT", "2026-01-15 10:00"),
        ("Thu, 15 Jan 2026 10:00:00 +0300", "2026-01-15 07:00"),
        ("Thu, 15 Jan 2026 10:00:00 MSK", "2026-01-15 07:00"),
        ("Thu, 15 Jan 2026 10:00:00 CET", "2026-01-15 09:00"),
        ("Tue, 15 Jul 2025 10:00:00 CEST", "2025-07-15 08:00"),
        ("Thu, 15 Jan 2026 10:00:00 EET", "2026-01-15 08:00"),
        ("Tue, 15 Jul 2025 10:00:00 EEST", "2025-07-15 07:00"),
        ("Tue, 15 Jul 2025 10:00:00 BST", "2025-07-15 09:00"),
        ("Thu, 15 Jan 2026 10:00:00 JST", "2026-01-15 01:00"),
        ("Thu, 15 Jan 2026 10:00:00 KST", "2026-01-15 01:00"),
        ("Thu, 15 Jan 2026 10:00:00 IST", "2026-01-15 04:30"),
        ("Thu, 15 Jan 2026 10:00:00 AEST", "2026-01-15 00:00"),
        ("Thu, 15 Jan 2026 10:00:00 EST", "2026-01-15 15:00"),
        ("Tue, 15 Jul 2025 10:00:00 EDT", "2025-07-15 14:00"),
        ("Tue, 15 Jul 2025 3:30 p.m. ET", "2025-07-15 19:30"),
        ("Thu, 15 Jan 2026 10:00:00 GMT+3", "2026-01-15 07:00"),
        ("Thu, 15 Jan 2026 10:00:00 UTC+03:00", "2026-01-15 07:00"),
        ("Thu, 15 Jan 2026 10:00:00 GMT+0300 (MSK)", "2026-01-15 07:00"),
        ("2026-01-15 10:30 Europe/Moscow", "2026-01-15 07:30"),
        ("15 января 2026 г. в 10:30 МСК", "2026-01-15 07:30"),
        ("jeu., 15 janv. 2026 10:00:00 +0100", "2026-01-15 09:00"),
        ("January 15, 2026 3:30 PM EST", "2026-01-15 20:30"),
        ("Thu Jan 15 10:30:00 UTC 2026", "2026-01-15 10:30"),
        ("2026-01-15T10:30:00Z", "2026-01-15 10:30"),
        ("2026-01-15T10:30:00.123456789+03:00", "2026-01-15 07:30"),
        ("20260115T103000Z", "2026-01-15 10:30"),
        ("2026-W03-4T10:00Z", "2026-01-15 10:00"),
        ("2026-01-15T24:00:00Z", "2026-01-16 00:00"),
        ("Thu, 15 Jan 2026 23:59:60 GMT", "2026-01-16 00:00"),
        ("Thursday, 15-Jan-26 10:00:00 GMT", "2026-01-15 10:00"),
        ("1768473000", "2026-01-15 10:30"),
        ("1768473000000", "2026-01-15 10:30"),
        ("20260115103000Z", "2026-01-15 10:30"),
        ("2026-01-15+03:00", "2026-01-14 21:00"),
        ("2026-január-15T9:15-05:00", "2026-01-15 14:15"),
        ("2026-Jan-15 10:30 GMT", "2026-01-15 10:30"),
        ("Πεμ, 15 Ιαν 2026 10:30:00 EST", "2026-01-15 15:30"),
        ("Thu, 30 Apr 2015 08:57:00 METDST", "2015-04-30 06:57"),
    ],
)
def test_dates_with_a_zone(raw: str, expected: str) -> None:
    found, doubt = parse_date(raw, tz="America/New_York", now=NOW)
    assert found is not None
    assert (found.strftime("%Y-%m-%d %H:%M"), doubt) == (expected, "")


@pytest.mark.parametrize(
    "raw",
    [
        "15.01.2026 10:30",
        "15.01.26, 10:30",
        "15/01/2026 10:30",
        "10:30 15.01.2026",
        "10:30 / 15.01.2026",
        "2026/1/15 10:30:00",
        "2026. 1. 15. 10:30",
        "2026-01-15 10:30",
        "15 января 2026, 10:30",
        "Чт, 15 янв 2026 10:30:00",
        "четвер, 15 січня 2026 р., 10:30",
        "Do, 15. Januar 2026 10:30",
        "15 janvier 2026 à 10h30",
        "jueves, 15 de enero de 2026, 10:30h",
        "giovedì 15 gennaio 2026 10:30",
        "15 stycznia 2026 10:30",
        "15 Ocak 2026 Perşembe 10:30",
        "15 de janeiro de 2026 às 10h30",
        "2026年1月15日 10時30分",
        "2026年01月15日 上午10:30",
        "2026년 1월 15일 오전 10시 30분",
        "2026-01-15 오전 10:30:00",
        "15 ianuarie 2026, 10:30",
        "2026. január 15. 10:30",
        "15. tammikuuta 2026 klo 10.30",
        "15 يناير 2026 10:30",
        "Thu Jan 15 10:30:00 2026",
        "1/15/2026 10:30 AM",
    ],
)
def test_a_date_without_zone_is_in_the_feeds_zone(raw: str) -> None:
    assert parse_date(raw, tz="Europe/Moscow", now=NOW) == (datetime(2026, 1, 15, 7, 30, tzinfo=UTC), "")
    utc, doubt = parse_date(raw, tz=None, now=NOW)
    assert utc == datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
    assert doubt == "no time zone, read as UTC"


MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου "
    "Δεκεμβρίου",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
}


@pytest.mark.parametrize("lang", MONTHS)
def test_every_month_of_every_language(lang: str) -> None:
    read = [parse_date(f"7 {name} 2025 12:00", tz="UTC", now=NOW)[0] for name in MONTHS[lang].split()]
    assert [found.month if found else None for found in read] == list(range(1, 13))


@pytest.mark.parametrize(
    ("raw", "hour"),
    [
        ("2026년 1월 15일 오후 3시", 15),
        ("2026年1月15日 午後3時", 15),
        ("2026-01-15 오후 03:31:29", 15),
        ("2026/1/15 下午 3:31", 15),
        ("15 Jan 2026 12:00 AM", 0),
        ("15 Jan 2026 12:00 PM", 12),
        ("15 Jan 2026 3 pm", 15),
    ],
)
def test_halves_of_the_day(raw: str, hour: int) -> None:
    found, _ = parse_date(raw, tz="UTC", now=NOW)
    assert found is not None
    assert found.hour == hour


@pytest.mark.parametrize(
    ("raw", "doubt"),
    [
        ("", "no date"),
        ("   ", "no date"),
        ("yesterday", "the date could not be read"),
        ("<iframe src=x>", "the date could not be read"),
        ("0000-00-00 00:00:00", "the date is impossible"),
        ("Mon, 32 Jan 2026 10:00:00 GMT", "the date is impossible"),
        ("15 Jan 2026 25:61:00 GMT", "the date is impossible"),
        ("01 Jan 70 01:00:00 +0100", "the date is before 1995"),
        ("Mon, 01 Jan 0001 00:00:00 +0000", "the date is before 1995"),
        ("Thu, 31 Dec 2099 23:59:59 GMT", "the date is in the future"),
        ("9999-12-31T23:59:59Z", "the date is in the future"),
        ("9999-12-31T23:59:59-12:00", "the date is impossible"),
        ("9" * 5000, "the date is impossible"),
    ],
)
def test_absurd_dates_are_none_and_say_why(raw: str, doubt: str) -> None:
    assert parse_date(raw, tz=None, now=NOW) == (None, doubt)


def test_an_unknown_zone_is_utc_and_doubtful() -> None:
    found, doubt = parse_date("Thu, 15 Jan 2026 10:00:00 XYZ", tz="Europe/Moscow", now=NOW)
    assert found == datetime(2026, 1, 15, 10, tzinfo=UTC)
    assert "unknown time zone" in doubt


@pytest.mark.parametrize(
    ("raw", "tz", "expected", "doubt"),
    [
        ("03/11/2025 10:00", "Europe/Paris", "2025-11-03 09:00", ""),
        ("03/11/2025 10:00", "America/New_York", "2025-03-11 14:00", ""),
        ("01/05/2026 10:00", "Europe/Paris", "2026-01-05 09:00", "day and month could be swapped"),
        ("1/5/2026 10:00 AM", None, "2026-01-05 10:00", "no time zone, read as UTC"),
    ],
)
def test_day_first_unless_the_feed_is_american_or_the_date_not_yet(
    raw: str, tz: str | None, expected: str, doubt: str
) -> None:
    found, said = parse_date(raw, tz=tz, now=NOW)
    assert found is not None
    assert (found.strftime("%Y-%m-%d %H:%M"), said) == (expected, doubt)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2025", "2025-01-01"),
        ("2025-12", "2025-12-01"),
        ("2025-335", "2025-12-01"),
        ("251231", "2025-12-31"),
        ("25-12-31", "2025-12-31"),
        ("-25-12", "2025-12-01"),
        ("-2512", "2025-12-01"),
        ("25-335", "2025-12-01"),
    ],
)
def test_short_forms_of_iso_8601_are_read_and_doubted(raw: str, expected: str) -> None:
    found, doubt = parse_date(raw, tz=None, now=NOW)
    assert found is not None
    assert found.date().isoformat() == expected
    assert doubt


def test_a_day_beyond_the_month_is_counted_on_and_doubted() -> None:
    found, doubt = parse_date("Mon, 31 Jun 2025 10:00:00 GMT", tz=None, now=NOW)
    assert (found, doubt) == (datetime(2025, 7, 1, 10, tzinfo=UTC), "no such day in the month")


@pytest.mark.parametrize(
    "raw",
    [
        "令和8年1月15日 19:30 JST",
        "令和8年1月15日(木) 午後7時30分 JST",
        "R8.1.15 19:30 JST",
        "民國115年1月15日 18:30 +0800",
        "二〇二六年一月十五日 18:30 +0800",
        "15 января 2026 года в 13 часов 30 минут МСК",
        "/Date(1768473000000+0300)/",
        "@1768473000",
        "1768473000000000",
    ],
)
def test_other_eras_numerals_and_notations_mean_the_same_instant(raw: str) -> None:
    assert parse_date(raw, tz=None, now=NOW) == (datetime(2026, 1, 15, 10, 30, tzinfo=UTC), "")


def test_the_first_year_of_an_era_has_a_sign_of_its_own() -> None:
    found, _ = parse_date("令和元年5月1日 12:00 JST", tz=None, now=NOW)
    assert found == datetime(2019, 5, 1, 3, tzinfo=UTC)
