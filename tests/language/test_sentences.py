"""Sentences end where readers think they do."""

import pytest

from service.language.sentences import split_paragraphs, split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["Gen. Mark Milley spoke to Gen. Valery Gerasimov on Monday.", "They agreed."],
        ["The U.S. Joint Chiefs called.", "Moscow answered."],
        ["Lloyd J. Austin III left.", "Who follows?", "Nobody knows!"],
        ["Разговор прошел 25 июня 2024 г. по инициативе США.", "В Минобороны РФ подтвердили."],
        ["Об этом сообщил А. Р. Белоусов.", "Речь шла о танках и т. д. и пушках."],
        ["美国国防部长致电俄罗斯防长。", "双方同意保持沟通。"],
        ["オースティン長官が電話した。", "ロシア側も確認した。"],
        ["자세한 내용은 밝히지 않았다.", "통화는 처음이다."],
        ["قال البنتاغون ذلك.", "هل رد الروس؟", "نعم."],
        ["На звонок ответил Ллойд Дж. Остин.", "Подробностей нет."],
        ["Mówił o tym rzecznik Pentagonu kontradm. John Kirby.", "Rozmowa trwała godzinę."],
        ["Сообщил вице-адм. Игорь Костюков.", "Звонил ген.-полк. Рудской."],
        ["Habló el alm. James Stavridis y el cnel. Steve Warren.", "No hubo respuesta."],
        ["Lo ha detto il contramm. Mike Franken con l'amm. James Stavridis e il magg. Adrian Rankine.", "Mosca tace."],
        ["Das Gespräch fand am 25. Juni statt.", "Moskau schwieg."],
    ],
)
def test_splits_and_leads_back(sentences: list[str]) -> None:
    gap = "" if sentences[0][-1] in "。" else " "
    text = gap.join(sentences)
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


def test_a_blank_that_a_page_has_lost_parts_sentences_all_the_same() -> None:
    text = "Звонила американская сторона.Ранее министры говорили в мае.12 июня они встретились. Сайт ura.ru"
    assert [text[a:b] for a, b in split_sentences(text)] == [
        "Звонила американская сторона.",
        "Ранее министры говорили в мае.",
        "12 июня они встретились.",
        "Сайт ura.ru",
    ]


def test_a_blank_is_lost_in_latin_script_too() -> None:
    text = "Lo ha detto il ministero russo.La telefonata è durata un'ora, secondo gazeta.Ru di oggi."
    assert [text[a:b] for a, b in split_sentences(text)] == [
        "Lo ha detto il ministero russo.",
        "La telefonata è durata un'ora, secondo gazeta.Ru di oggi.",
    ]


def test_a_line_ends_a_sentence() -> None:
    text = "First line\nSecond line"
    assert [text[a:b] for a, b in split_sentences(text)] == ["First line", "Second line"]


def test_paragraphs_are_parted_by_blank_lines_or_else_by_lines() -> None:
    assert len(split_paragraphs("one\n\ntwo\nstill two")) == 2
    assert len(split_paragraphs("one\ntwo")) == 2
    assert split_paragraphs("") == []


@pytest.mark.parametrize("mark", [".", "!?", "…", '."', ".)", "。", "۔", "؟", "\n"])
def test_a_run_of_marks_costs_no_more_than_its_length(mark: str) -> None:
    # Were each mark tried as the first of its run, this would not end today.
    text = mark * 200_000 + "x"
    assert [text[start:end].strip()[-1:] for start, end in split_sentences(text)][-1:] == ["x"]
