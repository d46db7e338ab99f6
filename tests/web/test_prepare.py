"""The first requests wait for nothing that could have been done before."""

from service.adapters.store import SqlStore
from service.errors import StoreError
from service.stages.ledger.themes import list_themes
from service.web.pages import PAGES
from service.web.prepare import prepare
from service.web.rendering import get_environment
from service.web.site import Ask, Site, Standing
from tests.support.fakes import FakeClock
from tests.support.website import FakeViews, Filled, serve


class CountingViews:
    """A store that tells which views it was asked for."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.asked = store, list[str]()

    def __getattr__(self, name: str) -> object:
        self.asked.append(name)
        return getattr(self.store, name)


def test_every_template_is_compiled_and_the_ledger_surveyed(archive: SqlStore, filled: Filled) -> None:
    get_environment.cache_clear()
    list_themes.cache_clear()
    views = CountingViews(archive)
    site = Site(views, lambda: filled.config, FakeClock(filled.now), Standing(True))  # type: ignore[arg-type]
    prepare(site)
    assert list_themes.cache_info().currsize == 1
    environment = get_environment()
    assert environment.cache is not None
    compiled = {name for _, name in environment.cache}
    assert compiled >= set(environment.list_templates()) - {"error.html"}
    views.asked.clear()
    PAGES["/"](site, Ask("/", {}, {}, "", filled.now))
    assert "list_feed_states" in views.asked
    assert "list_contact_heads" not in views.asked


async def test_what_cannot_be_prepared_is_answered_all_the_same() -> None:
    class Broken(FakeViews):
        def list_contacts(self, **_: object) -> list[object]:
            raise StoreError("the disk is gone")

    broken = Broken()
    broken.broken = True
    async with serve(broken) as website:
        await website.server.prepare()
        assert (await website.get("/health/live"))[0] == 200
