"""Claims and articles for the tests of stories: what each article says is written down, nothing is read from text."""

from collections.abc import Sequence

from service.model.article import Article
from service.model.contact import Channel, ContactClaim, ContactStatus
from service.model.feed import Side
from service.model.verdict import Mention, MentionKind, Span
from service.stages.cluster import Placed, StoryIndex
from tests.support.contact_claims import IRRELEVANT, RELEVANT, PlainReading, write_article

SPAN = Span("body", 0, 1, "x")
AUSTIN, BROWN, MILLEY = "Lloyd Austin", "CQ Brown", "Mark Milley"
SHOIGU, GERASIMOV, BELOUSOV = "Sergei Shoigu", "Valery Gerasimov", "Andrei Belousov"
RUSSIANS = {SHOIGU, GERASIMOV, BELOUSOV}


def claim(
    day: str | None,
    *people: str,
    stated: bool = True,
    channel: Channel = Channel.PHONE,
    status: ContactStatus = ContactStatus.HELD,
    recalled: bool = False,
    words: str = "x",
) -> ContactClaim:
    """A claim of those people; `stated`: the text itself gives the day, in these `words`."""
    return ContactClaim(
        channel,
        status,
        date=day,
        us=tuple(name for name in people if name not in RUSSIANS),
        ru=tuple(name for name in people if name in RUSSIANS),
        recalled=recalled,
        evidence=(("date", Span("body", 0, len(words), words)),) if stated and day else (),
    )


def place(
    index: StoryIndex,
    key: str,
    day: str,
    claims: Sequence[ContactClaim],
    body: str = "",
    also_named: Sequence[str] = (),
    lang: str = "en",
) -> Placed:
    """Place an article published at noon of `day`, whose text is like no other unless given."""
    told: Article = write_article(body or f"{key} {day}.", f"{day}T12:00:00+00:00", key=key, lang=lang)
    names = {name for one in claims for name in (*one.us, *one.ru)} | set(also_named)
    sides: list[tuple[str, Side]] = [(name, "ru" if name in RUSSIANS else "us") for name in sorted(names)]
    mentions = tuple(Mention(name, side, MentionKind.NAME, SPAN, "test") for name, side in sides)
    return index.assign(told, PlainReading(mentions, lang), RELEVANT if claims else IRRELEVANT, claims)
