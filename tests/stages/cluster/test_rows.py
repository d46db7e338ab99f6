"""What claims say in a row is counted."""

from service.stages.cluster.rows import add_votes, take_leader


def test_votes_are_led_by_the_most_said() -> None:
    votes = add_votes(add_votes((), ["phone", "meeting"]), ["phone"])
    assert votes == (("meeting", 1), ("phone", 2))
    assert take_leader(votes) == "phone"


def test_of_equals_the_first_by_alphabet_leads_and_of_none_nobody() -> None:
    assert take_leader(add_votes((), ["video", "phone"])) == "phone"
    assert take_leader(()) is None
