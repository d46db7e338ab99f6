"""The text of an article in stretches: nothing is lost, and what was found is marked."""

from hypothesis import given
from hypothesis import strategies as st

from service.web.pages.marking import MOST_SHOWN, ORDER, Mark, mark_text

TEXT = "Lloyd Austin called.\n\nAndrei Belousov answered."
MARKS = st.builds(Mark, st.integers(-3, 60), st.integers(-3, 60), st.sampled_from(ORDER[1:]), st.just("rule"))


def test_marks_cut_the_text_where_they_begin_and_end() -> None:
    paragraphs = mark_text(TEXT, [Mark(0, 12, "name", "Lloyd Austin: full name"), Mark(13, 19, "term")])
    assert [(stretch.text, stretch.kind) for stretch in paragraphs[0]] == [
        ("Lloyd Austin", "name"),
        (" ", ""),
        ("called", "term"),
        (".", ""),
    ]
    assert paragraphs[0][0].title == "Lloyd Austin: full name"
    assert [stretch.text for stretch in paragraphs[1]] == ["Andrei Belousov answered."]


def test_a_name_wins_over_a_term_and_terms_that_overlap_are_one() -> None:
    marks = [Mark(0, 12, "name"), Mark(6, 15, "term", "a"), Mark(13, 19, "term", "b")]
    (first, _) = mark_text(TEXT, marks)
    assert [(stretch.text, stretch.kind, stretch.title) for stretch in first] == [
        ("Lloyd Austin", "name", ""),
        (" called", "term", "a, b"),
        (".", "", ""),
    ]


@given(st.lists(MARKS, max_size=8))
def test_no_letter_is_lost(marks: list[Mark]) -> None:
    paragraphs = mark_text(TEXT, marks)
    assert ["".join(stretch.text for stretch in found) for found in paragraphs] == TEXT.split("\n\n")


def test_a_very_long_text_is_cut() -> None:
    (paragraph,) = mark_text("x" * (MOST_SHOWN + 10), [])
    assert len(paragraph[0].text) == MOST_SHOWN
