"""A contact that a thousand articles tell of: a third of them texts of their own, the others copies of these."""

import random
from datetime import UTC, datetime, timedelta
from typing import cast

from service.adapters.store import SqlStore
from service.adapters.store.ledger_work import SqlLedger
from service.jobs.judge import Judgement
from service.jobs.place import ReadArticle, place_article
from service.model.alert import Alert
from service.model.article import Article
from service.model.contact import Account, Channel, ContactClaim, ContactStatus, Initiator
from service.model.entry import StoredEntry
from service.model.verdict import Mention, MentionKind, SavedArticle, Span, Verdict
from service.stages.recognise import Reading
from tests.support.contact_claims import PlainReading
from tests.support.store import make_feed, make_triaged

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE = timedelta(hours=1)
VERDICT = Verdict("contacts", True, 1.0, 0.5)
AGENCIES = ("Reuters", "Associated Press", "TASS", "Interfax", "Agence France-Presse")
OUTLETS = 240
_OFTEN_COPIED = 12
_PEOPLE = (("Lloyd Austin", "us", "austin"), ("Andrei Belousov", "ru", "belousov"))


class BusyContact:
    """The articles of one call, the same ones every time, saved and placed one after the other."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self._random = random.Random(7)
        self._words = ["".join(self._random.choices("abcdefghijklmnoprstuvw", k=7)) for _ in range(3000)]
        self._texts: list[tuple[str, str]] = []
        store.sync_feeds([make_feed()], START)

    def list_entries(self, count: int) -> list[StoredEntry]:
        """As many entries, claimed to be read."""
        for start in range(0, count, 100):
            (state,) = self.store.claim_due_feeds(START, 1, LEASE)
            items = [make_triaged(f"item-{number}") for number in range(start, min(count, start + 100))]
            self.store.save_poll(state, items, START)
            self.store.release_claims()
            self.store.make_feeds_due(START)
        return self.store.claim_entries(START, count, LEASE)

    def make_article(self, number: int) -> tuple[ReadArticle, tuple[Mention, ...]]:
        """The article of that number; to be called in order."""
        pick = self._random
        copied = bool(self._texts) and pick.random() < 0.65
        if not copied:
            self._texts.append(self._write_text())
        # Most copies are of what is new.
        latest = self._texts[-_OFTEN_COPIED:] if pick.random() < 0.7 else self._texts
        origin, body = pick.choice(latest) if copied else self._texts[-1]
        published = START + timedelta(minutes=2 * number)
        article = Article(
            f"article-{number:05}",
            f"Ministers talk, as {origin} reports",
            "",
            body,
            published,
            published,
            "en",
            url=f"https://gazette.example/{number}",
            outlet=f"Outlet {pick.randrange(OUTLETS)}",
            feed_id="gazette",
        )
        mentions = tuple(
            Mention(name, "us" if side == "us" else "ru", MentionKind.NAME, _find(body, name), "full name", official)
            for name, side, official in _PEOPLE
        )
        found = Judgement(cast(Reading, PlainReading(mentions, "en")), (VERDICT,))
        return ReadArticle(article, found, VERDICT, (_claim(body),)), mentions

    def save(self, entry: StoredEntry, read: ReadArticle, mentions: tuple[Mention, ...]) -> None:
        """What the read job does in one transaction, but for alerts."""

        def place(work: SqlLedger, saved: SavedArticle) -> list[Alert]:
            sequence = work.add_article(None, read.article.id, read.article.published)
            place_article(work, read, sequence, read.article.published, ())
            return []

        self.store.save_reading(
            entry, read.article, mentions, (VERDICT,), (), ["log"], None, read.article.published, place=place
        )

    def _write_text(self) -> tuple[str, str]:
        """A text with both accounts, and the agency or outlet whose it is."""
        pick = self._random
        origin = pick.choice(AGENCIES) if pick.random() < 0.3 else f"Gazette {pick.randrange(60)}"
        filling = [" ".join(pick.choices(self._words, k=13)).capitalize() + "." for _ in range(6)]
        words = " ".join(pick.choices(self._words, k=12))
        said = (
            f"WASHINGTON ({origin}) - Lloyd Austin spoke by telephone with Andrei Belousov on March 1 of {words}.",
            f"The Pentagon said that Austin initiated the call and had spoken of {words}.",
            f"The Russian ministry said that Belousov had warned of {words}.",
            "It was the first call since March 2023.",
        )
        return origin, " ".join([*said, *filling])


def _claim(body: str) -> ContactClaim:
    """What such a text claims."""
    _, us, ru, _ = (f"{sentence}." for sentence in body.split(".")[:4])
    us_account, ru_account = _find(body, us.strip()), _find(body, ru.strip())
    initiative = _find(body, "Austin initiated the call")
    return ContactClaim(
        Channel.PHONE,
        ContactStatus.HELD,
        Initiator.US,
        date="2026-03-01",
        us=("Lloyd Austin",),
        ru=("Andrei Belousov",),
        accounts=(
            Account("us", us_account.text, "the Pentagon", (us_account,), Initiator.US, initiative),
            Account("ru", ru_account.text, "the Russian ministry", (ru_account,)),
        ),
        first_since="2023-03",
        evidence=(
            ("date", _find(body, "on March 1")),
            ("channel", _find(body, "by telephone")),
            ("us", _find(body, "Lloyd Austin")),
            ("ru", _find(body, "Andrei Belousov")),
            ("initiator", initiative),
            ("status", _find(body, "spoke")),
            ("first_since", _find(body, "first call since March 2023")),
        ),
    )


def _find(body: str, words: str) -> Span:
    start = body.index(words)
    return Span("body", start, start + len(words), words)
