"""Which alerts the ledger and an edit raise: one change, one alert; none of what is old, copied or looked back at."""

from dataclasses import replace
from datetime import timedelta

from service.model.alert import Alert, AlertKind, Priority
from service.model.contact import Channel, ContactClaim, ContactStatus, Initiator
from service.model.feed import Side
from service.model.ledger import ContactSource, LedgerContact, SideAccount, SlotChange, SourceKind
from service.model.settings import AlertSettings
from service.model.verdict import Mention, Span
from service.stages.alerts import MATCHED, ContactNews, EditedArticle, Placing, decide_alerts
from service.stages.ledger import find_changes
from tests.support.articles import BODY, NOON, make_article, make_mention, make_verdict

HEGSETH = make_mention("hegseth", "Pete Hegseth", "Pete Hegseth")
BELOUSOV = make_mention("belousov", "Andrei Belousov", "Andrei Belousov", side="ru")
SOURCE = ContactSource("a1", "Example Times", "Example Times", SourceKind.PAPER, NOON)
CALLED = Span("body", BODY.index("telephoned"), BODY.index("telephoned") + 10, "telephoned")
CLAIM = ContactClaim(
    Channel.PHONE,
    ContactStatus.HELD,
    date="2026-03-09",
    us=("Pete Hegseth",),
    ru=("Andrei Belousov",),
    evidence=(("channel", CALLED),),
)
CONTACT = LedgerContact(
    id="c1",
    channel=Channel.PHONE,
    status=ContactStatus.HELD,
    initiator=Initiator.UNKNOWN,
    date="2026-03-09",
    us=("Pete Hegseth",),
    ru=("Andrei Belousov",),
    first_since=None,
    recalled=False,
    verified=False,
)


def make_account(side: Side) -> SideAccount:
    return SideAccount(side, "the ministry", "They telephoned.", SOURCE, (CALLED,))


def raise_for(
    before: LedgerContact | None,
    after: LedgerContact,
    claim: ContactClaim = CLAIM,
    mentions: tuple[Mention, ...] = (HEGSETH, BELOUSOV),
    alerted: frozenset[str] = frozenset({"hegseth", "belousov"}),
    age: timedelta = timedelta(hours=1),
    slots: tuple[tuple[str, str | None, str | None], ...] = (),
    **placing: object,
) -> list[Alert]:
    changes = list(find_changes(before, after, NOON, "a1"))
    changes += [SlotChange(after.id, slot, old, new, NOON, "a1") for slot, old, new in slots]
    news = ContactNews(before, after, claim, tuple(changes))
    place = Placing("s1", contacts=(news,), **placing)  # type: ignore[arg-type]
    article = make_article(age=age)
    verdicts = (make_verdict(relevant=True),)
    return list(decide_alerts(article, mentions, verdicts, alerted, AlertSettings(), NOON, place).alerts)


def test_a_new_contact_is_high_and_says_what_a_reader_wants() -> None:
    (alert,) = raise_for(None, CONTACT)
    assert (alert.kind, alert.priority, alert.contact_id, alert.story_id) == (
        AlertKind.CONTACT,
        Priority.HIGH,
        "c1",
        "s1",
    )
    assert alert.reason == (
        "new contact: phone call, 2026-03-09, Pete Hegseth – Andrei Belousov, initiator unknown, held"
    )
    assert alert.official_ids == ("hegseth", "belousov")
    assert alert.sentence == "Pete Hegseth telephoned Andrei Belousov on Monday."


def test_a_new_contact_comes_beside_the_mention_and_instead_of_the_match() -> None:
    kinds = [alert.kind for alert in raise_for(None, CONTACT, alerted=frozenset())]
    assert kinds == [AlertKind.CONTACT, AlertKind.MENTION]
    assert [alert.kind for alert in raise_for(None, CONTACT, mentions=(), alerted=frozenset())] == [AlertKind.CONTACT]


def test_a_known_contact_in_a_story_of_its_own_is_a_match_where_nobody_is_named() -> None:
    (alert,) = raise_for(CONTACT, CONTACT, mentions=(), alerted=frozenset())
    assert (alert.kind, alert.dedup_key) == (AlertKind.MATCH, "s1")
    assert raise_for(CONTACT, CONTACT, mentions=(), alerted=frozenset({MATCHED})) == []
    assert raise_for(CONTACT, CONTACT, mentions=(), alerted=frozenset({"hegseth"})) == []


def test_what_is_looked_back_at_is_never_told() -> None:
    assert raise_for(None, replace(CONTACT, recalled=True), replace(CLAIM, recalled=True)) == []
    assert raise_for(CONTACT, replace(CONTACT, status=ContactStatus.REFUSED), replace(CLAIM, recalled=True)) == []


def test_what_was_only_looked_back_at_is_new_when_it_is_told_as_news() -> None:
    (alert,) = raise_for(replace(CONTACT, recalled=True), CONTACT)
    assert alert.kind is AlertKind.CONTACT


