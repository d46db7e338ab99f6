"""Forms of one word become one token, in each language; words that mean something else do not."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.normalise import normalise
from service.language.stems import INDEX_VERSION, cut_tokens, cut_words, find_root, list_languages

FORMS = [
    ("ru", "Белоусов Белоусова Белоусову Белоусовым Белоусове БЕЛОУСОВ"),
    ("ru", "Герасимов Герасимова Герасимову Герасимовым Герасимове"),
    ("ru", "Остин Остина Остину Остином Остине"),
    ("ru", "Шойгу"),
    ("ru", "Андрей Андрея Андрею Андреем Андрее"),
    ("ru", "министр министра министру министром министре министры министров министрам министрами министрах"),
    ("ru", "оборона обороны обороне оборону обороной"),
    ("ru", "встреча встречи встрече встречу встречей встреч встречам встречами"),
    ("ru", "звонок звонка звонку звонком звонки звонков"),
    ("ru", "учёный ученый учёного ученым"),
    ("ru", "российский российского российскому российским российская российскую российские российских"),
    ("ru", "позвонил позвонила позвонили позвонить"),
    ("uk", "Білоусов Білоусова Білоусову Білоусовим Білоусові"),
    ("uk", "міністр міністра міністрові міністром міністри міністрів"),
    ("uk", "оборона оборони обороні оборону обороною"),
    ("en", "minister ministers Minister's"),
    ("en", "talk talks talked talking"),
    ("en", "ministry ministries"),
    ("en", "missile missiles"),
    ("en", "plan plans planned planning"),
    ("de", "Minister Ministers Ministern"),
    ("de", "Gespräch Gespräche Gesprächen Gesprächs Gesprache"),
    ("fr", "ministre ministres"),
    ("fr", "général généraux générale general"),
    ("es", "ministro ministra ministros ministras"),
    ("es", "reunión reuniones reunion"),
    ("it", "ministro ministri"),
    ("it", "colloquio colloqui"),
    ("pl", "Biełousow Biełousowa Biełousowowi Biełousowem Biełousowie"),
    ("pl", "minister ministra ministrem ministrowi ministrze ministrowie"),
    ("pl", "obrona obrony obronie obronę obroną"),
    ("tr", "bakan bakanı bakanlar bakanların bakana"),
    ("tr", "Belousov Belousov'un Belousov'la"),
    ("ar", "بيلوسوف وبيلوسوف لبيلوسوف"),
    ("ar", "الدفاع دفاع والدفاع للدفاع بالدفاع"),
    ("ar", "وزير الوزير والوزير"),
]
OTHERS = [
    ("ru", "мир мина"),
    ("ru", "Остин Осло"),
    ("ru", "Путин путь"),
    ("ru", "переговоры переворот"),
    ("en", "minister ministry"),
    ("en", "states station"),
    ("en", "defense defeat"),
    ("de", "Minister Ministerium"),
    ("tr", "bakan başkan"),
    ("ar", "الدفاع الدافع"),
]


@pytest.mark.parametrize(("lang", "forms"), FORMS)
def test_the_forms_of_a_word_are_one_token(lang: str, forms: str) -> None:
    assert len({cut_words(form, lang)[0] for form in forms.split()}) == 1


@pytest.mark.parametrize(("lang", "words"), OTHERS)
def test_other_words_are_other_tokens(lang: str, words: str) -> None:
    first, second = words.split()
    assert cut_words(first, lang) != cut_words(second, lang)


def test_every_language_of_the_watch_is_cut() -> None:
    # Chinese, Japanese and Korean need no endings.
    assert set(list_languages()) == {"ar", "de", "en", "es", "fr", "it", "pl", "ru", "tr", "uk"}


def test_letters_without_word_bounds_are_cut_into_pairs() -> None:
    assert cut_words("国防部長", "zh") == ["国防", "防部", "部长", "长"]
    assert cut_words("벨로우소프는 장관", "ko") == ["벨로", "로우", "우소", "소프", "프는", "는", "장관", "관"]
    assert cut_words("F35戦闘機", "ja")[:2] == ["f35", "战闘"]


def test_a_word_in_another_alphabet_is_left_to_it() -> None:
    assert cut_words("Reuters talks", "ru") == cut_words("Reuters talks", "en")
    assert cut_words("Белоусова", "en") == cut_words("Белоусова", "ru")
    assert cut_words("Белоусова", None) == cut_words("Белоусова", "be-BY") == cut_words("Белоусова", "ru")


def test_numbers_and_signs() -> None:
    assert cut_words("Су-27, F-16s!", "ru") == ["су", "27", "f", "16s"]
    assert cut_words("?! — …", "ru") == []


@given(st.text(max_size=200), st.sampled_from([None, *list_languages(), "ja"]))
def test_any_text_is_cut_alike_by_both_ways(text: str, lang: str | None) -> None:
    folded = normalise(text).text
    tokens = list(cut_tokens(folded, lang))
    assert [token.text for token in tokens] == cut_words(text, lang)
    for token in tokens:
        word = folded[token.start : token.end]
        assert token.text
        # What a snippet looks for first stands in front of every word that gives the token.
        assert word.startswith(find_root(token.text)[: len(word)])


def test_a_change_of_tokens_is_a_new_version() -> None:
    # Whoever changes how words are cut raises INDEX_VERSION, adds an (empty) migration, so that archives are indexed
    # anew, and writes the new digest here.
    told = [word for lang, forms in [*FORMS, *OTHERS] for word in cut_words(forms, lang)]
    digest = hashlib.sha256(" ".join(told).encode()).hexdigest()[:12]
    assert (INDEX_VERSION, digest) == (1, "a3661444cc77")
