"""Reactions: who speaks of a contact afterwards, and when, tells them apart, in any language."""

import pytest

from service.model.contact import ContactStatus
from service.stages.cluster import Placed, StoryIndex
from tests.support.stories import AUSTIN, BROWN, GERASIMOV, SHOIGU, claim, place

CALL = claim("2022-05-13", AUSTIN, SHOIGU)
QUIET = claim("2024-11-27", BROWN, GERASIMOV)

KREMLIN = [
    ("ru", "В Кремле в понедельник заявили, что разговор был полезен."),
    ("de", "Der Kreml erklärte am Montag, das Gespräch sei nützlich gewesen."),
    ("ja", "ペスコフ大統領報道官は16日、電話は有益だったと述べた。"),
]
PENTAGON = [
    ("en", "The call solved nothing, the Pentagon said on Monday."),
    ("it", "Lunedì il portavoce del Pentagono ha detto che la telefonata non ha risolto nulla."),
    ("ko", "미 국방부는 16일 통화로 풀린 문제는 없다고 밝혔다."),
]


def tell(index: StoryIndex, key: str, day: str, lang: str, text: str) -> Placed:
    return place(index, key, day, [CALL], text, lang=lang)


def tell_event(index: StoryIndex) -> Placed:
    event = place(index, "event13", "2022-05-13", [CALL])
    place(index, "event14", "2022-05-14", [CALL])
    return event


def test_two_reactions_of_one_day_are_two_stories_in_every_language() -> None:
    index = StoryIndex()
    event = tell_event(index)
    kremlin, pentagon = set(), set()
    for (lang, text), (other, words) in zip(KREMLIN, PENTAGON, strict=True):
        kremlin.add(tell(index, f"k-{lang}", "2022-05-16", lang, text).story)
        pentagon.add(tell(index, f"p-{other}", "2022-05-16", other, words).story)
    assert len(kremlin) == len(pentagon) == 1
    assert len({*kremlin, *pentagon, event.story}) == 3


def test_a_reaction_that_is_printed_on_the_next_day_is_the_same() -> None:
    index = StoryIndex()
    tell_event(index)
    first = tell(index, "a", "2022-05-16", *KREMLIN[0])
    assert tell(index, "b", "2022-05-17", "de", KREMLIN[1][1]).story == first.story


def test_one_institution_that_speaks_again_days_later_tells_other_news() -> None:
    index = StoryIndex()
    tell_event(index)
    first = tell(index, "a", "2022-05-16", "en", "The Kremlin said on Monday that the call was useful.")
    later = tell(index, "b", "2022-05-19", "en", "The Kremlin said on Thursday that no other call was planned.")
    assert later.contact == first.contact
    assert later.story != first.story


def test_who_was_no_party_to_the_call_comments_it_on_the_next_day() -> None:
    index = StoryIndex()
    event = tell_event(index)
    assert tell(index, "a", "2022-05-14", "en", "NATO said on Saturday that it had been informed.").story != event.story
    assert tell(index, "b", "2022-05-14", "en", "The Pentagon said on Saturday that it went well.").story == event.story


def test_what_a_ministry_says_of_a_leak_is_other_news_than_the_leak() -> None:
    index = StoryIndex()
    leak = place(index, "a", "2024-12-05", [QUIET], "The generals spoke in secret, the New York Times reported.")
    confirmed = place(
        index, "b", "2024-12-06", [QUIET], "The Russian defence ministry confirmed on Friday that they had spoken."
    )
    angry = place(
        index, "c", "2024-12-06", [QUIET], "The Russian defence ministry on Friday accused Washington of a leak."
    )
    assert confirmed.story == leak.story
    assert angry.contact == leak.contact
    assert angry.story != leak.story


@pytest.mark.parametrize(("day", "apart"), [("2022-05-14", False), ("2022-05-15", True)])
def test_a_comment_of_which_no_day_is_named_may_be_of_the_day_before(day: str, apart: bool) -> None:
    index = StoryIndex()
    event = tell_event(index)
    words = "Песков: Кремль о разговоре знает. Президенту о нем доложили."
    assert (tell(index, "a", day, "ru", words).story != event.story) is apart


def test_who_is_heard_further_down_does_not_make_a_reaction() -> None:
    index = StoryIndex()
    event = tell_event(index)
    words = "The two ministers spoke on Friday for an hour. It was a long wait. The Kremlin said on Saturday it knew."
    assert tell(index, "a", "2022-05-14", "en", words).story == event.story


@pytest.mark.parametrize(
    ("day", "lang", "text"),
    [
        ("2024-12-05", "ru", "Генералы обсудили учения, сообщили в Минобороны России."),
        ("2024-12-06", "en", "The generals spoke on Nov. 27 about a missile test, The New York Times reported."),
        ("2024-12-06", "de", "Die Generäle sprachen laut Pentagon über einen Raketentest."),
        ("2024-12-07", "fr", "Les deux généraux se sont parlé le 27 novembre."),
    ],
)
def test_what_came_out_late_is_one_story_whichever_party_tells_it(day: str, lang: str, text: str) -> None:
    index = StoryIndex()
    revealed = place(index, "a", "2024-12-05", [QUIET], "The generals spoke on Nov. 27, the Pentagon said.")
    assert place(index, "b", day, [QUIET], text, lang=lang).story == revealed.story


@pytest.mark.parametrize(
    "text",
    [
        "The Kremlin said on Friday that such calls were useful.",
        "The Russian Defense Ministry said on Friday that it was disappointed by the leak.",
    ],
)
def test_what_is_said_of_it_on_the_next_day_is_another(text: str) -> None:
    index = StoryIndex()
    revealed = place(index, "a", "2024-12-05", [QUIET], "The generals spoke on Nov. 27, the Pentagon said.")
    assert place(index, "b", "2024-12-06", [QUIET], text).story != revealed.story


def test_a_comment_on_a_contact_without_a_day_is_another_story() -> None:
    index = StoryIndex()
    tried = claim("2022-03", AUSTIN, SHOIGU, status=ContactStatus.REFUSED)
    known = place(index, "a", "2022-03-24", [tried], "Calls to Moscow went unanswered this month, a paper reports.")
    place(index, "b", "2022-03-25", [tried], "The calls went unanswered, a paper reports.")
    comment = place(index, "c", "2022-03-26", [tried], "The Kremlin said on Saturday that it knew of no such calls.")
    assert comment.contact == known.contact
    assert comment.story != known.story
