from datetime import UTC, datetime

import pytest

from service.model.contact import Channel, ContactStatus, Initiator
from service.model.watch import Official
from service.stages.ledger.imports import read_imports

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEADER = "date,channel,us,ru,initiator,status,first_since,source,verified,note"
OFFICIALS = (
    Official("austin", "Lloyd Austin", "us", also=("Lloyd J. Austin III",)),
    Official("shoigu", "Sergei Shoigu", "ru", names={"ru": "Сергей Шойгу"}),
)


def find_problems(*lines: str, source: str = "list") -> list[str]:
    imported, problems = read_imports("\n".join(lines), source, NOW)
    assert not (imported and problems)
    return [f"{problem.line}:{problem.column}: {problem.message}" for problem in problems]


def test_a_row_becomes_a_claim_that_a_human_has_checked() -> None:
    row = "2022-10-23,phone,Lloyd J. Austin III,Сергей Шойгу; Valery Gerasimov,ru,held,2022-10,A chronology,yes,p. 3"
    (found,), problems = read_imports(f"{HEADER}\n{row}\n", "ours", NOW, OFFICIALS)
    assert problems == ()
    claim = found.claim
    assert (claim.date, claim.channel, claim.status) == ("2022-10-23", Channel.PHONE, ContactStatus.HELD)
    assert (claim.us, claim.ru) == (("Lloyd Austin",), ("Sergei Shoigu", "Valery Gerasimov"))
    assert (claim.initiator, claim.first_since, claim.recalled) == (Initiator.RU, "2022-10", True)
    assert (found.source, found.verified, found.note, found.imported_at) == ("A chronology", True, "p. 3", NOW)


def test_only_date_and_channel_are_needed_in_any_order_and_with_semicolons() -> None:
    (found,), problems = read_imports("\ufeffChannel;Date\r\nmeeting;2013-08\r\n", "ours", NOW)
    assert problems == ()
    assert (found.claim.date, found.claim.channel) == ("2013-08", Channel.MEETING)
    assert (found.claim.status, found.claim.initiator) == (ContactStatus.HELD, Initiator.UNKNOWN)
    assert (found.source, found.verified) == ("ours", False)


def test_the_same_row_has_the_same_id_and_another_another() -> None:
    lines = f"{HEADER}\n2022-10-23,phone,A,B,,,,,,\n2022-10-24,phone,A,B,,,,,,\n"
    first, _ = read_imports(lines, "list", NOW)
    again, _ = read_imports(lines.replace("\n", "\r\n"), "list", NOW.replace(year=2027))
    assert [row.id for row in first] == [row.id for row in again]
    assert len({row.id for row in first}) == 2


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("25.06.2024,phone,,,,,,,,", "2:1: date: '25.06.2024' is no date; write 2024-06-25"),
        ("2024-02-30,phone,,,,,,,,", "2:1: date: there is no 2024-02-30"),
        ("2204-06-25,phone,,,,planned,,,,", "2:1: date: 2204-06-25 lies too far away"),
        ("2027-01-05,phone,,,,,,,,", "2:1: date: 2027-01-05 is yet to come"),
        ("2024-06-25,telephone,,,,,,,,", "2:12: channel: 'telephone' is none; did you mean 'phone'?"),
        ("2024-06-25,,,,,,,,,", "2:12: channel: it is empty; there are phone, meeting"),
        ("2024-06-25,phone,,,usa,,,,,", "2:20: initiator: 'usa' is none; did you mean 'us'?"),
        ("2024-06-25,phone,,,,done,,,,", "2:21: status: 'done' is none"),
        ("2024-06-25,phone,,,,,2025-01,,,", "2:22: first_since: 2025-01 is after the contact itself"),
        ("2024-06-25,phone,,,,,,,perhaps,", "2:24: verified: 'perhaps' is neither yes nor no"),
        ("2024-06-25,phone,,,,,,,,,more", "2:26: more cells than the 10 columns"),
        ('2024-06-25,phone,"A"B,,,,,,,', "2:18: there is text behind its closing quote"),
    ],
)
def test_a_mistake_is_told_with_its_place(line: str, problem: str) -> None:
    (found,) = find_problems(HEADER, line)
    assert found.startswith(problem)


def test_every_mistake_of_a_file_is_told_by_its_place() -> None:
    found = find_problems(HEADER, "x,phone,,,,,,,,", "2024-06-25,phone,,,,,,,,", "2024-06-26,fax,,,,,,,maybe,")
    assert [place.split(": ")[0] for place in found] == ["2:1", "4:12", "4:22"]


def test_mistakes_in_the_first_line_are_told() -> None:
    assert find_problems("date,chanel,date", "2024-06-25,phone,")[:3] == [
        "1:1: the column 'channel' is missing",
        "1:6: no column 'chanel'; did you mean 'channel'?",
        "1:13: the column 'date' is there twice",
    ]
    assert find_problems("") == [f"1:1: the file is empty; its first line names the columns: {HEADER}"]
    assert find_problems(HEADER) == ["2:1: no rows below the names of the columns"]


def test_a_row_needs_a_source() -> None:
    (found,) = find_problems(HEADER, "2024-06-25,phone,,,,,,,,", source="")
    assert found == "2:23: source: the row has none; fill it in, or name one for all rows with --source"
