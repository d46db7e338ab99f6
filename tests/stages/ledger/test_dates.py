from service.model.ledger import LedgerContact, SourcedClaim, SourceKind
from service.stages.ledger import fold_contact
from tests.support.ledger_claims import say

MINISTRY, AGENCY = SourceKind.MINISTRY, SourceKind.AGENCY
UNSTATED = ("channel", "status")


def fold(*claims: SourcedClaim) -> LedgerContact:
    return fold_contact("c1", claims)


def list_values(row: LedgerContact) -> list[str]:
    return [value.value for value in row.slot("date").values]


def test_a_stated_day_goes_before_a_month_and_a_month_before_a_supposed_day() -> None:
    month = say(1, "Pentagon", MINISTRY, date="2024-06")
    supposed = say(2, "Reuters", AGENCY, date="2024-06-26", stated=UNSTATED)
    assert fold(month, supposed).date == "2024-06"
    assert fold(month, supposed, say(3, "Post", date="2024-06-25")).date == "2024-06-25"
    assert fold(supposed).date == "2024-06-26"


def test_a_month_supports_its_days_and_is_no_other_opinion() -> None:
    row = fold(say(1, "Pentagon", MINISTRY, date="2024-06"), say(2, "Post", date="2024-06-25"))
    assert list_values(row) == ["2024-06-25"]
    assert [source.outlet for source, _ in row.slot("date").values[0].said_by] == ["Post", "Pentagon"]
    other = fold(say(1, "Pentagon", MINISTRY, date="2024-05"), say(2, "Post", date="2024-06-25"))
    assert list_values(other) == ["2024-06-25", "2024-05"]


def test_days_compete_by_weight_and_both_are_shown() -> None:
    row = fold(
        say(1, "Post", date="2024-06-26"),
        say(2, "Times", date="2024-06-26"),
        say(3, "Reuters", AGENCY, date="2024-06-25"),
    )
    assert list_values(row) == ["2024-06-25", "2024-06-26"]


def test_a_supposed_day_is_nobodys_word() -> None:
    row = fold(say(1, "Post", date="2024-06-25"), say(2, "Reuters", AGENCY, date="2024-06-26", stated=UNSTATED))
    assert list_values(row) == ["2024-06-25"]
    supposed = [say(n, f"Post {n}", date=f"2024-06-2{n}", stated=UNSTATED) for n in (7, 6)]
    assert list_values(fold(*supposed)) == ["2024-06-26"]


def test_news_go_before_looking_back_of_the_same_source() -> None:
    row = fold(
        say(1, "Reuters", AGENCY, date="2024-06-25"), say(2, "Reuters", AGENCY, date="2024-06-24", recalled=True)
    )
    assert list_values(row) == ["2024-06-25"]


def test_no_date_is_no_word() -> None:
    assert fold(say(1, date=None)).date is None
    assert list_values(fold(say(1, date=None), say(2, "Post"))) == ["2024-06-25"]
