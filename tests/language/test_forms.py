"""Real forms of names in running text, of officials given by almost nothing: the corpus in tests/corpus/forms.txt."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.model.article import Article
from service.model.verdict import Mention
from service.model.watch import Official, Watch
from service.stages.recognise import Recogniser

FORMS = Path(__file__).parents[1] / "corpus" / "forms.txt"
WHEN = datetime(2025, 6, 1, tzinfo=UTC)
PEOPLE = {
    "belousov": ("Andrei Belousov", "Андрей Рэмович Белоусов", "ru"),
    "shoigu": ("Sergei Shoigu", "Сергей Кужугетович Шойгу", "ru"),
    "gerasimov": ("Valery Gerasimov", "Валерий Васильевич Герасимов", "ru"),
    "lavrov": ("Sergei Lavrov", "Сергей Лавров", "ru"),
    "patrushev": ("Nikolai Patrushev", "Николай Патрушев", "ru"),
    "kostyukov": ("Igor Kostyukov", "Игорь Костюков", "ru"),
    "yevkurov": ("Yunus-Bek Yevkurov", "Юнус-Бек Евкуров", "ru"),
    "rudskoi": ("Sergei Rudskoi", "Сергей Рудской", "ru"),
    "zolotov": ("Viktor Zolotov", "Виктор Золотов", "ru"),
    "fomin": ("Alexander Fomin", "Александр Фомин", "ru"),
    "zaluzhny": ("Valerii Zaluzhny", "Валерий Залужный", "ru"),
    "austin": ("Lloyd Austin", "Ллойд Остин", "us"),
    "hegseth": ("Pete Hegseth", "Пит Хегсет", "us"),
    "milley": ("Mark Milley", "Марк Милли", "us"),
    "mattis": ("Jim Mattis", "Джеймс Мэттис", "us"),
    "esper": ("Mark Esper", "Марк Эспер", "us"),
    "dunford": ("Joseph Dunford", "Джозеф Данфорд", "us"),
    "hagel": ("Chuck Hagel", "Чак Хейгел", "us"),
    "carter": ("Ash Carter", "Эштон Картер", "us"),
    "caine": ("Dan Caine", "Дэн Кейн", "us"),
    "dempsey": ("Martin Dempsey", "Мартин Демпси", "us"),
    "cavoli": ("Christopher Cavoli", "Кристофер Каволи", "us"),
}
OWN_SCRIPT = {
    "belousov": {
        "ko": "안드레이 벨로우소프",
        "zh": "安德烈·别洛乌索夫",
        "ja": "アンドレイ・ベロウソフ",
        "ar": "أندريه بيلوسوف",
    },
    "shoigu": {"ko": "세르게이 쇼이구", "zh": "谢尔盖·绍伊古", "ja": "セルゲイ・ショイグ", "ar": "سيرغي شويغو"},
    "gerasimov": {
        "ko": "발레리 게라시모프",
        "zh": "瓦列里·格拉西莫夫",
        "ja": "ワレリー・ゲラシモフ",
        "ar": "فاليري غيراسيموف",
    },
    "austin": {"ko": "로이드 오스틴", "zh": "劳埃德·奥斯汀", "ja": "ロイド・オースティン", "ar": "لويد أوستن"},
    "hegseth": {"ko": "피트 헤그세스", "zh": "皮特·赫格塞思", "ja": "ピート・ヘグセス", "ar": "بيت هيغسيث"},
    "milley": {"ko": "마크 밀리", "zh": "马克·米利", "ja": "マーク・ミリー", "ar": "مارك ميلي"},
}
FLOORS = dict.fromkeys(("en", "ru", "uk", "de", "fr", "es", "it", "pl", "tr"), 0.97) | dict.fromkeys(
    ("ko", "zh", "ja", "ar"), 0.95
)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    officials = tuple(
        Official(id=key, name=name, side=side, names={"ru": russian, **OWN_SCRIPT.get(key, {})})  # type: ignore[arg-type]
        for key, (name, russian, side) in PEOPLE.items()
    )
    return Recogniser(Watch(officials=officials, offices=(), topics=()))


def read_forms() -> dict[str, list[tuple[str, str]]]:
    by_lang: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in FORMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            lang, official, sentence = line.split("|")
            by_lang[lang].append((official, sentence))
    return by_lang


@pytest.mark.parametrize("lang", sorted(FLOORS))
def test_finds_the_forms_that_newsrooms_write(recogniser: Recogniser, lang: str) -> None:
    cases = read_forms()[lang]
    missed = [
        (official, sentence)
        for official, sentence in cases
        if official not in {m.official for m in read(recogniser, sentence, lang)}
    ]
    assert len(missed) <= (1 - FLOORS[lang]) * len(cases), missed


def read(recogniser: Recogniser, sentence: str, lang: str) -> tuple[Mention, ...]:
    article = Article(id="x", title="", summary="", body=sentence, published=WHEN, first_seen=WHEN, lang=lang)
    return recogniser.read(article).mentions
