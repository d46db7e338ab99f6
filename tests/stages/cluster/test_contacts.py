"""Which contact a claim is about, also where one article has misread one slot."""

from dataclasses import replace

import pytest

from service.model.contact import Channel, ContactClaim, ContactStatus
from service.model.verdict import Mention, MentionKind
from service.stages.cluster import ContactReason, Placed, StoryIndex
from service.stages.cluster.contacts import ContactFolder, refold_row
from service.stages.cluster.rows import ContactRow
from service.stages.cluster.shelf import MemoryShelf
from tests.support.contact_claims import RELEVANT, PlainReading, write_article
from tests.support.stories import AUSTIN, BELOUSOV, BROWN, GERASIMOV, MILLEY, SHOIGU, SPAN, claim, place

DAY = "2022-10-21"


@pytest.fixture
def index() -> StoryIndex:
    """Knows of one call, from two articles."""
    index = StoryIndex()
    for key in ("a1", "a2"):
        place(index, key, DAY, [claim(DAY, AUSTIN, SHOIGU)])
    return index


def contact(index: StoryIndex) -> str | None:
    return place(index, "last", DAY, [claim(DAY, AUSTIN, SHOIGU)]).contact


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (claim("2022-10-22", AUSTIN, SHOIGU, stated=False), "day of publication taken for granted"),
        (claim(None, AUSTIN, SHOIGU), "no day"),
        (claim("2022-10", AUSTIN, SHOIGU), "a month"),
        (claim("2022-10-22", AUSTIN, SHOIGU), "a day off by one, as across time zones"),
        (claim(DAY, AUSTIN), "one side's person"),
        (claim(DAY), "nobody"),
        (claim(DAY, AUSTIN, SHOIGU, channel=Channel.MEETING), "another channel"),
        (claim(DAY, AUSTIN, SHOIGU, status=ContactStatus.REPORTED), "another status"),
        (claim(DAY, AUSTIN, SHOIGU, status=ContactStatus.REFUSED), "the opposite status"),
        (claim(DAY, AUSTIN, GERASIMOV), "another person of one side"),
    ],
)
def test_one_slot_read_wrongly_does_not_divide(index: StoryIndex, told: ContactClaim, why: str) -> None:
    placed = place(index, "b", "2022-10-22", [told], also_named=[AUSTIN, SHOIGU])
    assert placed.contact == contact(index), why


def test_of_the_same_two_people_at_one_time_more_than_one_slot_may_be_misread(index: StoryIndex) -> None:
    told = claim(None, AUSTIN, SHOIGU, channel=Channel.MEETING, status=ContactStatus.REFUSED)
    assert place(index, "b", "2022-10-22", [told]).contact == contact(index)


@pytest.mark.parametrize("wrong", ["2022-10-10", "2022-12-04"])
def test_a_wrong_day_between_the_plan_and_the_event_is_of_the_event(wrong: str) -> None:
    index = StoryIndex()
    plan = place(index, "a", "2022-10-18", [claim(DAY, AUSTIN, SHOIGU, status=ContactStatus.PLANNED)])
    misread = place(index, "b", DAY, [claim(wrong, AUSTIN, SHOIGU)])
    held = place(index, "c", DAY, [claim(DAY, AUSTIN, SHOIGU)])
    assert plan.contact == held.contact
    assert misread.story == held.story != plan.story


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Алексус Гринкевич", "Alexus Grynkewich", True),
        ("Alexus Grynkewich", "Grynkewich", True),
        ("Алексус Гринкевич", "Christopher Cavoli", False),
    ],
)
def test_a_name_in_another_spelling_speaks_for_the_contact(first: str, second: str, same: bool) -> None:
    index = StoryIndex()
    told = [replace(claim("2022-10", name, status=ContactStatus.REFUSED), ru=()) for name in (first, second)]
    told[1] = replace(told[1], ru=(GERASIMOV,))
    placed = [
        index.assign(article, PlainReading(mentions, "en"), RELEVANT, [one])
        for article, mentions, one in (
            (write_article("One.", f"{DAY}T12:00:00+00:00", key="a"), (), told[0]),
            (
                write_article("Other.", f"{DAY}T13:00:00+00:00", key="b"),
                (Mention(GERASIMOV, "ru", MentionKind.NAME, SPAN, "test"),),
                told[1],
            ),
        )
    ]
    assert (placed[0].contact == placed[1].contact) is same