def test_old_items_tell_nothing() -> None:
    assert raise_for(None, CONTACT, age=timedelta(days=3), alerted=frozenset()) == []


def test_a_contact_that_was_held_or_refused_is_told_once_each() -> None:
    planned = replace(CONTACT, status=ContactStatus.PLANNED)
    (held,) = raise_for(planned, CONTACT)
    (refused,) = raise_for(planned, replace(CONTACT, status=ContactStatus.REFUSED))
    (new,) = raise_for(None, CONTACT)
    assert held.kind is refused.kind is AlertKind.CONTACT
    assert held.reason.startswith("now held, was planned: phone call, 2026-03-09")
    assert held.id == new.id != refused.id
    # Back to a mere report: a slot changed, and no more.
    (other,) = raise_for(CONTACT, replace(CONTACT, status=ContactStatus.REPORTED), slots=(("status", "held", "x"),))
    assert other.kind is AlertKind.REVISION


def test_one_change_one_alert() -> None:
    accounts = (make_account("us"),)
    slots = (("initiator", None, "us"),)
    (contact,) = raise_for(None, replace(CONTACT, accounts=accounts), slots=slots)
    assert contact.kind is AlertKind.CONTACT
    (account,) = raise_for(CONTACT, replace(CONTACT, accounts=accounts), slots=slots)
    assert (account.kind, account.priority) == (AlertKind.ACCOUNT, Priority.HIGH)
    assert account.reason.startswith("first account of the US side, by the ministry: phone call")
    assert account.reason.endswith("; also initiator us")
    assert "telephoned" in account.sentence
    known = replace(CONTACT, accounts=accounts)
    (revision,) = raise_for(known, known, slots=slots)
    assert (revision.kind, revision.priority) == (AlertKind.REVISION, Priority.NORMAL)
    assert revision.reason.startswith("initiator us: phone call")
    assert raise_for(known, known) == []


def test_each_side_is_told_once() -> None:
    first = (make_account("us"),)
    both = (*first, make_account("ru"))
    (one,) = raise_for(replace(CONTACT, accounts=first), replace(CONTACT, accounts=both))
    assert one.dedup_key == "c1|ru"
    two = raise_for(CONTACT, replace(CONTACT, accounts=both), slots=(("initiator", None, "us"),))
    assert [alert.dedup_key for alert in two] == ["c1|us", "c1|ru"]
    assert ["also" in alert.reason for alert in two] == [True, False]
    # Another gist of an account that is known is none.
    other = replace(first[0], gist="In other words.")
    assert raise_for(replace(CONTACT, accounts=first), replace(CONTACT, accounts=(other,))) == []


def test_a_mere_copy_tells_of_no_contact_but_of_an_official_that_it_adds() -> None:
    changed = replace(CONTACT, accounts=(make_account("us"),))
    assert raise_for(CONTACT, changed, slots=(("date", "2026-03-08", "2026-03-09"),), copy=True) == []
    assert raise_for(CONTACT, CONTACT, mentions=(), alerted=frozenset(), copy=True) == []
    (mention,) = raise_for(CONTACT, CONTACT, alerted=frozenset({"hegseth"}), copy=True)
    assert (mention.kind, mention.official_ids, mention.dedup_key) == (
        AlertKind.MENTION,
        ("belousov",),
        "s1|belousov",
    )


def test_an_edit_tells_who_went_and_what_no_other_alert_tells() -> None:
    before = EditedArticle((HEGSETH, BELOUSOV), (CLAIM,), (replace(CLAIM, initiator=Initiator.US),))
    (edit,) = raise_for(CONTACT, CONTACT, mentions=(HEGSETH,), edited=before)
    assert (edit.kind, edit.priority, edit.official_ids) == (AlertKind.EDIT, Priority.NORMAL, ("belousov",))
    assert edit.reason == "changed at its source: no longer names Andrei Belousov; initiator us"
    revised = raise_for(CONTACT, CONTACT, edited=before, slots=(("initiator", None, "us"),))
    assert [alert.kind for alert in revised] == [AlertKind.REVISION]


def test_an_official_newly_named_by_an_edit_is_a_mention_and_no_edit() -> None:
    before = EditedArticle((HEGSETH,), (CLAIM,), (CLAIM,))
    (mention,) = raise_for(CONTACT, CONTACT, alerted=frozenset({"hegseth"}), edited=before)
    assert mention.kind is AlertKind.MENTION
    # Where the story named him already, it is the edit that is news.
    (edit,) = raise_for(CONTACT, CONTACT, edited=before)
    assert (edit.kind, edit.reason) == (AlertKind.EDIT, "changed at its source: now names Andrei Belousov")
    assert edit.sentence == "Pete Hegseth telephoned Andrei Belousov on Monday."


def test_an_edit_that_changes_nothing_of_it_is_silent() -> None:
    assert raise_for(CONTACT, CONTACT, edited=EditedArticle((HEGSETH, BELOUSOV), (CLAIM,), (CLAIM,))) == []
