"""The notation of the packs' phrases."""

import pytest

from service.language.phrases import compile_phrases, fold_text


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("à( la| l')? ?(demande|initiative)", "mardi, à l'initiative de Washington", True),
        ("à( la| l')? ?(demande|initiative)", "mardi, à la demande de Moscou", True),
        ("à( la| l')? ?(demande|initiative)", "mardi, sa demande", False),
        ("hot ?line*", "the hotlines", True),
        ("hot ?line*", "a hot line", True),
        ("spoke .. phone", "spoke for an hour by phone", True),
        ("spoke .. phone", "spoke for an hour and, late in the evening, by phone", False),
        ("not (made )?public\\w*", "it was not made public", True),
        ("call", "a recall", False),
        ("call*", "calling", True),
    ],
)
def test_a_phrase_matches(phrase: str, text: str, found: bool) -> None:
    pattern = compile_phrases([fold_text(phrase)])
    assert pattern is not None
    assert (pattern.search(fold_text(text)) is not None) is found