def test_a_second_call_two_days_later_is_another_contact(index: StoryIndex) -> None:
    second = [
        place(
            index,
            f"b{number}",
            "2022-10-23",
            [claim("2022-10-23", AUSTIN, SHOIGU), claim(DAY, AUSTIN, SHOIGU, recalled=True)],
        )
        for number in range(2)
    ]
    first = contact(index)
    assert {placed.contact for placed in second} != {first}
    assert len({placed.story for placed in second}) == 1
    assert {placed.contacts[1] for placed in second} == {first}


def test_an_undated_article_goes_to_the_nearer_of_two_calls(index: StoryIndex) -> None:
    later = place(index, "b", "2022-10-23", [claim("2022-10-23", AUSTIN, SHOIGU)])
    assert place(index, "c", "2022-10-23", [claim("2022-10-23", AUSTIN, SHOIGU, stated=False)]).contact == later.contact
    assert place(index, "d", DAY, [claim(DAY, AUSTIN, SHOIGU, stated=False)]).contact == contact(index)


def test_two_calls_of_one_day_between_different_people_are_two(index: StoryIndex) -> None:
    chiefs = [
        place(index, f"b{n}", DAY, [claim(DAY, MILLEY, GERASIMOV)], also_named=[AUSTIN, SHOIGU]) for n in range(2)
    ]
    assert len({placed.contact for placed in chiefs}) == 1
    assert chiefs[0].contact != contact(index)
    assert chiefs[0].story != place(index, "c", DAY, [claim(DAY, AUSTIN, SHOIGU)]).story


def test_no_chain_of_days_joins_what_is_two_days_apart(index: StoryIndex) -> None:
    between = place(index, "b", "2022-10-23", [claim("2022-10-22", AUSTIN, SHOIGU)])
    beyond = place(index, "c", "2022-10-23", [claim("2022-10-23", AUSTIN, SHOIGU)])
    assert between.contact == contact(index)
    assert beyond.contact != between.contact


def test_one_misread_name_does_not_stand_for_the_contact(index: StoryIndex) -> None:
    place(index, "b", DAY, [claim(DAY, AUSTIN, GERASIMOV)], also_named=[SHOIGU])
    for number in range(3):
        place(index, f"c{number}", DAY, [claim(DAY, AUSTIN, SHOIGU)])
    assert place(index, "d", DAY, [claim(DAY, MILLEY, GERASIMOV)]).contact != contact(index)


def test_a_background_day_taken_for_the_contact_s_stays_in_the_story(index: StoryIndex) -> None:
    right = place(index, "b", DAY, [claim(DAY, AUSTIN, SHOIGU)])
    misread = place(index, "c", DAY, [claim("2022-10-16", AUSTIN, SHOIGU)])
    again = place(index, "d", "2022-10-22", [claim("2022-10-16", AUSTIN, SHOIGU)])
    assert misread.contact == again.contact == right.contact
    assert misread.story == again.story == right.story
    assert misread.links[0].reason is ContactReason.MISREAD


@pytest.mark.parametrize(("first", "second"), [("October 21", "on the 16th of October"), ("21日", "10月16日")])
def test_two_days_that_are_written_out_are_never_one_contact(first: str, second: str) -> None:
    index = StoryIndex()
    written = claim(DAY, AUSTIN, SHOIGU, words="October 21")
    right = [place(index, f"a{n}", DAY, [told]) for n, told in enumerate((written, claim(DAY, AUSTIN, SHOIGU)))]
    other = place(index, "b", DAY, [claim("2022-10-16", AUSTIN, SHOIGU, words=second)])
    assert right[0].contact == right[1].contact != other.contact
    assert (place(index, "c", DAY, [replace(written, evidence=(("date", SPAN),))]).contact) == right[0].contact


