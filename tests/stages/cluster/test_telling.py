"""On which day somebody spoke, as the head of an article says."""

from datetime import date

import pytest

from service.stages.cluster.telling import read_telling
from tests.support.contact_claims import write_article


@pytest.mark.parametrize(
    ("lang", "day", "text"),
    [
        ("en", "2026-03-12", "The call was useful, a spokesman said on Thursday."),
        ("tr", "2026-03-12", "Sözcü, perşembe günü bir kanala konuştu."),
        ("tr", "2026-03-11", "Sözcü çarşamba günü konuşmayı övdü."),
        ("pl", "2026-03-11", "Rzecznik powiedział w środę, że rozmowa była potrzebna."),
        ("ja", "2026-03-12", "報道官は１２日、電話は有益だったと述べた。"),
    ],
)
def test_the_day_is_found_however_it_is_spelled(lang: str, day: str, text: str) -> None:
    article = write_article(text, "2026-03-12T12:00:00+00:00", key="a")
    assert read_telling(article, lang).day == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("en", "MOSCOW, March 12 (Reuters) - The two ministers spoke for an hour.", None),
        ("en", "MOSCOW, March 12 — The two ministers spoke for an hour.", None),
        ("ru", "МОСКВА, 12 марта (Агентство). Министры говорили час.", None),
        ("ko", "국방부는 12일(현지시간) 통화가 유익했다고 밝혔다.", "2026-03-12"),
        ("ja", "【ワシントン】国防総省は12日、電話は有益だったと述べた。", "2026-03-12"),
    ],
)
def test_a_dateline_is_no_day_on_which_somebody_spoke(lang: str, text: str, day: str | None) -> None:
    article = write_article(text, "2026-03-12T12:00:00+00:00", key="a")
    assert read_telling(article, lang).day == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "KYIV. March 12 (UNIAN). The two generals spoke yesterday, a radio reports."),
        ("en", "KYIV (Agency) - The two generals spoke yesterday, a radio said."),
        ("en", "KYIV, March 12 -- The two generals spoke yesterday, a radio said."),
        ("de", "Kiew/Washington (Agentur) - Die Generäle sprachen gestern, sagte ein Sender."),
    ],
)
def test_neither_place_nor_day_of_a_dateline_belong_to_what_is_told(lang: str, text: str) -> None:
    telling = read_telling(write_article(text, "2026-03-12T12:00:00+00:00", key="a"), lang)
    assert telling.day == date(2026, 3, 11)
    assert telling.leads == frozenset()


def test_a_first_sentence_that_names_a_day_is_no_dateline() -> None:
    text = "Kyiv said on March 12. It was brief."
    telling = read_telling(write_article(text, "2026-03-12T12:00:00+00:00", key="a"), "en")
    assert telling.leads == frozenset({"ukraine"})
