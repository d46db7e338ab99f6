"""What the page, the API and the commands look at, as a protocol of the store.

No view costs more where more is stored: each is a search in an index, or reads a small table of counts that is kept in
the transaction that changes what it counts. Pages go on behind a key and never at an offset, so that a cursor stays
true while rows come in. All instants are UTC; a cursor is handed back as it was given, and one that is no cursor (it
came from an address bar) raises ValueError.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Protocol

from service.jobs.ledger_ports import LedgerViews
from service.model.alert import Alert, AlertKind, Priority
from service.model.contact import Channel, ContactStatus
from service.model.feed import FeedState
from service.model.ledger import LedgerContact
from service.model.views import (
    AlertPage,
    ArchiveFacets,
    ArticleFilter,
    ArticlePage,
    ContactHead,
    ContactPage,
    MatchedForm,
    NumberedAlert,
    SearchOrder,
    SearchPage,
    StoreCounts,
    StoredArticle,
    StoryPage,
)


class Views(LedgerViews, Protocol):
    """Reads only; each method is one transaction, and may be called from any thread."""

    # -- articles
    def open_article(self, reference: str) -> StoredArticle | None:
        """One article with all that is stored of it; `reference` as in `Store.find_article`."""
        ...

    def list_articles(self, chosen: ArticleFilter = ..., *, limit: int = 50, before: str | None = None) -> ArticlePage:
        """Articles, newest publication first; filters may be combined. `before`: the `next` of the page before this."""
        ...

    def search_articles(
        self,
        query: str,
        chosen: ArticleFilter = ...,
        *,
        order: SearchOrder = SearchOrder.NEWEST,
        limit: int = 20,
        before: str | None = None,
    ) -> SearchPage:
        """Articles whose title, summary or text has every word of `query`, in any of their forms.

        "several words" in quotes stand side by side, -word must not occur; no query is wrong. A query without a word to
        look for finds whatever `chosen` lets through. `before`: as in `list_articles`, for the same query and order.
        """
        ...

    def list_facets(self, limit: int = 200) -> ArchiveFacets:
        """The outlets, languages and officials of the archive, at most `limit` of each."""
        ...

    # -- officials
    def count_mention_months(
        self, officials: Collection[str], since: date, until: date
    ) -> Mapping[str, Mapping[str, int]]:
        """For each official (id) and month of publication ("YYYY-MM", UTC) how many articles name them; both months
        included, months without any left out."""
        ...

    def list_forms(self, official: str, limit: int = 50) -> list[MatchedForm]:
        """How the official (id) was written in the articles that name them, or their office; most frequent first."""
        ...

    # -- alerts
    def page_alerts(
        self,
        *,
        kinds: Collection[AlertKind] = (),
        priorities: Collection[Priority] = (),
        limit: int = 50,
        before: int | None = None,
    ) -> AlertPage:
        """Alerts, newest first; those with a lower number than `before`. Empty collections: of whatever kind."""
        ...

    def list_alerts_after(
        self,
        number: int,
        *,
        kinds: Collection[AlertKind] = (),
        priorities: Collection[Priority] = (),
        limit: int = 100,
    ) -> list[NumberedAlert]:
        """The alerts that entered the store after that number, oldest first. None is ever missed by asking again with
        the highest number seen."""
        ...

    def find_last_number(self) -> int:
        """The number of the newest alert; 0 where there is none."""
        ...

    def find_alert(self, alert_id: str) -> NumberedAlert | None: ...

    def list_alerts_about(
        self, *, article_id: str | None = None, contact_id: str | None = None, limit: int = 50
    ) -> list[NumberedAlert]:
        """The alerts raised by an article, or of a contact (one of the two; ids whole), newest first."""
        ...

    def list_newest_alerts(
        self,
        *,
        since: datetime | None = None,
        kinds: Collection[AlertKind] = (),
        priorities: Collection[Priority] = (),
        limit: int = 50,
    ) -> list[Alert]:
        """The newest `limit` alerts that fit, oldest of them first."""
        ...

    # -- contacts
    def page_contacts(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        official: str | None = None,
        channel: Channel | None = None,
        status: ContactStatus | None = None,
        recalled: bool | None = None,
        limit: int = 50,
        before: str | None = None,
    ) -> ContactPage:
        """As `list_contacts`, but `before` is the `next` of the page before this one, and stays good when the contact
        that it points behind is gone."""
        ...

    def page_stories(self, *, limit: int = 50, before: str | None = None) -> StoryPage:
        """As `list_stories`, but `before` is the `next` of the page before this one, and stays good when the story that
        it points behind is gone, or has moved to the front by a new article."""
        ...

    def list_contact_heads(self, *, since: date | None = None, until: date | None = None) -> list[ContactHead]:
        """Every contact of that time (as in `list_contacts`), oldest first, in few columns: for the timeline."""
        ...

    def count_contact_years(self) -> dict[int, int]:
        """How many contacts each year has, oldest first; years without any are left out."""
        ...

    def count_contact_writes(self) -> int:
        """A number that grows whenever a contact is written or dropped: what was made of all contacts at the same
        number is still true."""
        ...

    def list_open_contacts(self, today: date, limit: int = 10) -> list[LedgerContact]:
        """What is planned and not past, soonest first (undated ones last, for 60 days after they were first reported),
        then what was refused within the last 90 days, newest first."""
        ...

    # -- the rest
    def list_feed_states(self) -> list[FeedState]:
        """The state of every feed ever configured; `stages.feed_health` makes health of it."""
        ...

    def count_store(self) -> StoreCounts: ...
