from dataclasses import replace

from service.model.contact import Initiator
from service.stages.ledger import find_changes, fold_contact
from tests.support.ledger_claims import MORNING, say, tell

BEFORE = fold_contact("c1", [say(1, accounts=(tell("us", "He asked for open lines."),))])


def list_changes(after: object) -> list[tuple[str, str | None, str | None]]:
    found = find_changes(BEFORE, after, MORNING, "a2")  # type: ignore[arg-type]
    assert all((change.contact_id, change.at, change.article_id) == ("c1", MORNING, "a2") for change in found)
    return [(change.slot, change.before, change.after) for change in found]


def test_a_new_row_has_every_filled_slot_changed_from_nothing() -> None:
    changes = find_changes(None, BEFORE, MORNING, "a1")
    assert [change.slot for change in changes] == ["date", "channel", "us", "ru", "status", "us_account"]
    assert all(change.before is None for change in changes)


def test_only_what_differs_is_a_change() -> None:
    assert list_changes(BEFORE) == []
    more = fold_contact(
        "c1",
        [
            say(1, accounts=(tell("us", "He asked for open lines."),)),
            say(2, "Post", initiator=Initiator.US, accounts=(tell("ru", "Они поговорили."),)),
        ],
    )
    assert list_changes(more) == [("initiator", None, "us"), ("ru_account", None, "Они поговорили.")]


def test_what_goes_is_a_change() -> None:
    assert list_changes(replace(BEFORE, accounts=())) == [("us_account", "He asked for open lines.", None)]
