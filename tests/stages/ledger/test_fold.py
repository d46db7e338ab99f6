import random
from itertools import permutations

import pytest

from service.model.contact import Channel, ContactStatus, Initiator
from service.model.ledger import SourcedClaim, SourceKind
from service.model.watch import US_AND_RUSSIA
from service.stages.ledger import ContactFold, fold_contact
from tests.support.ledger_claims import DAY, say, tell

MINISTRY, AGENCY, PAPER = SourceKind.MINISTRY, SourceKind.AGENCY, SourceKind.PAPER


def test_a_row_says_what_its_only_article_says() -> None:
    row = fold_contact("c1", [say(1, "TASS", AGENCY, initiator=Initiator.US, first_since="2023-03")])
    assert (row.id, row.date, row.channel, row.status) == ("c1", DAY, Channel.PHONE, ContactStatus.HELD)
    assert (row.us, row.ru) == (("Lloyd Austin",), ("Andrei Belousov",))
    assert (row.initiator, row.first_since) == (Initiator.US, "2023-03")
    assert (row.origins, row.outlets) == (("TASS",), ("TASS",))
    assert not row.recalled
    assert not any(slot.disputed for slot in row.slots)


def test_the_order_in_which_claims_are_handed_over_does_not_matter() -> None:
    claims = [
        say(1, "Example Times", date="2024-06-24", initiator=Initiator.RU),
        say(2, "Reuters", AGENCY, initiator=Initiator.US),
        say(3, "Post", us=("Austin",), initiator=Initiator.RU),
        say(4, "Pentagon", MINISTRY, us=("Lloyd Austin", "CQ Brown"), channel=Channel.VIDEO),
    ]
    rows = [fold_contact("c1", order) for order in permutations(claims)]
    assert all(row == rows[0] for row in rows)


def test_a_ministry_outweighs_an_agency_and_an_agency_a_paper() -> None:
    paper = say(1, "Example Times", initiator=Initiator.RU)
    agency = say(2, "Reuters", AGENCY, initiator=Initiator.US)
    ministry = say(3, "Pentagon", MINISTRY, initiator=Initiator.RU)
    assert fold_contact("c1", [paper, agency]).initiator is Initiator.US
    assert fold_contact("c1", [say(1, "Post", initiator=Initiator.US), agency, ministry]).initiator is Initiator.RU


def test_copies_of_one_text_count_once_and_independent_papers_add_up() -> None:
    agency = say(1, "Reuters", AGENCY, initiator=Initiator.US)
    copies = [say(n, f"Paper {n}", initiator=Initiator.RU, text_id="a2", origin="Paper 2") for n in range(2, 20)]
    assert fold_contact("c1", [agency, *copies]).initiator is Initiator.US
    independent = [say(n, f"Paper {n}", initiator=Initiator.RU) for n in range(2, 20)]
    row = fold_contact("c1", [agency, *independent])
    assert row.initiator is Initiator.RU
    assert [value.value for value in row.slot("initiator").values] == ["ru", "us"]


def test_unknown_never_beats_a_value() -> None:
    row = fold_contact("c1", [say(1, initiator=Initiator.US), *(say(n, f"Agency {n}", AGENCY) for n in range(2, 9))])
    assert row.initiator is Initiator.US
    assert not row.slot("initiator").disputed


def test_a_later_article_of_a_source_replaces_its_earlier_word() -> None:
    row = fold_contact(
        "c1", [say(1, "Reuters", AGENCY, initiator=Initiator.RU), say(2, "Reuters", AGENCY, initiator=Initiator.US)]
    )
    assert row.initiator is Initiator.US
    assert not row.slot("initiator").disputed


def test_what_was_planned_is_superseded_by_what_was_held_whatever_its_weight() -> None:
    planned = [
        say(n, f"Agency {n}", AGENCY, status=ContactStatus.PLANNED, date="2024-06-24", channel=Channel.MEETING)
        for n in range(1, 6)
    ]
    row = fold_contact("c1", [*planned, say(9, "Example Times", channel=Channel.VIDEO)])
    assert (row.status, row.date, row.channel) == (ContactStatus.HELD, DAY, Channel.VIDEO)
    assert not row.slot("date").disputed
    late_preview = fold_contact("c1", [say(1, "Example Times"), say(2, "Post", status=ContactStatus.PLANNED)])
    assert late_preview.status is ContactStatus.HELD


def test_what_is_held_on_a_day_to_come_is_planned() -> None:
    assert fold_contact("c1", [say(1, date="2024-07-03")]).status is ContactStatus.PLANNED