def reveal(index: StoryIndex) -> Placed:
    """Three papers bring to light on a Thursday a call of eight days before."""
    told = claim("2024-11-27", BROWN, GERASIMOV)
    first, *_ = [place(index, key, "2024-12-05", [told]) for key in "abc"]
    return first


@pytest.mark.parametrize(
    "body",
    [
        "Nobody would say on Friday why the call of Nov. 27 was kept quiet.",
        "Nobody would say on Friday why last month's call was kept quiet.",
    ],
)
def test_the_day_of_the_telling_is_no_second_call_of_what_came_out_late(body: str) -> None:
    index = StoryIndex()
    revealed = reveal(index)
    misread = place(index, "d", "2024-12-06", [claim("2024-12-06", BROWN, GERASIMOV, words="Friday")], body)
    assert misread.contact == revealed.contact
    assert misread.links[0].reason is ContactReason.MISREAD
    written = claim("2024-11-27", BROWN, GERASIMOV, words="27 Nov")
    assert place(index, "e", "2024-12-06", [written]).contact == misread.contact


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("Friday", "The generals spoke on Friday."),
        ("December 6", "The generals spoke on December 6."),
    ],
)
def test_a_second_call_right_after_one_that_came_out_late_is_another_contact(words: str, body: str) -> None:
    index = StoryIndex()
    revealed = reveal(index)
    second = place(index, "d", "2024-12-06", [claim("2024-12-06", BROWN, GERASIMOV, words=words)], body)
    assert second.contact != revealed.contact
    assert second.links[0].reason is ContactReason.NEW


def test_a_second_call_that_looks_back_at_the_one_that_came_out_late_is_another_contact() -> None:
    index = StoryIndex()
    revealed = reveal(index)
    claims = [
        claim("2024-12-06", BROWN, GERASIMOV, words="Friday"),
        claim("2024-11-27", BROWN, GERASIMOV, recalled=True, words="Nov. 27"),
    ]
    body = "The generals spoke on Friday. They also spoke on Nov. 27."
    second = place(index, "d", "2024-12-06", claims, body)
    assert second.contact != revealed.contact
    assert second.contacts[1] == revealed.contact


COMMENTS = [
    ("en", "The Kremlin said on Thursday that the call of October 21 was useful."),
    ("ru", "В Кремле 27 октября назвали полезным разговор, состоявшийся 21 октября."),
    ("de", "Der Kreml nannte das Telefonat vom 21. Oktober am Donnerstag nützlich."),
    ("ko", "크렘린은 27일 지난 21일 통화가 유익했다고 밝혔다."),
    ("zh", "克里姆林宫27日表示，10月21日的通话是有益的。"),
]


@pytest.mark.parametrize(("lang", "body"), COMMENTS)
def test_the_day_on_which_others_comment_a_contact_is_not_the_contact_s(
    index: StoryIndex, lang: str, body: str
) -> None:
    event = place(index, "b", DAY, [claim(DAY, AUSTIN, SHOIGU)])
    told = claim("2022-10-27", AUSTIN, SHOIGU, words="27 October")
    comment = place(index, "c", "2022-10-27", [told], body, lang=lang)
    assert comment.contact == event.contact
    assert comment.story != event.story


@pytest.mark.parametrize(
    "body",
    [
        "The Kremlin said on Thursday that the ministers had spoken.",
        "The Pentagon said on Thursday that the ministers had spoken, as they did on October 21.",
    ],
)
def test_a_fresh_day_is_believed_where_nobody_comments_or_no_other_day_is_named(index: StoryIndex, body: str) -> None:
    told = claim("2022-10-27", AUSTIN, SHOIGU, words="Thursday")
    assert place(index, "c", "2022-10-27", [told], body).contact != contact(index)


