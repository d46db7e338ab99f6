"""The views as methods: the `Views` of `jobs/view_ports.py`, each one transaction.

Enters: a database. Leave: values of the model. `SqlStore` is one of these.
"""

from collections.abc import Collection, Mapping
from datetime import date

from service.adapters.store import search, views
from service.adapters.store.ledger_reader import SqlLedgerViews
from service.adapters.store.ledger_views import ContactFilter
from service.model.alert import AlertKind, Priority
from service.model.contact import Channel, ContactStatus
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

_ALL = ArticleFilter()


class SqlViews(SqlLedgerViews):
    """See `Views`."""

    def open_article(self, reference: str) -> StoredArticle | None:
        return self._database.read(lambda connection: views.open_article(connection, reference))

    def list_articles(self, chosen: ArticleFilter = _ALL, *, limit: int = 50, before: str | None = None) -> ArticlePage:
        return self._database.read(lambda connection: search.list_articles(connection, chosen, limit, before))

    def search_articles(
        self,
        query: str,
        chosen: ArticleFilter = _ALL,
        *,
        order: SearchOrder = SearchOrder.NEWEST,
        limit: int = 20,
        before: str | None = None,
    ) -> SearchPage:
        return self._database.read(
            lambda connection: search.search_articles(connection, query, chosen, order, limit, before)
        )

    def list_facets(self, limit: int = 200) -> ArchiveFacets:
        return self._database.read(lambda connection: views.list_facets(connection, limit))

    def count_mention_months(
        self, officials: Collection[str], since: date, until: date
    ) -> Mapping[str, Mapping[str, int]]:
        return self._database.read(lambda connection: views.count_mention_months(connection, officials, since, until))

    def list_forms(self, official: str, limit: int = 50) -> list[MatchedForm]:
        return self._database.read(lambda connection: views.list_forms(connection, official, limit))

    def page_alerts(
        self,
        *,
        kinds: Collection[AlertKind] = (),
        priorities: Collection[Priority] = (),
        limit: int = 50,
        before: int | None = None,
    ) -> AlertPage:
        return self._database.read(lambda connection: views.page_alerts(connection, kinds, priorities, limit, before))

    def list_alerts_after(
        self,
        number: int,
        *,
        kinds: Collection[AlertKind] = (),
        priorities: Collection[Priority] = (),
        limit: int = 100,
    ) -> list[NumberedAlert]:
        return self._database.read(
            lambda connection: views.list_alerts_after(connection, number, kinds, priorities, limit)
        )

    def find_last_number(self) -> int:
        return self._database.read(views.find_last_number)

    def find_alert(self, alert_id: str) -> NumberedAlert | None:
        return self._database.read(lambda connection: views.find_alert(connection, alert_id))

    def list_alerts_about(
        self, *, article_id: str | None = None, contact_id: str | None = None, limit: int = 50
    ) -> list[NumberedAlert]:
        return self._database.read(
            lambda connection: views.list_alerts_about(connection, article_id, contact_id, limit)
        )

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
        wanted = ContactFilter(since, until, official, channel, status, recalled)
        return self._database.read(lambda connection: views.page_contacts(connection, wanted, limit, before))

    def page_stories(self, *, limit: int = 50, before: str | None = None) -> StoryPage:
        return self._database.read(lambda connection: views.page_stories(connection, limit, before))

    def list_contact_heads(self, *, since: date | None = None, until: date | None = None) -> list[ContactHead]:
        return self._database.read(lambda connection: views.list_contact_heads(connection, since, until))

    def count_contact_years(self) -> dict[int, int]:
        return self._database.read(views.count_contact_years)

    def count_contact_writes(self) -> int:
        return self._database.read(views.count_contact_writes)

    def list_open_contacts(self, today: date, limit: int = 10) -> list[LedgerContact]:
        return self._database.read(lambda connection: views.list_open_contacts(connection, today, limit))

    def count_store(self) -> StoreCounts:
        return self._database.read(views.count_store)
