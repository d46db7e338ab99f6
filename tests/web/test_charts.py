"""Small charts of counts by month."""

from datetime import date

from service.web.charts import HIGH, lay_out_bars, list_months


def test_months_end_with_that_of_the_day() -> None:
    assert list_months(date(2024, 2, 29), 4) == ["2023-11", "2023-12", "2024-01", "2024-02"]


def test_bars_are_as_high_as_their_share() -> None:
    bars = lay_out_bars({"2024-01": 10, "2024-03": 5}, ["2024-01", "2024-02", "2024-03"])
    assert bars.path == f"M0.12 {HIGH}v-40.0h.76v40.0zM2.12 {HIGH}v-20.0h.76v20.0z"
    assert (bars.total, bars.most, bars.peak) == (15, 10, "2024-01")


def test_one_scale_lets_charts_be_compared_and_one_article_be_seen() -> None:
    small = lay_out_bars({"2024-01": 1}, ["2024-01"], most=1000)
    assert "v-1.5h" in small.path
    assert "v-20.0h" in lay_out_bars({"2024-01": 500}, ["2024-01"], most=1000).path


def test_nothing_is_drawn_of_nothing() -> None:
    bars = lay_out_bars({}, ["2024-01"])
    assert (bars.path, bars.total, bars.peak) == ("", 0, "")
