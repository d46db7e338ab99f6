"""Whose text an article is."""

import pytest

from service.model.article import Article
from service.model.feed import Side
from service.model.ledger import SourceKind
from service.stages.cluster import find_origin
from service.stages.cluster.origins import list_origins
from service.stages.ledger import classify_source
from tests.support.contact_claims import write_article


def write(
    body: str,
    lang: str = "en",
    *,
    outlet: str = "The Courier",
    url: str | None = None,
    side: Side | None = None,
    title: str = "",
) -> Article:
    plain = write_article(body, lang=lang, side=side, title=title)
    return Article(
        plain.id,
        title,
        "",
        body,
        plain.published,
        plain.first_seen,
        lang,
        url=url,
        outlet=outlet,
        feed_id="f",
        side=side,
    )


@pytest.mark.parametrize(
    ("body", "lang", "origin"),
    [
        ("WASHINGTON (Reuters) - The two ministers spoke on Monday.", "en", "Reuters"),
        ("WASHINGTON (AP) — The two ministers spoke on Monday.", "en", "AP"),
        ("MOSCOW, May 3. /TASS/. The ministers spoke by telephone.", "en", "TASS"),
        ("МОСКВА, 3 мая. /ТАСС/. Министры поговорили по телефону.", "ru", "TASS"),
        ("МОСКВА, 3 мая — РИА Новости. Министры поговорили по телефону.", "ru", "RIA Novosti"),
        ("Москва. 3 мая. ИНТЕРФАКС - Министры поговорили.", "ru", "Interfax"),
        ("Міністри поговорили телефоном, передає Укрінформ.", "uk", "Ukrinform"),
        ("Washington (dpa) - Die Minister haben telefoniert.", "de", "dpa"),
        ("Die Minister haben telefoniert, ohne Einzelheiten zu nennen.\ndpa/AFP", "de", "dpa"),
        ("Les ministres se sont parlé lundi.\n(AFP)", "fr", "AFP"),
        ("Moscú, 3 may (EFE).- Los ministros hablaron por teléfono.", "es", "EFE"),
        ("(ANSA) - MOSCA, 3 MAG - I ministri si sono parlati.", "it", "ANSA"),
        ("Ministrowie rozmawiali w poniedziałek. (PAP)", "pl", "PAP"),
        ("ANKARA (AA) - Bakanlar telefonda görüştü.", "tr", "Anadolu"),
        ("(워싱턴=연합뉴스) 양국 국방장관이 통화했다.", "ko", "Yonhap"),
        ("新华社莫斯科5月3日电 两国防长通电话。", "zh", "Xinhua"),
        ("【ワシントン共同】両国の国防相が電話で話した。", "ja", "Kyodo"),
        ("موسكو (رويترز) - تحدث الوزيران هاتفيا يوم الاثنين.", "ar", "Reuters"),
    ],
)
def test_an_agency_is_known_by_its_dateline_or_signature(body: str, lang: str, origin: str) -> None:
    assert find_origin(write(body, lang)) == origin


@pytest.mark.parametrize(
    ("body", "lang"),
    [
        ("The ministers spoke on Monday, RIA Novosti reports. Nothing else is known.", "en"),
        ("Министры поговорили в понедельник, передает РИА Новости.", "ru"),
    ],
)
def test_an_agency_that_is_referred_to_is_the_origin(body: str, lang: str) -> None:
    assert find_origin(write(body, lang)) == "RIA Novosti"


@pytest.mark.parametrize(
    ("body", "lang", "origin"),
    [
        ("The secretary called the minister, the Pentagon said in a statement.", "en", "Pentagon"),
        ("Министр принял звонок, говорится в сообщении Минобороны РФ.", "ru", "Russian Defence Ministry"),
        ("Le ministre a pris l'appel, selon un communiqué du Pentagone.", "fr", "Pentagon"),
        ("俄罗斯国防部发布公告说，两国防长通了电话。", "zh", "Russian Defence Ministry"),
    ],
)
def test_a_ministry_is_the_origin_of_its_statement(body: str, lang: str, origin: str) -> None:
    assert find_origin(write(body, lang)) == origin


def test_own_words_of_a_paper_are_its_own() -> None:
    body = "The Pentagon would not comment. Our reporter saw the general leave. More talks may follow this week."
    assert find_origin(write(body)) == "The Courier"


def test_an_official_feed_is_its_own_origin() -> None:
    assert find_origin(write("The ministry quotes TASS.", outlet="Ministry", side="ru")) == "Ministry"


def test_the_page_of_an_agency_is_the_agency_s() -> None:
    assert find_origin(write("They spoke.", url="https://tass.com/defense/1")) == "TASS"
    assert find_origin(write("They spoke.", url="https://not-tass.com/defense/1")) == "The Courier"
    assert find_origin(write("They spoke.", outlet="Reuters")) == "Reuters"


@pytest.mark.parametrize(
    "word", ["The AA meets at noon in the hall.", "Die apathische Menge schwieg.", "A map (old) of it."]
)
def test_letters_that_only_look_like_an_agency_are_none(word: str) -> None:
    assert find_origin(write(word)) == "The Courier"


@pytest.mark.parametrize(("origin", "kind"), list_origins())
def test_every_origin_is_known_to_the_ledger(origin: str, kind: str) -> None:
    assert classify_source(write("x"), origin) is SourceKind(kind)
