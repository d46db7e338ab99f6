"""Rows survive being kept as JSON."""

import json
from datetime import date

import pytest

from service.stages.cluster import ContactRow, SignedText, Story, pack_row, unpack_row
from service.stages.cluster.rows import add_votes, take_leader

DAY = date(2024, 6, 25)


@pytest.mark.parametrize(
    "row",
    [
        ContactRow("c1", DAY, DAY),
        ContactRow(
            "c2",
            DAY,
            DAY,
            (("phone", 2),),
            (("held", 2),),
            (("Lloyd Austin", 2),),
            (),
            (("2024-06-25", 1),),
            (("2024-06", 1),),
        ),
        Story("s1", "c1", "event", DAY, DAY, joined="s0"),
        SignedText("a1", (1, 2), "s1", None, DAY, "a0", "Reuters", (7, 8)),
    ],
)
def test_a_row_comes_back_from_json_as_it_was(row: ContactRow | Story | SignedText) -> None:
    assert unpack_row(type(row), json.loads(json.dumps(pack_row(row)))) == row


def test_a_row_kept_before_a_field_was_added_takes_its_default() -> None:
    values = pack_row(Story("s1", "c1", "event", DAY, DAY))
    del values["joined"]
    assert unpack_row(Story, values).joined == ""


def test_votes_are_led_by_the_most_said() -> None:
    votes = add_votes(add_votes((), ["phone", "meeting"]), ["phone"])
    assert votes == (("meeting", 1), ("phone", 2))
    assert take_leader(votes) == "phone"
    assert take_leader(()) is None
