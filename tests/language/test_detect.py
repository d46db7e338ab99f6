"""The language of a text, found offline."""

import pytest

from service.language import detect_language


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The two ministers spoke by telephone for an hour on Friday.", "en"),
        ("Министры обороны обсудили по телефону обстановку, сообщили в ведомстве.", "ru"),
        ("Міністри оборони обговорили телефоном ситуацію.", "uk"),
        ("Die Minister haben am Freitag eine Stunde lang telefoniert.", "de"),
        ("Les deux ministres se sont entretenus au téléphone vendredi.", "fr"),
        ("Los ministros conversaron por teléfono durante una hora.", "es"),
        ("I due ministri si sono sentiti al telefono venerdì sera.", "it"),
        ("Ministrowie rozmawiali w piątek przez telefon przez godzinę.", "pl"),
        ("İki bakan cuma günü telefonda bir saat görüştü.", "tr"),
        ("두 장관은 금요일 한 시간 동안 통화했다.", "ko"),
        ("两国防长星期五通电话。", "zh"),
        ("兩國防長週五通電話。", "zh"),
        ("両国の国防相が電話で会談した。", "ja"),
        ("تحدث الوزيران هاتفيا يوم الجمعة.", "ar"),
        ("12345 ...", None),
    ],
)
def test_tells_the_languages_of_the_packs_apart(text: str, lang: str | None) -> None:
    assert detect_language(text) == lang