def test_the_days_that_most_state_are_the_contact_s() -> None:
    index = StoryIndex()
    wrong = place(index, "a", DAY, [claim("2022-10-10", AUSTIN, SHOIGU)])
    right = [place(index, f"b{n}", DAY, [claim(DAY, AUSTIN, SHOIGU)]) for n in range(3)]
    assert {one.contact for one in right} == {wrong.contact}
    assert {one.story for one in right} == {wrong.story}
    assert right[2].links[0].reason is ContactReason.JOINED


@pytest.mark.parametrize("wrong", ["2022-10-16", "2022-08-02", "2022-11-21"])
@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0)])
def test_a_wrong_day_leaves_the_article_in_the_story_whichever_comes_first(wrong: str, order: tuple[int, ...]) -> None:
    index = StoryIndex()
    claims = [claim(wrong, AUSTIN, SHOIGU), claim(DAY, AUSTIN, SHOIGU), claim(DAY, AUSTIN, SHOIGU)]
    placed = {number: place(index, f"a{number}", DAY, [claims[number]]) for number in order}
    assert len({one.story for one in placed.values()}) == 1
    assert len({one.contact for one in placed.values()}) == 1


@pytest.mark.parametrize(
    ("told", "day", "why"),
    [
        (claim("2022-10-16", AUSTIN, GERASIMOV), DAY, "other people"),
        (claim("2022-10-28", AUSTIN, SHOIGU, channel=Channel.MEETING), DAY, "a meeting planned in the call"),
        (claim("2022-10-23", AUSTIN, SHOIGU), "2022-10-23", "a second call, told when it was held"),
        (claim("2022-10-16", AUSTIN, SHOIGU), "2022-10-26", "the news is over"),
    ],
)
def test_another_day_is_another_story(index: StoryIndex, told: ContactClaim, day: str, why: str) -> None:
    known = place(index, "b", DAY, [claim(DAY, AUSTIN, SHOIGU)])
    other = place(index, "c", day, [told])
    assert (other.story == known.story, other.contact == known.contact) == (False, False), why


def test_the_news_of_an_older_contact_is_its_own_story() -> None:
    index = StoryIndex()
    for number in range(3):
        place(index, f"a{number}", "2024-06-26", [claim("2024-06-25", AUSTIN, BELOUSOV)])
    known = place(index, "b", "2024-07-13", [claim("2024-07-12", AUSTIN, BELOUSOV)])
    later = place(index, "c", "2024-07-31", [claim("2024-07-12", AUSTIN, BELOUSOV)])
    assert later.contact == known.contact
    assert later.story != known.story


def test_what_is_looked_back_at_is_the_contact_that_is_known_or_a_row_of_its_own() -> None:
    index = StoryIndex()
    news = place(index, "a", "2023-03-15", [claim("2023-03-15", AUSTIN, SHOIGU)])
    passing = claim("2023-03", recalled=True)
    later = place(index, "b", "2024-06-26", [claim("2024-06-25", AUSTIN, BELOUSOV), passing])
    assert later.contacts[1] == news.contact
    unknown = place(index, "c", "2024-06-26", [claim("2024-06-25", AUSTIN, BELOUSOV), claim("2020-01", recalled=True)])
    assert unknown.contacts[1] not in (news.contact, later.contact)


def test_a_line_is_no_call() -> None:
    index = StoryIndex()
    line = place(index, "a", DAY, [claim(DAY, channel=Channel.HOTLINE)])
    call = place(index, "b", DAY, [claim(DAY, AUSTIN, SHOIGU)])
    assert line.contact != call.contact
    again = place(index, "c", "2022-10-22", [claim(None, channel=Channel.HOTLINE)])
    assert again.contact == line.contact


