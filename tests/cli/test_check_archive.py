"""`hotline check --archive`: what it says of a small archive, each command a process of its own."""

from pathlib import Path

from tests.support.hotline import Hotline
from tests.support.newsroom import Item, Newsroom, defence_call


def test_it_says_how_much_it_looked_at_and_what_never_matched(tmp_path: Path) -> None:
    with Newsroom("wire") as room:
        room.add("wire", defence_call(1))
        room.add(
            "wire", Item("fair", "Village fair opens", "Jams and pies are sold by the people of the town.", "Jams")
        )
        hotline = Hotline(tmp_path, room)
        hotline.poll()
        few = hotline.call("check", "--archive").stdout.splitlines()
        assert few[1] == "archive: 1 article and 1 dropped item looked at (en 2)"
        assert few[2].startswith("too few to judge the watch by: 2 texts of the 200 that it takes.")
        assert not any("never matched" in line for line in few)
        told = hotline.call("check", "--archive", "--fewest", "2").stdout
    assert [line for line in told.splitlines()[1:] if len(line) > 80] == []
    unfolded = told.replace("\n  ", " ")
    (officials,) = [line for line in unfolded.splitlines() if line.startswith("officials never matched in 2 texts: ")]
    assert "Lloyd Austin" in officials
    assert "Hegseth" not in officials
    assert "\ngroups never matched in 2 texts: us-russia-defense-contacts/" in unfolded
