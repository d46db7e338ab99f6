"""What an alert quotes."""

from service.model.verdict import Span
from service.stages.alerts.make import LONGEST_QUOTE, quote_sentence
from tests.support.articles import make_article


def test_a_text_without_an_end_is_quoted_around_what_was_found() -> None:
    text = f"{'before ' * 20_000}Lloyd Austin {'after ' * 20_000}"
    at = text.index("Lloyd")
    quoted = quote_sentence(make_article(body=text), Span("body", at, at + 12, "Lloyd Austin"))
    assert "before Lloyd Austin after" in quoted
    assert quoted.startswith("…")
    assert quoted.endswith("…")
    assert len(quoted) < 2 * LONGEST_QUOTE


def test_a_sentence_of_usual_length_is_quoted_whole() -> None:
    sentence = f"On Tuesday, {'as was told, ' * 20}Lloyd Austin called."
    text = f"It rained. {sentence} It rained again."
    at = text.index("Lloyd")
    assert quote_sentence(make_article(body=text), Span("body", at, at + 12, "Lloyd Austin")) == sentence
