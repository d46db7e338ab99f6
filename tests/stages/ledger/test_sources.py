from dataclasses import replace

import pytest

from service.model.ledger import SourceKind
from service.stages.cluster.origins import list_origins
from service.stages.ledger import classify_source
from service.stages.ledger.sources import find_origin_side
from tests.support.articles import make_article


@pytest.mark.parametrize(
    ("origin", "kind", "side"),
    [
        ("Reuters", SourceKind.AGENCY, None),
        ("TASS", SourceKind.AGENCY, "ru"),
        ("Pentagon", SourceKind.MINISTRY, "us"),
        ("Russian Defence Ministry", SourceKind.MINISTRY, "ru"),
        ("Harbour Gazette", SourceKind.PAPER, None),
        ("", SourceKind.PAPER, None),
    ],
)
def test_whose_text_it_is_says_what_kind_of_source(origin: str, kind: SourceKind, side: str | None) -> None:
    assert classify_source(make_article(), origin) is kind
    assert find_origin_side(origin) == side


def test_a_feed_with_a_side_is_a_ministry_whatever_its_outlet_is_called() -> None:
    assert classify_source(replace(make_article(), side="us"), "Readouts") is SourceKind.MINISTRY


def test_every_origin_that_is_found_in_texts_is_known() -> None:
    for origin, kind in list_origins():
        assert classify_source(make_article(), origin).value == kind
