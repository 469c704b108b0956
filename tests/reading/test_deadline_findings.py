"""What is said of the deadlines that a letter sets, and which day is proposed where the one written cannot be meant."""

from __future__ import annotations

from datetime import date

import pytest

from circtrack.model import Finding
from circtrack.reading.deadline_findings import count_from_letter, is_told, report_deadlines
from circtrack.thai.deadlines import FoundDeadline, find_deadlines

WRITTEN_ON = date(2025, 1, 10)  # a Friday


def find(words: str, written_on: date | None = WRITTEN_ON) -> FoundDeadline:
    (found,) = find_deadlines(words, written_on=written_on)
    return found


def report(words: str, written_on: date | None = WRITTEN_ON) -> list[Finding]:
    return report_deadlines([count_from_letter(find(words, written_on), written_on)], written_on)


def proposals(words: str, written_on: date = WRITTEN_ON) -> dict[str, str]:
    return {each.code: each.proposal for each in report(words, written_on)}


@pytest.mark.parametrize(
    "words",
    [
        "ภายในวันที่ ๑๐ มกราคม ๒๕๖๘",  # the letter's own day
        "ก่อนวันที่ ๑๑ มกราคม ๒๕๖๘",
        "ภายในวันที่ ๒๐ มกราคม",
        "ภายใน ๗ วันนับแต่วันที่ ๑๐ มกราคม ๒๕๖๘",  # counted, of two readings the earlier: told where it is counted
        "ทุก ๑๕ วัน เริ่มวันที่ ๑ กุมภาพันธ์ ๒๕๖๘",
        "ทุกวันศุกร์",
    ],
)
def test_of_a_day_to_come_nothing_is_said(words: str) -> None:
    assert report(words) == []


@pytest.mark.parametrize(
    ("words", "proposal"),
    [
        ("ภายในวันที่ ๙ มกราคม ๒๕๖๘", "2026-01-09"),
        ("ภายในวันที่ ๙ มกราคม ๒๕๖๗", "2026-01-09"),
        ("ภายในวันที่ ๑๐ มกราคม ๒๕๖๗", "2025-01-10"),
        ("ก่อนวันที่ ๒๐ มกราคม ๒๕๖๗", "2025-01-19"),
        ("ก่อนวันที่ ๑๑ มกราคม ๒๕๖๗", "2025-01-10"),
        ("ก่อนวันที่ ๑๐ มกราคม ๒๕๖๘", "2026-01-09"),
        ("ตั้งแต่วันที่ ๑ ถึง ๕ มกราคม ๒๕๖๘", "2026-01-05"),
        ("ภายในวันที่ ๒๙ กุมภาพันธ์ ๒๕๖๗", ""),  # neither this year nor the next has it
        ("ภายในเดือนมกราคม ๒๕๖๗", ""),
        ("ภายใน ๗ วันนับแต่วันที่ ๑๐ มกราคม ๒๕๖๗", ""),
    ],
)
def test_a_day_before_the_letter_is_likely_the_next_such_day(words: str, proposal: str) -> None:
    assert report(words) == [Finding("deadline_before_letter", "due_on", words, "2025-01-10", proposal)]


@pytest.mark.parametrize(
    ("words", "proposal"),
    [
        ("ภายในวันที่ ๒๐ มกราคม ๒๕๗๘", "2025-01-20"),
        ("ภายในวันที่ ๒๐ มกราคม ๒๖๐๐", "2025-01-20"),
        ("ภายในวันที่ ๕ มกราคม ๒๖๖๘", "2026-01-05"),
        ("ภายในวันที่ ๑๐ มกราคม ๒๖๕๘", "2025-01-10"),  # 2568 with two digits swapped
        ("ภายในวันที่ ๒๐ มกราคม ๒๖๕๙", "2026-01-20"),
        ("ภายในวันที่ ๕ มกราคม ๒๖๕๘", ""),  # 2568 would be before the letter
        ("ก่อนวันที่ ๑ มกราคม ๒๖๕๙", "2025-12-31"),
    ],
)
def test_a_day_years_after_the_letter_is_of_the_year_that_its_own_likely_stands_for(words: str, proposal: str) -> None:
    assert report(words) == [Finding("far_deadline", "due_on", words, "2025-01-10", proposal)]


