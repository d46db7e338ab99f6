"""How the ledger looks: the table and one contact, at a terminal's width and in a pipe."""

from dataclasses import replace
from datetime import timedelta

import pytest
from rich.cells import cell_len

from service.cli.contact_page import WholeContact, lay_out_contact
from service.cli.contacts_table import lay_out_table, word_last
from service.cli.terminal import UNBOUND
from service.model.contact import Channel, ContactStatus, Initiator
from service.model.ledger import FirstSinceCheck, LedgerContact, LedgerStory, SourceKind
from service.stages.ledger import compare_accounts, find_changes, fold_contact
from service.stages.ledger.gaps import Gap
from tests.support.ledger_claims import MORNING, say, tell

MINISTRY = SourceKind.MINISTRY
CALL = fold_contact(
    "c0123456789ab",
    [
        say(
            1,
            "Pentagon",
            MINISTRY,
            side="us",
            initiator=Initiator.RU,
            first_since="2023-03",
            accounts=(tell("us", "They spoke of the war in Ukraine.", "He asked for open lines of communication."),),
        ),
        say(
            2,
            "Минобороны России",
            MINISTRY,
            side="ru",
            lang="ru",
            initiator=Initiator.US,
            accounts=(tell("ru", "Обсуждена обстановка вокруг Украины.", "Министр предупредил об эскалации."),),
        ),
        say(3, "新华社", SourceKind.AGENCY, lang="zh", initiator=Initiator.US),
    ],
)
OLD = replace(fold_contact("c9999999999ff", [say(1, date="2023-03", ru=("Sergei Shoigu",))]), recalled=True)


def show(width: int, call: LedgerContact = CALL) -> list[str]:
    story = LedgerStory("s1234567890ab", call.id, "event", "Ministers speak", MORNING, MORNING, 3, ("a", "b"), ("a",))
    whole = WholeContact(
        call, Gap(468, True, OLD.id), compare_accounts(call), find_changes(None, call, MORNING, "a1"), [story], OLD
    )
    return lay_out_contact(whole, width).splitlines()


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(cell_len, show(width))) <= width
    table = lay_out_table([OLD, CALL], {CALL.id: Gap(468, True, OLD.id)}, width)
    assert max(map(cell_len, table.splitlines())) <= width


def test_a_wide_terminal_has_the_accounts_beside_each_other() -> None:
    lines = show(120)
    assert any("spoke of the war in Ukraine" in line and "Обсуждена обстановка" in line for line in lines)
    assert any("only US" in line and "only Russia" in line for line in lines)


def test_a_narrow_terminal_has_them_below_each_other() -> None:
    lines = show(80)
    (us,) = [place for place, line in enumerate(lines) if "spoke of the war in Ukraine" in line]
    (ru,) = [place for place, line in enumerate(lines) if "Обсуждена обстановка" in line]
    assert us < ru
    assert lines[us].strip().startswith("US")
    assert lines[ru].strip().startswith("Russia")
    assert [line.strip() for line in lines if line.strip() in ("agreed", "contradicted", "only US", "only Russia")] == [
        "agreed",
        "contradicted",
        "only US",
        "only Russia",
    ]


def test_a_disputed_slot_has_both_values_with_their_sources() -> None:
    lines = show(120)
    slots = lines[lines.index("Where it is from") :]
    (taken,) = [line for line in slots if line.startswith("  initiator  ")]
    (other,) = [line for line in slots if line.startswith("    but also")]
    assert "US" in taken.split()
    assert "Минобороны России (ministry)" in taken
    assert "新华社 (agency)" in taken
    assert "Russia" in other.split()
    assert "Pentagon (ministry)" in other


def test_head_history_and_stories_are_told() -> None:
    text = "\n".join(show(120))
    assert "2024-06-25  Phone call, held: Lloyd Austin – Andrei Belousov, initiated by the US" in text
    assert "about 468 days after the contact before it, c999999 (2023-03, phone, Austin – Shoigu)" in text
    assert "Called the first since 2023-03: not claimed" in text
    assert "2024-06-26 08:00  entered with date: 2024-06-25" in text
    assert "s123456  event  Ministers speak  1 origin, 2 outlets" in text


def test_a_contact_of_which_little_is_known() -> None:
    row = fold_contact("c1", [say(1, date=None, us=(), ru=(), channel=Channel.HOTLINE)])
    whole = WholeContact(row, None, compare_accounts(row), [], [])
    text = lay_out_contact(whole, 80)
    assert text.startswith("Date unknown  Hotline, held: US – Russia\n")
    assert "Neither side's own account is known." in text
    assert "No story tells of it." in text


def test_nothing_from_a_feed_can_colour_or_break_a_line() -> None:
    evil = "\x1b[31mEvil\nEnd [bold]of[/bold] \u202eline"
    row = fold_contact("c1", [say(1, evil, us=(evil,), accounts=(tell("us", evil),))])
    for text in ("\n".join(show(80, row)), lay_out_table([row], {}, UNBOUND)):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[bold]of[/bold]" in text
    assert len(lay_out_table([row], {}, UNBOUND).splitlines()) == 2


def test_the_table_marks_what_is_disputed_and_notes_a_conflict() -> None:
    conflict = replace(CALL, first_since_check=FirstSinceCheck.CONFLICT, conflicting=OLD.id)
    _, old, call = lay_out_table([OLD, conflict], {CALL.id: Gap(468, True, OLD.id)}, UNBOUND).splitlines()
    assert "US?" in call
    assert "~468 d" in call
    assert call.endswith("called first since 2023-03, but c999999 was between")
    assert old.endswith("looked back at")
    planned = replace(CALL, status=ContactStatus.PLANNED, verified=True)
    assert "verified" in lay_out_table([planned], {}, 80)


def test_the_last_contact_in_words() -> None:
    assert word_last(None, None) == "no contact was held yet"
    assert word_last((CALL, 0), None) == "last contact today (2024-06-25, phone, Austin – Belousov)"
    assert word_last((CALL, 1), 50).endswith(
        "1 day ago (2024-06-25, phone, Austin – Belousov); usually 50 days pass between contacts"
    )
    assert word_last((CALL, timedelta(days=9).days), 1).endswith("usually 1 day pass between contacts")
