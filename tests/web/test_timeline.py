"""The timeline's picture: where contacts, silences and terms of office stand, and what never overlaps."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.config import find_default_config, load_config
from service.model.contact import Channel, ContactStatus, Initiator
from service.model.views import ContactHead
from service.model.watch import Holder, Office
from service.web.levels import OTHER, Level, find_level, list_levels
from service.web.picture import Period, Timeline
from service.web.timeline import APART, find_silences, lay_out_timeline
from tests.support.contact_heads import make_head

YEAR = Period(date(2022, 1, 1), date(2022, 12, 31))
TODAY = date(2024, 1, 1)
LEVELS = list_levels(load_config(find_default_config(), {}).watch.offices)
DAYS = st.dates(date(2022, 1, 1), date(2022, 12, 31)).map(str)


def draw(*heads: ContactHead, period: Period = YEAR, today: date = TODAY) -> Timeline:
    return lay_out_timeline(heads, LEVELS, period, today, find_silences(heads, today))


def test_a_day_stands_where_its_share_of_the_year_is() -> None:
    (mark,) = draw(make_head("2022-07-02")).marks
    assert mark.x == pytest.approx(100 * (182 + 0.5) / 365, abs=0.01)


def test_a_month_is_a_stretch_with_its_mark_in_the_middle() -> None:
    (mark,) = draw(make_head("2022-03")).marks
    assert mark.since == YEAR.place(date(2022, 3, 1))
    assert mark.until == YEAR.place(date(2022, 4, 1))
    assert mark.since is not None
    assert mark.until is not None
    assert mark.since < mark.x < mark.until


def test_a_contact_of_no_date_stands_at_its_first_report_and_says_so() -> None:
    (mark,) = draw(make_head("2022-03-04", known=False)).marks
    assert mark.doubtful
    assert mark.x == draw(make_head("2022-03-04")).marks[0].x


def test_what_lies_outside_is_left_out() -> None:
    assert draw(make_head("2021-12-31"), make_head("2023-01-01"), make_head("2022-01-01")).marks[0].x < 1
    assert len(draw(make_head("2021-12-31"), make_head("2023-01-01")).marks) == 0


def test_lanes_are_levels_and_channels() -> None:
    picture = draw(
        make_head("2022-02-18"),
        make_head("2022-05-19", "Mark Milley – Valery Gerasimov"),
        make_head("2022-06-01", "Mark Milley – Valery Gerasimov", channel=Channel.MEETING),
        make_head("2022-07-01", "Kathleen Hicks – Timur Ivanov", channel=Channel.LETTER),
    )
    lanes = {group.level.label: [lane.channel for lane in group.lanes] for group in picture.groups}
    assert lanes == {
        "Ministers": [Channel.PHONE],
        "Chiefs of staff": [Channel.PHONE, Channel.MEETING],
        "Other levels": [Channel.LETTER],
    }


def test_marks_stand_in_their_own_lane() -> None:
    picture = draw(
        make_head("2022-02-18"),
        make_head("2022-02-18", channel=Channel.VIDEO),
        make_head("2022-02-18", "Mark Milley – Valery Gerasimov"),
    )
    lanes = [lane for group in picture.groups for lane in group.lanes]
    assert len({mark.y for mark in picture.marks}) == 3
    for lane in lanes:
        within = [mark for mark in picture.marks if lane.y < mark.y < lane.y + lane.height]
        assert [mark.contact.channel for mark in within] == [lane.channel]


def test_the_keyboard_walks_in_the_order_of_time() -> None:
    picture = draw(make_head("2022-10-21"), make_head("2022-02-18"), make_head("2022-05-13", channel=Channel.VIDEO))
    assert [mark.contact.date for mark in picture.marks] == ["2022-02-18", "2022-05-13", "2022-10-21"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(DAYS, st.sampled_from(list(Channel))), max_size=40))
def test_every_contact_is_drawn_once_within_the_picture(contacts: list[tuple[str, Channel]]) -> None:
    picture = draw(*(make_head(day, channel=channel) for day, channel in contacts))
    assert len(picture.marks) == len(contacts)
    assert all(0 <= mark.x <= 100 and 0 < mark.y < picture.height for mark in picture.marks)
    rows = defaultdict(list)
    for mark in picture.marks:
        rows[mark.y].append(mark.x)
    # Three rows hold marks apart; only the last takes what is too much.
    last = {lane.y + lane.height - 12 for group in picture.groups for lane in group.lanes}
    for y, places in rows.items():
        if y not in last:
            assert all(after - before >= APART - 0.01 for before, after in pairwise(places))


def test_silences_lie_between_contacts_that_were_held() -> None:
    heads = [
        make_head("2022-02-18"),
        make_head("2022-03-24", status=ContactStatus.REFUSED),
        make_head("2022-05-13"),
        make_head("2022-05-14"),
    ]
    quiet = find_silences(heads, date(2022, 12, 31))
    assert [(one.since, one.until, one.days) for one in quiet] == [
        (date(2022, 2, 18), date(2022, 5, 13), 84),
        (date(2022, 5, 13), date(2022, 5, 14), 1),
        (date(2022, 5, 14), date(2022, 12, 31), 231),
    ]
    assert [bool(one.after) for one in quiet] == [True, True, False]


def test_a_long_silence_is_drawn_with_its_days_and_a_short_one_is_not() -> None:
    heads = [make_head("2022-02-18"), make_head("2022-05-13"), make_head("2022-05-19")]
    picture = draw(*heads, today=date(2022, 11, 1))
    assert [silence.label for silence in picture.silences] == ["84 days", "166 days"]
    assert [silence.ends for silence in picture.silences] == [True, False]
    first = picture.silences[0]
    assert first.x == picture.marks[0].x
    assert first.x + first.width == pytest.approx(picture.marks[1].x, abs=0.02)


def test_a_silence_that_began_before_the_year_has_all_its_days() -> None:
    heads = [make_head("2021-06-01"), make_head("2022-07-01")]
    (silence, _) = draw(*heads, today=date(2022, 12, 31)).silences
    assert (silence.days, silence.x, silence.starts) == (395, 0, False)


def test_of_a_month_alone_a_silence_is_about() -> None:
    (silence,) = draw(make_head("2022-03"), make_head("2022-08-10"), today=date(2022, 8, 10)).silences
    assert silence.label == "~148 days"


def test_offices_have_their_holders_as_bands() -> None:
    picture = draw(period=Period(date(2024, 1, 1), date(2025, 12, 31)))
    ministers = picture.groups[0]
    assert [row.side for row in ministers.rows] == ["us", "ru"]
    assert [band.name for band in ministers.rows[1].bands] == ["Sergei Shoigu", "Sergei Shoigu", "Andrei Belousov"]
    us = ministers.rows[0].bands
    assert [band.name for band in us] == ["Lloyd Austin", "Robert Salesses", "Pete Hegseth"]
    assert [band.acting for band in us] == [False, True, False]
    # They meet, and the last is still in office. A term of five days has no room for a name.
    assert us[0].x == 0
    assert us[-1].x + us[-1].width == pytest.approx(100)
    assert us[1].label == ""
    assert us[2].label == "Hegseth"


def test_the_axis_has_years_months_or_days() -> None:
    decade = draw(period=Period(date(2013, 1, 1), date(2025, 12, 31)))
    assert [tick.label for tick in decade.ticks] == [str(year) for year in range(2013, 2026)]
    assert [tick.label for tick in draw().ticks][:3] == ["Jan", "Feb", "Mar"]
    month = draw(period=Period(date(2022, 10, 1), date(2022, 10, 31)))
    assert [tick.label for tick in month.ticks if tick.label] == ["1 Oct", "8", "15", "22"]


def test_today_is_marked_only_where_it_is_shown() -> None:
    assert draw().today is None
    assert draw(today=date(2022, 7, 2)).today == YEAR.place(date(2022, 7, 2))


def test_a_level_goes_by_who_held_an_office_that_day() -> None:
    assert find_level(make_head("2022-02-18", "Lloyd Austin – Sergei Shoigu"), LEVELS) == "us-secdef"
    assert find_level(make_head("2022-02-18", " – Sergei Shoigu"), LEVELS) == "us-secdef"
    assert find_level(make_head("2022-02-18", "Mark Milley – Valery Gerasimov"), LEVELS) == "us-cjcs"
    # A year after he left the ministry, he comes as somebody else.
    assert find_level(make_head("2025-06-01", "Steve Witkoff – Sergei Shoigu"), LEVELS) == OTHER
    assert find_level(make_head("2022-02-18", " – "), LEVELS) == OTHER


def test_levels_are_the_watchs_pairs_of_offices() -> None:
    holder = (Holder("Somebody", date(2020, 1, 1)),)
    navy = Office("us-navy", "us", {"en": ("chief of naval operations",)}, holder, "ru-navy")
    fleet = Office("ru-navy", "ru", {"en": ("commander of the navy",)}, holder, "us-navy")
    lonely = Office("us-envoy", "us", {"en": ("envoy",)}, holder)
    levels = list_levels([fleet, lonely, navy])
    assert [(level.id, [office.side for office in level.offices]) for level in levels] == [
        ("us-navy", ["us", "ru"]),
        (OTHER, []),
    ]
    assert list_levels([]) == (Level(OTHER, "All levels"),)


def test_the_same_values_give_the_same_picture() -> None:
    heads = [make_head(f"2022-{month:02}-{day:02}") for month in range(1, 13) for day in (3, 4, 20)]
    assert draw(*heads) == draw(*reversed(heads))
    assert Initiator.US in {mark.contact.initiator for mark in draw(*heads).marks}


def test_a_period_counts_both_its_ends() -> None:
    assert Period(TODAY, TODAY).days == 1
    assert Period(TODAY, TODAY + timedelta(days=1)).place(TODAY + timedelta(days=1)) == 50
