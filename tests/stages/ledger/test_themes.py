import pytest

from service.stages.ledger.themes import find_themes, list_themes

LANGUAGES = {"ar", "de", "en", "es", "fr", "it", "ja", "ko", "pl", "ru", "tr", "uk", "zh"}


def find_ids(text: str, lang: str | None) -> set[str]:
    return {theme.id for theme in find_themes(text, lang)}


def test_every_theme_has_words_in_every_language() -> None:
    for theme in list_themes():
        assert set(theme.speaks) == LANGUAGES, theme.id
        assert set(theme.blames) in (set(), LANGUAGES), theme.id


@pytest.mark.parametrize(
    ("lang", "text", "themes"),
    [
        (
            "en",
            "He stressed keeping the lines of communication open and warned against escalation.",
            "lines escalation",
        ),
        (
            "ru",
            "Министр указал на опасность эскалации из-за поставок американского оружия Украине.",
            "escalation arms ukraine",
        ),
        (
            "uk",
            "Міністри обговорили Україну та постачання зброї і домовилися тримати канали зв'язку.",
            "ukraine arms lines",
        ),
        ("de", "Er warnte vor einer Eskalation durch Waffenlieferungen an die Ukraine.", "escalation arms ukraine"),
        (
            "fr",
            "Il a souligné l'importance des lignes de communication et évoqué un cessez-le-feu en Syrie.",
            "lines ceasefire syria",
        ),
        (
            "es",
            "Subrayó mantener abiertas las líneas de comunicación y evitar incidentes con drones en Siria.",
            "lines deconfliction incident syria",
        ),
        (
            "it",
            "Si è parlato di Ucraina, di linee di comunicazione e del rischio di escalation nucleare.",
            "ukraine lines escalation nuclear",
        ),
        ("pl", "Rozmawiali o Ukrainie, dostawach broni i utrzymaniu linii komunikacji.", "ukraine arms lines"),
        (
            "tr",
            "Bakanlar Ukrayna'yı, silah sevkiyatını ve iletişim hatlarının açık tutulmasını görüştü.",
            "ukraine arms lines",
        ),
        ("ar", "بحث الوزيران خطوط الاتصال المفتوحة وخطر التصعيد في أوكرانيا.", "lines escalation ukraine"),
        ("zh", "双方讨论了乌克兰局势，强调保持沟通渠道畅通，避免误判。", "ukraine lines deconfliction"),
        (
            "ja",
            "両氏はウクライナ情勢と無人機の事故を協議し、対話の窓口を維持することで一致した。",
            "ukraine incident lines",
        ),
        ("ko", "양측은 우크라이나 문제와 드론 사건을 논의하고 소통 채널을 유지하기로 했다.", "ukraine incident lines"),
    ],
)
def test_themes_are_found_in_every_language(lang: str, text: str, themes: str) -> None:
    assert find_ids(text, lang) >= set(themes.split())
    assert find_ids(text, None) >= set(themes.split())


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The weather was fine."),
        ("ru", "Погода была хорошая."),
        ("de", "Das Wetter war gut."),
        ("zh", "天气很好。"),
        ("ar", "كان الطقس جميلا."),
    ],
)
def test_what_is_about_nothing_of_that_has_no_theme(lang: str, text: str) -> None:
    assert find_ids(text, lang) == set()


def test_that_they_spoke_is_only_a_theme_where_nothing_else_is() -> None:
    assert find_ids("The two spoke by telephone.", "en") == {"contact"}
    assert find_ids("The two spoke about Syria.", "en") == {"syria"}
