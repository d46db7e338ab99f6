from dataclasses import replace
from datetime import date

from service.model.contact import ContactStatus
from service.model.ledger import LedgerContact
from service.stages.ledger import fold_contact
from service.stages.ledger.gaps import Gap, find_gaps, find_last_held, find_usual_gap
from tests.support.ledger_claims import say


def make_row(row_id: str, day: str | None, status: ContactStatus = ContactStatus.HELD) -> LedgerContact:
    return replace(fold_contact(row_id, [say(1, date=day)]), status=status)


ROWS = [
    make_row("c3", "2024-06-25"),
    make_row("c1", "2023-03"),
    make_row("c2", "2024-06-15"),
    make_row("no", "2024-06-20", ContactStatus.REFUSED),
    make_row("when", None),
]


def test_the_gap_is_to_the_contact_before_that_was_held() -> None:
    gaps = find_gaps(ROWS)
    assert gaps == {"c2": Gap(458, True, "c1"), "c3": Gap(10, False, "c2")}
    assert find_usual_gap(gaps.values()) == 234


def test_no_gaps_no_usual_one() -> None:
    assert find_gaps([]) == {}
    assert find_usual_gap([]) is None
    assert find_usual_gap([Gap(0, False, "c1")]) is None


def test_the_last_contact_up_to_a_day() -> None:
    assert find_last_held(ROWS, date(2024, 6, 20)) == (ROWS[2], 5)
    assert find_last_held(ROWS, date(2020, 1, 1)) is None
