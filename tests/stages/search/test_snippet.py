"""What a search shows of an article: the title and the best stretch, with marks as offsets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.model.views import Snippet
from service.stages.search import make_snippets, parse_query
from tests.support.store import make_article

FILLER = "Nothing of it concerns anybody here, and it goes on for a while. "


def read_marks(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.marks]


@pytest.mark.parametrize(
    ("lang", "typed", "body", "marked"),
    [
        ("ru", "Белоусов", "Остин позвонил Белоусову во вторник.", ["Белоусову"]),
        ("ru", "белоусова звонок", "Звонка от Белоусова ждали.", ["Звонка", "Белоусова"]),
        ("en", '"Lloyd Austin"', "Austin spoke. Lloyd Austin called; Lloyd did.", ["Lloyd Austin"]),
        ("en", "ministry", "Both ministries said so.", ["ministries"]),
        ("de", "gesprache", "Die Gespräche und das Gespräch.", ["Gespräche", "Gespräch"]),
        ("zh", "国防", "美国國防部長与俄方通话。", ["國防"]),
        ("ja", "会談", "電話会談した", ["会談"]),
        ("ko", "장관", "국방장관은 말했다", ["장관"]),
        ("ar", "بيلوسوف", "تحدث أوستن وبيلوسوف", ["وبيلوسوف"]),
        ("ru", "су-27", "Истребитель Су-27 и Су-30.", ["Су-27"]),
        ("en", "austin", "AT&amp;T and L. Austin&rsquo;s call", ["Austin"]),
    ],
)
def test_what_was_searched_for_is_marked(lang: str, typed: str, body: str, marked: list[str]) -> None:
    article = make_article("a", lang=lang, title="x", summary="", body=body)
    _, snippet = make_snippets(article, parse_query(typed))
    assert (snippet.zone, read_marks(snippet)) == ("body", marked)


def test_the_title_is_whole_and_marked() -> None:
    title, _ = make_snippets(make_article("a", title="Austin and Belousov talk"), parse_query("talked belousov"))
    assert title.text == "Austin and Belousov talk"
    assert read_marks(title) == ["Belousov", "talk"]


def test_the_stretch_with_most_of_the_words_is_shown() -> None:
    body = "Austin left. " + FILLER * 20 + "Later Austin called Belousov. " + FILLER * 20
    _, snippet = make_snippets(make_article("a", title="x", summary="", body=body), parse_query("austin belousov"))
    assert read_marks(snippet) == ["Austin", "Belousov"]
    assert snippet.text.startswith("Later Austin")
    assert len(snippet.text) <= 240
    assert snippet.cut_before
    assert snippet.cut_after


def test_a_summary_that_has_all_is_shown_before_the_text() -> None:
    article = make_article("a", title="x", summary="Austin called.", body="Austin called Belousov.")
    assert make_snippets(article, parse_query("austin"))[1].zone == "summary"
    assert make_snippets(article, parse_query("austin belousov"))[1].zone == "body"


def test_without_words_the_beginning_is_shown() -> None:
    article = make_article("a", title="x", summary="The summary.", body=FILLER)
    assert make_snippets(article, parse_query("-austin"))[1] == Snippet("summary", "The summary.")


@settings(max_examples=60)
@given(st.text(max_size=80), st.text(max_size=400), st.sampled_from(["ru", "ja", "ar", None]))
def test_marks_lie_within_the_text_in_order(typed: str, body: str, lang: str | None) -> None:
    article = make_article("a", lang=lang, title=typed, summary="", body=body + typed + body)
    for snippet in make_snippets(article, parse_query(typed)):
        ends = [0, *(place for mark in snippet.marks for place in mark), len(snippet.text)]
        assert ends == sorted(ends)
        assert all(start < end for start, end in snippet.marks)
