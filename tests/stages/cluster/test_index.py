"""Stories and contacts over several articles."""

from collections.abc import Sequence

from service.model.article import Article
from service.model.contact import Channel, ContactClaim, ContactStatus
from service.model.feed import Side
from service.model.verdict import Mention, MentionKind, Span
from service.stages.cluster import Placed, StoryIndex
from tests.support.contact_claims import IRRELEVANT, RELEVANT, PlainReading, write_article

STATED = (("date", Span("body", 0, 1, "x")),)
CALL = ContactClaim(
    Channel.PHONE,
    ContactStatus.HELD,
    date="2024-06-25",
    us=("Lloyd Austin",),
    ru=("Andrei Belousov",),
    evidence=STATED,
)
GENERALS = ContactClaim(
    Channel.PHONE,
    ContactStatus.HELD,
    date="2024-06-25",
    us=("CQ Brown",),
    ru=("Valery Gerasimov",),
    evidence=STATED,
)
LONG = (
    "The two ministers spoke about the war and about the risk that it might spread to other lands, and each gave his "
    "own account of the talk, which had been asked for by one of them and lasted for less than an hour that evening."
)


def place(index: StoryIndex, article: Article, claims: Sequence[ContactClaim]) -> Placed:
    names: list[tuple[str, Side]] = [(name, "us") for claim in claims for name in claim.us]
    names += [(name, "ru") for claim in claims for name in claim.ru]
    span = Span("body", 0, 1, "x")
    mentions = tuple(Mention(name, side, MentionKind.NAME, span, "test") for name, side in names)
    return index.assign(article, PlainReading(mentions, "en"), RELEVANT if claims else IRRELEVANT, claims)


def article(key: str, body: str, day: str = "2024-06-26", lang: str = "en") -> Article:
    return write_article(body, f"{day}T08:00:00+00:00", key=key, lang=lang)


def test_same_news_in_two_languages_is_one_story() -> None:
    index = StoryIndex()
    one = place(index, article("a", "They talked."), [CALL])
    other = place(index, article("b", "Они поговорили.", lang="ru"), [CALL])
    assert (one.story, one.contact) == (other.story, other.contact)


def test_two_calls_of_one_day_are_two_contacts() -> None:
    index = StoryIndex()
    one = place(index, article("a", "The ministers."), [CALL])
    other = place(index, article("b", "The generals."), [GENERALS])
    assert one.contact != other.contact
    assert one.story != other.story


def test_full_days_two_apart_are_two_contacts() -> None:
    index = StoryIndex()
    one = place(index, article("a", "First."), [CALL])
    later = ContactClaim(CALL.channel, CALL.status, date="2024-06-27", us=CALL.us, ru=CALL.ru, evidence=STATED)
    other = place(index, article("b", "Second.", "2024-06-28"), [later])
    assert one.contact != other.contact


def test_day_taken_from_publication_does_not_divide() -> None:
    index = StoryIndex()
    one = place(index, article("a", "First."), [CALL])
    late = ContactClaim(CALL.channel, CALL.status, date="2024-06-27", us=CALL.us, ru=CALL.ru)
    other = place(index, article("b", "They have talked.", "2024-06-27"), [late])
    assert one.contact == other.contact


def test_preview_event_and_reaction_are_three_stories_of_one_contact() -> None:
    index = StoryIndex()
    planned = ContactClaim(CALL.channel, ContactStatus.PLANNED, date=CALL.date, us=CALL.us, ru=CALL.ru, evidence=STATED)
    placed = [
        place(index, article("a", "They will talk.", "2024-06-24"), [planned]),
        place(index, article("b", "They talked.", "2024-06-25"), [CALL]),
        place(index, article("c", "A diplomat looks back.", "2024-07-10"), [CALL]),
    ]
    assert len({one.contact for one in placed}) == 1
    assert len({one.story for one in placed}) == 3


def test_copies_are_one_story_relevant_or_not() -> None:
    index = StoryIndex()
    one = place(index, article("a", LONG), [])
    copy = place(index, article("b", LONG.replace("an hour", "one hour") + " Read more on our site."), [])
    other = place(index, article("c", "Snow fell on the hills and the road to the north was closed for a day."), [])
    assert one.story == copy.story
    assert one.story != other.story
    assert one.contact is None


def test_same_articles_give_same_ids() -> None:
    def run() -> list[Placed]:
        index = StoryIndex()
        return [place(index, article(key, LONG + key), [CALL, GENERALS]) for key in "abc"]

    assert run() == run()


def test_untracked_person_spelled_in_two_scripts_does_not_divide() -> None:
    index = StoryIndex()

    def meet(name: str) -> ContactClaim:
        return ContactClaim(Channel.MEETING, ContactStatus.HELD, date="2025-03-04", us=(name,), evidence=STATED)

    nobody = PlainReading((), "en")
    one = index.assign(article("a", "In Doha.", "2025-03-04"), nobody, RELEVANT, [meet("John Smithson")])
    other = index.assign(article("b", "В Дохе.", "2025-03-04", "ru"), nobody, RELEVANT, [meet("Джон Смитсон")])
    assert one.contact == other.contact
