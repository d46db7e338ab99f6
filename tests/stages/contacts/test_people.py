"""Who took part: counterparts through the offices of the other side."""

from dataclasses import replace
from datetime import date

from service.model.watch import Holder, Office
from service.stages.contacts.pairs import find_counterpart
from tests.support.contact_claims import WATCH

DAY = date(2022, 10, 24)


def hold_office(key: str, side: str, name: str, counterpart: str | None = None) -> Office:
    return Office(key, side, {}, (Holder(name, date(2020, 1, 1)),), counterpart)


def test_a_counterpart_is_of_the_other_side_though_a_third_is_watched() -> None:
    china = (hold_office("cn-mindef", "cn", "Wei Fenghe"), hold_office("cn-jsd", "cn", "Li Zuocheng"))
    watch = replace(WATCH, offices=(*china, *WATCH.offices))
    assert find_counterpart("Lloyd Austin", watch, DAY) == "Sergei Shoigu"
    assert find_counterpart("Valery Gerasimov", watch, DAY) == "Mark Milley"
    assert find_counterpart("Wei Fenghe", watch, DAY) is None


def test_an_office_may_name_the_one_across_the_table() -> None:
    deputy = hold_office("us-deputy", "us", "Kathleen Hicks", "ru-deputy")
    across = hold_office("ru-deputy", "ru", "Alexander Fomin")
    watch = replace(WATCH, offices=(deputy, *WATCH.offices, across))
    assert find_counterpart("Kathleen Hicks", watch, DAY) == "Alexander Fomin"
