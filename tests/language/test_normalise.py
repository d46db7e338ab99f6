"""Folding: equal for the reader, equal for the machine; and every place leads back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.normalise import fold, normalise


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Beloúsov", "belousov"),
        ("Choïgou", "choigou"),
        ("Шойгу́", "шоигу"),
        ("Бєло\u00adусов", "белоусов"),
        ("Бело\u200bусов", "белоусов"),
        ("Аustin", "austin"),  # the A is Cyrillic
        ("Мilley", "milley"),
        ("MiIley", "milley"),  # a capital I for an l
        ("Be1ousov", "belousov"),
        ("Aus-\ntin", "austin"),
        ("Be&shy;lousov", "belousov"),
        ("Бел&#1086;усов", "белоусов"),
        ("Ｌｌｏｙｄ", "lloyd"),
        ("奧斯汀", "奥斯汀"),
        ("別洛烏索夫", "别洛乌索夫"),
        ("أوستن", "اوستن"),
        ("بيـلوسوف", "بيلوسوف"),
        ("Ławrow", "lawrow"),
        ("ŞOYGU", "soygu"),
        ("İstanbul", "istanbul"),
        ("Ð¨Ð¾Ð¹Ð³Ñƒ", "шоигу"),  # UTF-8 that was read as windows-1252
        ("U.S.", "u s"),
        ("Austin’s", "austin s"),
    ],
)
def test_spellings_of_one_word_are_equal(written: str, meant: str) -> None:
    assert fold(written) == meant


def test_korean_letters_written_apart_are_joined() -> None:
    assert fold("\u110b\u1169\u1109\u1173\u1110\u1175\u11ab") == "오스틴"


def test_japanese_voicing_is_kept() -> None:
    assert fold("ゲラシモフ") != fold("ケラシモフ")


@pytest.mark.parametrize("text", ["Straße und ﬁn", "е\u0301ж &amp; «ё»", "Бело-\nусов", "İ ŉ ǆ", "plain"])
def test_each_place_leads_back(text: str) -> None:
    folded = normalise(text)
    for place in range(len(folded.text)):
        start, end = folded.original(place, place + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=80))
def test_any_text_folds_and_leads_back(text: str) -> None:
    folded = normalise(text)
    starts = [folded.original(place, place + 1)[0] for place in range(len(folded.text))]
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)


_LETTERS = "aßéœłIñ§’…«—й ёѓєїґЪ ءأىةپ ・ー対國，。“ﬁİŉ½Ⅳ한ᄀ𝐀\u00ad\u0301"


@pytest.mark.parametrize("char", _LETTERS)
@pytest.mark.parametrize(
    "beginning",
    [
        "Plain English in front of a letter. ",
        "Ein Täter lügt im Süden, vor einem Buchstaben steht dieser Satz, er ist lang genug. ",
        "Перед буквой стоит это предложение, и оно достаточно длинное, чтобы решить. ",
        "文字の前に置かれたこの文は、判断するのに十分な長さがあります。",
    ],
    ids=["English", "German", "Russian", "Japanese"],
)
def test_a_letter_folds_alike_whatever_stands_around_it(char: str, beginning: str) -> None:
    alone, folded = normalise(f" {char} "), normalise(f"{beginning} {char} ")
    assert folded.text.endswith(alone.text)
    place = len(folded.text) - 1
    assert folded.original(place, place + 1) == (len(beginning) + 2, len(beginning) + 3)
