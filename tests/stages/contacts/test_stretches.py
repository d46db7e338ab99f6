"""How much of a text is read for contacts: all of an article, the telling parts of what is far longer."""

from itertools import pairwise

import pytest

from service.stages.contacts.stretches import LONGEST, MOST_PASSAGES, MOST_READ, choose_stretches
from tests.support.contact_claims import claim, write_article

NAMES = {"Austin": "austin", "Belousov": "belousov"}
FILLER = "The harbour town counted its boats again, and the market was quiet. "


def test_all_of_an_article_is_read() -> None:
    text = FILLER * 100
    assert "".join(text[start:end] for start, end in choose_stretches(text, [])).count("harbour") == 100


def test_of_a_long_text_the_beginning_is_read_and_what_stands_around_the_persons() -> None:
    text = FILLER * 1_000 + "Before it. Austin called Belousov. After it. " + FILLER * 1_000
    place = text.index("Austin")
    read = [text[start:end] for start, end in choose_stretches(text, [place])]
    assert read[0] == FILLER.strip()
    assert read[-3:] == ["Before it.", "Austin called Belousov.", "After it."]
    assert sum(map(len, read)) < MOST_READ


def test_a_contact_told_deep_in_a_transcript_is_read() -> None:
    article = write_article(FILLER * 400 + "Austin called Belousov by phone on Tuesday. " + FILLER * 400)
    main = claim(article, NAMES)[0]
    assert (main.us, main.ru, main.date) == (("Lloyd Austin",), ("Andrei Belousov",), "2024-06-25")


def test_a_sentence_without_end_is_read_in_parts_cut_at_blanks() -> None:
    text = "Austin spoke with Belousov and " * 200
    stretches = choose_stretches(text, [0])
    assert all(end - start <= LONGEST for start, end in stretches)
    assert {text[start:end].split()[0] for start, end in stretches} <= {"Austin", "spoke", "with", "Belousov", "and"}
    assert all(earlier[1] == later[0] for earlier, later in pairwise(stretches))


# Read whole, or sentence by sentence however long, each of these would take hours or days.
@pytest.mark.parametrize(
    ("unit", "lang"),
    [
        ("Austin called Belousov ", "en"),
        ("first call since March 2023 ", "en"),
        ("A Pentagon spokesman, John Smith, said. ", "en"),
        ("Gen. ", "en"),
        ("...'", "en"),
        ("国防部长", "zh"),
    ],
)
def test_a_text_of_repeats_claims_something(unit: str, lang: str) -> None:
    text = unit * (300_000 // len(unit))
    stretches = choose_stretches(text, list(range(0, len(text), 50)))
    assert len(stretches) <= MOST_PASSAGES
    assert sum(end - start for start, end in stretches) <= MOST_READ
    assert len(claim(write_article(text, lang=lang), NAMES)) >= 1
