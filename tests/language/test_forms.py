"""Real forms of names in running text, of officials given by almost nothing: the corpus in tests/corpus/forms.txt."""

import pytest

from service.stages.recognise import Recogniser
from tests.support.name_forms import build_frugal_recogniser, find_missed, read_forms

FLOORS = dict.fromkeys(("en", "ru", "uk", "de", "fr", "es", "it", "pl", "tr"), 0.97) | dict.fromkeys(
    ("ko", "zh", "ja", "ar"), 0.95
)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return build_frugal_recogniser()


@pytest.mark.parametrize("lang", sorted(FLOORS))
def test_finds_the_forms_that_newsrooms_write(recogniser: Recogniser, lang: str) -> None:
    missed = find_missed(recogniser, lang)
    assert len(missed) <= (1 - FLOORS[lang]) * len(read_forms()[lang]), missed
