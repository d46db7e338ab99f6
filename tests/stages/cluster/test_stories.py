"""Stories: the preview, the event and what is said of it later are different news of one contact."""

import pytest

from service.model.contact import ContactStatus
from service.stages.cluster import Placed, StoryIndex, StoryReason
from tests.support.stories import AUSTIN, BROWN, GERASIMOV, SHOIGU, claim, place

DAY = "2022-05-13"
CALL = claim(DAY, AUSTIN, SHOIGU)
PLAN = claim(DAY, AUSTIN, SHOIGU, status=ContactStatus.PLANNED)


def phases(placed: list[Placed]) -> list[str]:
    return [one.link.phase for one in placed if one.link is not None]


def test_preview_event_and_reaction_are_three_stories_of_one_contact() -> None:
    index = StoryIndex()
    placed = [
        place(index, "a", "2022-05-11", [PLAN]),
        place(index, "b", "2022-05-12", [PLAN]),
        place(index, "c", DAY, [CALL]),
        place(index, "d", "2022-05-14", [CALL]),
        place(index, "e", "2022-05-24", [CALL]),
    ]
    assert phases(placed) == ["preview", "preview", "event", "event", "reaction"]
    assert len({one.contact for one in placed}) == 1
    assert [placed[0].story == placed[1].story, placed[2].story == placed[3].story] == [True, True]
    assert len({one.story for one in placed}) == 3


def test_an_article_that_misreads_the_status_stays_in_the_story() -> None:
    index = StoryIndex()
    held = [place(index, key, DAY, [CALL]) for key in "ab"]
    planned = place(index, "c", "2022-05-14", [PLAN])
    assert planned.story == held[0].story


def test_a_misread_status_does_not_divide_the_story_where_it_comes_first() -> None:
    index = StoryIndex()
    first = place(index, "a", DAY, [claim(None, AUSTIN, SHOIGU, status=ContactStatus.PLANNED)])
    held = place(index, "b", DAY, [CALL])
    assert held.story == first.story
    assert place(index, "c", DAY, [CALL]).story == first.story


def test_an_attempt_without_a_day_that_is_taken_for_a_plan_stays_in_the_story() -> None:
    index = StoryIndex()
    sought = place(index, "a", DAY, [claim(None, AUSTIN, SHOIGU, status=ContactStatus.PLANNED)])
    refused = place(index, "b", DAY, [claim("2022-05", AUSTIN, SHOIGU, status=ContactStatus.REFUSED)])
    assert refused.story == sought.story


def test_a_late_article_without_a_day_is_of_what_is_told_then() -> None:
    index = StoryIndex()
    event = place(index, "a", DAY, [CALL])
    later = place(index, "b", "2022-05-27", [CALL])
    undated = place(index, "c", "2022-05-28", [claim(None, AUSTIN, SHOIGU)])
    assert undated.contact == event.contact
    assert undated.story == later.story != event.story


def test_two_reactions_weeks_apart_are_two_stories() -> None:
    index = StoryIndex()
    place(index, "a", DAY, [CALL])
    one = place(index, "b", "2022-05-24", [CALL])
    other = place(index, "c", "2022-06-20", [CALL])
    assert one.contact == other.contact
    assert one.story != other.story


def test_a_comment_after_days_of_silence_is_a_reaction() -> None:
    index = StoryIndex()
    event = place(index, "a", DAY, [CALL])
    assert place(index, "b", "2022-05-17", [CALL]).story != event.story


def test_news_that_goes_on_day_by_day_stays_one_story() -> None:
    index = StoryIndex()
    placed = [place(index, f"a{day}", f"2022-05-{day}", [CALL]) for day in range(13, 18)]
    assert len({one.story for one in placed}) == 1


def test_what_came_out_late_is_one_story_though_the_first_article_gives_no_day() -> None:
    index = StoryIndex()
    told = claim("2024-11-27", BROWN, GERASIMOV)
    undated = place(index, "a", "2024-12-05", [claim(None, BROWN, GERASIMOV)])
    dated = [place(index, key, "2024-12-06", [told]) for key in "bc"]
    assert {one.contact for one in dated} == {undated.contact}
    assert {one.story for one in dated} == {undated.story}


def test_what_was_held_where_the_day_had_begun_is_no_preview() -> None:
    index = StoryIndex()
    early = place(index, "a", "2022-05-12", [CALL])
    assert early.story == place(index, "b", DAY, [CALL]).story
    assert phases([early]) == ["event"]


def test_it_is_said_why() -> None:
    index = StoryIndex()
    first, second = (place(index, key, DAY, [CALL]) for key in "ab")
    assert first.link is not None
    assert second.link is not None
    assert [first.link.reason, second.link.reason] == [StoryReason.NEW, StoryReason.PHASE]


def answer(index: StoryIndex, key: str, day: str, head: str) -> Placed:
    """Place an article on the call whose text begins so."""
    return place(index, key, day, [CALL], f"{head} Text number {key} goes on in words of its own.")


@pytest.mark.parametrize(
    ("day", "head", "apart"),
    [
        ("2022-05-16", "The call changed nothing, a spokesman said on Monday.", True),
        ("2022-05-17", "An adviser spoke of it on Monday.", True),
        ("2022-05-16", "The two ministers spoke on Friday for an hour.", False),
        ("2022-05-16", "WASHINGTON, May 16 - The two ministers spoke on Friday for an hour.", False),
        ("2022-05-14", "The ministry confirmed it on Saturday.", False),
    ],
)
def test_who_speaks_of_a_contact_days_later_tells_other_news(day: str, head: str, apart: bool) -> None:
    index = StoryIndex()
    event = [place(index, f"a{n}", f"2022-05-{n}", [CALL]) for n in (13, 14, 15)]
    later = answer(index, "b", day, head)
    assert later.contact == event[0].contact
    assert (later.story != event[0].story) is apart
    assert phases([later]) == ["reaction" if apart else "event"]


def test_one_answer_is_one_story_however_many_tell_it() -> None:
    index = StoryIndex()
    event = [place(index, f"a{n}", f"2022-05-{n}", [CALL]) for n in (13, 14, 15)]
    answers = [answer(index, key, "2022-05-16", "A spokesman said on Monday that it was useful.") for key in "bc"]
    assert answers[0].story == answers[1].story != event[0].story
    assert answer(index, "d", "2022-05-16", "The two ministers spoke on Friday for an hour.").story == event[0].story


def test_what_is_said_of_a_contact_on_the_day_after_it_came_out_is_other_news() -> None:
    index = StoryIndex()
    told = claim("2024-11-27", BROWN, GERASIMOV)
    revealed = [place(index, key, "2024-12-05", [told]) for key in "ab"]
    asked = claim("2024-12-06", BROWN, GERASIMOV, words="Friday")
    later = place(index, "c", "2024-12-06", [asked], "On Friday a spokesman would say nothing of the call of Nov. 27.")
    assert later.contact == revealed[0].contact
    assert later.story != revealed[0].story
    assert place(index, "d", "2024-12-06", [told]).story == revealed[0].story


def test_what_is_still_expected_on_its_day_is_the_preview() -> None:
    index = StoryIndex()
    preview = place(index, "a", "2022-05-12", [PLAN])
    morning = place(index, "b", DAY, [PLAN])
    held = [place(index, key, DAY, [CALL]) for key in "cd"]
    assert morning.story == preview.story
    assert phases(held) == ["event", "event"]