def test_it_is_said_why(index: StoryIndex) -> None:
    placed = place(index, "b", DAY, [claim(DAY, AUSTIN, SHOIGU)])
    assert placed.links[0].reason is ContactReason.JOINED
    assert dict(placed.links[0].weights)["date"] == 2.0
    fresh = place(index, "c", "2022-05-13", [claim("2022-05-13", AUSTIN, SHOIGU)])
    assert fresh.links[0].reason is ContactReason.NEW
    assert placed.why == (
        "it tells of the same contact in the same phase",
        "agrees with what is known of the contact: date +2, people +2, channel +0.5, status +0.2",
    )


def test_the_order_of_names_and_the_run_do_not_matter() -> None:
    def run() -> list[Placed]:
        index = StoryIndex()
        people = (AUSTIN, SHOIGU)
        return [place(index, f"a{n}", f"2022-10-{20 + n}", [claim(DAY, *people)]) for n in range(1, 4)]

    assert run() == run()


def test_two_texts_that_tell_neither_who_nor_when_are_two_contacts() -> None:
    index = StoryIndex()
    bare = claim(DAY, stated=False)
    first, second = (place(index, key, DAY, [bare]) for key in ("a", "b"))
    assert first.contact != second.contact
    assert first.story != second.story


@pytest.mark.parametrize("known", [claim(DAY), claim(DAY, AUSTIN, SHOIGU, stated=False)])
def test_one_of_two_that_tells_who_or_when_is_enough(known: ContactClaim) -> None:
    index = StoryIndex()
    first = place(index, "a", DAY, [known])
    assert place(index, "b", DAY, [claim(DAY, stated=False)], also_named=[AUSTIN, SHOIGU]).contact == first.contact


def test_of_two_rows_for_one_contact_the_one_that_most_texts_tell_of_goes_on() -> None:
    index = StoryIndex()
    plan = claim(DAY, AUSTIN, SHOIGU, status=ContactStatus.PLANNED)
    known = [place(index, f"a{n}", "2022-10-19", [plan]) for n in range(2)]
    misread = place(index, "b", "2022-10-20", [claim(None, channel=Channel.HOTLINE, status=ContactStatus.PLANNED)])
    place(index, "b2", "2022-10-20", [claim(DAY, AUSTIN, SHOIGU, channel=Channel.HOTLINE)])
    held = [place(index, f"c{n}", DAY, [claim(DAY, AUSTIN, SHOIGU)]) for n in range(2)]
    assert {one.contact for one in held} == {known[0].contact} != {misread.contact}


def test_an_article_that_is_read_again_leaves_the_contact_that_it_alone_told_of() -> None:
    shelf: MemoryShelf[ContactRow] = MemoryShelf()
    folder = ContactFolder(shelf)
    named = {AUSTIN, SHOIGU}
    plan = claim("2022-05-13", AUSTIN, SHOIGU, status=ContactStatus.PLANNED)
    known, _ = folder.assign(plan, write_article("x", "2022-05-11T12:00:00+00:00", key="a"), named)
    again = write_article("x", "2022-05-12T12:00:00+00:00", key="b")
    bare, row = folder.assign(claim("2022-05-12", channel=Channel.MEETING, stated=False), again, set())
    assert bare.contact_id != known.contact_id
    shelf.put(refold_row(row, []), ())
    assert folder.assign(plan, again, named, bare.contact_id)[0].contact_id == known.contact_id


def test_an_article_that_is_read_again_stays_where_nothing_else_fits() -> None:
    shelf: MemoryShelf[ContactRow] = MemoryShelf()
    folder = ContactFolder(shelf)
    again = write_article("x", "2022-05-12T12:00:00+00:00", key="b")
    bare, row = folder.assign(claim("2022-05-12", channel=Channel.MEETING, stated=False), again, set())
    shelf.put(refold_row(row, []), ())
    plan = claim("2022-05-13", AUSTIN, SHOIGU, status=ContactStatus.PLANNED)
    assert folder.assign(plan, again, {AUSTIN, SHOIGU}, bare.contact_id)[0].contact_id == bare.contact_id
