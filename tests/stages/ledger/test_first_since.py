from dataclasses import replace
from datetime import date

from service.model.contact import Channel, ContactStatus
from service.model.ledger import FirstSinceCheck, LedgerContact
from service.model.watch import Holder, Office
from service.stages.ledger import check_first_since, fold_contact
from tests.support.ledger_claims import say

OFFICES = (
    Office("us-secdef", "us", {}, (Holder("Lloyd Austin", date(2021, 1, 22), date(2025, 1, 20)),)),
    Office(
        "ru-mindef",
        "ru",
        {},
        (
            Holder("Sergei Shoigu", date(2012, 11, 6), date(2024, 5, 12)),
            Holder("Andrei Belousov", date(2024, 5, 14)),
        ),
    ),
)
CALL = fold_contact("now", [say(1, first_since="2023-03")])


def make_row(row_id: str, day: str, ru: tuple[str, ...] = ("Andrei Belousov",)) -> LedgerContact:
    return fold_contact(row_id, [say(1, date=day, ru=ru)])


def check(*earlier: LedgerContact) -> tuple[FirstSinceCheck, str | None]:
    found = check_first_since(CALL, [*earlier, CALL], OFFICES)
    return found.first_since_check, found.conflicting


def test_a_contact_of_that_month_confirms_it() -> None:
    assert check(make_row("old", "2023-03-15")) == (FirstSinceCheck.CONFIRMED, None)
    assert check(make_row("old", "2023-03")) == (FirstSinceCheck.CONFIRMED, None)


def test_those_who_make_the_claim_do_not_confirm_it_by_looking_back() -> None:
    own = fold_contact("old", [say(1, date="2023-03", us=(), ru=(), recalled=True)])
    assert check(own) == (FirstSinceCheck.CONSISTENT, None)
    other = fold_contact("old", [say(1, date="2023-03", recalled=True), say(7, "Post", date="2023-03", recalled=True)])
    assert check(other) == (FirstSinceCheck.CONFIRMED, None)


def test_the_office_counts_whoever_held_it() -> None:
    assert check(make_row("old", "2023-03-15", ("Sergei Shoigu",))) == (FirstSinceCheck.CONFIRMED, None)
    between = make_row("between", "2024-01-10", ("Sergei Shoigu",))
    assert check(between) == (FirstSinceCheck.CONFLICT, "between")
    assert check_first_since(CALL, [between]).first_since_check is FirstSinceCheck.UNKNOWN


def test_a_contact_between_speaks_against_it_the_latest_is_named() -> None:
    rows = [make_row("old", "2023-03-15"), make_row("b1", "2023-11-02"), make_row("b2", "2024-06-03")]
    assert check(*rows) == (FirstSinceCheck.CONFLICT, "b2")


def test_what_does_not_count() -> None:
    refused = replace(make_row("b1", "2024-02-02"), status=ContactStatus.REFUSED)
    generals = replace(make_row("b2", "2024-03-02", ("Valery Gerasimov",)), us=("CQ Brown",))
    unnamed = replace(make_row("b3", "2024-04-02", ()), us=())
    later = make_row("b4", "2024-07-12")
    same_day = make_row("b5", "2024-06-25")
    assert check(refused, generals, unnamed, later, same_day) == (FirstSinceCheck.UNKNOWN, None)


def test_a_call_between_does_not_contradict_the_first_meeting() -> None:
    met = replace(CALL, channel=Channel.MEETING)
    call = make_row("call", "2024-01-10")
    talks = replace(make_row("talks", "2023-11-10"), channel=Channel.VISIT)
    old = replace(make_row("old", "2023-03-15"), channel=Channel.MEETING)

    def check_meeting(*earlier: LedgerContact) -> tuple[FirstSinceCheck, str | None]:
        found = check_first_since(met, earlier, OFFICES)
        return found.first_since_check, found.conflicting

    assert check_meeting(old, call) == (FirstSinceCheck.CONFIRMED, None)
    assert check_meeting(call) == (FirstSinceCheck.UNKNOWN, None)
    assert check_meeting(old, call, talks) == (FirstSinceCheck.CONFLICT, "talks")


def test_a_meeting_that_is_counted_from_a_call_is_contradicted_by_one() -> None:
    met = replace(CALL, channel=Channel.MEETING)
    found = check_first_since(met, [make_row("old", "2023-03-15"), make_row("call", "2024-01-10")], OFFICES)
    assert (found.first_since_check, found.conflicting) == (FirstSinceCheck.CONFLICT, "call")


def test_a_row_that_names_nobody_can_confirm() -> None:
    assert check(replace(make_row("old", "2023-03", ()), us=())) == (FirstSinceCheck.CONFIRMED, None)


def test_two_contacts_of_one_month() -> None:
    again = fold_contact("now", [say(1, date="2022-10-23", first_since="2022-10")])
    friday = make_row("friday", "2022-10-21")
    assert check_first_since(again, [friday], OFFICES).first_since_check is FirstSinceCheck.CONFIRMED
    later = make_row("later", "2022-10-28")
    assert check_first_since(again, [later], OFFICES).first_since_check is FirstSinceCheck.UNKNOWN


def test_no_claim_no_check() -> None:
    row = fold_contact("c1", [say(1)])
    assert check_first_since(row, [make_row("old", "2023-03-15")]).first_since_check is FirstSinceCheck.NOT_CLAIMED
