import pytest

from service.model.ledger import Slot, SourceKind
from service.stages.ledger import fold_contact
from service.stages.ledger.people import is_same_name
from tests.support.ledger_claims import say

MINISTRY, AGENCY = SourceKind.MINISTRY, SourceKind.AGENCY


def list_values(slot: Slot) -> list[str]:
    return [value.value for value in slot.values]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alexander Fomin", "Fomin"),
        ("Alexander Fomin", "Aleksandr Fomin"),
        ("Alexander Fomin", "Александр Фомин"),
        ("Igor Kostyukov", "Ігор Костюков"),
        ("Dan Driscoll", "Дэн Дрисколл"),
        ("Lloyd J. Austin III", "Lloyd Austin"),
    ],
)
def test_one_person_under_two_spellings(one: str, other: str) -> None:
    assert is_same_name(one, other)
    assert is_same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mark Brown", "Charles Brown"), ("Sergei Shoigu", "Sergei Lavrov"), ("Lloyd Austin", "Andrei Belousov")],
)
def test_two_people(one: str, other: str) -> None:
    assert not is_same_name(one, other)


def test_parties_that_share_a_person_are_joined() -> None:
    row = fold_contact(
        "c1",
        [say(1, "Reuters", AGENCY, ru=("Alexander Fomin",)), say(2, "TASS", AGENCY, ru=("Fomin", "Igor Kostyukov"))],
    )
    assert row.ru == ("Alexander Fomin", "Igor Kostyukov")
    assert list_values(row.slot("ru")) == ["Alexander Fomin; Igor Kostyukov"]


def test_parties_that_share_nobody_are_both_shown_the_heavier_first() -> None:
    row = fold_contact(
        "c1",
        [
            say(1, "Post", ru=("Igor Kostyukov",)),
            say(2, "TASS", AGENCY, ru=("Alexander Fomin",)),
            say(3, "Times", ru=("Igor Kostyukov",)),
        ],
    )
    assert row.ru == ("Alexander Fomin",)
    assert list_values(row.slot("ru")) == ["Alexander Fomin", "Igor Kostyukov"]


def test_whom_hardly_anybody_names_is_shown_and_not_taken() -> None:
    claims = [say(n, f"Agency {n}", AGENCY) for n in range(1, 6)]
    row = fold_contact("c1", [*claims, say(9, "Post", us=("Lloyd Austin", "Patrick Ryder"))])
    assert row.us == ("Lloyd Austin",)
    assert list_values(row.slot("us")) == ["Lloyd Austin", "Lloyd Austin; Patrick Ryder"]


def test_a_source_that_names_somebody_else_takes_its_word_back() -> None:
    row = fold_contact("c1", [say(1, "Post", us=("Mark Milley",)), say(2, "Post", us=("Lloyd Austin",))])
    assert list_values(row.slot("us")) == ["Lloyd Austin"]
    shorter = fold_contact("c1", [say(1, "Post", us=("Lloyd Austin", "Mark Milley")), say(2, "Post")])
    assert shorter.us == ("Lloyd Austin", "Mark Milley")


def test_nobody_named_is_no_word_and_a_plan_fills_what_the_report_leaves_out() -> None:
    assert fold_contact("c1", [say(1, us=()), say(2, "Post")]).us == ("Lloyd Austin",)
    assert fold_contact("c1", [say(1, us=(), ru=())]).us == ()


def test_a_script_that_cannot_be_compared_makes_nobody_else() -> None:
    row = fold_contact(
        "c1", [say(1, "新华社", AGENCY, ru=("福明",), lang="zh"), say(2, "Post", ru=("Alexander Fomin",))]
    )
    assert list_values(row.slot("ru")) == ["Alexander Fomin"]
    assert fold_contact("c1", [say(1, "新华社", AGENCY, ru=("福明",), lang="zh")]).ru == ("福明",)
