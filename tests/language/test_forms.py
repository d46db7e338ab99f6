"""Real forms of names in running text, of officials given by almost nothing: the corpus in tests/corpus/forms.txt."""

from pathlib import Path

import pytest

from service.config import load_config
from service.stages.recognise import Recogniser, build_recogniser
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


@pytest.fixture(scope="module")
def shipped() -> Recogniser:
    return build_recogniser(load_config(Path(__file__).parents[2] / "config").watch)


@pytest.mark.parametrize("lang", sorted(FLOORS))
def test_the_shipped_watch_finds_the_forms_of_its_officials(shipped: Recogniser, lang: str) -> None:
    ids = {official.id for official in shipped.watch.officials if not official.ambiguous}
    lines = [official for official, _ in read_forms()[lang] if official in ids]
    missed = [line for line in find_missed(shipped, lang) if line[0] in ids]
    assert len(lines) >= 15
    assert len(missed) <= 0.03 * len(lines), missed
