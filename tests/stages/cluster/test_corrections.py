"""A human's corrections of stories are respected, now and by later articles."""

from datetime import UTC, datetime

from service.model.ledger import Correction, CorrectionKind
from service.stages.cluster import Placed, StoryIndex, StoryReason
from tests.support.stories import AUSTIN, BELOUSOV, GERASIMOV, MILLEY, SHOIGU, claim, place

AT = datetime(2024, 7, 1, tzinfo=UTC)
DAY = "2024-06-25"
ONE, OTHER = claim(DAY, AUSTIN, BELOUSOV), claim(DAY, MILLEY, GERASIMOV)
LONG = (
    "The two ministers spoke about the war on Monday and about the risk that it might spread to other lands. Each "
    "of them gave an account of his own of the talk, which had lasted for less than an hour that evening."
)


def merge(number: int, *articles: str) -> Correction:
    return Correction(number, CorrectionKind.MERGE_STORIES, AT, articles)


def split(number: int, *articles: str) -> Correction:
    return Correction(number, CorrectionKind.SPLIT_STORY, AT, articles)


def run(*corrections: Correction) -> dict[str, Placed]:
    """Two stories: a1 to a3, and b1 to b3, coming in turn."""
    index = StoryIndex(corrections=corrections)
    placed = {}
    for number in range(1, 4):
        placed[f"a{number}"] = place(index, f"a{number}", "2024-06-26", [ONE])
        placed[f"b{number}"] = place(index, f"b{number}", "2024-06-26", [OTHER])
    return placed


def stories(placed: dict[str, Placed], *keys: str) -> set[str]:
    return {placed[key].story for key in keys}


def test_without_corrections_they_are_two() -> None:
    placed = run()
    assert len(stories(placed, "a1", "a2", "a3")) == len(stories(placed, "b1", "b2", "b3")) == 1
    assert placed["a1"].story != placed["b1"].story


def test_merged_stories_are_one_under_the_id_of_the_first() -> None:
    placed = run(merge(1, "a1", "b1"))
    assert stories(placed, *placed) == {run()["a1"].story}
    assert placed["b1"].link is not None
    assert placed["b1"].link.reason is StoryReason.MERGED


def test_what_was_placed_before_the_merge_showed_is_said_to_have_moved() -> None:
    placed = run(merge(1, "a1", "b2"))
    assert placed["b1"].story == run()["b1"].story
    assert placed["b2"].link is not None
    assert placed["b2"].link.moved == (placed["b1"].story,)
    assert stories(placed, "a1", "b2", "a3", "b3") == {placed["a1"].story}


def test_a_split_article_leaves_and_the_others_stay_under_their_id() -> None:
    placed = run(split(1, "a1"))
    assert stories(placed, "a2", "a3") == {run()["a1"].story}
    assert placed["a1"].story not in stories(placed, "a2", "b1")
    assert placed["a1"].contact == placed["a2"].contact


def test_articles_split_together_are_one_story() -> None:
    placed = run(split(1, "a1", "a3"))
    assert placed["a1"].story == placed["a3"].story != placed["a2"].story


def test_copies_follow_what_was_split() -> None:
    index = StoryIndex(corrections=(split(1, "a2"),))
    place(index, "a1", "2024-06-26", [ONE])
    taken = place(index, "a2", "2024-06-26", [ONE], body=LONG)
    copy = place(index, "a3", "2024-06-27", [ONE], body=LONG)
    assert copy.story == taken.story


def test_a_chain_of_merges_ends_in_one_story() -> None:
    index = StoryIndex(corrections=(merge(1, "b1", "c1"), merge(2, "a1", "b2")))
    third = claim(DAY, AUSTIN, SHOIGU)
    first = place(index, "a1", "2024-06-26", [ONE])
    place(index, "b1", "2024-06-26", [OTHER])
    place(index, "c1", "2024-06-26", [third])
    place(index, "b2", "2024-06-26", [OTHER])
    assert place(index, "c2", "2024-06-26", [third]).story == first.story


def test_a_later_correction_undoes_an_earlier_one() -> None:
    placed = run(merge(1, "a1", "b1"), split(2, "b1"))
    assert placed["b1"].story not in stories(placed, "a1", "b2")
    assert placed["b2"].story == placed["a1"].story


def test_corrections_give_the_same_every_time() -> None:
    corrections = (merge(2, "a1", "b2"), split(1, "a2"))
    assert run(*corrections) == run(*reversed(corrections))


def test_a_correction_of_articles_that_never_came_changes_nothing() -> None:
    assert run(merge(1, "x", "y"), split(2, "z")) == run()
