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
