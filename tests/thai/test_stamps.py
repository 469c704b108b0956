"""Dates as systems, forms and spreadsheets write them, and days as people say them."""

from __future__ import annotations

from datetime import date

import pytest

from circtrack.clock import parse_coming_day, parse_day, parse_past_day
from circtrack.errors import DateError

DAY = date(2023, 3, 20)


@pytest.mark.parametrize(
    "text",
    [
        "20/3/2566 8:28:00",
        "2023-03-20 08:28",
        "2023-03-20 08:28:59.123",
        "20 มี.ค. 2566 08:28",
        "2023-03-20T08:28:00+07:00",
        "2023-03-19T23:30:00Z",
        "2023-03-20T01:00:00Z",
        "2023-03-19T24:00:00Z",
        "2023-03-19T20:00:00-05:00",
        "2023-03-20T20:00:00+14:00",
        "2023-03-19T17:35:00+00:30",
        "2023-03-20 23:59:59",
        "2023-03-20 24:00",
        "20/3/2566, 8:28",
        "20/3/2566 8:28 PM",
        "๒๐/๓/๒๕๖๖ ๐๘:๒๘",
        "20230320",
        "25660320",
        "45005",
        "45005.353",
        "20 Mar 2566",
        "20 March 2566",
        "20-Mar-66",
        "20/Mar/2023",
        "March 20, 2023",
        "20th March 2566",
        "20 มี.ค. 66 เวลา 10.30 น.",
        "2566-03-20 08:28",
        "2023-03-20 8:28 PM",
        "2023-03-21T03:00:00+11:00",
        "2023-03-20 00:00 GMT+7",
        "2023-03-20T07:00:00+15:00",  # no zone is further ahead than 14 hours
        "2023-03-20T00:59:00+07:60",
    ],
)
def test_forms_of_systems(text: str) -> None:
    assert parse_day(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "20231320",
        "12345678",
        "99999",
        "12345",
        "20/3/2566 25:00",
        "20/3/2566 8:60",
        "2023-03-20 08:28:60",
        "20 Mrz 2566",
        "31 Feb 2566",
        "8:28",
        "T08:28",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "past", "coming"),
    [
        ("today", DAY, DAY),
        ("วันนี้", DAY, DAY),
        ("Yesterday", date(2023, 3, 19), date(2023, 3, 19)),
        ("เมื่อวาน", date(2023, 3, 19), date(2023, 3, 19)),
        ("20 มี.ค.", DAY, DAY),
        ("20 March", DAY, DAY),
        ("19 มีนาคม", date(2023, 3, 19), date(2024, 3, 19)),
        ("๒๔ มี.ค.", date(2022, 3, 24), date(2023, 3, 24)),
        ("29 ก.พ.", date(2020, 2, 29), date(2024, 2, 29)),
        ("21/3/2566", date(2023, 3, 21), date(2023, 3, 21)),
    ],
)
def test_days_as_people_say_them(text: str, past: date, coming: date) -> None:
    assert parse_past_day(text, DAY) == past
    assert parse_coming_day(text, DAY) == coming


def test_a_day_that_never_was_is_refused() -> None:
    with pytest.raises(DateError, match="no day 31"):
        parse_past_day("31 ก.พ.", DAY)


def test_eight_digits_of_the_last_years_are_a_day() -> None:
    assert [parse_day(text) for text in ("21001231", "27001231", "19410101", "24840101")] == [
        date(2100, 12, 31), date(2157, 12, 31), date(1941, 1, 1), date(1941, 1, 1),
    ]  # fmt: skip
    for text in ("21010101", "27010101", "19401231", "24831231", "15000101"):
        with pytest.raises(DateError, match="cannot be read as a date"):
            parse_day(text)


def test_minutes_of_a_zone_count() -> None:
    assert parse_day("2023-03-19T17:15:00+00:30") == date(2023, 3, 19)
    assert parse_day("2023-03-19T11:00:00-05:00") == date(2023, 3, 19)


def test_a_spreadsheet_s_number_of_a_far_day_is_none() -> None:
    assert parse_day("65000") == date(2077, 12, 16)
    with pytest.raises(DateError):
        parse_day("65001")
