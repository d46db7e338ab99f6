from dataclasses import replace

from service.model.contact import Account, Initiator
from service.model.ledger import LedgerContact, SourceKind
from service.model.verdict import Span
from service.stages.ledger import ComparedLine, Comparison, compare_accounts, fold_contact
from tests.support.ledger_claims import say, tell

MINISTRY, AGENCY = SourceKind.MINISTRY, SourceKind.AGENCY


def fold_readouts(us: tuple[Account, ...] = (), ru: tuple[Account, ...] = ()) -> LedgerContact:
    return fold_contact(
        "c1",
        [
            say(1, "Pentagon", MINISTRY, side="us", accounts=us),
            say(2, "Минобороны России", MINISTRY, side="ru", accounts=ru, lang="ru"),
        ],
    )


def list_abouts(lines: tuple[ComparedLine, ...]) -> list[str]:
    return [line.about for line in lines]


def test_what_both_speak_of_is_agreed_in_whatever_language() -> None:
    row = fold_readouts(
        (tell("us", "They talked about the war in Ukraine.", "He asked for open lines of communication."),),
        (tell("ru", "Обсуждена обстановка вокруг Украины.", "Министр предупредил об опасности эскалации."),),
    )
    found = compare_accounts(row)
    (agreed,) = found.agreed
    assert agreed.about == "Ukraine"
    assert agreed.us and agreed.us.text == "They talked about the war in Ukraine."
    assert agreed.ru and agreed.ru.source.outlet == "Минобороны России"
    assert list_abouts(found.us_only) == ["lines of communication"]
    assert list_abouts(found.ru_only) == ["the risk of escalation"]
    assert found.contradicted == ()


def test_themes_of_the_same_two_quotes_share_a_line() -> None:
    row = fold_readouts(
        (tell("us", "They spoke about Ukraine and Syria."),), (tell("ru", "Обсуждены Сирия и Украина."),)
    )
    assert list_abouts(compare_accounts(row).agreed) == ["Ukraine, Syria"]


def test_sides_that_blame_each_other_contradict() -> None:
    row = fold_readouts(
        (tell("us", "The intercept of the drone was reckless and unprofessional."),),
        (tell("ru", "Полёты американских беспилотников носят провокационный характер."),),
    )
    found = compare_accounts(row)
    assert list_abouts(found.contradicted) == ["encounters of aircraft, drones and ships"]
    assert found.agreed == ()
    neutral = fold_readouts(
        (tell("us", "The intercept of the drone was discussed."),), (tell("ru", "Обсуждён инцидент с беспилотником."),)
    )
    assert list_abouts(compare_accounts(neutral).agreed) == ["encounters of aircraft, drones and ships"]


def test_a_slot_on_which_the_ministries_differ_is_contradicted() -> None:
    row = fold_contact(
        "c1",
        [
            say(1, "Pentagon", MINISTRY, side="us", initiator=Initiator.RU),
            say(2, "Минобороны России", MINISTRY, side="ru", initiator=Initiator.US),
            say(3, "Post", initiator=Initiator.US),
        ],
    )
    (line,) = compare_accounts(row).contradicted
    assert line.about == "initiator"
    assert line.us and line.ru
    assert (line.us.value, line.us.source.outlet) == ("ru", "Pentagon")
    assert (line.ru.value, line.ru.source.outlet) == ("us", "Минобороны России")


def test_accounts_that_differ_on_whose_initiative_it_was_contradict() -> None:
    asked = "The call was requested by the Russian side."
    sought = "Разговор состоялся по инициативе американской стороны."
    us = replace(tell("us", asked), initiator=Initiator.RU, initiative=Span("body", 0, 13, asked[:13]))
    ru = replace(tell("ru", sought), initiator=Initiator.US, initiative=Span("body", 0, 8, sought[:8]))
    (line,) = compare_accounts(fold_readouts((us,), (ru,))).contradicted
    assert (line.about, line.us and line.us.value, line.ru and line.ru.value) == ("initiator", "ru", "us")
    assert (line.us and line.us.text, line.ru and line.ru.text) == (asked, sought)
    agreed = replace(us, initiator=Initiator.US)
    assert compare_accounts(fold_readouts((agreed,), (ru,))).contradicted == ()


def test_papers_that_differ_are_not_the_sides() -> None:
    row = fold_contact("c1", [say(1, "Post", initiator=Initiator.RU), say(2, "Times", initiator=Initiator.US)])
    assert compare_accounts(row).contradicted == ()


def test_what_no_theme_covers_is_on_one_side_only() -> None:
    row = fold_readouts((tell("us", "The weather was fine."),), ())
    found = compare_accounts(row)
    assert list_abouts(found.us_only) == [""]
    assert found.us_only[0].us and found.us_only[0].us.text == "The weather was fine."


def test_no_accounts_no_comparison() -> None:
    assert compare_accounts(fold_readouts()) == Comparison()


def test_a_sides_own_ministry_comes_first_and_a_text_once() -> None:
    quoted = tell("us", "Austin asked for open lines, the Pentagon said.")
    row = fold_contact(
        "c1",
        [
            say(1, "Post", accounts=(quoted,)),
            say(2, "TASS", AGENCY, accounts=(tell("us", "Остин говорил о каналах связи."),)),
            say(3, "Courier", accounts=(quoted,), text_id="a1", origin="Post"),
            say(4, "Herald", accounts=(tell("us", "Austin asked  for open lines, the Pentagon SAID."),)),
            say(5, "Pentagon", MINISTRY, side="us", accounts=(tell("us", "Secretary Austin stressed open lines."),)),
            say(6, "Минобороны России", MINISTRY, side="ru", accounts=(tell("us", "Остин просил о звонке."),)),
        ],
    )
    assert [account.source.outlet for account in row.accounts] == ["Pentagon", "TASS", "Минобороны России", "Post"]
