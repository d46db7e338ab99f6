"""Names as newsrooms write them (tests/corpus/forms.txt), and officials given by almost nothing to find them by."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from service.model.article import Article
from service.model.verdict import Mention
from service.model.watch import Official, Watch
from service.stages.recognise import Recogniser

_FORMS = Path(__file__).parents[1] / "corpus" / "forms.txt"
_WHEN = datetime(2025, 6, 1, tzinfo=UTC)
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
_OWN_SCRIPT = {
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
    "mattis": {"ko": "제임스 매티스", "zh": "詹姆斯·马蒂斯", "ja": "ジェームズ・マティス", "ar": "جيمس ماتيس"},
    "esper": {"ko": "마크 에스퍼", "zh": "马克·埃斯珀", "ja": "マーク・エスパー", "ar": "مارك إسبر"},
    "dunford": {"ko": "조지프 던퍼드", "zh": "约瑟夫·邓福德", "ja": "ジョセフ・ダンフォード", "ar": "جوزيف دانفورد"},
    "carter": {"zh": "阿什顿·卡特", "ja": "アシュトン・カーター", "ar": "آشتون كارتر"},
}


def build_frugal_recogniser() -> Recogniser:
    """A recogniser of officials given only `name`, `names.ru`, and some their name in a script of its own."""
    officials = tuple(
        Official(id=key, name=name, side=side, names={"ru": russian, **_OWN_SCRIPT.get(key, {})})
        for key, (name, russian, side) in PEOPLE.items()
    )
    return Recogniser(Watch(officials=officials, offices=(), topics=()))


def read_forms() -> dict[str, list[tuple[str, str]]]:
    """Language -> (id of an official, a sentence that names him)."""
    by_lang: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in _FORMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            lang, official, sentence = line.split("|")
            by_lang[lang].append((official, sentence))
    return by_lang


def read_sentence(recogniser: Recogniser, sentence: str, lang: str) -> tuple[Mention, ...]:
    article = Article(id="x", title="", summary="", body=sentence, published=_WHEN, first_seen=_WHEN, lang=lang)
    return recogniser.read(article).mentions


def find_missed(recogniser: Recogniser, lang: str) -> list[tuple[str, str]]:
    """The lines of a language in which the official was not found."""
    return [
        (official, sentence)
        for official, sentence in read_forms()[lang]
        if official not in {mention.official for mention in read_sentence(recogniser, sentence, lang)}
    ]
