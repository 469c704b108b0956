"""Time expressions with all that is read of them (``expressions.tsv``, of a letter of 15 January 2024, a Monday)."""

from __future__ import annotations

import csv
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from circtrack.thai.expressions import find_expressions
from circtrack.thai.month_days import DayOfMonth, find_in_month
from circtrack.thai.workdays import WorkingDays

LETTER = date(2024, 1, 15)
with (Path(__file__).parent / "expressions.tsv").open(encoding="utf-8", newline="") as _table:
    _ROWS = csv.DictReader(_table, delimiter="\t", quoting=csv.QUOTE_NONE)
    WORDS = {words: list(rows) for words, rows in groupby(_ROWS, itemgetter("words"))}


@pytest.mark.parametrize("words", WORDS)
def test_words_are_read_to_all_that_they_say(words: str) -> None:
    """``text`` is the expression's own, where that is not all of the words."""
    assert [
        {
            "words": words,
            "text": each.text if each.text != words else "",
            "kind": each.kind,
            "first": str(each.first or ""),
            "last": str(each.last or ""),
            "time": each.time,
            "rule": each.rule,
            "problem": each.problem,
            "note": each.note,
        }
        for each in find_expressions(words, written_on=LETTER)
    ] == WORDS[words]


def test_a_place_in_a_month_whose_year_is_not_known_is_no_day() -> None:
    (found,) = find_expressions("ภายในวันศุกร์แรกของเดือนเมษายน")
    assert (found.kind, found.last, found.problem) == ("date", None, "incomplete")


def test_working_days_of_a_month_are_those_of_the_office() -> None:
    own = WorkingDays(own={date(2024, 4, 1): False, date(2024, 4, 30): False})
    for words, day in (
        ("ภายในวันทำการแรกของเดือนเมษายน ๒๕๖๗", date(2024, 4, 2)),
        ("ภายในวันทำการสุดท้ายของเดือนเมษายน ๒๕๖๗", date(2024, 4, 29)),
        ("ก่อนวันทำการแรกของเดือนเมษายน ๒๕๖๗", date(2024, 4, 1)),
    ):
        (found,) = find_expressions(words, working_days=lambda: own)
        assert (found.last, found.note) == (day, "no public holidays but the office's own list")


def test_the_last_working_day_of_a_month_may_be_its_first_day() -> None:
    own = WorkingDays(own={date(2024, 4, day): day == 1 for day in range(1, 31)})
    (found,) = find_expressions("ภายในวันทำการสุดท้ายของเดือนเมษายน ๒๕๖๗", working_days=lambda: own)
    assert found.last == date(2024, 4, 1)


def test_only_a_count_in_working_days_asks_for_them() -> None:
    def ask() -> WorkingDays:
        pytest.fail("nobody needs them")

    for words, day in (
        ("ภายใน ๑๕ วัน นับแต่วันที่ ๑ มีนาคม ๒๕๖๗", date(2024, 3, 15)),
        ("ภายในวันศุกร์แรกของเดือนมีนาคม ๒๕๖๗", date(2024, 3, 1)),
    ):
        (found,) = find_expressions(words, working_days=ask)
        assert found.last == day


def test_spans_of_what_a_bracket_resolves_lie_in_the_original() -> None:
    text = "ภายใน\u200bวันศุกร์นี้ (วันที่ ๑๙ มกรา\u200bคม ๒๕๖๗)"
    (found,) = find_expressions(text, written_on=LETTER)
    assert found.text == text[found.start : found.end] == text.removesuffix(")")


def test_the_words_of_a_rule_end_where_what_bounds_it_begins() -> None:
    text = "ภายใน\u200bวันที่ ๕ ของทุกเดือน จำนวน ๓ ครั้ง เริ่มตั้งแต่เดือนมีนาคม ๒๕๖๗"
    (found,) = find_expressions(text, written_on=LETTER)
    assert text[found.start : found.rule_end] == "ภายใน\u200bวันที่ ๕ ของทุกเดือน"
    (day,) = find_expressions("ภายใน\u200bวันที่ ๕ มีนาคม ๒๕๖๗")
    assert day.rule_end == 0


def test_a_month_may_have_one_working_day() -> None:
    first, last = date(2024, 4, 1), date(2024, 4, 30)
    only = DayOfMonth(0, -1, None, working=True)
    assert find_in_month(only, first, last, lambda day: day == first) == first
    assert find_in_month(only, first, last, lambda _: False) is None


def test_the_first_weekday_of_a_span_is_a_checksum_though_the_year_stands_behind() -> None:
    (found,) = find_expressions("วันอังคารที่ ๔ มีนาคม - วันศุกร์ที่ ๘ มีนาคม ๒๕๖๗")
    assert (found.first, found.problem, found.note) == (None, "weekday", "2024-03-04 is not วันอังคาร")
    (right,) = find_expressions("วันจันทร์ที่ ๔ มีนาคม - วันศุกร์ที่ ๘ มีนาคม ๒๕๖๗")
    assert (right.first, right.problem) == (date(2024, 3, 4), "")


def test_the_end_of_a_year_is_named_where_a_letter_has_no_date() -> None:
    (found,) = find_expressions("ภายใน ๓๐ วัน นับแต่วันสิ้นปี ๒๕๖๖")
    assert found.note.startswith("counted from 2023-12-31, the end of B.E. 2566; ")