@pytest.mark.parametrize(
    ("words", "proposal"),
    [
        ("ภายในวันอาทิตย์ที่ ๑๒ มกราคม ๒๕๖๗", "2025-01-12"),  # last year's letter was copied
        ("ภายในวันศุกร์ที่ ๑๐ มกราคม ๒๕๖๗", "2025-01-10"),
        ("ตั้งแต่วันที่ ๑ ถึงวันศุกร์ที่ ๑๐ มกราคม ๒๕๖๗", "2025-01-10"),
        ("ก่อนวันอาทิตย์ที่ ๑๒ มกราคม ๒๕๖๗", "2025-01-11"),
        ("ก่อนวันศุกร์ที่ ๑๐ มกราคม ๒๕๖๗", ""),  # 9 January is before the letter
        ("ภายในวันเสาร์ที่ ๒๐ มกราคม ๒๕๖๘", ""),  # a Saturday a year ago only
        ("ภายในวันศุกร์ที่ ๒๐ มกราคม ๒๕๖๘", ""),  # in no year near
    ],
)
def test_a_day_with_another_weekday_is_likely_that_of_the_year_in_which_it_fits(words: str, proposal: str) -> None:
    assert proposals(words) == {"weekday_deadline": proposal}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("โดยด่วน", {"open_deadline": ""}),
        ("ทุกเดือน", {"open_recurrence": ""}),
        ("ทุก ๒ เดือน", {"open_recurrence": ""}),  # which months?
        ("ทุก ๑๐ วันทำการ", {"recurrence_on_holidays": "", "counted_recurrence": "2025-01-24"}),
        ("ทุกวันศุกร์ จนกว่าสถานการณ์จะคลี่คลาย", {"recurrence_until_event": ""}),
        ("ภายในวันทำการแรกของเดือนเมษายน ๒๕๖๘", {"holidays_deadline": "2025-04-01"}),
        ("ภายใน ๗ วันนับแต่วันที่ได้รับหนังสือ", {"incomplete_deadline": ""}),
    ],
)
def test_what_has_no_sure_day_is_said_to_be_open_and_why(words: str, found: dict[str, str]) -> None:
    assert proposals(words) == found


def test_a_day_that_does_not_exist_is_proposed_of_the_next_year_if_that_has_it() -> None:
    assert proposals("ภายในวันที่ ๓๐ กุมภาพันธ์") == {"impossible_deadline": ""}
    leap_day = "ภายในวันที่ ๒๙ กุมภาพันธ์ ๒๕๖๖"
    assert proposals(leap_day, date(2023, 1, 10)) == {"impossible_deadline": "2024-02-29"}


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("ภายในวันที่ ๑๕ และ ๒๐ มกราคม ๒๕๖๘", "2025-01-15, 2025-01-20"),
        ("ภายในวันที่ ๑๕, ๒๐ และ ๒๗ มกราคม ๒๕๖๘", "2025-01-15, 2025-01-20, 2025-01-27"),
        ("ภายในวันศุกร์นี้", "it may be 2025-01-10, 2025-01-17"),
    ],
)
def test_of_several_days_that_may_be_the_last_each_is_named(words: str, days: str) -> None:
    assert report(words) == [Finding("ambiguous_deadline", "due_on", words, days)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("ทุก ๑๕ วัน", "2025-01-25"),
        ("ทุก ๒ สัปดาห์", "2025-01-24"),
        ("ทุก ๑๕ วัน จนถึงวันที่ ๒๐ กุมภาพันธ์ ๒๕๖๘", "2025-01-25"),
    ],
)
def test_every_so_many_days_without_a_first_are_counted_from_the_letter_and_said(words: str, first: str) -> None:
    recurring = words.partition(" จน")[0]
    assert report(words) == [Finding("counted_recurrence", "due_on", recurring, "", first, taken=True)]


def test_every_so_many_days_that_end_before_the_first_is_counted_are_over() -> None:
    words = "ทุก ๑๕ วัน จนถึงวันที่ ๒๐ มกราคม ๒๕๖๘"
    assert [(each.code, each.text) for each in report(words)] == [("deadline_before_letter", "ทุก ๑๕ วัน")]


def test_without_the_letters_own_day_nothing_is_counted_and_nothing_is_before_it() -> None:
    assert [each.code for each in report("ทุก ๑๕ วัน", None)] == ["open_recurrence"]
    assert report("ภายในวันที่ ๙ มกราคม ๒๕๖๘", None) == []
    assert report("ทุกวันศุกร์ จนถึงวันที่ ๓ มกราคม ๒๕๖๘", None) == []
    assert [each.proposal for each in report("ภายในวันศุกร์ที่ ๑๐ มกราคม ๒๕๖๗", None)] == [""]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("โดยด่วน", False),
        ("ภายในเวลา ๑๖.๓๐ น.", True),
        ("ตั้งแต่วันที่ ๑ ถึง ๑๐ มกราคม ๒๕๖๘", False),  # over on the letter's day
        ("ตั้งแต่วันที่ ๑ ถึง ๑๑ มกราคม ๒๕๖๘", True),
        ("ตั้งแต่วันที่ ๒๕ ถึง ๓๐ กุมภาพันธ์ ๒๕๖๘", True),  # whether it is over cannot be said
        ("ภายในวันที่ ๙ มกราคม ๒๕๖๘", True),
    ],
)
def test_days_that_no_task_took_are_told_but_for_mere_urgency_and_what_is_over(words: str, told: bool) -> None:
    assert is_told(find(words), WRITTEN_ON) is told


def test_a_span_of_days_is_told_where_the_letters_own_day_is_not_known() -> None:
    assert is_told(find("ตั้งแต่วันที่ ๑ ถึง ๙ มกราคม ๒๕๖๘"), None)