def test_sources_that_disagree_are_all_shown() -> None:
    row = fold_contact(
        "c1", [say(1, "Pentagon", MINISTRY), say(2, "TASS", AGENCY, status=ContactStatus.REFUSED), say(3, "Post")]
    )
    slot = row.slot("status")
    assert [value.value for value in slot.values] == ["held", "refused"]
    assert [source.outlet for source, _ in slot.values[0].said_by] == ["Pentagon", "Post"]
    assert slot.values[0].weight == pytest.approx(9.0)


def test_a_row_known_only_from_looking_back_is_recalled() -> None:
    assert fold_contact("c1", [say(1, recalled=True), say(2, kind=SourceKind.IMPORT)]).recalled
    assert not fold_contact("c1", [say(1, recalled=True), say(2)]).recalled


def test_no_claims_make_no_row() -> None:
    with pytest.raises(ValueError, match="c1 has no claims"):
        fold_contact("c1", [])


def test_copies_that_say_the_same_are_counted_and_change_nothing_else() -> None:
    told = [tell("us", "It was our idea."), tell("ru", "It was theirs.")]
    text = say(1, "Reuters", AGENCY, initiator=Initiator.US, accounts=tuple(told))
    copies = [
        say(number, f"Post {number}", AGENCY, origin="Reuters", text_id="a1", initiator=Initiator.US, accounts=(*told,))
        for number in range(2, 60)
    ]
    alone, row = fold_contact("c1", [text]), fold_contact("c1", [text, *copies])
    assert (row.slots, row.accounts, row.origins) == (alone.slots, alone.accounts, ("Reuters",))
    assert len(row.outlets) == 59
    assert row.last_reported == copies[-1].source.published


def test_a_copy_that_says_what_its_text_was_cut_short_of_adds_it() -> None:
    short = say(1, "Reuters", AGENCY, first_since=None)
    whole = say(2, "Post", AGENCY, origin="Reuters", text_id="a1", initiator=Initiator.US, first_since="2023-03")
    row = fold_contact("c1", [short, whole])
    assert (row.initiator, row.first_since) == (Initiator.US, "2023-03")


def test_of_many_accounts_the_best_are_kept_the_ministrys_own_first() -> None:
    papers = [say(number, f"Post {number}", accounts=(tell("ru", f"Said {number}."),)) for number in range(1, 60)]
    ministry = say(60, "TASS", MINISTRY, side="ru", accounts=(tell("ru", "We warned them."),))
    row = fold_contact("c1", [*papers, ministry])
    assert len(row.accounts) == 40
    assert row.accounts[0].gist == "We warned them."


@pytest.mark.parametrize("seed", range(40))
def test_a_fold_is_the_same_in_whatever_portions_claims_come(seed: int) -> None:
    pick = random.Random(seed)
    claims = [say_anything(pick, number) for number in range(1, pick.choice([3, 12, 40]))]
    fold = ContactFold("c1")
    while fold.claims < len(claims):
        fold.add(claims[fold.claims : fold.claims + pick.randrange(1, 5)])
        assert fold.make_row() == fold_contact("c1", claims[: fold.claims])


def say_anything(pick: random.Random, number: int) -> SourcedClaim:
    """A claim of few enough values that they agree, contradict, are copied and taken back."""
    outlet = f"Post {pick.randrange(5)}"
    return say(
        number,
        outlet,
        pick.choice([PAPER, PAPER, AGENCY, MINISTRY]),
        stated=tuple(slot for slot in ("date", "channel", "status", "initiator") if pick.random() < 0.6),
        date=pick.choice([None, "2024-06", "2024-06-24", "2024-06-25", "2024-07-10"]),
        channel=pick.choice([Channel.PHONE, Channel.VIDEO]),
        status=pick.choice([*ContactStatus, ContactStatus.HELD]),
        initiator=pick.choice(list(Initiator)),
        us=pick.choice([(), ("Lloyd Austin",), ("Austin", "Mark Milley"), ("Mark Milley",), ("奥斯汀",)]),
        ru=pick.choice([(), ("Andrei Belousov",), ("Андрей Белоусов", "Valery Gerasimov")]),
        accounts=tuple(tell(side, f"Said {pick.randrange(4)}.") for side in US_AND_RUSSIA if pick.random() < 0.4),
        first_since=pick.choice([None, "2023-03"]),
        recalled=pick.random() < 0.2,
        origin=pick.choice([outlet, "Reuters", "TASS"]),
        text_id=f"a{pick.randrange(1, number + 1)}" if pick.random() < 0.4 else None,
    )


def test_a_claim_that_comes_too_late_is_refused() -> None:
    fold = ContactFold("c1")
    fold.add([say(4)])
    with pytest.raises(ValueError, match="step 4"):
        fold.add([say(3)])
    assert fold.make_row() == fold_contact("c1", [say(4)])
