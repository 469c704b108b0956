"""Real phrases of official letters and news, each with a reading checked by eye (``date_phrases.tsv``)."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circtrack.errors import DateError
from circtrack.thai.dates import format_thai
from circtrack.thai.deadlines import find_deadlines_and_days
from circtrack.thai.expressions import find_expressions
from circtrack.thai.phrases import explain_open, read_phrase
from circtrack.thai.workdays import WorkingDays


def _read_table(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


PHRASES = _read_table("date_phrases.tsv")
# Phrases for each kind that was read wrong, missed or accepted too easily. Dates before B.E. 2484 stay refused, as the
# program says itself. A count from each quarter's end is read as coming again and again, by the law's count: the
# quarter's last day is over before the first day begins.
CASES = _read_table("date_cases.tsv")
# Phrases of yet other kinds, whose days were written down before the reader's first run on them. Some that a person can
# read are refused.
HELD = _read_table("held_phrases.tsv")
# Days named by how near they are to the letter's own: certain ones have a day, the others say which days it may be.
NEAR = _read_table("near_phrases.tsv")
# Of 110 phrases whose days were written down before the reader's first run on them, those that no other table has.
NOVEL = _read_table("novel_phrases.tsv")
# 213 phrases by somebody who had not read the reader, without those that another table has, and three more of each kind
# that was wrong or refused, written before it was mended. Refused stay days that could be two, and what may come again
# and again; a year far from the letter's own is asked about where a letter sets it as a deadline.
BLIND = _read_table("blind_phrases.tsv")
ALL = PHRASES + CASES + HELD + NEAR + NOVEL + BLIND

DAYS = st.dates(date(1998, 1, 2), date(2040, 12, 31))


@pytest.mark.parametrize("row", ALL, ids=[f"{row['phrase']} {row['written_on']}" for row in ALL])
def test_each_phrase_has_its_checked_reading(row: dict[str, str]) -> None:
    written_on = date.fromisoformat(row["written_on"]) if row["written_on"] else None
    if row["kind"] == "refused":
        with pytest.raises(DateError) as error:
            read_phrase(row["phrase"], written_on=written_on)
        assert error.value.reason == row["problem"]
        return
    found = read_phrase(row["phrase"], written_on=written_on)
    assert {
        "kind": found.kind,
        "first": str(found.first or ""),
        "last": str(found.last or ""),
        "time": found.time,
        "rule": found.rule,
        "problem": found.problem,
        "readings": " ".join(map(str, found.days or found.readings)),
    } == {name: row[name] for name in ("kind", "first", "last", "time", "rule", "problem", "readings")}


def test_without_its_tone_marks_a_phrase_has_no_other_day() -> None:
    for row in ALL:
        written_on = date.fromisoformat(row["written_on"]) if row["written_on"] else date(2024, 9, 3)
        whole, damaged = (_list_found(text, written_on) for text in (row["phrase"], re.sub("[่้]", "", row["phrase"])))
        assert [each for each in damaged if each not in whole] == [], row["phrase"]


def _list_found(text: str, written_on: date) -> list[tuple[date | None, str, str]]:
    deadlines, days = find_deadlines_and_days(text, written_on=written_on)
    return [(each.due_on, each.rule, each.problem) for each in (*deadlines, *days)]


def test_no_phrase_without_a_day_is_given_one() -> None:
    for row in PHRASES:
        if row["kind"] == "refused":
            continue
        found = read_phrase(row["phrase"], written_on=date(2023, 3, 9))
        assert (explain_open(found, row["phrase"]) is None) == (found.last is not None and not found.problem)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("เนื้อที่ 12-3-65 ไร่ และเนื้อที่ประมาณ 5 - 2 - 67 ไร่ ที่ดิน 1-2-65 ไร่ โฉนดเนื้อที่ ๔-๓-๖๕", []),
        ("จัดอบรมตลอด 3 วันตั้งแต่วันที่ 20-22 มีนาคม 2567 ณ ศาลากลาง", [("2024-03-20", "2024-03-22")]),
        ("หยุดราชการ ๔ วัน ตั้งแต่วันที่ ๑๓ - ๑๖ เมษายน ๒๕๖๗", [("2024-04-13", "2024-04-16")]),
        ("ครั้งที่ 1 วันที่ 29 พ.ย. 67 ครั้งที่ 2 วันที่ 6 ธ.ค. 67 ชุดที่ 3", [("2024-11-29",) * 2, ("2024-12-06",) * 2]),
        ("ช่วงมกราคม - มีนาคม 2567 เทียบกับ มิ.ย. 67", [("2024-01-01", "2024-03-31"), ("2024-06-01", "2024-06-30")]),
    ],
)
def test_figures_that_are_no_days_and_spans_beside_counts(text: str, spans: list[tuple[str, str]]) -> None:
    assert [(str(each.first), str(each.last)) for each in find_expressions(text)] == spans


@pytest.mark.parametrize(
    ("text", "likely"), [("๗ เมษายน ๒๖๕๖", "2566"), ("๒๔ สิงหาคม ๒๐๖๗", "2567"), ("1/1/2650", "2560")]
)
def test_a_year_of_another_age_is_read_with_a_note(text: str, likely: str) -> None:
    assert f"perhaps B.E. {likely} is meant" in read_phrase(text).note


@pytest.mark.parametrize("count", ["๑๕ (สิบหก) วัน", "๑๕ (สิบหกวัน)"])
def test_a_count_whose_figures_and_words_differ_is_not_counted(count: str) -> None:
    found = read_phrase(f"ภายใน {count} นับแต่วันที่ ๑ มีนาคม ๒๕๖๗")
    assert (found.last, found.problem) == (None, "ambiguous")


@given(DAYS, st.integers(1, 400), st.sampled_from(["-", " – ", " ถึง ", " ถึงวันที่ "]), st.booleans())
def test_a_range_reads_back(first: date, length: int, link: str, opened: bool) -> None:
    last = first + timedelta(days=length)
    text = f"{'ระหว่างวันที่ ' if opened else ''}{format_thai(first)}{link}{format_thai(last)}"
    found = read_phrase(text)
    assert (found.kind, found.first, found.last) == ("range", first, last)


@given(DAYS, st.integers(1, 300))
def test_a_range_that_writes_its_year_once_reads_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = read_phrase(f"ตั้งแต่วันที่ {format_thai(first).rpartition(' ')[0]} - {format_thai(last)}")
    same_day_later = (first.month, first.day) == (2, 29) and last.year != first.year
    if not same_day_later:
        assert (found.first, found.last) == (first, last)


def test_the_event_resolves_a_counted_deadline_for_each_recipient() -> None:
    text = "ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ"
    assert read_phrase(text).last is None
    one, other = (read_phrase(text, event=date(2023, 3, day)) for day in (9, 13))
    assert (one.last, other.last) == (date(2023, 3, 15), date(2023, 3, 19))
    assert "2023-03-16 if the first day does not count" in one.note


def test_expressions_do_not_overlap_and_keep_their_place() -> None:
    hours = find_expressions("๒๔ มีนาคม ๒๕๖๖ เวลา ๑๖.๓๐ น. ๒๕ มีนาคม ๒๕๖๖")
    assert all(one.end <= other.start for one, other in pairwise(hours))
    text = (
        "ให้รายงานภายในวันที่ ๕ ของทุกเดือน และภายใน ๗ วัน\u200bนับแต่วันที่ได้รับหนังสือ ระหว่างวันที่ ๑ - ๑๕ มีนาคม ๒๕๖๖ "
        "ภายในปีงบประมาณ พ.ศ. ๒๕๖๖ โดยด่วน ลงวันที่ ๙ มี.ค. ๖๖"
    )
    found = find_expressions(text)
    assert [each.kind for each in found] == ["recurring", "relative", "range", "fiscal_year", "open", "date"]
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


_PIECES = st.sampled_from(
    [
        "ภายใน ",
        "ก่อน",
        "ถึง",
        "วันที่ ",
        "วันศุกร์ที่ ",
        "วันทำการ",
        "สิ้น",
        "เดือน",
        "ปีงบประมาณ ",
        "ไตรมาสที่ ",
        "ทุก",
        "นี้",
        "นับแต่",
        "นับถัดจาก",
        "ระหว่าง",
        "ตั้งแต่",
        "บัดนี้",
        " และ ",
        ", ",
        " - ",
        "(",
        ")",
        " เวลา 16.30 น.",
        "1",
        "5",
        "๑๕",
        "31",
        "99",
        "๒๕๖๖",
        "2566",
        "66",
        "25",
        "มีนาคม",
        "ก.พ.",
        "กรกฏาคม",
        "พ.ศ.",
        "สามสิบ",
        "วัน",
        "สัปดาห์",
        "ละ",
        "ครั้ง",
        "/",
        " ",
        "\u200b",
        "\n",
    ]
)


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_any_mixture_is_read_without_a_failure_of_our_own(text: str) -> None:
    for each in find_expressions(text, written_on=date(2024, 2, 29)):
        assert text[each.start : each.end] == each.text
        assert each.last is None or not each.problem
    with suppress(DateError):
        explain_open(read_phrase(text, written_on=date(2024, 2, 29)), text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("โดยด่วน", "Set the day yourself."),
        ("ทุกวันที่ ๕", "--format csv shows the rule and its next dates."),
        ("ภายในวันศุกร์หน้า", "Write the day itself."),
    ],
)
def test_what_has_no_day_has_a_hint_of_its_own(text: str, hint: str) -> None:
    error = explain_open(read_phrase(text, written_on=date(2024, 1, 15)), text)
    assert error is not None
    assert str(error.hint) == hint


def test_a_day_near_a_letter_without_a_date_is_explained() -> None:
    error = explain_open(read_phrase("ภายในวันพรุ่งนี้"), "ภายในวันพรุ่งนี้")
    assert str(error) == "'ภายในวันพรุ่งนี้': the letter's date is not known."


def test_a_span_from_a_day_on_needs_no_explanation() -> None:
    text = "ตั้งแต่วันที่ ๑ มีนาคม ๒๕๖๗ เป็นต้นไป"
    assert explain_open(read_phrase(text), text) is None


def test_an_hour_of_a_day_that_is_not_certain_says_which_it_may_be() -> None:
    found = read_phrase("เวลา ๑๒.๐๐ น. ของวันศุกร์หน้า", written_on=date(2024, 1, 15))
    assert (found.problem, found.readings) == ("ambiguous", (date(2024, 1, 19), date(2024, 1, 26)))


def test_a_date_is_the_whole_phrase() -> None:
    found = read_phrase("๒๔ มีนาคม ๒๕๖๖")
    assert (found.start, found.end) == (0, 14)


def test_text_that_is_not_utf8_is_no_phrase() -> None:
    with pytest.raises(DateError) as error:
        read_phrase("ทุกวันศุกร์ \udce0")
    assert error.value.reason == "encoding"


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        ("ภายใน ๑๕ (สิบหก) วัน นับแต่วันประกาศ", "ambiguous", "can be read in more than one way: its figures and its words"),
        ("วันที่ ๑๐, ๕ และ ๑๕ มีนาคม ๒๕๖๗", "order", ": its days do not follow each other."),
        ("วันที่ ๒๐ มีนาคม - ๓๒ เมษายน ๒๕๖๗", "impossible", ": เมษายน 2567 has no day 32."),
        ("ภายในวันทำการแรกของเดือนเมษายน ๒๕๖๗", "holidays", "needs the public holidays"),
    ],
)
def test_what_has_no_day_is_explained(text: str, reason: str, says: str) -> None:
    error = explain_open(read_phrase(text), text)
    assert error is not None
    assert error.reason == reason
    assert says in str(error)


def test_the_next_days_of_a_rule_are_its_hint() -> None:
    error = explain_open(read_phrase("ทุกวันที่ ๕"), "ทุกวันที่ ๕", [date(2024, 2, 5), date(2024, 3, 5)])
    assert error is not None
    assert error.hint is not None
    assert "Its next days: 2024-02-05, 2024-03-05 …" in str(error)


def test_up_to_forty_other_letters_are_passed_over() -> None:
    assert read_phrase("ก" * 40 + "ภายในวันที่ ๒๔ มีนาคม ๒๕๖๖").last == date(2023, 3, 24)
    with pytest.raises(DateError, match="cannot be read as a date"):
        read_phrase("ก" * 41 + "ภายในวันที่ ๒๔ มีนาคม ๒๕๖๖")


def test_an_event_counts_only_where_the_phrase_names_no_day() -> None:
    dated = read_phrase("ภายใน ๗ วัน นับถัดจากวันที่ ๑ มีนาคม ๒๕๖๗", event=date(2023, 3, 9))
    assert dated.last == date(2024, 3, 8)
    assert read_phrase("โดยด่วน", event=date(2023, 3, 9)).last is None
    working = read_phrase("ภายใน ๓ วันทำการ นับถัดจากวันประกาศ", event=date(2023, 3, 10), working_days=WorkingDays)
    assert working.last == date(2023, 3, 15)


def test_only_a_span_that_bounds_a_rule_is_one_phrase_with_it() -> None:
    for span in ("ระหว่างวันที่ ๑ - ๓๑ มีนาคม ๒๕๖๗", "ตั้งแต่บัดนี้จนถึงวันที่ ๓๑ มีนาคม ๒๕๖๗"):
        assert "UNTIL=20240331" in read_phrase(f"{span} ให้รายงานทุกวัน", written_on=date(2024, 1, 15)).rule
    for text in ("๒๔ มีนาคม ๒๕๖๗ ทุกวัน", "๒๔ มีนาคม ๒๕๖๗ และ ๒๕ มีนาคม ๒๕๖๗"):
        with pytest.raises(DateError, match="holds 2 dates"):
            read_phrase(text)
