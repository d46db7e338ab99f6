"""Copies of a text are found under what pages do to it."""

from dataclasses import replace

from service.model.article import Article
from service.stages.cluster import Placed, StoryIndex, StoryReason
from tests.support.contact_claims import IRRELEVANT, PlainReading, write_article

SENTENCES = (
    "WASHINGTON (Reuters) - The two ministers spoke about the war on Monday and about the risk that it might spread.",
    "Each of them gave an account of his own of the talk, which had lasted for less than an hour that evening.",
    "The secretary asked for a line between the two headquarters to be kept open, an official of his said afterwards.",
    "The minister answered that deliveries of arms were what made every such line necessary in the first place.",
    "Neither of the two would say when they meant to speak again, or whether a meeting had been talked about.",
    "Their predecessors had spoken five times in as many years, mostly after one of their aircraft had come too close.",
)
FULL = "\n\n".join(SENTENCES)


def article(key: str, body: str, day: str = "2024-06-26", lang: str = "en", outlet: str = "Courier") -> Article:
    return replace(write_article(body, f"{day}T08:00:00+00:00", key=key, lang=lang), outlet=outlet)


def place(index: StoryIndex, told: Article) -> Placed:
    return index.assign(told, PlainReading((), told.lang), IRRELEVANT, ())


def test_a_copy_has_the_text_and_the_origin_of_what_it_copies() -> None:
    index = StoryIndex()
    full = place(index, article("a", FULL))
    bare = place(index, article("b", FULL.replace("WASHINGTON (Reuters) - ", ""), outlet="Gazette"))
    assert (full.text_id, full.origin) == ("a", "Reuters")
    assert (bare.text_id, bare.origin, bare.story) == ("a", "Reuters", full.story)
    assert bare.link is not None
    assert bare.link.reason is StoryReason.COPY


def test_the_first_two_paragraphs_are_a_copy_and_so_is_the_full_text_after_them() -> None:
    trimmed = "\n\n".join(SENTENCES[:2])
    index = StoryIndex()
    assert place(index, article("a", FULL)).story == place(index, article("b", trimmed)).story
    index = StoryIndex()
    assert place(index, article("a", trimmed)).story == place(index, article("b", FULL)).story


def test_boilerplate_does_not_hide_a_copy() -> None:
    lines = [
        "Read also: Snow closes the northern road for a second day in a row, drivers are told to turn back",
        "Subscribe to our newsletter and never miss a word of what happens in the county",
        "© 2024 The Courier. All rights reserved. Reproduction without permission is forbidden.",
        "Follow us on every network there is, and tell your friends about it today",
    ]
    trimmed = "\n".join([lines[0], SENTENCES[0], lines[1], SENTENCES[1], *lines[2:]])
    index = StoryIndex()
    assert place(index, article("a", FULL)).story == place(index, article("b", trimmed)).story


def test_pages_that_share_their_boilerplate_only_are_two_texts() -> None:
    frame = "Подписывайтесь на наш канал, чтобы первыми узнавать обо всём важном.\n{}\nВсе права защищены."
    index = StoryIndex()
    one = place(index, article("a", frame.format("Снег закрыл дорогу на север, машины стоят с утра."), lang="ru"))
    two = place(index, article("b", frame.format("Команда выиграла кубок области в пятый раз подряд."), lang="ru"))
    assert one.story != two.story


def test_a_text_that_spins_words_is_a_copy() -> None:
    spun = FULL.replace("risk", "danger").replace("an hour", "sixty minutes").replace("headquarters", "staffs")
    index = StoryIndex()
    assert place(index, article("a", FULL)).story == place(index, article("b", spun)).story


def test_a_trimmed_copy_in_a_script_without_blanks_is_found() -> None:
    sentences = [
        "両国の国防相は月曜日に電話で会談し、戦争とその拡大の危険について一時間近く話し合ったと発表された。",
        "長官は両軍の司令部を結ぶ連絡線を保つよう求め、国防相は武器の引き渡しこそが緊張の原因だと答えた。",
        "次の会談の日取りや直接会うかどうかについては、どちらの側も明らかにしなかったと伝えられている。",
    ]
    index = StoryIndex()
    one = place(index, article("a", "".join(sentences), lang="ja"))
    assert one.story == place(index, article("b", "".join(sentences[:2]), lang="ja")).story


def test_the_same_text_of_another_month_is_another_story() -> None:
    index = StoryIndex()
    one = place(index, article("a", FULL))
    assert one.story != place(index, article("b", FULL, day="2024-07-26")).story


def test_articles_without_text_are_nobody_s_copy() -> None:
    index = StoryIndex()
    assert place(index, article("a", "")).story != place(index, article("b", "")).story


def test_a_line_or_two_is_nobodys_copy() -> None:
    index = StoryIndex()
    for body, lang in (
        ("Minister Belousov spoke.", "en"),
        ("Article 7: the minister spoke to reporters in the capital. " * 9, "en"),
        ("Министр выступил перед журналистами.", "ru"),
        ("国防大臣が記者団に語った。", "ja"),
    ):
        first = place(index, article(f"a {body}", body, lang=lang))
        second = place(index, article(f"b {body}", body, lang=lang, outlet="Gazette"))
        assert first.story != second.story
        assert second.text_id == f"b {body}"
