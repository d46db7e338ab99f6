from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from service.model.contact import Account, Channel, ContactStatus, Initiator
from service.model.ledger import LedgerContact
from service.stages.ledger import fold_contact
from service.stages.ledger.calendar import render_calendar
from tests.support.ledger_claims import say, tell


def make_row(**changes: object) -> LedgerContact:
    account = tell("us", "Austin said: lines stay open; all, of \\ them.\nAnd more.")
    row = fold_contact("c1", [say(1, "Reuters", initiator=Initiator.US, accounts=(account,), first_since="2023-03")])
    return replace(row, **changes)  # type: ignore[arg-type]


def test_a_contact_is_an_event_of_one_day() -> None:
    (event,) = Calendar.from_ical(render_calendar([make_row()])).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2024, 6, 25), date(2024, 6, 26))
    assert event["summary"] == "Phone call, held: Lloyd Austin – Andrei Belousov, initiated by the US"
    assert event["uid"] == "c1@contacts.hotline.invalid"
    assert event["status"] == "CONFIRMED"
    assert event["url"] == "https://example.org/1"
    lines = event["description"].split("\n")
    assert lines[:2] == ["US: Austin said: lines stay open; all, of \\ them.", "And more. (Reuters)"]
    assert lines[2].startswith("First since 2023-03")


def test_a_month_lasts_a_month_and_no_date_is_no_event() -> None:
    rows = [make_row(id="c1", date="2023-12"), make_row(id="c2", date=None)]
    (event,) = Calendar.from_ical(render_calendar(rows)).walk("VEVENT")
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=31)
    assert event["summary"].endswith("some day of the month")


def test_planned_and_refused_contacts_say_so() -> None:
    rows = [make_row(id=status.value, status=status) for status in ContactStatus]
    events = Calendar.from_ical(render_calendar(rows)).walk("VEVENT")
    assert {event["uid"].partition("@")[0]: event["status"] for event in events} == {
        "held": "CONFIRMED",
        "planned": "TENTATIVE",
        "refused": "CANCELLED",
        "reported": "CONFIRMED",
    }


def test_the_same_ledger_gives_the_same_file() -> None:
    assert render_calendar([make_row()]) == render_calendar([make_row()])


@given(st.text(max_size=300), st.text(max_size=80))
def test_any_text_survives_and_no_line_is_too_long(gist: str, name: str) -> None:
    row = fold_contact("c1", [say(1, "x", us=(name,), channel=Channel.VIDEO, accounts=(Account("us", gist, "", ()),))])
    text = render_calendar([row])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    kept = "".join(char for char in gist if char.isprintable())
    assert "".join(char for char in event["description"] if char.isprintable()).startswith(f"US: {kept}")
