"""`hotline contacts` on a ledger that a poll of five feeds left: the table, one contact, exports, imports."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from service.cli.contacts_table import lay_out_table
from service.stages.ledger import fold_contact
from tests.support.calendars import read_events
from tests.support.command import install, run
from tests.support.ledger_claims import say
from tests.support.ledger_desk import NOW


def list_json(config: Path, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(config, "contacts", "--json", "--now", NOW, *words).stdout)
    return found


def find_id(config: Path, date: str) -> str:
    return next(str(row["id"]) for row in list_json(config, "--all") if row["date"] == date)


def test_the_table_has_a_line_a_contact_in_order_of_time(ledger_desk: Path) -> None:
    result = run(ledger_desk, "contacts", "--now", NOW)
    head, call, meeting = result.stdout.splitlines()
    assert head.split() == ["id", "date", "channel", "who", "by", "status", "origins", "gap", "notes"]
    assert " 2024-06-25  phone    Lloyd Austin – Andrei Belousov  US  held           3  468 d" in call
    assert " 2024-07-03  meeting  CQ Brown – Valery Gerasimov     –   planned        1" in meeting
    assert result.stderr.splitlines() == [
        "last contact 1 day ago (2024-06-25, phone, Austin – Belousov); usually 468 days pass between contacts",
        "(1 more known only from looking back or an import; --all shows them, too)",
    ]


def test_all_shows_what_is_only_looked_back_at(ledger_desk: Path) -> None:
    first = run(ledger_desk, "contacts", "--all", "--now", NOW).stdout.splitlines()[1]
    assert "2023-03-15" in first
    assert first.endswith("looked back at")


def test_in_a_terminal_a_short_note_stands_beside_the_names() -> None:
    row = fold_contact("c0ffee0000000", [say(1, recalled=True)])
    lines = lay_out_table([row], {}, 80).splitlines()
    assert len(lines) == 2
    assert "Austin – Belousov, looked back at" in lines[1]


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        (("--since", "2024-07"), ["2024-07-03"]),
        (("--until", "2024-06"), ["2023-03-15", "2024-06-25"]),
        (("--since", "2024", "--until", "2024-06-30"), ["2024-06-25"]),
        (("--since", "7d"), ["2024-06-25", "2024-07-03"]),
        (("--official", "belousov"), ["2024-06-25"]),
        (("--official", "Андрей Белоусов"), ["2024-06-25"]),
        (("--official", "Gerasimov"), ["2024-07-03"]),
        (("--official", "Nobody"), []),
        (("--channel", "phone"), ["2023-03-15", "2024-06-25"]),
        (("--status", "planned"), ["2024-07-03"]),
        (("-n", "1"), ["2024-07-03"]),
    ],
)
def test_filters(ledger_desk: Path, words: tuple[str, ...], dates: list[str]) -> None:
    assert [row["date"] for row in list_json(ledger_desk, "--all", *words)] == dates


def test_json_has_every_slot(ledger_desk: Path) -> None:
    row = list_json(ledger_desk, "--official", "austin")[0]
    assert (row["us"], row["ru"]) == (["Lloyd Austin"], ["Andrei Belousov"])
    assert (row["channel"], row["initiator"], row["status"]) == ("phone", "us", "held")
    assert (row["first_since"], row["first_since_check"], row["gap_days"]) == ("2023-03", "consistent", 468)
    assert (len(row["origins"]), len(row["outlets"]), row["disputed"]) == (3, 4, [])
    assert row["us_account"]
    assert row["ru_account"]


def test_csv_and_calendar_have_the_same_contacts(ledger_desk: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(ledger_desk, "contacts", "--all", "--csv").stdout)))
    assert [row["date"] for row in rows] == ["2023-03-15", "2024-06-25", "2024-07-03"]
    assert (rows[1]["gap_days"], rows[1]["us"]) == ("468", "Lloyd Austin")
    events = read_events(run(ledger_desk, "contacts", "--all", "--ical").stdout_bytes)
    assert [event["dtstart"] for event in events] == [row["date"] for row in rows]
    assert events[2]["status"] == "TENTATIVE"


def test_a_contact_shows_both_accounts_with_their_sources(ledger_desk: Path) -> None:
    whole = run(ledger_desk, "contacts", "show", find_id(ledger_desk, "2024-06-25")[:7], "--now", NOW).stdout
    assert whole.startswith("2024-06-25  Phone call, held: Lloyd Austin – Andrei Belousov, initiated by the US\n")
    assert "468 days after the contact before it" in whole
    assert "Called the first since 2023-03: the ledger has none between" in whole
    for part in ("only US", "only Russia", "lines of communication", "«25 июня»", "Pentagon (ministry)", "3 origins"):
        assert part in whole


def test_a_contact_as_json_has_evidence_history_and_stories(ledger_desk: Path) -> None:
    contact_id = find_id(ledger_desk, "2024-06-25")
    whole = json.loads(run(ledger_desk, "contacts", contact_id, "--json").stdout)
    (date,) = whole["slots"]["date"]
    assert date["value"] == "2024-06-25"
    assert {said["evidence"]["quote"] for said in date["said_by"]} >= {"25 июня", "Tuesday"}
    assert {account["side"] for account in whole["accounts"]} == {"us", "ru"}
    assert whole["comparison"]["us_only"]
    assert whole["history"][0]["before"] is None
    assert [story["phase"] for story in whole["stories"]] == ["event"]


def test_unknown_ids_and_bad_words_say_what_is_meant(ledger_desk: Path) -> None:
    contact_id = find_id(ledger_desk, "2024-06-25")
    near = run(ledger_desk, "contacts", "show", contact_id[:6] + "zz")
    assert (near.exit_code, near.stderr) == (
        1,
        f"hotline: {contact_id[:6]}zz: no contact of this id; did you mean {contact_id}?\n",
    )
    lost = run(ledger_desk, "contacts", "show", "nothing")
    assert lost.stderr == "hotline: nothing: no contact of this id; `hotline contacts` lists them\n"
    for words in (("--since", "Tuesday"), ("--channel", "fax"), ("--csv", "--json"), ("improt", "x.csv")):
        assert run(ledger_desk, "contacts", *words).exit_code == 2
    assert "did you mean 'import'?" in run(ledger_desk, "contacts", "improt", "x.csv").stderr


def test_a_misspelt_name_is_put_right(ledger_desk: Path) -> None:
    assert run(ledger_desk, "contacts", "--official", "Belusov").stderr.startswith(
        "no contacts (did you mean Andrei Belousov?)\n"
    )
    assert run(ledger_desk, "contacts", "--official", "Macron").stderr.startswith("no contacts\n")


def test_an_empty_ledger_says_so(tmp_path: Path) -> None:
    config = install(tmp_path)
    result = run(config, "contacts")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "no contacts\nno contact was held yet\n"
    assert run(config, "contacts", "--json").stdout == "[]\n"
    assert read_events(run(config, "contacts", "--ical").stdout_bytes) == []


def test_a_historical_ledger_is_imported_once_and_fills_the_gaps(own_desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(
        "date,channel,us,ru,initiator,verified\n"
        "2023-03-15,phone,Lloyd Austin,Сергей Шойгу,us,yes\n"
        "2024-05-02,phone,Lloyd Austin,Andrei Belousov,,yes\n",
        encoding="utf-8",
    )
    words = ("contacts", "import", str(file), "--source", "A chronology", "--now", NOW)
    assert run(own_desk, *words).stdout == f"2 contacts imported from {file}\n"
    assert run(own_desk, *words).stdout == f"0 contacts imported from {file}; 2 were there already\n"
    rows = {row["date"]: row for row in list_json(own_desk)}
    assert list(rows) == ["2023-03-15", "2024-05-02", "2024-06-25", "2024-07-03"]
    assert (rows["2023-03-15"]["ru"], rows["2023-03-15"]["verified"]) == (["Sergei Shoigu"], True)
    assert (rows["2024-06-25"]["gap_days"], rows["2024-06-25"]["first_since_check"]) == (54, "conflict")
    assert f"but {rows['2024-05-02']['id'][:7]} was between" in run(own_desk, "contacts").stdout


def test_an_imported_contact_confirms_a_first_since_claim(own_desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text("date,channel,us,ru\n2023-03-15,phone,Lloyd Austin,Sergei Shoigu\n", encoding="utf-8")
    assert run(own_desk, "contacts", "import", str(file), "--source", "A chronology").exit_code == 0
    (call,) = list_json(own_desk, "--official", "belousov")
    assert call["first_since_check"] == "confirmed"


def test_nothing_is_imported_from_a_file_with_mistakes(own_desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text("date,channel\n2020-01-02,phone\n2020-13-02,fax\n", encoding="utf-8")
    result = run(own_desk, "contacts", "import", str(file), "--source", "x")
    assert result.exit_code == 1
    assert [line.partition(" ")[0] for line in result.stderr.splitlines()[:2]] == [f"{file}:3:1:", f"{file}:3:12:"]
    assert result.stderr.endswith(f"2 mistakes in {file}; nothing was imported\n")
    assert not list_json(own_desk, "--all", "--until", "2021")
    file.write_bytes("date,channel\n2020-01-02,Gespräch\n".encode("latin-1"))
    assert f"{file}:2: not UTF-8" in run(own_desk, "contacts", "import", str(file)).stderr


def test_a_rebuild_gives_the_same_ledger(own_desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text("date,channel,source\n2020-01-02,phone,A list\n", encoding="utf-8")
    assert run(own_desk, "contacts", "import", str(file), "--now", NOW).exit_code == 0
    before = [json.loads(run(own_desk, "contacts", row["id"], "--json").stdout) for row in list_json(own_desk, "--all")]
    done = run(own_desk, "db", "rebuild", "--ledger", "--now", NOW)
    assert done.stdout == "6 steps taken again: 4 contacts, 2 stories\n"
    after = [json.loads(run(own_desk, "contacts", row["id"], "--json").stdout) for row in list_json(own_desk, "--all")]
    assert after == before
    assert run(own_desk, "db", "rebuild").exit_code == 2
