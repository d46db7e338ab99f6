from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.model.contact import Account, Channel, ContactStatus, Initiator
from service.model.ledger import LedgerContact
from service.stages.ledger import fold_contact
from service.stages.ledger.calendar import render_calendar
from tests.support.calendars import read_events
from tests.support.ledger_claims import say, tell


def make_row(**changes: object) -> LedgerContact:
    account = tell("us", "Austin said: lines stay open; all, of \\ them.\nAnd more.")
    row = fold_contact("c1", [say(1, "Reuters", initiator=Initiator.US, accounts=(account,), first_since="2023-03")])
    return replace(row, **changes)  # type: ignore[arg-type]


def test_a_contact_is_an_event_of_one_day() -> None:
    (event,) = read_events(render_calendar([make_row()]))
    assert (event["dtstart"], event["dtend"]) == ("2024-06-25", "2024-06-26")
    assert event["summary"] == "Phone call, held: Lloyd Austin – Andrei Belousov, initiated by the US"
    assert event["uid"] == "c1@contacts.hotline.invalid"
    assert event["status"] == "CONFIRMED"
    assert event["url"] == "https://example.org/1"
    lines = event["description"].split("\n")
    assert lines[:2] == ["US: Austin said: lines stay open; all, of \\ them.", "And more. (Reuters)"]
    assert lines[2].startswith("First since 2023-03")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "https://a b", None])
def test_only_addresses_of_the_web_can_be_clicked(url: str | None) -> None:
    row = make_row()
    accounts = tuple(replace(account, source=replace(account.source, url=url)) for account in row.accounts)
    (event,) = read_events(render_calendar([replace(row, accounts=accounts)]))
    assert "url" not in event


def test_a_month_lasts_a_month_and_no_date_is_no_event() -> None:
    rows = [make_row(id="c1", date="2023-12"), make_row(id="c2", date=None)]
    (event,) = read_events(render_calendar(rows))
    assert (event["dtstart"], event["dtend"]) == ("2023-12-01", "2024-01-01")
    assert event["summary"].endswith("some day of the month")


def test_planned_and_refused_contacts_say_so() -> None:
    rows = [make_row(id=status.value, status=status) for status in ContactStatus]
    events = read_events(render_calendar(rows))
    assert {event["uid"].partition("@")[0]: event["status"] for event in events} == {
        "held": "CONFIRMED",
        "planned": "TENTATIVE",
        "refused": "CANCELLED",
        "reported": "CONFIRMED",
    }


def test_the_same_ledger_gives_the_same_file() -> None:
    assert render_calendar([make_row()]) == render_calendar([make_row()])


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1, max_size=300), st.text(max_size=80))
def test_any_text_survives_and_no_line_is_too_long(gist: str, name: str) -> None:
    row = fold_contact("c1", [say(1, "x", us=(name,), channel=Channel.VIDEO, accounts=(Account("us", gist, "", ()),))])
    calendar = render_calendar([row])
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    (event,) = read_events(calendar)
    assert _keep_ink(event["description"]).startswith(_keep_ink(f"US: {gist}"))


def _keep_ink(text: str) -> str:
    return "".join(char for char in text if char.isprintable() and char != " ")
