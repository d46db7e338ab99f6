"""What is typed into a search box becomes terms; nothing that can be typed is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.stages.search import parse_query
from service.stages.search.query import MOST_TERMS, Variant


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Белоусов Остин", ("Белоусов", "Остин")),
        ('"Lloyd Austin" call', ("Lloyd Austin", "call")),
        ("«Андрей Белоусов»", ("Андрей Белоусов",)),
        ("„der Minister“ -Moskau", ("der Minister", "-Moskau")),
        ('-"hot line" talks', ("talks", "-hot line")),
        ("Су-27", ("Су-27",)),
        ("talks – calls - chat", ("talks", "calls", "chat")),
        ('"never closed', ("never closed",)),
        ("talk Talk talk", ("talk",)),
        ("", ()),
        (' "" - -"" ?! * ', ()),
        ("AND OR NOT", ("AND", "OR", "NOT")),
    ],
)
def test_terms(typed: str, words: tuple[str, ...]) -> None:
    assert parse_query(typed).words == words


def test_a_word_is_looked_for_as_each_language_would_cut_it() -> None:
    (term,) = parse_query("generale").wanted
    assert {variant.tokens for variant in term.variants} >= {("generale",), ("general",)}


def test_a_word_with_signs_is_a_phrase() -> None:
    (term,) = parse_query("Су-27").wanted
    assert term.variants == (Variant(("су", "27")),)


def test_a_run_of_han_letters_may_go_on_in_the_text() -> None:
    (long, short) = parse_query("国防部 美").wanted
    assert long.variants == (Variant(("国防", "防部")),)
    assert short.variants == (Variant(("美",), open=True),)


def test_too_many_terms_are_passed_over() -> None:
    assert len(parse_query(" ".join(f"word{number}" for number in range(50))).wanted) == MOST_TERMS


@given(st.text(max_size=300))
def test_anything_can_be_typed(typed: str) -> None:
    query = parse_query(typed)
    assert all(term.variants and all(variant.tokens for variant in term.variants) for term in query.wanted)
