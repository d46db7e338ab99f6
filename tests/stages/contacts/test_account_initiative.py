"""Whose initiative a contact was, as each side's own account has it."""

from service.model.contact import Initiator
from tests.support.contact_claims import claim, write_article

NAMES = {"Austin": "austin", "Belousov": "belousov"}


def test_each_account_has_the_initiator_that_it_gives_itself() -> None:
    article = write_article(
        "U.S. Defense Secretary Lloyd Austin and Russian Defense Minister Andrei Belousov spoke by phone on Tuesday.\n"
        "The call took place at the initiative of the American side, the Russian Defense Ministry said.\n"
        "The Pentagon said that the call was requested by Belousov.",
    )
    (main, *_) = claim(article, NAMES)
    us, ru = main.account("us"), main.account("ru")
    assert us is not None
    assert ru is not None
    assert (us.initiator, ru.initiator) == (Initiator.RU, Initiator.US)
    for account in (us, ru):
        span = account.initiative
        assert span is not None
        assert article.zone(span.zone)[span.start : span.end] == span.text


def test_an_account_that_does_not_say_gives_none() -> None:
    article = write_article(
        "U.S. Defense Secretary Lloyd Austin and Russian Defense Minister Andrei Belousov spoke by phone on Tuesday.\n"
        "The Pentagon said that the two discussed open lines of communication."
    )
    (main, *_) = claim(article, NAMES)
    us = main.account("us")
    assert us is not None
    assert (us.initiator, us.initiative) == (Initiator.UNKNOWN, None)
