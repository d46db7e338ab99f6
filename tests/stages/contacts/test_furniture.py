"""What stands around the text of a page is no lead, and has no day of the contact."""

import pytest

from service.stages.contacts.cues import load_cues
from service.stages.contacts.furniture import is_bare_line, list_captions
from tests.support.contact_claims import claim, write_article

NAMES = {"Austin": "austin", "Belousov": "belousov"}
TITLE = "Defense chiefs of US and Russia talk"
LEAD = "Lloyd Austin called Andrei Belousov today about the drones."


@pytest.mark.parametrize(
    "above",
    [
        "By Jane Miller, Defense Correspondent",
        "FILE - Lloyd Austin speaks in Brussels on June 3, 2024. He spoke with allies. (AB Photo/John Smith)",
        "Lloyd Austin waves in a file photo of May 2, 2024.",
        "Posted Jun 24, 2024 9:12 AM EDT",
        "A destroyer leaves port in May. Credit Navy Office",
    ],
)
def test_day_of_the_contact_is_not_that_of_a_caption(above: str) -> None:
    article = write_article(f"{above}\n\n{LEAD}", "2024-06-25T15:00:00+00:00", title=TITLE)
    assert claim(article, NAMES)[0].date == "2024-06-25"


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Photo: Navy"),
        ("ru", "Архивное фото Минобороны"),
        ("de", "Foto: Archiv"),
        ("zh", "资料图：五角大楼"),
        ("ko", "국방장관 [사진=로이터]"),
    ],
)
def test_credit_is_known_by_its_words(lang: str, line: str) -> None:
    assert list_captions(f"{line}\n\n{LEAD}", load_cues(lang)) == [(0, len(line))]


def test_text_in_one_line_is_no_caption() -> None:
    assert list_captions(f"Photo: Navy. {LEAD}", load_cues("en")) == []


@pytest.mark.parametrize(("line", "bare"), [("By Jane Miller", True), ("(Photo/Agency)", True), (LEAD, False)])
def test_line_that_ends_like_no_sentence(line: str, bare: bool) -> None:
    text = f"{line}\n{LEAD}"
    assert is_bare_line(text, 0, len(line)) is bare
