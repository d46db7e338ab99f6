"""Who is named: namesakes, evidence, offices by date, spelling tricks, and places that lead back to the text."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.config.load import load_config
from service.model.article import Article
from service.model.verdict import MentionKind
from service.model.watch import Official, Watch, WatchedSide
from service.stages.recognise import Reading, Recogniser, build_recogniser


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return build_recogniser(load_config(Path(__file__).parents[2] / "config").watch)


def read(recogniser: Recogniser, body: str, *, title: str = "", lang: str | None = None, year: int = 2024) -> Reading:
    when = datetime(year, 7, 1, 12, tzinfo=UTC)
    return recogniser.read(Article("a", title, "", body, when, when, lang))


def named(reading: Reading) -> set[str]:
    return {m.name for m in reading.mentions if m.kind is MentionKind.NAME}


def implied(reading: Reading) -> set[str]:
    return {m.name for m in reading.mentions if m.kind is MentionKind.OFFICE}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Thousands came to Austin, Texas, for the festival."),
        ("en", "Austin Butler won the prize. Butler thanked his mother."),
        ("en", "Jane Austen wrote six novels."),
        ("en", "James Brown sang, and Brown danced."),
        ("en", "Michael Caine retires. Caine is 90."),
        ("en", "Millie Bobby Brown returns as Enola."),
        ("en", "Clint Dempsey scored twice; Dempsey left the pitch to applause."),
        ("en", "Jimmy Carter turned 100. Carter was president from 1977."),
        ("en", "President Milei cut the ministries."),
        ("en", "The hotel in Austin was full."),
        ("ru", "Леонид Белоусов выиграл гонку. Белоусова поздравил тренер."),
        ("ru", "Романы Джейн Остин переиздали. Остин любят."),
        ("ru", "Вице-губернатор Сергей Белоусов посетил военную часть. Белоусов поблагодарил Минобороны."),
        ("ru", "Режиссёр Сергей Герасимов снял фильм о Минобороны. Герасимова любили."),
        ("ru", "Ксения Шойгу возглавила федерацию. Шойгу рассказала о регате."),
        ("ru", "Герасимов Дмитрий Иванович избран главой района."),
        ("en", "Larisa Shoigu, a deputy, has died. Shoigu sat on the defence committee in Moscow."),
        ("ru", "Милли Бобби Браун сыграла сыщицу. Браун шестнадцать лет."),
        ("de", "Hagel und Starkregen richteten Schäden an."),
        ("de", "In der Innenstadt von Austin brannte es. Austins Polizeichef kam."),
        ("tr", "A Milli Takım bugün sahada. Milli formayı o giyecek."),
        ("ko", "밀리 바비 브라운이 돌아왔다. 브라운은 배우다."),
        ("ja", "マイケル・ケインさんが引退した。ケインさんは90歳。"),
        ("zh", "哈里·凯恩打进两球。凯恩是队长。"),
        ("ar", "أعلن مايكل كين اعتزاله. وقال كين إنه متعب."),
    ],
)
def test_namesakes_are_not_flagged(recogniser: Recogniser, lang: str, text: str) -> None:
    assert named(read(recogniser, text, lang=lang)) == set()


@pytest.mark.parametrize(
    ("lang", "text", "who"),
    [
        ("en", "Lloyd Austin spoke. Later Austin left.", "Lloyd Austin"),
        ("en", "Secretary Austin left.", "Lloyd Austin"),
        ("en", "Austin telephoned Shoigu.", "Lloyd Austin"),
        ("en", "At the Pentagon, Austin thanked the officers.", "Lloyd Austin"),
        ("en", "Mr. Carter and Mr. Shoigu agreed.", "Ash Carter"),
        ("en", "In the U.S. Shoigu is under sanctions.", "Sergei Shoigu"),
        ("ru", "На совещании были Герасимов, Юрий Борисов и Дмитрий Медведев.", "Valery Gerasimov"),
        ("ru", "Поручение передал Белоусову Юрий Борисов.", "Andrei Belousov"),
        ("ru", "Министр Белоусов, Сергей Лавров и Шойгу прибыли в Пекин.", "Andrei Belousov"),
        ("fr", "M. Choïgou a démenti.", "Sergei Shoigu"),
        ("ru", "Министр Остин ответил.", "Lloyd Austin"),
        ("ru", "Г. Белоусов ответил.", "Andrei Belousov"),
        ("en", 'Charles "CQ" Brown Jr. was dismissed.', "CQ Brown"),
        ("en", "C.Q. Brown was dismissed.", "CQ Brown"),
        ("en", "Andrei Belosov, as one paper spells him, came.", "Andrei Belousov"),
        ("en", "Mark Milli, as a machine spells him, came.", "Mark Milley"),
        ("zh", "美国防长奥斯汀说", "Lloyd Austin"),
        ("ja", "ケイン統合参謀本部議長が述べた", "Dan Caine"),
    ],
)
def test_evidence_makes_a_surname_count(recogniser: Recogniser, lang: str, text: str, who: str) -> None:
    assert who in named(read(recogniser, text, lang=lang))


def test_an_odd_spelling_alone_is_nobody(recogniser: Recogniser) -> None:
    assert named(read(recogniser, "The town of Belosov lies in a valley.", lang="en")) == set()


@pytest.mark.parametrize(
    ("year", "who"), [(2014, "Chuck Hagel"), (2018, "Jim Mattis"), (2022, "Lloyd Austin"), (2026, "Pete Hegseth")]
)
def test_an_office_means_its_holder_of_that_day(recogniser: Recogniser, year: int, who: str) -> None:
    reading = read(recogniser, "The Pentagon chief called for calm.", lang="en", year=year)
    assert (implied(reading), named(reading)) == ({who}, set())


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The deputy defense minister of Russia spoke."),
        ("en", "A former secretary of defense spoke."),
        ("en", "Former U.S. Defense Secretary Robert Gates spoke."),
        ("ru", "Выступил первый заместитель министра обороны России."),
        ("ru", "Бывший министр обороны США дал интервью."),
        ("uk", "Заступник міністра оборони Росії приїхав."),
        ("de", "Der stellvertretende Verteidigungsminister Russlands sprach."),
        ("fr", "Le vice-ministre russe de la Défense a parlé."),
        ("tr", "Rusya Savunma Bakan Yardımcısı konuştu."),
        ("ar", "صرح نائب وزير الدفاع الروسي اليوم."),
    ],
)
def test_a_deputy_or_a_former_holder_is_not_the_holder(recogniser: Recogniser, lang: str, text: str) -> None:
    assert implied(read(recogniser, text, lang=lang, year=2022)) == set()


def test_a_holder_who_is_not_tracked_is_implied_by_name(recogniser: Recogniser) -> None:
    when = datetime(2019, 3, 1, tzinfo=UTC)
    reading = recogniser.read(Article("a", "", "", "The Pentagon chief called for calm.", when, when, "en"))
    (mention,) = reading.mentions
    assert (mention.name, mention.official, mention.office) == ("Patrick Shanahan", None, "us-secdef")


def test_a_counterpart_is_the_office_across(recogniser: Recogniser) -> None:
    reading = read(recogniser, "The Pentagon chief telephoned his Russian counterpart.", lang="en", year=2022)
    assert implied(reading) == {"Lloyd Austin", "Sergei Shoigu"}


@pytest.mark.parametrize(
    "name", ["Бело\u00adусов", "Белоу\u0301сов", "Бeлоусов", "БЕЛОУСОВ", "Бело-\nусов", "Бел&#1086;усов"]
)
def test_tricks_of_the_text_hide_nobody(recogniser: Recogniser, name: str) -> None:
    text = f"Вчера министр {name} выступил с речью."
    (mention,) = [m for m in read(recogniser, text, lang="ru").mentions if m.official == "belousov"]
    assert mention.span.text == name
    assert text[mention.span.start : mention.span.end] == name


def test_every_span_is_text_of_its_zone(recogniser: Recogniser) -> None:
    reading = read(recogniser, "Beloúsov llamó a Lloyd\u00a0Austin.", title="Austin y Shoigú", lang="es")
    for mention in reading.mentions:
        zone = reading.article.zone(mention.span.zone)
        assert zone[mention.span.start : mention.span.end] == mention.span.text
    assert named(reading) == {"Andrei Belousov", "Lloyd Austin", "Sergei Shoigu"}


def test_an_unknown_language_still_finds_names_and_says_so(recogniser: Recogniser) -> None:
    reading = read(recogniser, "Ministrul apărării Andrei Belousov a vorbit la telefon cu omologul său american.")
    assert named(reading) == {"Andrei Belousov"}
    assert reading.language is None
    assert "only names" in reading.notes[0]


@pytest.mark.parametrize("lang", [None, "ru"])
def test_a_passage_in_another_alphabet_makes_no_stranger_of_an_official(
    recogniser: Recogniser, lang: str | None
) -> None:
    reading = read(recogniser, "Read more: Minister Belousov spoke.", title="Министр Белоусов назначен", lang=lang)
    assert named(reading) == {"Andrei Belousov"}


def test_the_alphabet_overrules_a_wrong_label(recogniser: Recogniser) -> None:
    assert read(recogniser, "Белоусов поговорил с Остином по телефону.", lang="en").language == "ru"


def test_forms_can_be_shown_and_never_silences(recogniser: Recogniser) -> None:
    forms = recogniser.forms("belousov")
    assert "белоусовым" in forms["ru"]
    assert "beloussow" in forms["de"]
    with pytest.raises(KeyError):
        recogniser.forms("nobody")
    official = Official("belousov", "Andrei Belousov", "ru", {"ru": "Андрей Белоусов"}, never=("Belousov Street",))
    own = Recogniser(Watch((official,), (), ()))
    assert named(read(own, "They met in Belousov Street.", lang="en")) == set()
    assert named(read(own, "They met Belousov.", lang="en")) == {"Andrei Belousov"}


def test_building_again_costs_nothing() -> None:
    watch = load_config(Path(__file__).parents[2] / "config").watch
    assert build_recogniser(watch) is build_recogniser(watch)


@pytest.fixture(scope="module")
def own_evidence() -> Recogniser:
    """An ambiguous official about whom the watch itself says what speaks for and against."""
    official = Official(
        "carter",
        "Ash Carter",
        "us",
        {"ru": "Эштон Картер", "ja": "アシュトン・カーター"},
        ambiguous=True,
        evidence=("third offset", "оборонн* инноваци*", "ハーバード"),
        against=("Center", "Jimmy", "центр*"),
    )
    return Recogniser(Watch((official,), (), ()))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The third offset was dear to Carter."),
        ("ru", "Картер говорил об оборонных инновациях."),
        ("ja", "カーター氏はハーバードに戻った。"),
    ],
)
def test_what_the_watch_calls_evidence_counts_in_its_sentence(own_evidence: Recogniser, lang: str, text: str) -> None:
    assert named(read(own_evidence, text, lang=lang)) == {"Ash Carter"}


def test_evidence_in_another_sentence_does_not_count(own_evidence: Recogniser) -> None:
    assert named(read(own_evidence, "Carter came late. The hall was full. The third offset ended.", lang="en")) == set()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The Carter Center praised the third offset."),
        ("ru", "Об оборонных инновациях говорили в Картер-центре."),
    ],
)
def test_what_the_watch_says_against_a_surname_outweighs_its_evidence(
    own_evidence: Recogniser, lang: str, text: str
) -> None:
    assert named(read(own_evidence, text, lang=lang)) == set()


def test_the_full_name_outweighs_what_speaks_against(own_evidence: Recogniser) -> None:
    assert named(read(own_evidence, "Ash Carter center stage again.", lang="en")) == {"Ash Carter"}


@pytest.mark.parametrize(
    ("lang", "text", "who"),
    [
        ("ko", "밀리·게라시모프 회담", {"Mark Milley", "Valery Gerasimov"}),
        ("zh", "米利・格拉西莫夫会晤", {"Mark Milley", "Valery Gerasimov"}),
        ("ar", "التقى ميلي غيراسيموف في هلسنكي", {"Mark Milley", "Valery Gerasimov"}),
    ],
)
def test_two_surnames_side_by_side_are_two_people(recogniser: Recogniser, lang: str, text: str, who: set[str]) -> None:
    assert named(read(recogniser, text, lang=lang)) == who


@pytest.mark.parametrize(
    ("lang", "text", "who"),
    [
        ("en", "Llyod Austin called.", "Lloyd Austin"),
        ("en", "Loyd Austin called.", "Lloyd Austin"),
        ("ru", "Лойд Остин позвонил.", "Lloyd Austin"),
        ("ru", "Пит Хэгсет позвонил.", "Pete Hegseth"),
        ("ar", "اتصل وزير الدفاع إيسبر بموسكو", "Mark Esper"),
        ("ja", "ショイグー国防相が電話した", "Sergei Shoigu"),
    ],
)
def test_a_slip_of_the_pen_does_not_hide_a_name(recogniser: Recogniser, lang: str, text: str, who: str) -> None:
    assert named(read(recogniser, text, lang=lang)) == {who}


def test_a_slip_makes_nobody_of_another_word(recogniser: Recogniser) -> None:
    assert named(read(recogniser, "Мили отделяют Пентагон от министерства обороны.", lang="ru")) == set()


# The time for such texts once grew with the square of their length: a million characters would have taken hours.
@pytest.mark.parametrize(
    ("unit", "who"),
    [
        ("Shoigu said ", {"Sergei Shoigu"}),
        ("Lloyd Austin ", {"Lloyd Austin"}),
        ("the Pentagon chief and his Russian counterpart ", {"Lloyd Austin", "Andrei Belousov"}),
        ("Lord Mayor Austin\n", set()),
        ("오스틴", set()),
        ("أوستن", set()),
    ],
)
def test_a_text_of_repeats_is_read_like_any_other(recogniser: Recogniser, unit: str, who: set[str]) -> None:
    reading = read(recogniser, unit * (300_000 // len(unit)), lang="en" if unit.isascii() else None)
    assert named(reading) | implied(reading) == who
    assert len(reading.people) <= 300 * len(who)
    assert "only the first 200,000 characters of the body were read" in reading.notes


def test_a_name_behind_hundreds_of_another_is_found(recogniser: Recogniser) -> None:
    reading = read(recogniser, "Sergei Shoigu spoke. " * 2_000 + "Then Valery Gerasimov called.")
    assert named(reading) == {"Sergei Shoigu", "Valery Gerasimov"}
    assert [m.name for m in reading.mentions].count("Sergei Shoigu") == 300
    assert "only the first 300 mentions of an official were kept" in reading.notes


@pytest.mark.parametrize(
    ("lang", "term", "text"),
    [
        ("ru", "китайский", "У китайского флота новый корабль."),
        ("ru", "китайский", "Рядом с китайскою базой."),
        ("ru", "тыловой", "О тылового дела мастерах."),
        ("ru", "сирийский", "Сирийская армия и сирийское небо."),
        ("uk", "китайський", "Біля китайського порту."),
        ("uk", "китайський", "Китайська база."),
        ("pl", "chiński", "Obok chińskiego portu."),
    ],
)
def test_an_adjective_of_a_side_is_found_in_its_cases(lang: str, term: str, text: str) -> None:
    side = WatchedSide("xx", "Other", {lang: (term,)})
    assert read(Recogniser(Watch((), (), (), sides=(side,))), text, lang=lang).hits["side:xx"]
