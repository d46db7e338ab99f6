"""Whose word a sentence is."""

import pytest

from service.language.phrases import fold_text
from service.stages.cluster.voices import PARTIES, PRESS, find_voices


@pytest.mark.parametrize(
    ("lang", "sentence", "voices"),
    [
        ("en", "The Kremlin said that such calls were useful.", {"kremlin"}),
        ("ru", "В Кремле заявили, что такие разговоры полезны.", {"kremlin"}),
        ("uk", "У кремлі заявили, що такі розмови корисні.", {"kremlin"}),
        ("de", "Der Kreml erklärte, solche Gespräche seien nützlich.", {"kremlin"}),
        ("fr", "Le Kremlin a déclaré que de tels appels étaient utiles.", {"kremlin"}),
        ("es", "El Kremlin dijo que esas llamadas son útiles.", {"kremlin"}),
        ("it", "Il Cremlino ha detto che simili telefonate sono utili.", {"kremlin"}),
        ("pl", "Kreml oświadczył, że takie rozmowy są pożyteczne.", {"kremlin"}),
        ("tr", "Kremlin, bu tür görüşmelerin yararlı olduğunu söyledi.", {"kremlin"}),
        ("ar", "قال الكرملين إن مثل هذه الاتصالات مفيدة.", {"kremlin"}),
        ("zh", "克里姆林宫表示，这类通话有益。", {"kremlin"}),
        ("ja", "クレムリンは、こうした電話は有益だと述べた。", {"kremlin"}),
        ("ko", "크렘린은 이런 통화가 유익하다고 밝혔다.", {"kremlin"}),
        ("en", "Senators told reporters that they wanted the record.", {"congress"}),
        ("de", "Die NATO begrüßte das Gespräch.", {"nato"}),
        ("en", "Pentagon chief Lloyd Austin spoke to his counterpart.", set()),
        ("en", "The plane flew over the Kremlin.", set()),
        ("xx", "The Kremlin said that such calls were useful.", {"kremlin"}),
    ],
)
def test_who_stands_beside_a_word_of_saying_speaks(lang: str, sentence: str, voices: set[str]) -> None:
    assert find_voices(fold_text(sentence), lang) == voices


def test_who_opens_the_title_speaks() -> None:
    assert find_voices(fold_text("NATO glad of the call between generals"), "en", opens=True) == {"nato"}
    assert find_voices(fold_text("NATO glad of the call between generals"), "en") == set()


def test_a_party_that_confirms_tells_what_the_press_tells() -> None:
    assert find_voices(fold_text("Минобороны России подтвердило, что разговор был."), "ru", opens=True) == {PRESS}
    assert find_voices(fold_text("Минобороны России заявило, что разочаровано."), "ru", opens=True) <= PARTIES


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "American arms for Kyiv raise the risk of escalation, the minister said."),
        ("en", "The minister said that weapons supplies to Kyiv raise the risk."),
        ("ru", "Министр заявил, что поставки оружия Киеву ведут к эскалации."),
        ("uk", "Міністр заявив, що зброя для Києва веде до ескалації."),
        ("de", "Der Minister sagte, Waffen für Kiew erhöhten die Gefahr."),
        ("fr", "Le ministre a dit que les armes livrées à Kiev aggravent le conflit."),
        ("es", "El ministro dijo que las armas para Kiev agravan el conflicto."),
        ("it", "Il ministro ha detto che le armi a Kiev aggravano il conflitto."),
        ("pl", "Minister powiedział, że broń dla Kijowa grozi eskalacją."),
        ("tr", "Bakan, Kiev'e silah verilmesinin tırmanmaya yol açacağını söyledi."),
        ("ar", "قال الوزير إن تسليح كييف يهدد بالتصعيد."),
        ("zh", "部长表示,向基辅供应武器有升级危险。"),
        ("ja", "国防相は、キーウへの武器供与は危険だと述べた。"),
        ("ko", "장관은 키이우에 대한 무기 지원이 위험하다고 말했다."),
        ("ru", "Разговор глав военных ведомств двух стран назвали полезным."),
        ("en", "The heads of the Russian defense ministry and army spoke, it was said."),
    ],
)
def test_who_is_only_spoken_of_does_not_speak(lang: str, sentence: str) -> None:
    assert find_voices(fold_text(sentence), lang, opens=True) == set()


def test_who_is_named_behind_another_s_word_does_not_speak() -> None:
    sentence = "Shoigu told Austin that Kyiv was about to set off a bomb."
    assert find_voices(fold_text(sentence), "en", opens=True) == {"ukraine"}
    assert find_voices(fold_text(sentence), "en", opens=True, people=[0, sentence.index("Austin")]) == set()
    asked = "Asked of Austin and Shoigu, Kyiv said that it knew nothing."
    assert find_voices(fold_text(asked), "en", people=[9, 20]) == {"ukraine"}


def test_a_deputy_minister_speaks_for_his_ministry() -> None:
    said = "Deputy Defense Minister Anatoly Antonov said so."
    assert "russian defence ministry" in find_voices(fold_text(said), "en")
